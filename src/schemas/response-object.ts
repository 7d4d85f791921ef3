import * as z from "zod/mini"
import { listOf } from "./list-of.ts"
/** How far a response is. Others may come at run time. */
export type ResponseStatus = "completed" | "failed" | "in_progress" | "cancelled" | "queued" | "incomplete"

/** How far an item of the output is. */
export type ResponseItemStatus = "in_progress" | "completed" | "incomplete"

/**
 * A whole answer of the Responses API, as it stood on the wire (`Response` is the platform's word). The type is OpenAI's shape; `toOutputText`
 * reads the text, and the items of `output` can be sent back as `input`.
 */
export interface ResponseObject {
  /** Goes on with this answer as `previous_response_id`, where the provider stores it. */
  id: string
  object: "response"
  /** Seconds since 1970. */
  created_at: number
  /** Seconds since 1970. */
  completed_at?: number | null
  status: ResponseStatus
  /** Why it failed. */
  error: ResponseFailure | null
  /** Why it stopped short. */
  incomplete_details: { reason?: "max_output_tokens" | "max_messages" | "content_filter" | "steered" } | null
  /** The model as the provider names it. What was asked and sent stands in `gateway.modelRequested` and `gateway.modelSent`. */
  model: string
  /** What the model did: thoughts, calls, messages, in this order. */
  output: ResponseOutputItem[]
  /** Tokens; absent until the end. */
  usage?: ResponseUsage | null
  service_tier?: string | null

  // What follows says again what was asked for.
  background?: boolean | null
  conversation?: { id: string } | null
  instructions?: unknown
  max_output_tokens?: number | null
  max_tool_calls?: number | null
  metadata?: { [key: string]: string } | null
  parallel_tool_calls?: boolean | null
  previous_response_id?: string | null
  prompt?: unknown
  prompt_cache_key?: string | null
  reasoning?: { effort?: string | null; summary?: string | null } | null
  safety_identifier?: string | null
  store?: boolean | null
  temperature?: number | null
  text?: unknown
  tool_choice?: unknown
  tools?: unknown[]
  top_logprobs?: number | null
  top_p?: number | null
  truncation?: string | null
  user?: string | null
}

/** What went wrong at the provider. */
export interface ResponseFailure {
  /** The provider's word, e.g. `server_error`, `rate_limit_exceeded`. */
  code: string
  message: string
}

/** Tokens used. */
export interface ResponseUsage {
  input_tokens: number
  output_tokens: number
  total_tokens: number
  input_tokens_details?: { cached_tokens?: number; cache_write_tokens?: number }
  output_tokens_details?: { reasoning_tokens?: number }
}

/** One thing the model did. Switch on `type`; types that are not named here come at run time, and are kept. */
export type ResponseOutputItem =
  | ResponseOutputMessage
  | ResponseFunctionCall
  | ResponseCustomCall
  | ResponseCallOutput
  | ResponseReasoning
  | ResponseWebSearchCall
  | ResponseOtherItem

/** What the model said. */
export interface ResponseOutputMessage {
  id: string
  type: "message"
  role: "assistant"
  status: ResponseItemStatus
  content: (ResponseOutputText | ResponseOutputRefusal)[]
  /** A word on the way, or the answer; send it back as it came. */
  phase?: "commentary" | "final_answer" | null
}

/** Text of a message, with its sources. */
export interface ResponseOutputText {
  type: "output_text"
  text: string
  annotations: ResponseAnnotation[]
  /** With `include: ["message.output_text.logprobs"]`. */
  logprobs?: (ResponseLogprob & { top_logprobs: ResponseLogprob[] })[]
}

/** How likely a token was. */
export interface ResponseLogprob {
  token: string
  logprob: number
  bytes: number[]
}

/** The model says no. */
export interface ResponseOutputRefusal {
  type: "refusal"
  refusal: string
}

/** Where something in the text is from. */
export type ResponseAnnotation =
  | { type: "url_citation"; url: string; title: string; start_index: number; end_index: number }
  | { type: "file_citation"; file_id: string; filename: string; index: number }
  | {
      type: "container_file_citation"
      container_id: string
      file_id: string
      filename: string
      start_index: number
      end_index: number
    }
  | { type: "file_path"; file_id: string; index: number }

/** A call of one of your functions. Answer it by an item `{ type: "function_call_output", call_id, output }`. */
export interface ResponseFunctionCall {
  type: "function_call"
  id?: string
  call_id: string
  name: string
  /** JSON, mostly: models write it, so parse it with care. */
  arguments: string
  status?: ResponseItemStatus
}

/** A call of a custom tool, whose input is plain text. Answer it by `custom_tool_call_output`. */
export interface ResponseCustomCall {
  type: "custom_tool_call"
  id?: string
  call_id: string
  name: string
  input: string
}

/** What a function or custom tool answered. */
export interface ResponseCallOutput {
  type: "function_call_output" | "custom_tool_call_output"
  id?: string | null | undefined
  /** The call that this answers. Only calls that a provider ran by itself do without. */
  call_id?: string | null | undefined
  /** Text, or a list of parts as in a message. */
  output: string | readonly object[]
  status?: ResponseItemStatus | null | undefined
}

/** What the model thought. Send it back as it came, where thinking goes on after a call. */
export interface ResponseReasoning {
  type: "reasoning"
  id: string
  summary: { type: "summary_text"; text: string }[]
  content?: { type: "reasoning_text"; text: string }[]
  /** For providers that store nothing: ask for it with `include: ["reasoning.encrypted_content"]`. */
  encrypted_content?: string | null
  status?: ResponseItemStatus
}

/** A search the provider made. */
export interface ResponseWebSearchCall {
  type: "web_search_call"
  id: string
  status: ResponseItemStatus | "searching" | "failed"
  action:
    | { type: "search"; query?: string; queries?: string[]; sources?: { type: "url"; url: string }[] }
    | { type: "open_page"; url?: string | null }
    | { type: "find_in_page"; url: string; pattern: string }
}

/** Items of hosted tools and of conversations, whose fields are the provider's. */
export interface ResponseOtherItem {
  type: ResponseOtherItemType
  id?: string | null
  status?: string | null
  [key: string]: unknown
}

/** Their types, one by one: with `string` among them no `type` would narrow. */
export type ResponseOtherItemType =
  | "additional_tools"
  | "apply_patch_call"
  | "apply_patch_call_output"
  | "code_interpreter_call"
  | "compaction"
  | "compaction_trigger"
  | "computer_call"
  | "computer_call_output"
  | "configuration_update"
  | "file_search_call"
  | "image_generation_call"
  | "local_shell_call"
  | "local_shell_call_output"
  | "mcp_approval_request"
  | "mcp_approval_response"
  | "mcp_call"
  | "mcp_list_tools"
  | "program"
  | "program_output"
  | "shell_call"
  | "shell_call_output"
  | "tool_search_call"
  | "tool_search_output"

/** A whole answer, as loosely as live providers spell it. */
export const responseObjectSchema = z.looseObject({
  output: listOf(z.looseObject({}), "must be a list"),
})
