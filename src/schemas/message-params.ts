import * as z from "zod/mini"
import { listOf } from "./list-of.ts"
import type { Model } from "../gateway/known-models.ts"
import type { CacheControl } from "./chat-message.ts"
import { isListOf, isName, isObject, isText, maybe } from "./maybe.ts"
import type { RedactedThinkingBlock, ThinkingBlock, ToolCaller } from "./message-block.ts"

/**
 * The body of a message: Anthropic's parameters. Any other goes through the option `extraBody`. Params kept in a variable are
 * `MessageParams<false>` for a whole reply, `<true>` for a stream: without, `create` may give either.
 */
export interface MessageParams<S extends boolean = boolean> {
  /** `provider/model`, e.g. `anthropic/claude-sonnet-4-5`. */
  model: Model
  /** Longest answer in tokens, thinking counted. */
  max_tokens: number
  /** The conversation so far, oldest first. */
  messages: readonly MessageTurn[]
  /** Instructions that stand above the conversation. Blocks may carry `cache_control`. */
  system?: string | readonly TextBlockParam[] | undefined
  /** `true` gives a stream of events, else the whole message. @default false */
  stream?: S | undefined

  /** Randomness, 0 to 1. Newer models refuse it. */
  temperature?: number | undefined
  /** Nucleus sampling: the share of probability to choose from, 0 to 1. */
  top_p?: number | undefined
  /** Choose among this many tokens. */
  top_k?: number | undefined
  /** Texts that end the answer. */
  stop_sequences?: readonly string[] | undefined

  /** What the model may call, or the provider for it. */
  tools?: readonly MessageTool[] | undefined
  /** Whether, or which, tool must be called. */
  tool_choice?:
    | { type: "auto" | "any"; disable_parallel_tool_use?: boolean | undefined }
    | { type: "tool"; name: string; disable_parallel_tool_use?: boolean | undefined }
    | { type: "none" }
    | undefined
  /** Tool servers that the provider connects to (beta). */
  mcp_servers?: readonly object[] | undefined

  /** Extended thinking: a budget in tokens that is part of `max_tokens`, or as much as the model finds right. */
  thinking?:
    | { type: "enabled"; budget_tokens: number; display?: ThinkingDisplay }
    | { type: "adaptive"; display?: ThinkingDisplay }
    | { type: "disabled" | "between_tools" }
    | undefined
  /** How much effort to spend, and a JSON Schema that the answer has to meet. */
  output_config?:
    | {
        effort?: "low" | "medium" | "high" | "xhigh" | "max" | (string & {}) | null | undefined
        format?: { type: "json_schema"; schema: object } | null | undefined
      }
    | undefined

  /** Prompt caching: everything up to the last block that can be cached. */
  cache_control?: CacheControl | null | undefined
  /** What the provider takes out of a long conversation (beta). */
  context_management?: object | null | undefined
  /** The container that code runs in: its id, from an earlier answer, or what to load into a new one. */
  container?: string | object | null | undefined
  /** Ask why the prompt cache was missed. */
  diagnostics?: { previous_message_id?: string | null | undefined } | null | undefined
  /** A hashed id of your end user, for the provider's abuse detection. The gateway's metadata is the option `gateway.metadata`. */
  metadata?: { user_id?: string | null | undefined } | undefined
  /** Whether priority capacity may be used. */
  service_tier?: "auto" | "standard_only" | (string & {}) | undefined
  /** Faster answers at a higher price, where the model has them. */
  speed?: "standard" | "fast" | (string & {}) | null | undefined
  /** Where the model runs. */
  inference_geo?: string | null | undefined
  /** The profile of an end user that the request is made for. */
  user_profile_id?: string | undefined
  /** The workspace at the provider that the request is made in. */
  workspace_id?: string | undefined
}

type ThinkingDisplay = "summarized" | "omitted" | null | undefined

/** One turn of the conversation. The `content` of a reply goes back as it is, as a turn of the `assistant`. */
export interface MessageTurn {
  role: "user" | "assistant" | "system"
  content: string | readonly MessageBlockParam[]
}

/** A piece of a turn; tell them apart by `type`. */
export type MessageBlockParam =
  | TextBlockParam
  | ImageBlockParam
  | DocumentBlockParam
  | ThinkingBlock
  | RedactedThinkingBlock
  | ToolUseBlockParam
  | ToolResultBlockParam
  | OtherBlockParam

/** A piece of text. */
export interface TextBlockParam {
  type: "text"
  text: string
  citations?: readonly object[] | null | undefined
  /** Prompt caching: everything up to and with this block. */
  cache_control?: CacheControl | null | undefined
}

