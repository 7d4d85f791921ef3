import type { GatewayOptions } from "./gateway-options.ts"
import type { Attempt, GatewayRecord } from "./gateway-record.ts"
import type { HeadersInput } from "./headers-input.ts"
import type { ProviderSlug } from "./known-models.ts"
import type { TokenUsage } from "../completion/to-usage.ts"
import type { FinishReason } from "../schemas/chat-completion.ts"

type MaybePromise<T> = T | Promise<T>

/** A secret, or a function that gives it, asked at each attempt. */
export type Credential = string | (() => MaybePromise<string | undefined>)

/** Provider keys: one for this call's provider, by provider, or from a function of the provider. */
export type ProviderKeys =
  | string
  | ((provider: string) => MaybePromise<string | undefined>)
  | { readonly [provider in ProviderSlug | "google" | "xai" | `custom-${string}`]?: Credential | undefined }

/** Called with a string URL and an init, so any `fetch` fits: the platform's, undici's, a Worker's, msw's, yours. */
export type FetchLike = (input: string, init: RequestInit) => Promise<Response>

/** `strict` throws, `warn` tells the logger and goes on, `off` skips the work. */
export type ValidateMode = "strict" | "warn" | "off"

/** How a call is sent. Everything here may also be set on the client; the call wins, `undefined` inherits. */
export interface RequestOptions {
  /** Ends the call wherever it is; it rejects with the signal's own reason. */
  signal?: AbortSignal | null | undefined
  /** What the gateway is to do: caching, metadata, logging, retries, … (without `id`). Joined with the client's. */
  gateway?: GatewayOptions | undefined
  /**
   * The provider's own key, sent beside the Cloudflare token: on compat as `authorization: Bearer …`, on a provider's own path in the provider's
   * own header (docs/providers.md). It beats a key stored on the gateway. Leave it out for BYOK and Unified Billing; `null` takes the client's off.
   * Refused on REST and `env.AI.run`, and with `dynamic/…` and `cloudflare/auto`, which choose the provider themselves.
   */
  providerKey?: ProviderKeys | null | undefined
  /** Milliseconds for one attempt: to the headers of a stream, to the last byte of anything else. `false`: none. @default 300000 */
  timeout?: number | false | undefined
  /**
   * Milliseconds between two events of a stream, while somebody waits for one; comment lines are no sign of life. The first may take
   * `max(timeout, idleTimeout)`. `false`: none. @default 300000
   */
  idleTimeout?: number | false | undefined
  /** Milliseconds over everything: attempts, waits, stream. @default false */
  totalTimeout?: number | false | undefined
  /**
   * How often a failed attempt is repeated: connection failures, 408, 409, 425, 429, 5xx and the gateway's own passing cases.
   * @default 2, and 0 where `gateway.retries` is set
   */
  maxRetries?: number | undefined
  /** Milliseconds: a server that asks for a longer wait fails the call now, with `retryAfterMs`. @default 60000 */
  maxRetryAfter?: number | undefined
  /** How strictly requests, replies and model strings are checked. @default "strict" */
  validate?:
    | ValidateMode
    | {
        request?: ValidateMode | undefined
        response?: ValidateMode | undefined
        /** `off` sends any model string as it is. */
        model?: "strict" | "off" | undefined
      }
    | undefined
  /** More headers. Those that have an option of their own are refused here. */
  headers?: HeadersInput | undefined
  /** Query parameters of the URL. */
  query?: { readonly [name: string]: string | undefined } | undefined
  /** More keys for the body, for parameters that the types do not know. `model`, `messages` and `stream` are refused. */
  extraBody?: { readonly [key: string]: unknown } | undefined
}

/** Fields first: right with pino, bunyan, Fastify and `console`. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Observers. What they throw is told to the logger and changes nothing. */
export interface GatewayHooks {
  /** Before the first attempt. Credentials are masked and prompts taken out. */
  onRequest?: ((request: RequestDescription) => void) | undefined
  /** After each request on the wire. */
  onAttempt?: ((attempt: Attempt) => void) | undefined
  /** Once a call: when its reply, stream or failure is complete. */
  onFinish?: ((end: CallEnd) => void) | undefined
}

/** How a call ended. */
export interface CallEnd {
  readonly gateway: GatewayRecord
  readonly usage: TokenUsage | undefined
  readonly finishReason: FinishReason | undefined
  /** What was thrown; `undefined` when all went well. */
  readonly error: unknown
}

/** What would be sent, with credentials masked. */
export interface RequestDescription {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}
