import type { ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import { isRecord } from "../schemas/is-record.ts"
import { firstMessage } from "./read-message.ts"
import { textOf } from "./to-text.ts"

/**
 * The model's thinking in the first answer, or what a chunk adds to it; "" when none is shown. Found under `reasoning`,
 * `reasoning_content`, `reasoning_details` and in thinking parts of the content.
 */
export function toReasoning(completion: ChatCompletion | ChatCompletionChunk): string {
  const message = firstMessage(completion)
  if (!message) return ""
  const reasoning = asText(message["reasoning"])
  const content = asText(message["reasoning_content"])
  // Some servers send the same thinking under both names.
  const named = reasoning === content ? reasoning : reasoning + content
  return (named || detailsText(message["reasoning_details"])) + thinkingParts(message.content)
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : ""
}

function detailsText(details: unknown): string {
  if (!Array.isArray(details)) return ""
  return details.map((entry) => (isRecord(entry) ? asText(entry["text"]) || asText(entry["summary"]) : "")).join("")
}

function thinkingParts(content: unknown): string {
  if (!Array.isArray(content)) return ""
  return content.map((part) => (isRecord(part) && part["type"] === "thinking" ? textOf(part["thinking"]) : "")).join("")
}
