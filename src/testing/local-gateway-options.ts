import type { LocalFault } from "./faults/fault.ts"
import type { LocalModel } from "./models/local-model.ts"
import type { RouteElement } from "./routes/route-element.ts"

/** How the local gateway is set up. Nothing is needed: one gateway that takes one token, and an echo for every model. */
export interface LocalGatewayOptions {
  /** 32 hex. @default "0123456789abcdef0123456789abcdef" */
  accountId?: string | undefined
  /** The gateway that `options` and `env` name. @default the first of `gateways`, else "local" */
  gateway?: string | undefined
  /** The token that `options` and `env` name; `null` for a gateway without authentication. @default the first of its `tokens`, else "local-gateway-token" */
  token?: string | null | undefined
  /** Seconds that this gateway keeps every answer; 0 leaves caching to requests with a `cacheKey`. @default 0 */
  cacheTtl?: number | undefined
  /** The account's gateways by id. */
  gateways?: { readonly [id: string]: LocalGatewaySettings | undefined } | undefined
  /** More accounts by id; the one of `accountId` may stand here too. */
  accounts?: { readonly [accountId: string]: LocalAccount | undefined } | undefined
  /** Who answers: one model for all, or by `provider/model`, `provider/*` and `*`. @default the echo */
  models?: LocalModel | { readonly [pattern: string]: LocalModel } | undefined
  /** The keys that each provider takes. @default any, save the gateway's own tokens */
  providerKeys?: { readonly [provider: string]: readonly string[] | undefined } | undefined
  /** US dollars a token, by `provider/model`, `provider/*` and `*`. @default 0.000001 in, 0.000002 out */
  prices?: { readonly [pattern: string]: LocalPrice } | undefined
  /** `"manual"` begins at 2026-01-01 and stands still until `clock.advance(ms)`; that moves the system's time on as well. @default "system" */
  clock?: "system" | "manual" | undefined
  /** Milliseconds before the headers, and between events. @default none */
  latency?: number | { readonly headers?: number | undefined; readonly event?: number | undefined } | undefined
  /** The same seed gives the same ids, shares of percentage nodes and made-up JSON. @default 0 */
  seed?: number | undefined
  /** What goes wrong with every request, as in the header `x-local-gateway-fault`: `"stall; after=3"`. */
  fault?: LocalFault | (string & {}) | undefined
  /** Told of every answer, when its headers go out. */
  onAnswer?: ((answer: LocalAnswerEvent) => void) | undefined
}

/** What was answered. */
export interface LocalAnswerEvent {
  readonly method: string
  readonly path: string
  /** `provider/model`, where one was asked. */
  readonly model?: string | undefined
  readonly status: number
  readonly cacheStatus?: string | undefined
  readonly tokensIn?: number | undefined
  readonly tokensOut?: number | undefined
  readonly durationMs: number
}

/** An account. */
export interface LocalAccount {
  /** API tokens, for REST and management, with what each may do. @default the token of `env.CLOUDFLARE_API_TOKEN`, which may do all */
  apiTokens?: { readonly [token: string]: readonly LocalPermission[] } | undefined
  /** US dollars for Unified Billing. @default 0 */
  credits?: number | undefined
  gateways?: { readonly [id: string]: LocalGatewaySettings | undefined } | undefined
  customProviders?: { readonly [slug: string]: LocalCustomProvider } | undefined
}

/** What an API token may do. */
export type LocalPermission = "AI Gateway Run" | "AI Gateway Read" | "AI Gateway Edit" | "Workers AI Read"

/** US dollars a token. */
export interface LocalPrice {
  readonly in: number
  readonly out: number
}

/** A provider of your own, called as `custom-{slug}`: an upstream base, or a model that stands in for it. */
export type LocalCustomProvider = { readonly baseURL: string } | LocalModel

