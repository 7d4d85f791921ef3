import * as z from "zod/mini"
import type { Model } from "../gateway/known-models.ts"
import { custom } from "./custom.ts"
import { listOf } from "./list-of.ts"
import { isListOf, isName, isObject, isText, maybe } from "./maybe.ts"
import type { ChatMessage, TextPart, Tool } from "./chat-message.ts"

/** How the answer is to be shaped. */
export type ResponseFormat =
  | { type: "text" }
  | { type: "json_object" }
  | {
      type: "json_schema"
      json_schema: {
        name: string
        description?: string | undefined
        /** A JSON Schema, e.g. from `z.toJSONSchema(schema)`. */
        schema?: object | undefined
        strict?: boolean | null | undefined
      }
    }

/**
 * The body of a chat completion: OpenAI's parameters, and the extras of other providers that are common enough to have a
 * name here. Any other goes through the option `extraBody`. The gateway passes what it does not know to the provider. Params kept in a
 * variable are `ChatCompletionParams<false>` for a whole reply, `<true>` for a stream: without, `create` may give either.
 */
export interface ChatCompletionParams<S extends boolean = boolean> {
  /** `provider/model`, e.g. `anthropic/claude-sonnet-4-5`, `workers-ai/@cf/…`, `dynamic/your-route`, `cloudflare/auto`. */
  model: Model
  /** The conversation so far, oldest first. */
  messages: readonly ChatMessage[]
  /** `true` gives a `ChatCompletionStream`, else a `ChatCompletionReply`. @default false */
  stream?: S | null | undefined
  /** What a stream brings besides the answer. Ask for `include_usage` when you need token counts of an OpenAI stream. */
  stream_options?:
    | {
        include_usage?: boolean | undefined
        /** Padding against side channels. */ include_obfuscation?: boolean | undefined
      }
    | null
    | undefined

  /** Randomness, 0 to 2 with OpenAI, 0 to 1 with Anthropic. */
  temperature?: number | null | undefined
  /** Nucleus sampling: the share of probability to choose from, 0 to 1. */
  top_p?: number | null | undefined
  /** Choose among this many tokens. Anthropic, Google and many open models; not OpenAI. */
  top_k?: number | undefined
  /** How many answers to give. Each is billed. @default 1 */
  n?: number | null | undefined
  /** Longest answer in tokens. OpenAI's reasoning models refuse it: use `max_completion_tokens` there. */
  max_tokens?: number | null | undefined
  /** Longest answer in tokens, reasoning counted. */
  max_completion_tokens?: number | null | undefined
  /** Texts that end the answer. */
  stop?: string | readonly string[] | null | undefined
  /** Same seed, same params: mostly the same answer, where the provider supports it. */
  seed?: number | null | undefined
  /** -2 to 2; above 0 says new things rather. */
  presence_penalty?: number | null | undefined
  /** -2 to 2; above 0 repeats less. */
  frequency_penalty?: number | null | undefined
  /** Token id to a push of -100 to 100. */
  logit_bias?: { readonly [token: string]: number } | null | undefined
  /** Give the log probability of each token. */
  logprobs?: boolean | null | undefined
  /** With `logprobs`: that many alternatives a token, 0 to 20. */
  top_logprobs?: number | null | undefined

  /** How long to think. What is allowed differs by model. */
  reasoning_effort?: "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | (string & {}) | null | undefined
  /** How much to say. */
  verbosity?: "low" | "medium" | "high" | (string & {}) | null | undefined
  /** Anthropic's extended thinking. */
  thinking?:
    | { type: "enabled"; budget_tokens: number }
    | { type: "disabled" }
    | { type: string; [key: string]: unknown }
    | undefined

  /** Plain text, any JSON, or JSON of a schema. */
  response_format?: ResponseFormat | undefined
  /** What the model may call. */
  tools?: readonly Tool[] | undefined
  /** Whether, or which, tool must be called. */
  tool_choice?:
    | "none"
    | "auto"
    | "required"
    | { type: "function"; function: { name: string } }
    | { type: "custom"; custom: { name: string } }
    | {
        type: "allowed_tools"
        allowed_tools: { mode: "auto" | "required"; tools: readonly { [key: string]: unknown }[] }
      }
    | undefined
  /** Whether several tools may be called at once. */
  parallel_tool_calls?: boolean | undefined
  /** Deprecated by OpenAI for `tools`. */
  functions?: readonly { name: string; description?: string | undefined; parameters?: object | undefined }[] | undefined
  /** Deprecated by OpenAI for `tool_choice`. */
  function_call?: "none" | "auto" | { name: string } | undefined

  /** What the answer is made of. */
  modalities?: readonly ("text" | "audio")[] | null | undefined
  /** Voice and format of a spoken answer; needs `"audio"` in `modalities`. */
  audio?: { format: string; voice: string | { id: string } } | null | undefined
  /** Text that is mostly known beforehand, to answer faster. */
  prediction?: { type: "content"; content: string | readonly TextPart[] } | null | undefined
  /** Search the web before the answer. */
  web_search_options?:
    | {
        search_context_size?: "low" | "medium" | "high" | undefined
        user_location?:
          | {
              type: "approximate"
              approximate: {
                city?: string | undefined
                country?: string | undefined
                region?: string | undefined
                timezone?: string | undefined
              }
            }
          | null
          | undefined
      }
    | undefined
  /** Perplexity: search only these sites; with `-` before it, never that one. */
  search_domain_filter?: readonly string[] | undefined

  /** Keep the completion at the provider. */
  store?: boolean | null | undefined
  /** The provider's own metadata on a stored completion. The gateway's metadata is the option `gateway.metadata`. */
  metadata?: { readonly [key: string]: string } | null | undefined
  /** `auto`, `default`, `flex`, `scale`, `priority`, … as the provider names them. */
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

const isTextOr = (isEntry: (value: unknown) => boolean) => {
  const isList = isListOf(isEntry)
  return (value: unknown) => isText(value) || isList(value)
}
const name = custom<string>(isName, "is missing, or no text")
const number = maybe<number>(Number.isFinite, "must be a number")
const flag = maybe<boolean>((value) => typeof value === "boolean", "must be true or false")
const object = maybe<object>(isObject, "must be an object")
const texts = maybe<string | readonly string[]>(isTextOr(isText), "must be text or a list of texts")

/** The request, as loosely as the most liberal provider reads it. */
export const chatCompletionParamsSchema = z.looseObject({
  model: name,
  messages: listOf(
    z.looseObject({
      role: name,
      content: maybe<string | readonly (object | string)[]>(
        isTextOr((part) => isText(part) || isObject(part)),
        "must be text or a list of parts",
      ),
      tool_calls: maybe<readonly object[]>(Array.isArray, "must be a list"),
    }),
    'must be a list: [{ role: "user", content: "Hello" }]',
  ),
  stream: flag,
  stream_options: object,
  temperature: number,
  top_p: number,
  top_k: number,
  n: number,
  max_tokens: number,
  max_completion_tokens: number,
  stop: texts,
  seed: number,
  presence_penalty: number,
  frequency_penalty: number,
  logit_bias: object,
  logprobs: flag,
  top_logprobs: number,
  response_format: object,
  tools: maybe<readonly object[]>(
    isListOf((tool: any) => isObject(tool) && (tool.type !== "function" || isName(tool.function?.name))),
    "must be a list of tools, functions with a name",
  ),
  tool_choice: maybe<string | object>((value) => isText(value) || isObject(value), "must be text or an object"),
  parallel_tool_calls: flag,
  metadata: object,
  user: maybe<string>(isText, "must be text"),
})
