import type { AiBinding } from "./gateway/ai-binding.ts"
import type { BindingProblems } from "./gateway/binding-problems.ts"
import type { AccessServiceToken, ClientConfig, Host } from "./gateway/client-config.ts"
import { defined, type GatewayOptions } from "./gateway/gateway-options.ts"
import { guardLogger } from "./gateway/guard-logger.ts"
import { accountIdProblem, credentialProblem, gatewayIdProblem, tokenAsKey } from "./gateway/identity.ts"
import { readEnvironment } from "./gateway/read-environment.ts"
import { oneOf } from "./gateway/option-headers.ts"
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
import type { Surface } from "./gateway/support-matrix.ts"
import { isRecord } from "./schemas/is-record.ts"
import { describeIssues, type Issue } from "./schemas/issue.ts"

/**
 * What a client is made of. `undefined` is as if not given; empty environment variables count as unset. What is malformed throws a
 * `TypeError` at once; what is missing rejects the first call, since frameworks import modules at build time, without secrets.
 */
export interface GatewayClientOptions extends Omit<RequestOptions, "gateway" | "signal" | "providerKey"> {
  /** The Cloudflare account: 32 hexadecimal characters. Not needed with `baseURL` or `binding`. @default CF_ACCOUNT_ID, then CLOUDFLARE_ACCOUNT_ID */
  accountId?: string | undefined
  /**
   * The gateway's name, or `{ id, … }` with options for every call. `"default"` is the account's own, made by the first call. Not needed with
   * `baseURL`, nor on REST, where other models than Workers AI's take the account's default one.
   * @default GATEWAY_NAME, then CLOUDFLARE_GATEWAY_ID
   */
  gateway?: string | GatewayOptions | undefined
  /**
   * A Cloudflare token with the permission AI Gateway Run (on REST: Workers AI Read), or an (async) function asked at each attempt; `null`
   * for none, on a gateway without authentication. Headers: `cf-aig-authorization: Bearer …`, on REST `authorization`. Refused beside `binding`.
   * @default CF_AIG_TOKEN; with `surface: "rest"` CLOUDFLARE_API_TOKEN
   */
  token?: Credential | null | undefined
  /**
   * A Cloudflare API token for logs (AI Gateway Read, and Edit to rate and delete), and for what a client of another surface asks of the REST API
   * (Workers AI Read; there `token` is taken where this is missing). Header: `authorization: Bearer …`. @default CLOUDFLARE_API_TOKEN
   */
  apiToken?: Credential | null | undefined
  /**
   * Opens a custom domain behind Cloudflare Access: an Access JWT (header `cf-access-token`), or a service token (headers
   * `cf-access-client-id` and `cf-access-client-secret`). With it `token` is not asked for; if both are given both are sent. Needs `baseURL`.
   */
  accessToken?: Credential | AccessServiceToken | null | undefined
  /**
   * Keys of your own for the providers, by provider, since one key must not reach every provider. Leave it out for BYOK and Unified
   * Billing: a key sent along beats the stored one. Header: on compat `authorization: Bearer …`; on a provider's own path, in `universal` and
   * behind a door the provider's own (docs/providers.md). REST and `env.AI.run` take none.
   */
  providerKey?: Exclude<ProviderKeys, string> | null | undefined
  /**
   * The way into AI Gateway: `"compat"`, `"rest"` (api.cloudflare.com), `"binding"` (`env.AI`), or `"auto"`: for each call REST where it serves the
   * model and keeps its options and keys, else compat. docs/surfaces.md says which to take.
   * @default "compat", and "binding" where `binding` is given
   */
  surface?: Surface | undefined
  /** `env.AI` inside a Worker: no token is needed, and none is sent. */
  binding?: AiBinding | undefined
  /**
   * Stands in place of `https://gateway.ai.cloudflare.com/v1/{account}/{gateway}`: a custom domain, a proxy, a local gateway; with
   * `surface: "rest"` of `https://api.cloudflare.com/client/v4/accounts/{account}`. The other of the two stays Cloudflare's, except on this machine,
   * where one port serves both. `https:` only, except on this machine.
   * @default CF_AIG_BASE_URL; on REST where that is an account's API or this machine
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

const names =
  "accountId token apiToken accessToken surface binding baseURL fetch hooks logger dangerouslyAllowBrowser".split(" ")

/** The options of a changed copy: the new over the old, metadata and other records joined by key. */
export function mergeClientOptions(base: GatewayClientOptions, changes: GatewayClientOptions): GatewayClientOptions {
  return {
    ...base,
    ...defined(changes),
    ...mergeRequestOptions(requestPart(base), requestPart(changes)),
  } as GatewayClientOptions
}

/**
 * Checks a client's options and fills them in. Throws a `TypeError` that names the option, what is wrong and the fix. What is found of a binding
 * comes from whoever takes one.
 */
export function resolveClientOptions(
  options: GatewayClientOptions,
  { found: problems, missing }: BindingProblems = { found: [], missing: [] },
): ClientConfig {
  if (!isRecord(options as unknown))
    throw new TypeError("createGatewayClient takes an object: { accountId, gateway, token }")
  const { providerKey, fetch, hooks = {}, logger, dangerouslyAllowBrowser, binding, accessToken } = options
  const surface = options.surface ?? (binding ? "binding" : "compat")
  const isBound = surface === "binding"
  const isRest = surface === "rest"
  const gateway = gatewayPart(options)
  // A binding asks for neither token nor address.
  const ownVariable = (name: string) => (isBound ? "" : name)
  const [accountId, accountName] = setting(options.accountId, "accountId", "CF_ACCOUNT_ID", "CLOUDFLARE_ACCOUNT_ID")
  const [gatewayId, gatewayName] = setting(gateway.id, "gateway", "GATEWAY_NAME", "CLOUDFLARE_GATEWAY_ID")
  const [token, tokenName] = setting(
    options.token,
    "token",
    ownVariable(isRest ? "CLOUDFLARE_API_TOKEN" : "CF_AIG_TOKEN"),
  )
  const [apiToken, apiTokenName] = setting(options.apiToken, "apiToken", "CLOUDFLARE_API_TOKEN")
  const [givenBase, baseName] = setting(options.baseURL, "baseURL", ownVariable("CF_AIG_BASE_URL"))
  // The variable names a gateway. REST reads it where it names an API, or this machine, which may serve both: no other host gets an API token.
  const isElsewhere = isRest && !options.baseURL && !/^http:|\/accounts\//.test(String(givenBase))
  const own = givenBase && !isBound && !isElsewhere ? resolveBaseURL(givenBase, baseName, isRest) : undefined
  const { document, location } = globalThis as { document?: unknown; location?: { origin?: string } }
  const isPublic = document && !dangerouslyAllowBrowser && !(own && new URL(own.url).origin === location?.origin)
  const keys: [string, unknown][] = isRecord(providerKey) ? Object.entries(providerKey) : []
  const secrets = Object.entries({ token, providerKey, apiToken: options.apiToken, accessToken })
  // It goes to Cloudflare, whatever the page's own address.
  const isLent = document && !dangerouslyAllowBrowser && options.apiToken ? "apiToken" : undefined
  const exposed = isPublic ? secrets.find(([, secret]) => secret)?.[0] : isLent
  // A copy: what the caller changes later changes nothing here.
  const defaults = mergeRequestOptions({}, requestPart(options))
  const { resolved, issues } = resolveRequestOptions(defaults)

  const isOwnDomain = own?.gateway && !own.url.startsWith("https://gateway.ai.cloudflare.com/")
  const found: (readonly [name: string, problem: unknown])[] = [
    ["surface", oneOf("compat, rest, binding, auto")(surface)],
    ...problems,
    ["accessToken", accessToken && !isOwnDomain && "needs `baseURL`, your own domain"],
    ["fetch", fetch && typeof fetch !== "function" && "must be a function"],
    [accountName, accountId && accountIdProblem(accountId)],
    [gatewayName, gatewayId && gatewayIdProblem(gatewayId)],
    [tokenName, secretProblem(token, accountId)],
    [apiTokenName, options.apiToken && secretProblem(apiToken, accountId)],
    [
      "accessToken",
      isRecord(accessToken)
        ? (credentialProblem(accessToken["clientId"]) ?? credentialProblem(accessToken["clientSecret"]))
        : secretProblem(accessToken),
    ],
    ["providerKey", typeof providerKey === "string" && "must be given by provider: { openai: … }"],
    ...keys.map(([provider, key]): [string, unknown] => [
      `providerKey.${provider}`,
      providerProblem(provider) ||
        secretProblem(key) ||
        (key && key === token && provider !== "workers-ai" && tokenAsKey),
    ]),
    [
      exposed ?? "",
      exposed &&
        "can be read by every visitor of a page: relay through your own endpoint, or set dangerouslyAllowBrowser",
    ],
    ["gateway.cacheKey", gateway.cacheKey && "belongs on a call"],
    ["gateway.eventId", gateway.eventId && "belongs on a call"],
  ]
  issues.push(
    ...unknownOptions(options, [...names, ...requestOptionNames]),
    ...found.flatMap(([name, message]) => (message ? [{ path: [name], message: String(message) }] : [])),
  )
  if (issues.length > 0) throw new TypeError(`createGatewayClient: ${describeIssues(issues)}`)

  const account = own?.accountId ?? accountId
  const id = own?.gatewayId ?? gatewayId
  const noGateway = lack(id, "gateway", "GATEWAY_NAME")
  const noAccount = lack(account, "accountId", "CF_ACCOUNT_ID")
  const noApi = own?.api ? [] : noAccount
  const isOpen = options.token === null
  // A proxy's token is for the proxy.
  const isForeign = isOwnDomain && !own.api
  const apiURL = own?.api ?? `https://api.cloudflare.com/client/v4/accounts/${account}`
  return {
    surface,
    binding,
    gatewayId: id,
    gateway: toHost(
      own?.gateway ?? `https://gateway.ai.cloudflare.com/v1/${account}/${encodeURIComponent(String(id))}`,
      isBound
        ? [...noGateway, ...missing]
        : own?.gateway
          ? []
          : [...noAccount, ...noGateway, ...(noAccount.length > 0 ? missing : [])],
      isRest && !isOpen ? options.token || readEnvironment("CF_AIG_TOKEN") || token : token,
      isOpen || accessToken || own?.gateway,
      "token",
      "CF_AIG_TOKEN",
    ),
    api: toHost(
      apiURL,
      noApi,
      isRest ? token || (!isOpen && apiToken) : apiToken || (!isForeign && token),
      isOpen || own?.api,
      isRest ? "token" : "apiToken",
    ),
    management: toHost(apiURL, [...noApi, ...noGateway], apiToken || (isRest && token), false, "apiToken"),
    accessToken: accessToken ?? undefined,
    hooks,
    logger: logger && guardLogger(logger),
    defaults,
    resolved,
  }
}

function lack(value: unknown, name: string, variable: string): Issue[] {
  return value ? [] : [{ path: [name], message: `is missing, and so is ${variable} in the environment` }]
}

function toHost(
  url: string,
  missing: readonly Issue[],
  token: Credential | false | null | undefined,
  isOpen: unknown,
  option: string,
  variable = "CLOUDFLARE_API_TOKEN",
): Host {
  return { url, missing, token: token || undefined, missingToken: lack(isOpen || token, option, variable) }
}

function secretProblem(secret: unknown, accountId?: unknown): string | undefined {
  return secret && typeof secret !== "function" ? credentialProblem(secret, accountId) : undefined
}

// The option, else the first variable that holds something; and how a complaint names it. An empty value is an unset one:
// `process.env.X ?? ""` must not throw while something is built. `null` asks no variable.
function setting<T>(
  value: T | undefined,
  option: string,
  ...variables: string[]
): [value: T | string | undefined, name: string] {
  const variable = value || value === null ? undefined : variables.find(readEnvironment)
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
