import type { ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"

/** A completion as a provider streams it: role first, then text in the pieces that `cut` makes, the finish, the usage last. */
export function toChunks(completion: ChatCompletion, cut: (text: string) => readonly string[]): ChatCompletionChunk[] {
  const { choices, usage, object: _, ...top } = completion
  const chunk = (entries: unknown[], more: object = {}) =>
    ({ ...top, object: "chat.completion.chunk", choices: entries, ...more }) as unknown as ChatCompletionChunk
  const chunks: ChatCompletionChunk[] = []
  for (const choice of choices) {
    const { index, finish_reason, message, ...rest } = choice
    const delta: Record<string, unknown> = { ...message }
    if (message?.tool_calls)
      delta["tool_calls"] = message.tool_calls.map((call, position) => ({ index: position, ...call }))
    const pieces = typeof delta["content"] === "string" ? cut(delta["content"]) : []
    if (pieces.length > 0) delta["content"] = pieces[0]
    chunks.push(chunk([{ index, delta, finish_reason: null, ...rest }]))
    for (const piece of pieces.slice(1)) chunks.push(chunk([{ index, delta: { content: piece }, finish_reason: null }]))
    chunks.push(chunk([{ index, delta: {}, finish_reason }]))
  }
  if (usage) chunks.push(chunk([], { usage }))
  return chunks
}
