import * as z from "zod/mini"
import { isText } from "./maybe.ts"
import type {
  ResponseAnnotation,
  ResponseObject,
  ResponseOutputItem,
  ResponseOutputRefusal,
  ResponseOutputText,
} from "./response-object.ts"

/**
 * An event of a streamed response, as it stood on the wire. Switch on `type`. Types that are not named here come at run time and are passed
 * on, so give a `switch` no `default` that throws.
 */
export type ResponseEvent =
  | ResponseStateEvent
  | ResponseItemEvent
  | ResponsePartEvent
  | ResponseTextDeltaEvent
  | ResponseTextDoneEvent
  | ResponseAnnotationEvent
  | ResponseRefusalDeltaEvent
  | ResponseRefusalDoneEvent
  | ResponseArgumentsDeltaEvent
  | ResponseArgumentsDoneEvent
  | ResponseCustomInputDeltaEvent
  | ResponseCustomInputDoneEvent
  | ResponseSummaryPartEvent
  | ResponseSummaryDeltaEvent
  | ResponseSummaryDoneEvent
  | ResponseReasoningDeltaEvent
  | ResponseReasoningDoneEvent
  | ResponseProgressEvent
  | ResponseOtherEvent
  | ResponseErrorEvent
  | ResponseKeepaliveEvent

interface Numbered {
  /** Counts the events of a response, from 0. */
  sequence_number: number
}

interface OfItem extends Numbered {
  item_id: string
  /** Which entry of `output`. */
  output_index: number
}

interface OfPart extends OfItem {
  /** Which entry of the item's `content`. */
  content_index: number
}

interface OfSummary extends OfItem {
  /** Which entry of the item's `summary`. */
  summary_index: number
}

/** The response begins, waits or ends. The last three carry all of it. */
export interface ResponseStateEvent extends Numbered {
  type:
    | "response.created"
    | "response.queued"
    | "response.in_progress"
    | "response.completed"
    | "response.incomplete"
    | "response.failed"
  response: ResponseObject
}

/** An item of the output begins, or is whole. */
export interface ResponseItemEvent extends Numbered {
  type: "response.output_item.added" | "response.output_item.done"
  output_index: number
  item: ResponseOutputItem
}

/** A part of a message or thought begins, or is whole. */
export interface ResponsePartEvent extends OfPart {
  type: "response.content_part.added" | "response.content_part.done"
  part: ResponseOutputText | ResponseOutputRefusal | { type: "reasoning_text"; text: string }
}

/** New text. */
export interface ResponseTextDeltaEvent extends OfPart {
  type: "response.output_text.delta"
  delta: string
  logprobs?: { token: string; logprob: number; top_logprobs?: { token?: string; logprob?: number }[] }[]
}

/** All the text of a part. */
export interface ResponseTextDoneEvent extends OfPart {
  type: "response.output_text.done"
  text: string
}

/** A source. */
export interface ResponseAnnotationEvent extends OfPart {
  type: "response.output_text.annotation.added"
  annotation_index: number
  annotation: ResponseAnnotation | null
}

/** New words of a refusal. */
export interface ResponseRefusalDeltaEvent extends OfPart {
  type: "response.refusal.delta"
  delta: string
}

/** All of a refusal. */
export interface ResponseRefusalDoneEvent extends OfPart {
  type: "response.refusal.done"
  refusal: string
}

/** More of a call's JSON. */
export interface ResponseArgumentsDeltaEvent extends OfItem {
  type: "response.function_call_arguments.delta" | "response.mcp_call_arguments.delta"
  delta: string
}

/** All of a call's JSON. */
export interface ResponseArgumentsDoneEvent extends OfItem {
  type: "response.function_call_arguments.done" | "response.mcp_call_arguments.done"
  arguments: string
}

/** More of a custom tool's input. */
export interface ResponseCustomInputDeltaEvent extends OfItem {
  type: "response.custom_tool_call_input.delta"
  delta: string
}

/** All of a custom tool's input. */
export interface ResponseCustomInputDoneEvent extends OfItem {
  type: "response.custom_tool_call_input.done"
  input: string
}

/** A piece of the summary of thoughts begins, or is whole. */
export interface ResponseSummaryPartEvent extends OfSummary {
  type: "response.reasoning_summary_part.added" | "response.reasoning_summary_part.done"
  part: { type: "summary_text"; text: string }
}

/** New text of the summary of thoughts. */
export interface ResponseSummaryDeltaEvent extends OfSummary {
  type: "response.reasoning_summary_text.delta"
  delta: string
}

/** All the text of a piece of the summary. */
export interface ResponseSummaryDoneEvent extends OfSummary {
  type: "response.reasoning_summary_text.done"
  text: string
}

/** New text of the thoughts themselves, from models that show them. */
export interface ResponseReasoningDeltaEvent extends OfPart {
  type: "response.reasoning_text.delta"
  delta: string
}

/** All the text of a thought. */
export interface ResponseReasoningDoneEvent extends OfPart {
  type: "response.reasoning_text.done"
  text: string
}

/** A hosted tool gets on. */
export interface ResponseProgressEvent extends OfItem {
  type:
    | `response.web_search_call.${"in_progress" | "searching" | "completed"}`
    | `response.file_search_call.${"in_progress" | "searching" | "completed"}`
    | `response.code_interpreter_call.${"in_progress" | "interpreting" | "completed"}`
    | `response.image_generation_call.${"in_progress" | "generating" | "completed"}`
    | `response.mcp_call.${"in_progress" | "completed" | "failed"}`
    | `response.mcp_list_tools.${"in_progress" | "completed" | "failed"}`
    | "response.compaction.compacting"
}

/** Pieces of what hosted tools make, with fields of their own. */
export interface ResponseOtherEvent extends Numbered {
  type:
    | `response.audio.${"delta" | "done"}`
    | `response.audio.transcript.${"delta" | "done"}`
    | `response.code_interpreter_call_code.${"delta" | "done"}`
    | `response.shell_call_command.${"added" | "delta" | "done"}`
    | `response.shell_call_output_content.${"delta" | "done"}`
    | "response.image_generation_call.partial_image"
  item_id?: string
  output_index?: number
  [key: string]: unknown
}

/** The provider gives up. A stream of this package throws it as a typed error. */
export interface ResponseErrorEvent extends Numbered {
  type: "error"
  // Documented flat; on the wire it stands under `error`, as in any other refusal.
  code?: string | null
  message?: string
  param?: string | null
  error?: { type?: string; code?: string | null; message?: string; param?: string | null }
}

/** Nothing new, but the line is open. */
export interface ResponseKeepaliveEvent {
  type: "keepalive"
}

/** An event, as loosely as live providers spell it: it says what it is. */
export const responseEventSchema = z.looseObject({ type: z.custom<string>(isText, "is missing, or no text") })

/** Whether the schema would take it: most events need no more than this look. */
export function isPlainResponseEvent(value: any): boolean {
  return isText(value?.type)
}
