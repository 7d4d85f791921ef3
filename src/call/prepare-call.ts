import { GatewayRequestError } from "../errors.ts"
import type { ClientConfig } from "../gateway/client-config.ts"
import { credentialProblem, tokenAsKey } from "../gateway/identity.ts"
import { isSecretName } from "../gateway/is-secret-name.ts"
import { toOptionHeaders, unsupportedOptions } from "../gateway/option-headers.ts"
import type { Credential, RequestDescription, RequestOptions } from "../gateway/request-options.ts"
import {
  isRouted,
  providerAliases,
  providerProblem,
  resolveModel,
  spellModel,
  type ResolvedModel,
} from "../gateway/resolve-model.ts"
import {
  mergeRequestOptions,
  resolveRequestOptions,
  type ResolvedRequestOptions,
} from "../gateway/resolve-request-options.ts"
import type { Route } from "../gateway/route.ts"
import { familyOf, waysOf, type Plan, type Way } from "../gateway/support-matrix.ts"
import { safeCause } from "../http/to-connection-error.ts"
import type { WireRequest } from "../http/transport.ts"
import { ownUserAgent } from "../http/user-agent.ts"
import { isRecord } from "../schemas/is-record.ts"
import { describeIssues, type Issue } from "../schemas/issue.ts"
import type { Caller } from "./caller.ts"
import { textsIn } from "./texts-in.ts"
import { findIssues, tellDrift, type Schema } from "./check-reply.ts"

/** What is called: how its params are judged, where it lives, and what it puts on the wire. */
export interface Operation<Params> {
  readonly plan: Plan
  readonly schema?: Schema | undefined
  /** Where it lives on a way, for a model as it is spelled there. */
  readonly route: (config: ClientConfig, way: Way, model: ResolvedModel) => Route
  /** The body; of a GET, nothing. */
  readonly toBody: (params: Params, route: Route, model: string) => unknown
  readonly reads?: WireRequest["reads"]
  /** It names its providers itself. */
  readonly isModelless?: boolean | undefined
  /** What a provider may quote in its complaint and nobody else should read. */
  readonly textsOf?: ((params: Params) => readonly unknown[]) | undefined
}

/** A call, checked and ready to be sent. */
export interface PreparedCall {
  readonly wire: WireRequest
  readonly options: ResolvedRequestOptions
  readonly route: Route
  /** The same with credentials masked. */
  readonly describe: () => RequestDescription
}

interface Params {
  readonly model?: string | undefined
  readonly stream?: boolean | null | undefined
  readonly n?: number | null | undefined
}

