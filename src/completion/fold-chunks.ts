import type { ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import { isRecord } from "../schemas/is-record.ts"
import type { Fold } from "../stream/fold.ts"
import { createTarget, foldDelta, foldKey, type LooseObject } from "./fold-delta.ts"
import { toolCallId } from "./to-tool-calls.ts"
import { wireUsage } from "./to-usage.ts"

/** Joins chunks to the completion they are pieces of, keeping every key that a provider added. Makes up ids only where none came. */
export function foldChunks(chunks: Iterable<ChatCompletionChunk>): ChatCompletion {
  const fold = createFold()
  for (const chunk of chunks) fold.add(chunk)
  return fold.snapshot()
}

/** A fold that grows chunk by chunk. It has ended when so many answers, and every one that began, have said why they ended. */
export function createFold(answers = 1): Fold<ChatCompletionChunk, ChatCompletion> {
  const top = createTarget()
  // By index: what is said beside the message, and the message.
  const choices = new Map<number, { rest: LooseObject; message: LooseObject }>()

  const addChoice = (piece: unknown, position: number): void => {
    if (!isRecord(piece)) return
    const index = (piece["index"] ?? position) as number
    let choice = choices.get(index)
    if (!choice) choices.set(index, (choice = { rest: createTarget(), message: createTarget() }))
    for (const key in piece) {
      const value = piece[key]
      // Most of a chunk says again what the one before it said.
      if (value === choice.rest[key]) continue
      if (key === "delta" || (key === "message" && !piece["delta"]))
        foldDelta(choice.message, (value ?? {}) as LooseObject)
      // A whole message beside the deltas repeats them.
      else if (key !== "message" && key !== "index") foldKey(choice.rest, key, value, key === "logprobs")
    }
  }

  return {
    add(chunk) {
      const pieces = chunk as unknown as LooseObject
      for (const key in pieces) if (key !== "choices" && pieces[key] !== top[key]) foldKey(top, key, pieces[key], false)
      if (Array.isArray(chunk.choices)) chunk.choices.forEach(addChoice)
    },
    isFinished: () => choices.size >= answers && [...choices.values()].every(({ rest }) => rest["finish_reason"]),
    snapshot() {
      const folded = [...choices].sort(([a], [b]) => a - b)
      const completion = structuredClone({
        id: "",
        created: 0,
        model: "",
        ...top,
        object: "chat.completion",
        choices: folded.map(([index, { rest, message }]) => ({
          index,
          logprobs: null,
          ...rest,
          message: { content: null, refusal: null, ...message, role: message["role"] || "assistant" },
          finish_reason: rest["finish_reason"] || null,
        })),
      }) as unknown as ChatCompletion
      const usage = wireUsage(completion)
      if (usage) completion.usage = usage as never
      else delete completion.usage
      for (const { message } of completion.choices) {
        if (Array.isArray(message.tool_calls))
          message.tool_calls.forEach((call, index) => (call.id = toolCallId(completion, call, index)))
      }
      return completion
    },
  }
}
