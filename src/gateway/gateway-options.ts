import { isRecord } from "../schemas/is-record.ts"

/**
 * What the gateway is asked to do with a request, spelled as Cloudflare's Workers types spell it. Each becomes a `cf-aig-*`
 * header and is checked against its documented limit before anything is sent. `undefined` inherits the client's value, `null`
 * takes an inherited value off. Source of the limits: Cloudflare's AI Gateway documentation, section by section.
 */
export interface GatewayOptions {
  /** The gateway's name, 1 to 64 characters. Only where the client is made, never on a call. */
  id?: string | undefined
  /**
   * Lifetime of a cached answer in seconds, 60 to 2 592 000 (30 days). Does not switch caching on: enable it on the gateway, or give
   * `cacheKey`. For "no cache" use `skipCache`. Header: `cf-aig-cache-ttl`.
   */
  cacheTtl?: number | null | undefined
  /**
   * Replaces the key Cloudflare computes over provider, endpoint, model, credential and body, **and opts the request into caching**
   * (for `cacheTtl`, else the gateway's lifetime, else 5 minutes). Streams are not cached. Printable ASCII. Only on a call: one key for a whole client would
   * give every prompt one answer. Header: `cf-aig-cache-key`.
   */
  cacheKey?: string | null | undefined
  /** `true` asks the provider even if an answer is cached. Header: `cf-aig-skip-cache`. */
  skipCache?: boolean | undefined
  /**
   * Up to 5 entries of text, number or boolean, for logs, spend limits, policies and routes; merged with the client's. A key's `null`
   * takes the client's entry off, and is refused where there is none (Cloudflare would drop all). Keys beginning `cf.` are Cloudflare's. Whether it is part of the cache key is not documented:
   * assume that answers are shared across metadata. Header: `cf-aig-metadata`.
   */
  metadata?: GatewayMetadata | undefined
  /** Whether the request is logged at all. Header: `cf-aig-collect-log`. @default the gateway's setting */
  collectLog?: boolean | null | undefined
  /** `false` logs tokens, cost and metadata but not the bodies. Header: `cf-aig-collect-log-payload`. @default true */
  collectLogPayload?: boolean | null | undefined
  /** Your own id for this event, echoed in `gateway.eventId`. Printable ASCII. Only on a call. Header: `cf-aig-event-id`. */
  eventId?: string | undefined
  /**
   * Milliseconds the gateway waits for the provider's **first byte** before it fails, retries or falls back. Our own clocks are
   * `timeout`, `idleTimeout` and `totalTimeout`. Header: `cf-aig-request-timeout`.
   */
  requestTimeoutMs?: number | null | undefined
  /**
   * Attempts the gateway makes itself. Setting it turns our own `maxRetries` to 0 unless you give that too, so that the two do not
   * multiply. Headers: `cf-aig-max-attempts` (1 to 5), `cf-aig-retry-delay` (milliseconds, 0 to 60 000), `cf-aig-backoff`.
   */
  retries?: GatewayRetries | null | undefined
  /**
   * Which stored provider key to use. Only provider-native endpoints honour it: on `/compat` Cloudflare looks at the alias `default` alone
   * and then bills you, so it is refused there. Header: `cf-aig-byok-alias`.
   */
  byokAlias?: string | null | undefined
  /** What the request costs, for logs and spend limits. US dollars a token. Header: `cf-aig-custom-cost`. */
  customCost?: CustomCost | null | undefined
  /** Zero data retention, for Unified Billing with OpenAI and Anthropic only. Header: `cf-aig-zdr`. @default the gateway's setting */
  zdr?: boolean | null | undefined
  /** `true` refuses to fall through to Cloudflare's Unified Billing when no key of your own is stored. Header: `cf-aig-no-wholesale`. */
  noWholesale?: boolean | null | undefined
  /** Joins the gateway's span to your trace. Headers: `cf-aig-otel-trace-id` (32 hex), `cf-aig-otel-parent-span-id` (16 hex). */
  otel?: { traceId?: string | undefined; parentSpanId?: string | undefined } | undefined
  /** Auto Router: keeps a conversation on one model. Header: `cf-aig-session-id`. */
  sessionId?: string | undefined
  /** Auto Router: marks the turn. Header: `cf-aig-turn-id`. */
  turnId?: string | undefined
  /** Auto Router: choose anew for each request. Header: `cf-aig-no-session-affinity`. */
  noSessionAffinity?: boolean | undefined
  /** Auto Router: the models to choose from; `*` stands for anything up to `/`. Header: `cf-aig-allowed-models`. */
  allowedModels?: readonly string[] | null | undefined
  /** Auto Router: the providers to choose from. Header: `cf-aig-allowed-providers`. */
  allowedProviders?: readonly string[] | null | undefined
}

/** Flat: text, numbers and booleans. */
export type GatewayMetadata = { readonly [key: string]: string | number | boolean | null | undefined }

/** The gateway's own attempts. */
export interface GatewayRetries {
  /** 1 to 5. */
  maxAttempts?: number | undefined
  /** Milliseconds, up to 60 000. */
  retryDelayMs?: number | undefined
  backoff?: "constant" | "linear" | "exponential" | undefined
}

/** US dollars a token, spelled as Cloudflare spells it. */
export interface CustomCost {
  per_token_in?: number | undefined
  per_token_out?: number | undefined
  /** Either cache price switches cache pricing on; the missing one is `per_token_in`. */
  per_cache_read_token?: number | undefined
  per_cache_write_token?: number | undefined
  /** US dollars for the whole request. */
  total_cost?: number | undefined
}

/** The call's options over the client's: `undefined` inherits, `null` takes off, metadata is joined by key. */
export function mergeGatewayOptions(base: GatewayOptions = {}, call: GatewayOptions = {}): GatewayOptions {
  const { metadata } = call
  return over(base, isRecord(metadata) ? { ...call, metadata: over(base.metadata ?? {}, metadata) } : call)
}

// A null with nothing to take off stays, and is refused later where it matters: Cloudflare would void the whole metadata over it.
function over<T extends object>(base: T, call: T): T {
  const added = Object.entries(defined(call))
  const kept = Object.entries(base).filter(([key]) => !added.some(([name]) => name === key))
  return Object.fromEntries([
    ...kept,
    ...added.filter(([key, value]) => value !== null || !Object.hasOwn(base, key)),
  ]) as T
}

/** Only what is given: `undefined` is as if not. */
export function defined<T extends object>(value: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, entry]) => entry !== undefined)) as never
}
