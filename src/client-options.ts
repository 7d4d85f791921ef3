import type { ClientConfig } from "./gateway/client-config.ts"
import { defined, type GatewayOptions } from "./gateway/gateway-options.ts"
import { guardLogger } from "./gateway/guard-logger.ts"
import { accountIdProblem, credentialProblem, gatewayIdProblem, tokenAsKey } from "./gateway/identity.ts"
import { readEnvironment } from "./gateway/read-environment.ts"
import type {
  Credential,
  FetchLike,
  GatewayHooks,
  Logger,
  ProviderKeys,
  RequestOptions,
} from "./gateway/request-options.ts"
import { resolveBaseURL } from "./gateway/resolve-base-url.ts"
import { providerProblem } from "./gateway/resolve-model.ts"
import {
  mergeRequestOptions,
  requestOptionNames,
  resolveRequestOptions,
  unknownOptions,
} from "./gateway/resolve-request-options.ts"
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
  return {
    ...base,
    ...defined(changes),
    ...mergeRequestOptions(requestPart(base), requestPart(changes)),
  } as GatewayClientOptions
}

/** Checks a client's options and fills them in. Throws a `TypeError` that names the option, what is wrong and the fix. */
export function resolveClientOptions(options: GatewayClientOptions): ClientConfig {
  if (!isRecord(options as unknown))
    throw new TypeError("createGatewayClient takes an object: { accountId, gateway, token }")
  const { providerKey, fetch, hooks = {}, logger, dangerouslyAllowBrowser } = options
  const gateway = gatewayPart(options)
  const [accountId, accountName] = setting(options.accountId, "accountId", "CF_ACCOUNT_ID", "CLOUDFLARE_ACCOUNT_ID")
  const [gatewayId, gatewayName] = setting(gateway.id, "gateway", "GATEWAY_NAME", "CLOUDFLARE_GATEWAY_ID")
  const [token, tokenName] = options.token === null ? [null, ""] : setting(options.token, "token", "CF_AIG_TOKEN")
  const [givenBase, baseName] = setting(options.baseURL, "baseURL", "CF_AIG_BASE_URL")
  const ownBase = givenBase && resolveBaseURL(givenBase, baseName)
  const { document, location } = globalThis as { document?: unknown; location?: { origin?: string } }
  const isPublic = document && !dangerouslyAllowBrowser && !(ownBase && new URL(ownBase).origin === location?.origin)
  const keys: [string, unknown][] = isRecord(providerKey) ? Object.entries(providerKey) : []
  // A copy: what the caller changes later changes nothing here.
  const defaults = mergeRequestOptions({}, requestPart(options))
  const { resolved, issues } = resolveRequestOptions(defaults, compat)

  const found: [name: string, problem: unknown][] = [
    ["surface", (options.surface ?? "compat") !== "compat" && "must be compat in this version"],
    ["fetch", fetch && typeof fetch !== "function" && "must be a function"],
    [accountName, accountId && accountIdProblem(accountId)],
    [gatewayName, gatewayId && gatewayIdProblem(gatewayId)],
    [tokenName, secretProblem(token, accountId)],
    ["providerKey", typeof providerKey === "string" && "must be given by provider: { openai: … }"],
    ...keys.map(([provider, key]): [string, unknown] => [
      `providerKey.${provider}`,
      providerProblem(provider) ||
        secretProblem(key) ||
        (key && key === token && provider !== "workers-ai" && tokenAsKey),
    ]),
    [
      token ? "token" : "providerKey",
      isPublic &&
        (token ?? providerKey) &&
        "can be read by every visitor of a page: relay through your own endpoint, or set dangerouslyAllowBrowser",
    ],
    ["gateway.cacheKey", gateway.cacheKey && "belongs on a call: here it would give every prompt one answer"],
    ["gateway.eventId", gateway.eventId && "belongs on a call"],
  ]
  issues.push(
    ...unknownOptions(options, [...names, ...requestOptionNames]),
    ...found.flatMap(([name, message]) => (message ? [{ path: [name], message: String(message) }] : [])),
  )
  if (issues.length > 0) throw new TypeError(`createGatewayClient: ${describeIssues(issues)}`)

  const lack = (value: unknown, name: string, variable: string): Issue[] =>
    value || ownBase ? [] : [{ path: [name], message: `is missing, and so is ${variable} in the environment` }]
  const missing = [...lack(accountId, "accountId", "CF_ACCOUNT_ID"), ...lack(gatewayId, "gateway", "GATEWAY_NAME")]
  return {
    surface: compat,
    baseURL: ownBase || compat.baseURL(String(accountId), String(gatewayId)),
    missing,
    missingToken: token === null ? [] : lack(token, "token", "CF_AIG_TOKEN"),
    token: token ?? undefined,
    hooks,
    logger: logger && guardLogger(logger),
    defaults,
    resolved,
  }
}

function secretProblem(secret: unknown, accountId?: unknown): string | undefined {
  return secret && typeof secret !== "function" ? credentialProblem(secret, accountId) : undefined
}

// The option, else the first variable that holds something; and how a complaint names it. An empty value is an unset one:
// `process.env.X ?? ""` must not throw while something is built.
function setting<T>(
  value: T | undefined,
  option: string,
  ...variables: string[]
): [value: T | string | undefined, name: string] {
  const variable = value ? undefined : variables.find(readEnvironment)
  return variable ? [readEnvironment(variable), `${option} (${variable})`] : [value || undefined, option]
}

function gatewayPart({ gateway }: GatewayClientOptions): GatewayOptions {
  return typeof gateway === "string" ? { id: gateway } : (gateway ?? {})
}

function requestPart(options: GatewayClientOptions): RequestOptions {
  return Object.fromEntries(
    Object.entries({ ...options, gateway: gatewayPart(options) }).filter(([key]) => requestOptionNames.includes(key)),
  )
}
