import type { AssistantMessage } from "../schemas/chat-message.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import { isRecord } from "../schemas/is-record.ts"
import { firstMessage } from "./read-message.ts"
import { argumentsText, toolCallId, wireToolCalls } from "./to-tool-calls.ts"

/**
 * The first answer as the assistant turn to send back, with every key a provider put on it (thought signatures, reasoning, unknown
 * parts), since some refuse the next turn without them. Calls get the ids that `toToolCalls` gives; the completion is not touched.
 *
 * @example
 * messages.push(toMessage(completion))
 */
export function toMessage(completion: ChatCompletion): AssistantMessage {
  const { tool_calls, audio, ...message } = firstMessage(completion) ?? { content: "" }
  const calls = wireToolCalls(tool_calls).map((call, index) => {
    const id = toolCallId(completion, call, index)
    if (isRecord(call["custom"])) return { ...call, id, type: "custom" }
    const named = isRecord(call["function"]) ? call["function"] : {}
    return { ...call, id, type: "function", function: { ...named, arguments: argumentsText(named["arguments"]) } }
  })
  return {
    ...message,
    role: "assistant",
    // Providers refuse an empty list.
    ...(calls.length > 0 && { tool_calls: calls }),
    // A spoken answer is sent back by its id alone.
    ...(isRecord(audio) && typeof audio["id"] === "string" && { audio: { id: audio["id"] } }),
  } as unknown as AssistantMessage
}
