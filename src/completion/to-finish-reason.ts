import type { ChatCompletion, FinishReason } from "../schemas/chat-completion.ts"
import { firstChoice, firstMessage } from "./read-message.ts"

/**
 * Why the first answer ended; `undefined` when the provider did not say. A `stop` beside tool calls reads as `tool_calls`, which is what it
 * means. Words that only one provider uses ("eos") are passed on as they are.
 */
export function toFinishReason(completion: ChatCompletion): FinishReason | undefined {
  const reason: unknown = firstChoice(completion)?.["finish_reason"]
  return reason === "stop" && firstMessage(completion)?.["tool_calls"]?.length > 0
    ? "tool_calls"
    : ((reason || undefined) as FinishReason | undefined)
}
