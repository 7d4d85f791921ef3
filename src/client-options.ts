import type { ClientConfig } from "./gateway/client-config.ts"
import { defined, type GatewayOptions } from "./gateway/gateway-options.ts"
import { accountIdProblem, credentialProblem, gatewayIdProblem, tokenAsKey } from "./gateway/identity.ts"
import { unknownNames } from "./gateway/nearest-word.ts"
import { readEnvironment } from "./gateway/read-environment.ts"
import type { Credential, FetchLike, GatewayHooks, Logger, ProviderKeys, RequestOptions } from "./gateway/request-options.ts"
import { resolveBaseURL } from "./gateway/resolve-base-url.ts"
import { mergeRequestOptions, requestOptionNames, resolveRequestOptions } from "./gateway/resolve-request-options.ts"
import { compat } from "./gateway/surface.ts"
import { isRecord } from "./schemas/is-record.ts"
import { describeIssues, type Issue } from "./schemas/issue.ts"

/**
 * What a client is made of. `undefined` is as if not given; empty environment variables count as unset. What is malformed throws a
 * `TypeError` at once; what is missing rejects the first call, since frameworks import modules at build time, without secrets.
 */
export interface GatewayClientOptions extends Omit<RequestOptions, "gateway" | "signal" | "providerKey"> {
  /** The Cloudflare account: 32 hexadecimal characters. Not needed with `baseURL`. @default CF_ACCOUNT_ID, then CLOUDFLARE_ACCOUNT_ID */
  accountId?: string | undefined
  /**
   * The gateway's name, or `{ id, … }` with options for every call. Not needed with `baseURL`.
   * @default GATEWAY_NAME, then CLOUDFLARE_GATEWAY_ID
   */
  gateway?: string | GatewayOptions | undefined
  /**
   * A Cloudflare token with the permission AI Gateway Run, or an (async) function asked at each attempt; `null` for none, on a gateway without
   * authentication. Header: `cf-aig-authorization: Bearer …`. @default CF_AIG_TOKEN
   */
  token?: Credential | null | undefined
  /**
   * Keys of your own for the providers, by provider, since one key must not reach every provider. Leave it out for BYOK and Unified
   * Billing: a key sent along beats the stored one. Header: `Authorization: Bearer …`.
   */
  providerKey?: Exclude<ProviderKeys, string> | null | undefined
  /** The way into AI Gateway. @default "compat" */
  surface?: "compat" | undefined
  /**
   * Stands in place of `https://gateway.ai.cloudflare.com/v1/{account}/{gateway}`: a custom domain, a proxy, a local gateway. `https:` only, except on
   * this machine. @default CF_AIG_BASE_URL
   */
  baseURL?: string | URL | undefined
  /** Sends the requests. @default globalThis.fetch, looked up at each call */
  fetch?: FetchLike | undefined
  /** Observers of requests, attempts and ends. */
  hooks?: GatewayHooks | undefined
  /** pino, `console` or any `{ debug, info, warn, error }` taking `(fields, message)`. Holds no token and no prompt. */
  logger?: Logger | undefined
  /** In a page, credentials need this to be true, or a same-origin `baseURL`: whoever opens the page can read them. @default false */
  dangerouslyAllowBrowser?: boolean | undefined
}

const names = ["accountId", "token", "surface", "baseURL", "fetch", "hooks", "logger", "dangerouslyAllowBrowser"]

/** The options of a changed copy: the new over the old, metadata and other records joined by key. */
export function mergeClientOptions(base: GatewayClientOptions, changes: GatewayClientOptions): GatewayClientOptions {
  return { ...base, ...defined(changes), ...mergeRequestOptions(requestPart(base), requestPart(changes)) } as GatewayClientOptions
}

