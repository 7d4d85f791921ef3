import * as z from "zod/mini"
import { isRecord } from "./is-record.ts"
import type { MessageObject, MessageUsage } from "./message.ts"
import type { MessageBlock, MessageCitation } from "./message-block.ts"

/** The message begins: no content yet, and the tokens of the prompt. */
export interface MessageStartEvent {
  type: "message_start"
  message: MessageObject
}

/** A block begins, mostly empty. */
export interface ContentBlockStartEvent {
  type: "content_block_start"
  /** Its place in `content`. */
  index: number
  content_block: MessageBlock
}

/** A block goes on. */
export interface ContentBlockDeltaEvent {
  type: "content_block_delta"
  index: number
  delta: MessageDelta
}

/** What a block goes on with. Providers send others too at run time. */
export type MessageDelta =
  | { type: "text_delta"; text: string }
  | { type: "thinking_delta"; thinking: string }
  | { type: "signature_delta"; signature: string }
  /** A piece of a tool's input: JSON once all pieces are joined. */
  | { type: "input_json_delta"; partial_json: string }
  | { type: "citations_delta"; citation: MessageCitation }

/** A block has ended. */
export interface ContentBlockStopEvent {
  type: "content_block_stop"
  index: number
}

/** Why the message ends, and what was used for the whole of it, not since the last time. */
export interface MessageDeltaEvent {
  type: "message_delta"
  delta: Pick<MessageObject, "stop_reason" | "stop_sequence" | "stop_details" | "container">
  usage: { input_tokens: number | null } & Pick<
    MessageUsage,
    | "output_tokens"
    | "cache_creation_input_tokens"
    | "cache_read_input_tokens"
    | "output_tokens_details"
    | "server_tool_use"
  >
}

/** The end mark. */
export interface MessageStopEvent {
  type: "message_stop"
}

/** Says that the connection lives. */
export interface MessagePingEvent {
  type: "ping"
}

/** What ended the message midway. A stream of the client throws it as a `GatewayError`. */
export interface MessageErrorEvent {
  type: "error"
  error: { /** e.g. `overloaded_error`. */ type: string; message: string }
  request_id?: string | null
}

/**
 * One event of a streamed message, as it stood on the wire; tell them apart by `type`. Events of types that are not listed here come through
 * at run time: have a `default` that passes them by.
 */
export type MessageStreamEvent =
  | MessageStartEvent
  | ContentBlockStartEvent
  | ContentBlockDeltaEvent
  | ContentBlockStopEvent
  | MessageDeltaEvent
  | MessageStopEvent
  | MessagePingEvent
  | MessageErrorEvent

const isText = (value: unknown) => typeof value === "string"

/** An event, as loosely as live providers spell it: one that says of which type it is. */
export const messageStreamEventSchema = z.looseObject({ type: z.custom<string>(isText, "must be text") })

// zod's objects cost more than parsing the event did. A property test holds that this and the schema agree.
export function isPlainMessageEvent(event: unknown): boolean {
  return isRecord(event) && isText(event["type"])
}
