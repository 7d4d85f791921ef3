import type { AiBinding, AiGatewayBinding } from "../../gateway/ai-binding.ts"
import type { LogDetail, LogMetadata } from "../logs/log-entry.ts"

/**
 * `env.AI` in your process: what of Cloudflare's `Ai` concerns models and AI Gateway. No token is asked for, since a binding acts for its
 * account. As with the real one its methods must be called on it: taken off, they throw a `TypeError`.
 */
export interface LocalBinding extends AiBinding {
  /** The log of the latest `run`; `null` where it has none. */
  aiGatewayLogId: string | null
  /** The answer as it came, refusals too. */
  run(
    model: string,
    inputs: Record<string, unknown>,
    options: LocalRunOptions & { readonly returnRawResponse: true },
  ): Promise<Response>
  /** The events. */
  run(
    model: string,
    inputs: Record<string, unknown> & { readonly stream: true },
    options?: LocalRunOptions,
  ): Promise<ReadableStream<Uint8Array>>
  /**
   * The answer's JSON in the model's own words; what is no JSON is a stream of its bytes.
   *
   * @throws {Error} Refused: `message` is `"NNNN: text"`, `name` the one that the body tells, as `AiGatewayError`.
   * @throws {TypeError} An option that is not built: `websocket`, `queueRequest`.
   */
  run(model: string, inputs: Record<string, unknown>, options?: LocalRunOptions): Promise<Record<string, unknown>>
  /** One gateway of the account; that there is none of this id is told by its methods. */
  gateway(id: string): LocalGatewayBinding
  /** Models of Workers AI, a few: a page of them. */
  models(params?: LocalModelSearch): Promise<LocalCatalogueModel[]>
}

/** `env.AI.gateway(id)`. */
export interface LocalGatewayBinding extends AiGatewayBinding {
  /** The universal endpoint: one step or several, in turn until one answers. Refusals are responses too. */
  run(
    steps: LocalUniversalStep | readonly LocalUniversalStep[],
    options?: {
      readonly gateway?: LocalBindingOptions | undefined
      readonly extraHeaders?: object | undefined
      readonly signal?: AbortSignal | undefined
    },
  ): Promise<Response>
  /** @throws {Error} `name` is `AiGatewayLogNotFound`: no such log, or not yet. */
  getLog(id: string): Promise<LocalBindingLog>
  /** Feedback, score and metadata: what is left out stays. */
  patchLog(id: string, data: LocalLogPatch): Promise<void>
  /** Where the gateway is: with a provider its base, without one the gateway's own, which ends in a slash. */
  getUrl(provider?: string): Promise<string>
}

/** How a model is run. Types and not interfaces, so that they go where a record is asked for. */
export type LocalRunOptions = {
  /** Through which gateway. Without one Workers AI passes by every gateway, others take `default`. */
  readonly gateway?: (LocalBindingOptions & { readonly id: string }) | undefined
  /** Resolves to the `Response`, refused or not. */
  readonly returnRawResponse?: boolean | undefined
  /** `cf-aig-*` headers among them; they go before `gateway`. */
  readonly extraHeaders?: object | undefined
  readonly signal?: AbortSignal | undefined
}

/** What the binding has options for; all else is a header. */
export type LocalBindingOptions = {
  readonly id?: string | undefined
  readonly cacheKey?: string | undefined
  /** Seconds. */
  readonly cacheTtl?: number | undefined
  readonly skipCache?: boolean | undefined
  readonly metadata?: Readonly<Record<string, string | number | boolean | null | bigint>> | undefined
  readonly collectLog?: boolean | undefined
  readonly eventId?: string | undefined
  /** Milliseconds. */
  readonly requestTimeoutMs?: number | undefined
  readonly retries?:
    | {
        readonly maxAttempts?: number | undefined
        /** Milliseconds. */
        readonly retryDelayMs?: number | undefined
        readonly backoff?: "constant" | "linear" | "exponential" | undefined
      }
    | undefined
}

/** One step of the universal endpoint. */
export type LocalUniversalStep = {
  /** A slug, or `compat`. */
  readonly provider: string
  /** The path after the provider. */
  readonly endpoint: string
  /** Before all others. Numbers and flags become texts, objects JSON. */
  readonly headers: Readonly<Record<string, unknown>>
  /** The body. */
  readonly query: unknown
}

/** A log as the binding tells it. */
export type LocalBindingLog = Omit<LogDetail, "created_at"> & { readonly created_at: Date }

/** What of a log may be changed. */
export type LocalLogPatch = {
  readonly score?: number | null | undefined
  readonly feedback?: -1 | 1 | null | undefined
  readonly metadata?: LogMetadata | null | undefined
}

/** Which models. */
export type LocalModelSearch = {
  readonly author?: string | undefined
  readonly search?: string | undefined
  readonly task?: string | undefined
  readonly source?: number | undefined
  /** None is. */
  readonly hide_experimental?: boolean | undefined
  /** @default false */
  readonly include_deprecated?: boolean | undefined
  /** From 1. */
  readonly page?: number | undefined
  /** @default 20 */
  readonly per_page?: number | undefined
}

/** A model of Workers AI. */
export interface LocalCatalogueModel {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly task: { readonly name: string }
  readonly source: number
  /** `price` of those that speak, in US dollars a million tokens. */
  readonly properties: readonly { readonly property_id: string; readonly value: unknown }[]
}