/** Checks params and options and puts the request together. Throws a `GatewayRequestError` that says what is wrong, where, and the fix. */
export function prepareCall<P extends object>(
  { config, send }: Caller,
  operation: Operation<P>,
  params: P,
  call: RequestOptions | undefined,
): PreparedCall {
  const options = resolveOptions(config, call)
  const { validate, headers: ownHeaders, providerKey } = options
  const issues = validate.request === "off" || !operation.schema ? [] : findIssues(operation.schema, params)
  if (validate.request === "strict") refuse("invalid_request", issues)
  else tellDrift(issues, config.logger)
  const { model, stream, n } = params as Params
  const resolved = operation.isModelless ? { sent: "", provider: "" } : resolve(model, options)
  const { provider } = resolved
  const key = keyFor(provider, providerKey)
  const way = chooseWay(config, operation.plan, resolved, options, key ?? (call?.providerKey && isRouted(provider)))
  const sent = validate.model === "off" ? resolved.sent : spellModel(resolved, way)
  const route = operation.route(config, way, { sent, provider })
  const host = route.host
  refuse("not_configured", [
    ...(host ?? config.gateway).missing,
    ...(!host || (providerKey && host === config.gateway) ? [] : host.missingToken),
    // Other models take the account's default gateway where none is named (reference A1).
    ...(way === "rest" && familyOf(resolved.sent) === "workers-ai" && !config.gatewayId
      ? [{ path: ["gateway"], message: 'is missing: Workers AI needs it, "default" will do' }]
      : []),
  ])
  if (options.query && route.binding && !route.binding.endpoint)
    refuse("unsupported_option", [{ path: ["query"], message: "has no place in a call of the binding" }])
  const method = route.method ?? "POST"
  const url = route.url + options.query
  const given = operation.toBody(params, route, sent)
  const body = given === undefined ? undefined : stringify(isRecord(given) ? { ...given, ...options.extraBody } : given)
  const seen = new Set<string>()
  const secrets = () => [
    ...seen,
    ...[...Object.entries(ownHeaders), ...new URLSearchParams(options.query)].flatMap(([name, value]) =>
      value && isSecretName(name) ? value.split(" ") : [],
    ),
    ...[
      ...(operation.textsOf?.(params) ?? []),
      ...textsIn([options.extraBody, options.gateway.cacheKey]),
      ...Object.values(options.gateway.metadata ?? {}),
    ].filter((text): text is string => typeof text === "string" && text.length > 11),
  ]

  // Access stands before the gateway's own host alone.
  const access = host === config.gateway ? config.accessToken : undefined
  const [keyHeader, keyScheme] = route.keyHeader ?? ["authorization", "Bearer "]
  const accessHeaders =
    typeof access === "object"
      ? { "cf-access-client-id": access.clientId, "cf-access-client-secret": access.clientSecret }
      : { "cf-access-token": access }
  const credentials: Sealed[] = [
    [route.tokenHeader ?? "", "Bearer ", host?.token, "token"],
    // That of Workers AI is a Cloudflare token, and those ways have one.
    [keyHeader, keyScheme, isKeyless(way) && provider === "workers-ai" ? undefined : key, "providerKey"],
    ...Object.entries(accessHeaders).map(([name, value]): Sealed => [name, "", value, "accessToken"]),
  ]
  const toHeaders = (values: readonly (string | false | undefined)[]): Record<string, string> => {
    const userAgent = host && ownUserAgent()
    const headers: Record<string, string> = {
      ...(way !== "run" && {
        accept: stream ? "text/event-stream" : "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
      }),
      ...toOptionHeaders(options.gateway),
      ...route.headers,
      ...(userAgent && { "user-agent": userAgent }),
    }
    credentials.forEach(([name, scheme], index) => {
      if (values[index]) headers[name] = scheme + values[index]
    })
    for (const name in ownHeaders) {
      const value = ownHeaders[name]
      // Not even taken off: nobody would be let in.
      if (name === route.tokenHeader) continue
      if (value == null) delete headers[name]
      else headers[name] = value
    }
    return headers
  }

  return {
    options,
    route,
    wire: {
      stream: stream === true,
      answers: n || 1,
      provider,
      way,
      operation: route.operation,
      reads: operation.reads,
      modelRequested: model,
      modelSent: operation.isModelless ? undefined : sent,
      async headers() {
        const values: (string | undefined)[] = []
        for (const [, , credential, name] of credentials) {
          const value = await ask([name], credential, secrets)
          if (value) seen.add(value)
          values.push(value)
        }
        const [token, ownKey] = values
        if (ownKey && isKeyless(way)) refuse("unsupported_option", [noKey])
        if (host?.token && !token)
          refuse("not_configured", [{ path: ["token"], message: "is a function that gave nothing" }])
        // The account's token is no provider's either; on REST it is what belongs in `authorization`.
        const tokens = [token, way !== "rest" && config.management.token].filter((one) => typeof one === "string")
        const leak = Object.keys(ownHeaders).find((name) => tokens.some((one) => ownHeaders[name]?.includes(one)))
        if (leak || (ownKey && tokens.includes(ownKey) && provider !== "workers-ai"))
          refuse("invalid_request", [{ path: [leak ? `headers.${leak}` : "providerKey"], message: tokenAsKey }])
        return toHeaders(values)
      },
      send: (headers, signal) => send({ ...route, url, method }, { headers, signal, body }, options),
      secrets,
    },
    describe() {
      const headers = toHeaders(credentials.map(([, , credential]) => credential && masked))
      for (const name in ownHeaders) if (headers[name] && isSecretName(name)) headers[name] = masked
      const shown = url.replace(/([?&][^=]*(?:auth|key|token|secret)[^=]*=)[^&]+/gi, `$1${masked}`)
      return { url: shown, method, headers, body: body === undefined ? undefined : JSON.parse(body) }
    },
  }
}

/** A credential, the header it goes in, and the option it came by. */
type Sealed = readonly [header: string, scheme: string, credential: Credential | undefined, option: string]

const masked = "[redacted]"

function resolveOptions(config: ClientConfig, call: RequestOptions | undefined): ResolvedRequestOptions {
  if (!call) return config.resolved
  if (!isRecord(call as unknown))
    throw refusal("invalid_request", [{ path: ["options"], message: "must be an object" }])
  const { resolved, issues } = resolveRequestOptions(mergeRequestOptions(config.defaults, call))
  for (const name of isRecord(call.providerKey) ? Object.keys(call.providerKey) : []) {
    const message = providerProblem(name)
    if (message) issues.push({ path: ["providerKey", name], message })
  }
  if (call.gateway?.id)
    issues.push({ path: ["gateway", "id"], message: "belongs to the client: use client.withOptions({ gateway })" })
  refuse("invalid_request", issues)
  return resolved
}

