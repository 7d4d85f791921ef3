import { textOf } from "../completion/to-text.ts"
import type { MessageStreamEvent } from "../schemas/message-event.ts"
import type { MessageObject } from "../schemas/message.ts"

/**
 * The text of a message, or what an event adds to it; "" when it has none. Thinking and calls are no text: they stand in `content`.
 * Throws a `TypeError` for a promise of a message.
 *
 * @example
 * const text = toMessageText(await client.messages.create(params))
 */
export function toMessageText(message: MessageObject | MessageStreamEvent): string {
  const { content, content_block: block, delta, then, final } = message as Record<string, any>
  // From JavaScript, "" for a stream that was never read would be the worst of answers.
  if (typeof (then ?? final) === "function")
    throw new TypeError("This is no message yet: await it, or the stream's `final()`")
  return textOf(content ?? [block, delta?.type === "text_delta" ? delta.text : ""])
}