/** Checks a client's options and fills them in. Throws a `TypeError` that names the option, what is wrong and the fix. */
export function resolveClientOptions(options: GatewayClientOptions): ClientConfig {
  const { surface = "compat", fetch, hooks = {}, logger } = options
  const issues: Issue[] = unknownNames(Object.keys(options), [...names, ...requestOptionNames])
  // Cursory: the rest is TypeScript's.
  const check = (path: string, wrong: string | false | null | undefined) => wrong && issues.push({ path: [path], message: wrong })
  check("apiKey", "apiKey" in options && "is called `token` here")
  check("surface", surface !== "compat" && "must be compat, the one this version speaks")
  check("fetch", fetch && typeof fetch !== "function" && "must be a function")

  const gateway = gatewayPart(options)
  const [accountId, accountName] = setting(options.accountId, "accountId", "CF_ACCOUNT_ID", "CLOUDFLARE_ACCOUNT_ID")
  check(accountName, accountId && accountIdProblem(accountId))
  const [gatewayId, gatewayName] = setting(gateway.id, "gateway", "GATEWAY_NAME", "CLOUDFLARE_GATEWAY_ID")
  check(gatewayName, gatewayId && gatewayIdProblem(gatewayId))
  const [token, tokenName] = options.token === null ? [] : setting(options.token, "token", "CF_AIG_TOKEN")
  const checkSecret = (name: string, value: unknown) => check(name, value && typeof value !== "function" ? credentialProblem(value, accountId) : undefined)
  checkSecret(tokenName ?? "token", token)
  const keys = options.providerKey
  check("providerKey", typeof keys === "string" && "must be by provider, as { openai: … }: one key must not reach every provider")
  for (const [provider, key] of Object.entries(isRecord(keys) ? keys : {})) {
    checkSecret(`providerKey.${provider}`, key)
    check(`providerKey.${provider}`, key && key === token && provider !== "workers-ai" && tokenAsKey)
  }
  const [givenBase] = setting(options.baseURL, "baseURL", "CF_AIG_BASE_URL")
  const ownBase = givenBase && resolveBaseURL(givenBase)
  const { document, location } = globalThis as { document?: unknown; location?: { origin?: string } }
  const isOwnOrigin = ownBase && new URL(ownBase).origin === location?.origin
  if (document && !options.dangerouslyAllowBrowser && !isOwnOrigin) {
    check("token", (token ?? keys) && "and `providerKey` can be read by every visitor of a page: relay through your own endpoint (`readCompletionStream` reads it), or set `dangerouslyAllowBrowser`")
  }
  check("gateway.cacheKey", gateway.cacheKey != null && "belongs on a call: on the client it would give every prompt one answer")
  check("gateway.eventId", gateway.eventId != null && "belongs on a call: each event has its own")
  const defaults = requestPart(options)
  const checked = resolveRequestOptions(defaults, compat)
  issues.push(...checked.issues)
  if (issues.length > 0) throw new TypeError(`createGatewayClient: ${describeIssues(issues)}`)

  const lack = (value: unknown, name: string, variable: string) => (value || ownBase ? [] : [{ path: [name], message: `is missing: give it to createGatewayClient, or set ${variable}` }])
  const missing = [...lack(accountId, "accountId", "CF_ACCOUNT_ID"), ...lack(gatewayId, "gateway", "GATEWAY_NAME")]
  return {
    surface: compat,
    baseURL: ownBase || (missing.length > 0 ? "" : compat.baseURL(accountId as string, gatewayId as string)),
    missing,
    missingToken: options.token === null ? [] : lack(token, "token", "CF_AIG_TOKEN"),
    token,
    hooks,
    logger,
    defaults,
    resolved: checked.resolved,
  }
}

// The option, else the first variable that holds something; and how a complaint names it. An empty value is an unset one:
// `process.env.X ?? ""` must not throw while something is built.
function setting<T>(value: T | undefined, option: string, ...variables: string[]): [value: T | string | undefined, name: string] {
  if (value) return [value, option]
  const variable = variables.find((name) => readEnvironment(name))
  return variable ? [readEnvironment(variable), `${option} (from ${variable})`] : [undefined, option]
}

function gatewayPart({ gateway }: GatewayClientOptions): GatewayOptions {
  return typeof gateway === "string" ? { id: gateway } : (gateway ?? {})
}

function requestPart(options: GatewayClientOptions): RequestOptions {
  return Object.fromEntries(Object.entries({ ...options, gateway: gatewayPart(options) }).filter(([key]) => requestOptionNames.includes(key)))
}
