import type { ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import { firstMessage } from "./read-message.ts"

/**
 * The text of the first answer, or of what a chunk adds to it; "" when it has none. Reads text and lists of parts alike. A refusal is no
 * text: it stands in `choices[0].message.refusal`.
 *
 * @example
 * const text = toText(await client.chat.completions.create(params))
 */
export function toText(completion: ChatCompletion | ChatCompletionChunk): string {
  return textOf(firstMessage(completion)?.["content"])
}

/** The text in a `content`, whichever way it is written. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content
  return Array.isArray(content)
    ? content.map((part) => (typeof part === "string" ? part : part?.type === "text" ? part.text : "")).join("")
    : ""
}
