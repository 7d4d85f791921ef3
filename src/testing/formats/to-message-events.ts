import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { toWords } from "../to-words.ts"
import { readObject, readText } from "./read-json.ts"
import { toFragments } from "./to-fragments.ts"
import { toMessageReply } from "./to-message-reply.ts"
import { toServerSentEvent } from "./to-server-sent-event.ts"
import type { JSONObject } from "./wire-format.ts"

type Event = JSONObject & { readonly type: string }

/** A message as Anthropic streams it: block after block, and why it stopped at the end. */
export function toMessageEvents(completion: ChatCompletion): string[] {
  const message = toMessageReply(completion)
  const { stop_reason, stop_sequence, stop_details, container } = message
  const { service_tier: _, ...usage } = readObject(message["usage"])
  const begun = { stop_reason: null, stop_sequence: null, stop_details: null, content: [] }
  const events: Event[] = [
    {
      type: "message_start",
      message: { ...message, ...begun, usage: { ...readObject(message["usage"]), output_tokens: 0 } },
    },
    { type: "ping" },
    ...message.content.flatMap(toBlockEvents),
    { type: "message_delta", delta: { stop_reason, stop_sequence, stop_details, container }, usage },
    { type: "message_stop" },
  ]
  return events.map((event) => toServerSentEvent(event, event.type))
}

function toBlockEvents(block: JSONObject, index: number): Event[] {
  const { begun, deltas } = toDeltas(block)
  return [
    { type: "content_block_start", index, content_block: { ...block, ...begun } },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ]
}

// How a block begins, and what is added to it.
function toDeltas({ type, text, thinking, signature, input }: JSONObject): { begun: JSONObject; deltas: JSONObject[] } {
  switch (type) {
    case "thinking":
      return {
        begun: { thinking: "", signature: "" },
        deltas: [
          ...toWords(readText(thinking)).map((piece) => ({ type: "thinking_delta", thinking: piece })),
          { type: "signature_delta", signature },
        ],
      }
    case "tool_use":
      return {
        begun: { input: {} },
        deltas: toFragments(JSON.stringify(input)).map((piece) => ({ type: "input_json_delta", partial_json: piece })),
      }
    default:
      return {
        begun: { text: "" },
        deltas: toWords(readText(text)).map((piece) => ({ type: "text_delta", text: piece })),
      }
  }
}