/** An image: base64, an `https:` URL, or the id of an upload. */
export interface ImageBlockParam {
  type: "image"
  source:
    | { type: "base64"; /** e.g. `image/png`. */ media_type: string; data: string }
    | { type: "url"; url: string }
    | { type: "file"; file_id: string }
  transformations?: object | null | undefined
  cache_control?: CacheControl | null | undefined
}

/** A document: PDF as base64, plain text, blocks, a URL, or the id of an upload. */
export interface DocumentBlockParam {
  type: "document"
  source:
    | { type: "base64" | "text"; /** `application/pdf` or `text/plain`. */ media_type: string; data: string }
    | { type: "content"; content: string | readonly object[] }
    | { type: "url"; url: string }
    | { type: "file"; file_id: string }
  title?: string | null | undefined
  /** What else the model may know of it. Never cited. */
  context?: string | null | undefined
  /** Have the answer say where in the document it stands. */
  citations?: { enabled?: boolean | undefined } | null | undefined
  cache_control?: CacheControl | null | undefined
}

/** A call the model made, sent back. */
export interface ToolUseBlockParam {
  type: "tool_use"
  id: string
  name: string
  input: unknown
  caller?: ToolCaller | undefined
  toolset_name?: string | null | undefined
  cache_control?: CacheControl | null | undefined
}

/** What a tool answered. */
export interface ToolResultBlockParam {
  type: "tool_result"
  /** The id of the `tool_use` block this answers. */
  tool_use_id: string
  content?: string | readonly MessageBlockParam[] | undefined
  /** The tool failed; `content` says how. */
  is_error?: boolean | undefined
  toolset_name?: string | null | undefined
  cache_control?: CacheControl | null | undefined
}

type OtherType =
  | "search_result"
  | "container_upload"
  | "tool_reference"
  | "browser_state"
  | "compaction"
  | "fallback"
  | "mcp_tool_listing"
  | "tool_addition"
  | "tool_removal"
  | `${string}_tool_use`
  | `${string}_tool_result`

// Literals meet the first, interfaces of other packages (which never fit an index signature) the second.
/** Search results to cite from, the provider's own calls and results sent back, and what else is passed on as it is. */
export type OtherBlockParam = { type: OtherType; [key: string]: unknown } | { type: OtherType }

/** A tool: your own, or one that the provider brings, e.g. `{ type: "web_search_20250305", name: "web_search" }`. */
export type MessageTool = CustomMessageTool | ServerMessageTool

/** A tool of your own. */
export interface CustomMessageTool {
  type?: "custom" | null | undefined
  name: string
  description?: string | undefined
  /** A JSON Schema of an object, e.g. from `z.toJSONSchema(schema)`. */
  input_schema: object
  /** Have calls meet the schema exactly. */
  strict?: boolean | undefined
  /** Prompt caching: all tools up to and with this one. */
  cache_control?: CacheControl | null | undefined
  input_examples?: readonly object[] | undefined
  allowed_callers?: readonly string[] | undefined
  /** Only named at first; a tool search brings the rest. */
  defer_loading?: boolean | undefined
  /** Stream the input without waiting for whole JSON values. */
  eager_input_streaming?: boolean | null | undefined
}

// Nearly all options of such tools have an underscore in their name, and misspelt keys of `CustomMessageTool` mostly have none.
/** A tool that the provider brings; its type mostly ends in a date. */
export type ServerMessageTool =
  | {
      type: `${string}_${string}`
      name?: string | undefined
      strict?: boolean | undefined
      citations?: object | null | undefined
      configs?: object | null | undefined
      [option: `${string}_${string}`]: unknown
    }
  | { type: `${string}_${string}` }

const object = maybe<object>(isObject, "must be an object")
const number = maybe<number>(Number.isFinite, "must be a number")
const blocks = (value: unknown) => isText(value) || isListOf(isObject)(value)
const textOrBlocks = "must be text or a list of blocks"
const name = z.custom<string>(isName, "is missing, or no text")

/** The request, as loosely as the most liberal provider reads it. */
export const messageParamsSchema = z.looseObject({
  model: name,
  max_tokens: number,
  messages: listOf(
    z.looseObject({ role: name, content: z.custom<string | readonly object[]>(blocks, textOrBlocks) }),
    'must be a list: [{ role: "user", content: "Hello" }]',
  ),
  system: maybe<string | readonly object[]>(blocks, textOrBlocks),
  stream: maybe<boolean>((value) => typeof value === "boolean", "must be true or false"),
  temperature: number,
  top_p: number,
  top_k: number,
  stop_sequences: maybe<readonly string[]>(isListOf(isText), "must be a list of texts"),
  tools: maybe<readonly object[]>(isListOf(isObject), "must be a list of tools"),
  tool_choice: object,
  thinking: object,
  output_config: object,
  metadata: object,
})
