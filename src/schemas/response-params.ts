import * as z from "zod/mini"
import type { Model } from "../gateway/known-models.ts"
import type {
  ResponseCallOutput,
  ResponseItemStatus,
  ResponseOtherItemType,
  ResponseOutputItem,
} from "./response-object.ts"
import { isListOf, isName, isObject, isText, maybe } from "./maybe.ts"

/** A piece of what the model is given. */
export type ResponseInputPart =
  | { type: "input_text"; text: string }
  | {
      type: "input_image"
      /** An address, or a data URL. */
      image_url?: string | null | undefined
      /** Of an upload, in place of `image_url`. */
      file_id?: string | null | undefined
      detail?: "low" | "high" | "auto" | (string & {}) | null | undefined
    }
  | {
      type: "input_file"
      /** The content as a data URL; else `file_url` or `file_id`. */
      file_data?: string | undefined
      file_url?: string | undefined
      file_id?: string | null | undefined
      filename?: string | undefined
      detail?: string | undefined
    }
  | { type: "input_audio"; input_audio: { data: string; format: string } }

/** A turn of the conversation. */
export interface ResponseInputMessage {
  type?: "message" | undefined
  role: "user" | "assistant" | "system" | "developer"
  content:
    | string
    | readonly (
        | ResponseInputPart
        | { type: "output_text"; text: string; annotations?: readonly object[] | undefined }
        | { type: "refusal"; refusal: string }
      )[]
  id?: string | undefined
  status?: ResponseItemStatus | undefined
  /** Of a turn of the model: send it back as it came. */
  phase?: "commentary" | "final_answer" | null | undefined
}

/** What goes in: turns, answers of tools, and whatever an earlier `output` held. */
export type ResponseInputItem =
  | ResponseInputMessage
  | ResponseCallOutput
  | ResponseOutputItem
  /** An item the provider has stored. */
  | { type?: "item_reference" | null | undefined; id: string }
  // Interfaces of other packages have no index signature.
  | { type: ResponseOtherItemType }

/** What the model may call: your functions and custom tools, and what the provider hosts (`web_search`, `file_search`, `mcp`, …). */
export type ResponseTool =
  | {
      type: "function"
      name: string
      description?: string | null | undefined
      /** A JSON Schema, e.g. from `z.toJSONSchema(schema)`. */
      parameters?: object | null | undefined
      strict?: boolean | null | undefined
    }
  | { type: "custom"; name: string; description?: string | undefined; format?: object | undefined }
  | HostedTool
  | (HostedTool & { [key: string]: unknown })

// Takes any type, but neither a function with a slip in it nor one as chat completions spell it.
interface HostedTool {
  type: string
  strict?: never
  function?: never
}

/** Which tool must be called. */
export type ResponseToolChoice =
  | "none"
  | "auto"
  | "required"
  | { type: "function" | "custom"; name: string }
  | { type: "allowed_tools"; mode: "auto" | "required"; tools: readonly { [key: string]: unknown }[] }
  | { type: string; name?: string | null | undefined; server_label?: string | undefined; function?: never }

/** How the text is to be shaped. */
export type ResponseTextFormat =
  | { type: "text" }
  | { type: "json_object" }
  | {
      type: "json_schema"
      name: string
      /** A JSON Schema, e.g. from `z.toJSONSchema(schema)`. */
      schema: object
      description?: string | undefined
      strict?: boolean | null | undefined
    }

/**
 * The body of a response: OpenAI's parameters. Others go through the option `extraBody`. Params kept in a variable are `ResponseParams<false>`
 * for a whole reply, `<true>` for a stream: without, `create` may give either.
 */
export interface ResponseParams<S extends boolean = boolean> {
  /** `provider/model`, e.g. `openai/gpt-5-mini`. Of Workers AI's models only some take part, e.g. `@cf/openai/gpt-oss-120b`. */
  model: Model
  /** What to answer. Needed, unless `prompt`, `conversation` or `previous_response_id` says it. */
  input?: string | readonly ResponseInputItem[] | undefined
  /** Stands above the conversation. Not carried over from `previous_response_id`. */
  instructions?: string | null | undefined
  /** `true` gives a stream of events, else a whole reply. @default false */
  stream?: S | null | undefined
  stream_options?:
    | { /** Padding against side channels. */ include_obfuscation?: boolean | undefined }
    | null
    | undefined

