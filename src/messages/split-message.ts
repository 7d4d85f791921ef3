import type { MessageStreamEvent } from "../schemas/message-event.ts"
import type { MessageObject } from "../schemas/message.ts"

/** The events that fold to this message, the last one first: block after block, and why it stopped at the end. */
export function splitMessage(whole: MessageObject): MessageStreamEvent[] {
  const { content, stop_reason, stop_sequence, usage } = whole
  const events: object[] = [
    { type: "message_start", message: { ...whole, content: [], stop_reason: null, stop_sequence: null } },
    ...(Array.isArray(content) ? content : []).flatMap(splitBlock),
    { type: "message_delta", delta: { stop_reason, stop_sequence }, usage },
    { type: "message_stop" },
  ]
  return events.reverse() as MessageStreamEvent[]
}

// Other blocks stand whole in the event that begins them, where every reader takes them from.
function splitBlock(block: any, index: number): object[] {
  const text: unknown = block?.type === "text" ? block.text : ""
  return [
    { type: "content_block_start", index, content_block: text ? { ...block, text: "" } : block },
    ...(text ? [{ type: "content_block_delta", index, delta: { type: "text_delta", text } }] : []),
    { type: "content_block_stop", index },
  ]
}
