import type { ChatCompletionParams } from "../../schemas/chat-completion-params.ts"
import type { ChatCompletion } from "../../schemas/chat-completion.ts"

/** A JSON object as it came. */
export type JSONObject = { readonly [key: string]: unknown }

/** A refusal by a provider, in no one's spelling yet. */
export interface ProviderRefusal {
  readonly status: number
  readonly message: string
  /** As OpenAI calls it, e.g. `invalid_request_error`. */
  readonly type: string
  readonly code: string | null
}

/** How one API spells requests, replies, streams and refusals. Models answer in OpenAI's words; a format turns them into its own. */
export interface WireFormat {
  readonly name:
    | "openai-chat"
    | "openai-responses"
    | "openai-embeddings"
    | "anthropic-messages"
    | "google-generate-content"
    | "workers-ai"
    | "plain"
  /** The provider's own name of the model, from the body or the path after the slug; empty where there is none. */
  readonly toModel: (body: JSONObject, path: string) => string
  readonly isStream: (body: JSONObject, path: string) => boolean
  /** The request as chat params, for models to read. A text says what no provider would take. */
  readonly toParams: (body: JSONObject, model: string) => ChatCompletionParams | string
  /** A whole reply. */
  readonly toBody: (completion: ChatCompletion, body: JSONObject) => unknown
  /** A streamed reply: whole server-sent events, with their closing blank line. */
  readonly toEvents: (completion: ChatCompletion, body: JSONObject) => string[]
  readonly toError: (refusal: ProviderRefusal) => unknown
}