  /** Goes on with an answer the provider has stored. */
  previous_response_id?: string | null | undefined
  /** A conversation the provider stores. Not beside `previous_response_id`. */
  conversation?: string | { id: string } | null | undefined
  /** A prompt stored at OpenAI. */
  prompt?: { id: string; version?: string | null | undefined; variables?: object | null | undefined } | null | undefined
  /** How the provider shortens a long conversation. */
  context_management?: readonly object[] | null | undefined
  /** `auto` drops the oldest turns of a conversation that is too long; else it is refused. @default "disabled" */
  truncation?: "auto" | "disabled" | (string & {}) | null | undefined

  /** Longest answer in tokens, reasoning counted. */
  max_output_tokens?: number | null | undefined
  /** How many calls of hosted tools there may be. */
  max_tool_calls?: number | null | undefined
  /** Randomness, 0 to 2. Reasoning models refuse it. */
  temperature?: number | null | undefined
  /** Nucleus sampling: the share of probability to choose from, 0 to 1. */
  top_p?: number | null | undefined
  /** That many alternatives a token, 0 to 20. */
  top_logprobs?: number | null | undefined
  /** How long to think, and whether to tell of it. */
  reasoning?:
    | {
        effort?: "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | (string & {}) | null | undefined
        summary?: "auto" | "concise" | "detailed" | (string & {}) | null | undefined
      }
    | null
    | undefined
  /** The form of the text, and how much of it. */
  text?:
    | {
        format?: ResponseTextFormat | undefined
        verbosity?: "low" | "medium" | "high" | (string & {}) | null | undefined
      }
    | undefined

  /** What the model may call. */
  tools?: readonly ResponseTool[] | undefined
  /** Whether, or which, tool must be called. */
  tool_choice?: ResponseToolChoice | undefined
  /** Whether several tools may be called at once. @default true */
  parallel_tool_calls?: boolean | null | undefined
  /** What else to put into the answer, e.g. `reasoning.encrypted_content`, `web_search_call.action.sources`. */
  include?: readonly string[] | null | undefined

  /** Keep the answer at the provider; OpenAI does unless this is `false`. */
  store?: boolean | null | undefined
  /** Answer later: the reply comes at once, `queued`. */
  background?: boolean | null | undefined
  /** The provider's own metadata on a stored answer. The gateway's metadata is the option `gateway.metadata`. */
  metadata?: { readonly [key: string]: string } | null | undefined
  /** `auto`, `default`, `flex`, `priority`, … as the provider names them. */
  service_tier?: string | null | undefined
  /** Requests with the same key share the provider's prompt cache. */
  prompt_cache_key?: string | null | undefined
  /** How long the provider keeps a cached prefix. */
  prompt_cache_retention?: "in_memory" | "24h" | (string & {}) | null | undefined
  /** How the provider caches prefixes, where it takes more than a key. */
  prompt_cache_options?: object | undefined
  /** The provider's own moderation of what goes in and out. */
  moderation?: object | null | undefined
  /** A stable, hashed id of your end user, for the provider's abuse detection. */
  safety_identifier?: string | null | undefined
  /** An id of your end user. OpenAI replaces it by `safety_identifier` and `prompt_cache_key`. */
  user?: string | undefined
}

const number = maybe<number>(Number.isFinite, "must be a number")
const flag = maybe<boolean>((value) => typeof value === "boolean", "must be true or false")
const object = maybe<object>(isObject, "must be an object")
const text = maybe<string>(isText, "must be text")
const textOrObject = maybe<string | object>((value) => isText(value) || isObject(value), "must be text or an object")

/** The request, as loosely as the most liberal provider reads it. */
export const responseParamsSchema = z.looseObject({
  model: z.custom<string>(isName, "is missing, or no text"),
  input: maybe<string | readonly object[]>(
    (value) => isText(value) || isListOf(isObject)(value),
    'must be text, or a list: [{ role: "user", content: "Hello" }]',
  ),
  stream: flag,
  previous_response_id: text,
  conversation: textOrObject,
  prompt: object,
  max_output_tokens: number,
  max_tool_calls: number,
  temperature: number,
  top_p: number,
  top_logprobs: number,
  reasoning: object,
  text: object,
  tools: maybe<readonly object[]>(
    // Some servers take a function as chat completions spell it.
    isListOf((tool: any) => isObject(tool) && (tool.type !== "function" || isName((tool.function ?? tool).name))),
    "must be a list of tools, functions with a name",
  ),
  tool_choice: textOrObject,
  parallel_tool_calls: flag,
  include: maybe<readonly string[]>(isListOf(isText), "must be a list of texts"),
  store: flag,
  background: flag,
  metadata: object,
  user: text,
})
