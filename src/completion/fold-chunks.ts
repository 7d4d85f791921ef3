import type { ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import { foldDelta, type LooseObject } from "./fold-delta.ts"
import { isRecord } from "./read-message.ts"
import { toolCallId, wireToolCalls } from "./to-tool-calls.ts"
import { wireUsage } from "./to-usage.ts"

/** Joins chunks to the completion they are pieces of, keeping every key that a provider added. Makes up ids only where none came. */
export function foldChunks(chunks: Iterable<ChatCompletionChunk>): ChatCompletion {
  const fold = createFold()
  for (const chunk of chunks) fold.add(chunk)
  return fold.snapshot()
}

/** A fold that grows chunk by chunk. */
export interface Fold {
  add(chunk: ChatCompletionChunk): void
  /** The completion so far, a value of its own. */
  snapshot(): ChatCompletion
  /** Whether every answer that began has said why it ended. */
  isFinished(): boolean
}

interface FoldedChoice {
  readonly index: number
  readonly message: LooseObject
  readonly rest: LooseObject
  finishReason: unknown
}

export function createFold(): Fold {
  const top: LooseObject = {}
  const choices: FoldedChoice[] = []

  const choiceAt = (index: number): FoldedChoice => {
    let choice = choices.find((entry) => entry.index === index)
    if (!choice) {
      choice = { index, message: {}, rest: {}, finishReason: undefined }
      choices.push(choice)
    }
    return choice
  }

  const addChoice = (chunk: LooseObject, position: number): void => {
    const index = chunk["index"]
    const choice = choiceAt(typeof index === "number" ? index : position)
    for (const key in chunk) {
      const value = chunk[key]
      if (key === "index") continue
      if (key === "delta") {
        if (isRecord(value)) foldDelta(choice.message, value)
      } else if (key === "finish_reason") {
        if (typeof value === "string" && value !== "") choice.finishReason = value
        // A whole message beside the deltas repeats them; alone it is the delta.
      } else if (key === "message") {
        if (isRecord(value) && !isRecord(chunk["delta"])) foldDelta(choice.message, value)
      } else if (key === "logprobs") {
        if (isRecord(value)) foldDelta((choice.rest["logprobs"] ??= {}) as LooseObject, value)
      } else if (value === null || value === undefined) {
        choice.rest[key] ??= null
      } else {
        choice.rest[key] = isRecord(value) ? { ...(isRecord(choice.rest[key]) ? choice.rest[key] : {}), ...value } : value
      }
    }
  }

  return {
    add(chunk) {
      for (const key in chunk) {
        const value: unknown = chunk[key as keyof ChatCompletionChunk]
        if (key === "choices") {
          if (Array.isArray(value)) for (let position = 0; position < value.length; position++) if (isRecord(value[position])) addChoice(value[position], position)
        } else if (value === top[key]) {
          continue
        } else if (key === "id" || key === "model" || key === "created") {
          // The first that says something: routers change them midway.
          if (!top[key]) top[key] = value
        } else if (value === null || value === undefined || value === "") {
          if (key !== "usage") top[key] ??= value
        } else if (isRecord(value) && key !== "usage") {
          top[key] = { ...(isRecord(top[key]) ? top[key] : {}), ...value }
        } else {
          top[key] = value
        }
      }
    },
    isFinished: () => choices.length > 0 && choices.every((choice) => choice.finishReason !== undefined),
    snapshot() {
      const { id = "", created = 0, model = "", object: _, ...rest } = structuredClone(top)
      const completion = {
        id,
        object: "chat.completion",
        created,
        model,
        choices: [...choices].sort((a, b) => a.index - b.index).map(toChoice),
        ...rest,
      } as unknown as ChatCompletion
      const usage = wireUsage(completion as never, choices[0]?.rest)
      if (usage) completion.usage = structuredClone(usage) as never
      fillToolCallIds(completion)
      return completion
    },
  }
}

function toChoice({ index, message, rest, finishReason }: FoldedChoice): unknown {
  const { role = "assistant", content = null, refusal = null, ...more } = structuredClone(message)
  return { index, message: { role, content, refusal, ...more }, finish_reason: finishReason ?? null, logprobs: null, ...structuredClone(rest) }
}

function fillToolCallIds(completion: ChatCompletion): void {
  for (const choice of completion.choices) {
    wireToolCalls(choice.message.tool_calls).forEach((call, index) => {
      call["id"] = toolCallId(completion, call, index)
    })
  }
}
