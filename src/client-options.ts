import type { ClientConfig } from "./gateway/client-config.ts"
import { mergeGatewayOptions, type GatewayOptions } from "./gateway/gateway-options.ts"
import { accountIdProblem, credentialProblem, gatewayIdProblem } from "./gateway/identity.ts"
import { readEnvironment } from "./gateway/read-environment.ts"
import type { Credential, FetchLike, GatewayHooks, Logger, ProviderKeys, RequestOptions } from "./gateway/request-options.ts"
import { resolveBaseURL } from "./gateway/resolve-base-url.ts"
import { mergeRequestOptions, requestOptionNames, resolveRequestOptions, unknownNames } from "./gateway/resolve-request-options.ts"
import { compat } from "./gateway/surface.ts"
import { describeIssues } from "./schemas/issue.ts"

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

const names = [
  ...requestOptionNames.filter((name) => name !== "signal"),
  "accountId",
  "token",
  "surface",
  "baseURL",
  "fetch",
  "hooks",
  "logger",
  "dangerouslyAllowBrowser",
]

const slips = { apiKey: "token", api_key: "token", key: "token", apiToken: "token", account: "accountId", account_id: "accountId", gatewayId: "gateway", gatewayName: "gateway", base_url: "baseURL" }

/** The options of a changed copy: the new over the old, metadata and other records joined by key. */
export function mergeClientOptions(base: GatewayClientOptions, changes: GatewayClientOptions): GatewayClientOptions {
  const merged: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(changes)) if (value !== undefined) merged[key] = value
  const { headers, query, extraBody, validate } = mergeRequestOptions(requestPart(base), requestPart(changes))
  return { ...merged, headers, query, extraBody, validate, gateway: mergeGatewayOptions(gatewayPart(base), gatewayPart(changes)) }
}

/** Checks a client's options and fills them in. Throws a `TypeError` that names the option, what is wrong and the fix. */
export function resolveClientOptions(options: GatewayClientOptions): ClientConfig {
  if (typeof options !== "object" || options === null) fail("takes an object: { accountId, gateway, token }")
  const unknown = unknownNames(options, names, slips)
  if (unknown.length > 0) fail(describeIssues(unknown.map((issue) => ({ ...issue, path: [`\`${String(issue.path[0])}\``] }))))
  if (options.surface !== undefined && options.surface !== "compat") fail('`surface` must be "compat", the one this version speaks')

  const accountId = setting(options.accountId, "accountId", "CF_ACCOUNT_ID", "CLOUDFLARE_ACCOUNT_ID")
  check(accountId, accountIdProblem)
  const gateway = gatewayPart(options)
  const gatewayId = setting(gateway.id, "gateway", "GATEWAY_NAME", "CLOUDFLARE_GATEWAY_ID")
  check(gatewayId, gatewayIdProblem)
  const token = options.token === null ? { name: "`token`", value: undefined } : setting(options.token, "token", "CF_AIG_TOKEN")
  if (typeof token.value !== "function") check(token, (value) => credentialProblem(value, accountId.value as string | undefined))
  checkProviderKeys(options.providerKey, token.value)
  const given = setting(options.baseURL, "baseURL", "CF_AIG_BASE_URL").value
  const ownBaseURL = given === undefined ? undefined : resolveBaseURL(given)
  checkPage(options, token.value, ownBaseURL)
  for (const name of ["fetch", "hooks", "logger"] as const) {
    const value: unknown = options[name]
    if (value !== undefined && typeof value !== (name === "fetch" ? "function" : "object")) fail(`\`${name}\` must be ${name === "fetch" ? "a function" : "an object"}`)
  }

  for (const name of ["cacheKey", "eventId"] as const) {
    if (gateway[name] != null) fail(`\`gateway.${name}\` belongs on a call: ${name === "cacheKey" ? "one key for the whole client would give every prompt one answer" : "an event has an id of its own"}`)
  }
  const defaults = requestPart({ ...options, gateway })
  const { resolved, issues } = resolveRequestOptions(defaults, compat)
  if (issues.length > 0) fail(describeIssues(issues.map((issue) => ({ ...issue, path: [`\`${issue.path.map(String).join(".")}\``] }))))

  const missing = ownBaseURL === undefined ? [...absent(accountId.value, "accountId", "CF_ACCOUNT_ID"), ...absent(gatewayId.value, "gateway", "GATEWAY_NAME")] : []
  return {
    surface: compat,
    baseURL: ownBaseURL ?? (missing.length === 0 ? compat.baseURL(accountId.value as string, gatewayId.value as string) : undefined),
    missing,
    missingToken: options.token === null || ownBaseURL !== undefined ? [] : absent(token.value, "token", "CF_AIG_TOKEN"),
    token: token.value,
    hooks: options.hooks ?? {},
    logger: options.logger,
    defaults,
    resolved,
  }
}

