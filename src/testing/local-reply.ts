import type { GatewayOptions } from "../gateway/gateway-options.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import type { TokenUsage } from "../completion/to-usage.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import type { ChatCompletionParams } from "../schemas/chat-completion-params.ts"

/** What the local gateway says next: a text, its parts, a whole `Response`, or a function of the request. */
export type LocalReply = string | ReplyParts | Response | ((request: LocalRequest) => LocalReply | Promise<LocalReply>)

/** An answer by its parts; what is left out is filled in. */
export interface ReplyParts {
  text?: string | undefined
  /** What the model thought before. */
  reasoning?: string | undefined
  /** Why it declines; there is no text then. */
  refusal?: string | undefined
  toolCalls?: readonly { name: string; input: unknown; id?: string | undefined }[] | undefined
  usage?: Partial<TokenUsage> | undefined
  /** What the gateway tells: becomes `cf-aig-*` headers, or the record of a fake. */
  gateway?: Partial<GatewayRecord> | undefined
  /** Anything else of the completion, over what was made. */
  completion?: Partial<ChatCompletion> | undefined
}

/** The way a request came in; `binding` is every way through `env.AI`. */
export type LocalSurface = "compat" | "native" | "universal" | "rest" | "run" | "binding"

/** A request to a provider, as it came in. */
export interface LocalRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  /** The body as chat params, whatever API it was for. */
  readonly params: ChatCompletionParams
  /** What its `cf-aig-*` headers ask for. */
  readonly gateway: GatewayOptions
  readonly surface: LocalSurface
  /** The provider's slug, as `openai`. */
  readonly provider: string
  /** The model by the provider's own name, as `gpt-5-mini`. */
  readonly model: string
  /** The body as JSON. */
  readonly body: unknown
  /** Whose credential pays. */
  readonly credential?: LocalCredential | undefined
  /** Which step of a universal request this is, from 0. */
  readonly step: number
  /** The status of the answer, once there is one. */
  readonly status?: number | undefined
  /** `HIT` where no provider was asked. */
  readonly cacheStatus?: "HIT" | "MISS" | (string & {}) | undefined
}

/** The request's own key, a stored one, or Cloudflare's credits. */
export interface LocalCredential {
  readonly source: "request" | "stored" | "unified"
  /** Which stored key. */
  readonly alias?: string | undefined
}

/** Asks functions until there is something to say. */
export async function resolveReply(reply: LocalReply, request: LocalRequest): Promise<string | ReplyParts | Response> {
  let resolved = reply
  while (typeof resolved === "function") resolved = await resolved(request)
  return resolved
}