/** One gateway, with the names of the dashboard. */
export interface LocalGatewaySettings {
  /** Whether `cf-aig-authorization` is asked for. @default true */
  authentication?: boolean | undefined
  /** What it takes there, besides API tokens with AI Gateway Run. @default the one of `token` */
  tokens?: readonly string[] | undefined
  /** Seconds that every answer is kept; 0 leaves caching to requests with a cache key. @default 0 */
  cacheTtl?: number | undefined
  /** @default true */
  collectLogs?: boolean | undefined
  /** Milliseconds until a log can be read. @default 0 */
  logLag?: number | undefined
  /** Requests in a window, over the whole gateway. */
  rateLimit?: LocalRateLimit | undefined
  /** US dollars in a window. */
  spendLimits?: readonly LocalSpendLimit[] | undefined
  guardrails?: LocalGuardrails | undefined
  dlp?: LocalDlp | undefined
  /** The gateway's own attempts; a request's headers win. */
  retries?:
    | {
        readonly maxAttempts?: number | undefined
        readonly retryDelayMs?: number | undefined
        readonly backoff?: "constant" | "linear" | "exponential" | undefined
      }
    | undefined
  /** Stored keys: by provider, then by alias. @default every provider has one, under `default` */
  byok?: { readonly [provider: string]: { readonly [alias: string]: string } | undefined } | undefined
  /** Whether Cloudflare's credits pay where no key is stored. @default true where the account has credits */
  unifiedBilling?: boolean | undefined
  /** Own credentials only. @default false */
  byokOnly?: boolean | undefined
  /** Zero data retention. @default false */
  zdr?: boolean | undefined
  /** Dynamic routes by name, as the documented JSON, deployed. */
  routes?:
    | { readonly [name: string]: { readonly elements: readonly RouteElement[] } | readonly RouteElement[] }
    | undefined
  customProviders?: { readonly [slug: string]: LocalCustomProvider } | undefined
  /** Custom domains by hostname: `https://{hostname}/compat/…`, without account and gateway. */
  domains?: { readonly [hostname: string]: LocalDomain | undefined } | undefined
}

/** A hostname of one's own, for compat and providers' own paths. */
export interface LocalDomain {
  /** Cloudflare Access before it, which the gateway's token does not open. @default none: the token is asked for */
  readonly access?: LocalAccess | undefined
}

/** Whom Cloudflare Access lets pass, in the token's place. */
export interface LocalAccess {
  /** JWTs, in `cf-access-token` or the cookie `CF_Authorization`. Their `sub` becomes the metadata `cf.user_id`. */
  readonly jwts?: readonly string[] | undefined
  /** Secrets by client id, in `cf-access-client-secret` and `cf-access-client-id`. */
  readonly serviceTokens?: { readonly [clientId: string]: string } | undefined
  /** Whether a JWT may come as `Authorization: Bearer` too: Access was set up from the gateway's own tab. @default false */
  readonly bearer?: boolean | undefined
}

/** So many requests in so many seconds. */
export interface LocalRateLimit {
  readonly limit: number
  /** Seconds. */
  readonly interval: number
  /** @default "fixed" */
  readonly technique?: "fixed" | "sliding" | undefined
}

/** A rule of the spend limits, as the management API spells it. */
export interface LocalSpendLimit {
  readonly id?: string | undefined
  /** @default true */
  readonly enabled?: boolean | undefined
  /** As the management API has it; there is no other. */
  readonly limitType?: "cost" | undefined
  /** US dollars. */
  readonly limit: number
  /** Seconds. */
  readonly window: number
  /** @default "fixed" */
  readonly technique?: "fixed" | "sliding" | undefined
  readonly model?: { readonly mode: "filter"; readonly values: readonly string[] } | undefined
  readonly provider?: { readonly mode: "filter"; readonly values: readonly string[] } | undefined
  readonly metadata?:
    | {
        readonly [key: string]:
          | { readonly mode: "partition" }
          | { readonly mode: "filter"; readonly values: readonly (string | number | boolean)[] }
      }
    | undefined
}

/** What Llama Guard would be asked: categories S1 to S13 and P1 (prompt injection). */
export interface LocalGuardrails {
  readonly prompt?: { readonly [category: string]: "FLAG" | "BLOCK" } | undefined
  readonly response?: { readonly [category: string]: "FLAG" | "BLOCK" } | undefined
  /** Words that stand for a category here, where no model judges. @default the category in brackets, as `[S1]` */
  readonly words?: { readonly [category: string]: readonly string[] } | undefined
  /** `"unavailable"`: the service is down; `"no-credits"`: the scanner is not paid. @default "ok" */
  readonly service?: "ok" | "unavailable" | "no-credits" | undefined
}

/** Data loss prevention. */
export interface LocalDlp {
  readonly policies: readonly {
    readonly id: string
    /** @default true */
    readonly enabled?: boolean | undefined
    readonly action: "FLAG" | "BLOCK"
    readonly check: readonly ("REQUEST" | "RESPONSE")[]
    /** Names of `profiles`. */
    readonly profiles: readonly string[]
  }[]
  /** What each profile finds: regular expressions by entry. Known without: `credentials`, `credit-cards`, `email`. */
  readonly profiles?: { readonly [profile: string]: { readonly [entry: string]: string } } | undefined
}