interface Setting<T> {
  /** How a complaint names it. */
  readonly name: string
  readonly value: T | undefined
}

// An empty value is an unset one: `process.env.X ?? ""` at build time must not throw.
function setting<T>(value: T | undefined, option: string, ...variables: string[]): Setting<T | string> {
  if (value !== undefined && value !== null && (value as unknown) !== "") return { name: `\`${option}\``, value }
  const variable = variables.find((name) => readEnvironment(name) !== undefined)
  return { name: `\`${option}\` (from ${variable})`, value: variable === undefined ? undefined : readEnvironment(variable) }
}

function check({ name, value }: Setting<unknown>, problem: (value: unknown) => string | undefined): void {
  const found = value === undefined ? undefined : problem(value)
  if (found !== undefined) fail(`${name} ${found}`)
}

function absent(value: unknown, option: string, variable: string): string[] {
  return value === undefined ? [`\`${option}\` is missing: give it to createGatewayClient, or set ${variable}`] : []
}

function checkProviderKeys(keys: GatewayClientOptions["providerKey"], token: unknown): void {
  if (keys === undefined || keys === null || typeof keys === "function") return
  if (typeof keys !== "object") fail('`providerKey` must be by provider: { openai: "…" }, or a function of the provider. One key must not reach every provider')
  for (const [provider, key] of Object.entries(keys)) {
    if (key === undefined || typeof key === "function" || key === "") continue
    check({ name: `\`providerKey["${provider}"]\``, value: key }, (value) => credentialProblem(value))
    if (key === token && provider !== "workers-ai") fail(`\`providerKey["${provider}"]\` is the Cloudflare token: leave it out, the gateway knows it from \`token\`. Only \`providerKey["workers-ai"]\` may be the same`)
  }
}

function checkPage(options: GatewayClientOptions, token: unknown, baseURL: string | undefined): void {
  const { document, location } = globalThis as { document?: unknown; location?: { origin?: string } }
  if (document === undefined || options.dangerouslyAllowBrowser === true) return
  if (token === undefined && options.providerKey == null) return
  if (baseURL !== undefined && location?.origin !== undefined && new URL(baseURL).origin === location.origin) return
  fail("`token` and `providerKey` must not be in a page, where every visitor can read them: call your own endpoint and read its stream with `readCompletionStream`, or set `dangerouslyAllowBrowser: true`")
}

function gatewayPart({ gateway }: GatewayClientOptions): GatewayOptions {
  if (gateway === undefined || gateway === null) return {}
  if (typeof gateway === "string") return { id: gateway }
  if (typeof gateway !== "object" || Array.isArray(gateway)) fail("`gateway` must be a name or an object: { id, … }")
  return gateway
}

function requestPart(options: GatewayClientOptions): RequestOptions {
  const part = Object.fromEntries(Object.entries(options).filter(([key]) => (requestOptionNames as readonly string[]).includes(key)))
  return { ...part, gateway: gatewayPart(options) } as RequestOptions
}

function fail(problem: string): never {
  throw new TypeError(`createGatewayClient: ${problem}`)
}
