import type { ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import type { ChatCompletion, ReplyMessage } from "../schemas/chat-completion.ts"

type Cut = (text: string) => readonly string[]
type Delta = Readonly<Record<string, unknown>>

/**
 * A completion as a provider streams it: role first, then thinking, then text or a refusal, in the pieces that `cut` makes; the finish, the
 * usage last.
 */
export function toChunks(completion: ChatCompletion, cut: Cut): ChatCompletionChunk[] {
  const { choices, usage, object: _, ...top } = completion
  const chunk = (entries: unknown[], more: object = {}) =>
    ({ ...top, object: "chat.completion.chunk", choices: entries, ...more }) as unknown as ChatCompletionChunk
  const chunks: ChatCompletionChunk[] = []
  for (const choice of choices) {
    const { index, finish_reason, message, ...rest } = choice
    toDeltas(message, cut).forEach((delta, position) =>
      chunks.push(chunk([{ index, delta, finish_reason: null, ...(position === 0 && rest) }])),
    )
    chunks.push(chunk([{ index, delta: {}, finish_reason }]))
  }
  if (usage) chunks.push(chunk([], { usage }))
  return chunks
}

function toDeltas(message: ReplyMessage | undefined, cut: Cut): Delta[] {
  const delta: Delta = {
    ...message,
    ...(message?.tool_calls && { tool_calls: message.tool_calls.map((call, index) => ({ index, ...call })) }),
  }
  const { role, reasoning_content: thoughts, ...said } = delta
  if (typeof thoughts !== "string" || thoughts === "") return inPieces(delta, cut)
  const [first, ...others] = cut(thoughts).map((thought): Delta => ({ reasoning_content: thought }))
  return [{ role, ...first }, ...others, ...inPieces(said, cut)]
}

// Everything comes with the first piece.
function inPieces(delta: Delta, cut: Cut): Delta[] {
  const key = typeof delta["refusal"] === "string" ? "refusal" : "content"
  const text = delta[key]
  const [first, ...others] = typeof text === "string" ? cut(text) : []
  return [first === undefined ? delta : { ...delta, [key]: first }, ...others.map((piece) => ({ [key]: piece }))]
}