function resolve(model: string | undefined, { validate }: ResolvedRequestOptions): ResolvedModel {
  if (validate.model === "off") return { sent: model as string, provider: String(model).split("/")[0]! }
  const resolved = resolveModel(String(model))
  if ("problem" in resolved) throw refusal("invalid_model", [{ path: ["model"], message: resolved.problem }])
  return resolved
}

// The first way that loses none of the options; where each loses one, the first one says which.
function chooseWay(
  config: ClientConfig,
  plan: Plan,
  { sent, provider }: ResolvedModel,
  { gateway, headers }: ResolvedRequestOptions,
  key: unknown,
): Way {
  const ways = waysOf(plan, config.surface, familyOf(sent))
  if (typeof ways === "string") throw refusal("invalid_model", [{ path: ["model"], message: `${provider}/… ${ways}` }])
  const judged = ways.map((way) => {
    // Over a binding a provider's own path loses what the binding loses, too.
    const passed: Way[] = config.binding && way === "native" ? [way, "binding"] : [way]
    const lost = passed.flatMap((each) => unsupportedOptions(gateway, each, "refuse"))
    // Whether a function has a key for this provider is known when it is asked.
    const isUnsure = typeof key === "function" && ways.length === 1
    const isLost = isRouted(provider) || (isKeyless(way) && provider !== "workers-ai" && !isUnsure)
    if (key && isLost) lost.push(noKey)
    // There Cloudflare's own token stands in it.
    if (way === "rest" && headers["authorization"] != null) lost.push(ownHeader)
    const isShut = way === "rest" && [...config.api.missing, ...config.api.missingToken].length > 0
    return { way, lost, isOpen: lost.length === 0 && !isShut }
  })
  const { way, lost } = judged.find(({ isOpen }) => isOpen) ?? judged[0]!
  refuse("unsupported_option", lost)
  const doubtful = unsupportedOptions(gateway, way, "warn")
  if (doubtful.length > 0)
    config.logger?.warn({ options: describeIssues(doubtful) }, "AI Gateway: an option may do nothing")
  return way
}

const isKeyless = (way: Way): boolean => way === "rest" || way === "run"
const noKey: Issue = {
  path: ["providerKey"],
  message: "goes with no route, REST path or env.AI.run: store the key, and set it to null for this call",
}
const ownHeader: Issue = {
  path: ["headers", "authorization"],
  message: "holds Cloudflare's token on REST: take `providerKey`",
}

function stringify(body: unknown): string {
  try {
    return JSON.stringify(body)
  } catch {
    // No `cause`: its message names keys of the caller's data.
    throw refusal("invalid_request", [
      { path: ["params"], message: "cannot be written as JSON: it holds a circle or a bigint" },
    ])
  }
}

/** The key of one's own for a provider. A client's function or record is not asked for a route, which has no provider of its own. */
export function keyFor(provider: string, keys: RequestOptions["providerKey"]): Credential | undefined {
  if (isRouted(provider) || !provider) return undefined
  if (typeof keys === "function") return () => keys(provider)
  return isRecord(keys)
    ? providerAliases(provider)
        .map((name) => (Object.hasOwn(keys, name) ? (keys as Record<string, Credential>)[name] : undefined))
        .find(Boolean)
    : (keys ?? undefined)
}

/** A credential's value; a function is asked for it. Throws a `GatewayRequestError` that names the option, and never quotes. */
export async function ask(
  path: Issue["path"],
  credential: Credential | undefined,
  secrets: () => Iterable<string>,
): Promise<string | undefined> {
  let value: string | undefined
  try {
    value = typeof credential === "function" ? await credential() : credential
  } catch (error) {
    const issue = { path, message: "is a function that threw" }
    refuse("not_configured", [issue], safeCause(error, [...secrets()]))
  }
  const message = value && credentialProblem(value)
  if (message) refuse("invalid_request", [{ path, message }])
  return value
}

/** Throws where there is something to say. */
export function refuse(code: GatewayRequestError["code"], issues: readonly Issue[], cause?: unknown): void {
  if (issues.length > 0) throw refusal(code, issues, cause)
}

function refusal(code: GatewayRequestError["code"], issues: readonly Issue[], cause?: unknown): GatewayRequestError {
  return new GatewayRequestError(`The call was not sent: ${describeIssues(issues, "params")}`, {
    code,
    hint:
      code === "not_configured"
        ? "Give the client what is missing, or set the variables"
        : "Mend what the message names, or leave it out",
    issues,
    cause,
  })
}
