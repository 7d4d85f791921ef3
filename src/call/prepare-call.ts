import { GatewayRequestError } from "../errors.ts"
import type { AccessServiceToken, ClientConfig } from "../gateway/client-config.ts"
import { credentialProblem, tokenAsKey } from "../gateway/identity.ts"
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
  if (call?.providerKey && isRouted(provider)) {
    refuse("unsupported_option", [
      {
        path: ["providerKey"],
        message: `does not go with ${provider}/…, which chooses the provider itself: store the keys on the gateway`,
      },
    ])
  }
  const key = keyFor(provider, providerKey)
  const way = chooseWay(config, operation.plan, resolved, options, key !== undefined)
  const sent = validate.model === "off" ? resolved.sent : spellModel(resolved, way)
  const route = operation.route(config, way, { sent, provider })
  const host = route.host
  refuse("not_configured", [
    ...(host ?? config.gateway).missing,
    ...(providerKey || !host ? [] : host.missingToken),
    // Other models take the account's default gateway where none is named (reference A1).
    ...(way === "rest" && provider === "workers-ai" && !config.gatewayId
      ? [{ path: ["gateway"], message: 'is missing: Workers AI passes by every gateway without it; "default" will do' }]
      : []),
  ])
  const method = route.method ?? "POST"
  const url = route.url + options.query
  const given = operation.toBody(params, route, sent)
  const body = given === undefined ? undefined : stringify(isRecord(given) ? { ...given, ...options.extraBody } : given)
  const seen = new Set<string>()
  const secrets = () => [
    ...seen,
    ...[...Object.entries(ownHeaders), ...new URLSearchParams(options.query)].flatMap(([name, value]) =>
      value && isSecret(name) ? value.split(" ") : [],
    ),
    ...(operation.textsOf?.(params) ?? []).filter(
      (text): text is string => typeof text === "string" && text.length > 11,
    ),
  ]

  const toHeaders = ({ token, ownKey, ...access }: Credentials): Record<string, string> => {
    const headers: Record<string, string> = {
      ...(way !== "run" && { accept: stream ? "text/event-stream" : "application/json" }),
      ...(way !== "run" && body !== undefined && { "content-type": "application/json" }),
      ...toOptionHeaders(options.gateway),
      ...route.headers,
      ...(access as Record<string, string>),
    }
    const userAgent = ownUserAgent()
    if (userAgent && host) headers["user-agent"] = userAgent
    if (token && route.tokenHeader) headers[route.tokenHeader] = `Bearer ${token}`
    const [name, scheme] = route.keyHeader ?? ["authorization", "Bearer "]
    if (ownKey) headers[name] = scheme + ownKey
    for (const name in ownHeaders) {
      const value = ownHeaders[name]
      if (value == null) delete headers[name]
      else headers[name] = value
    }
    return headers
  }
  // Access stands before the gateway's own host alone.
  const access = host === config.gateway ? config.accessToken : undefined

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
        const token = await ask("token", host?.token, secrets)
        if (host?.token && !token)
          refuse("not_configured", [{ path: ["token"], message: "is a function that gave nothing" }])
        const ownKey = await ask("providerKey", key, secrets)
        const accessHeaders: { [name: string]: string | undefined } = isServiceToken(access)
          ? { "cf-access-client-id": access.clientId, "cf-access-client-secret": access.clientSecret }
          : access
            ? { "cf-access-token": await ask("accessToken", access, secrets) }
            : {}
        for (const secret of [token, ownKey, ...Object.values(accessHeaders)]) if (secret) seen.add(secret)
        const leak = Object.keys(ownHeaders).find((name) => token && ownHeaders[name]?.includes(token))
        const isLeak = token && ((ownKey === token && provider !== "workers-ai") || leak !== undefined)
        if (isLeak)
          refuse("invalid_request", [{ path: [leak ? `headers.${leak}` : "providerKey"], message: tokenAsKey }])
        return toHeaders({ token, ownKey, ...accessHeaders })
      },
      send: (headers, signal) => send({ ...route, url, method }, { headers, signal, body }, options.gateway),
      secrets,
    },
    describe() {
      const names = isServiceToken(access)
        ? { "cf-access-client-id": masked, "cf-access-client-secret": masked }
        : access && { "cf-access-token": masked }
      const headers = toHeaders({ token: host?.token && masked, ownKey: key && masked, ...names })
      for (const name in ownHeaders) if (headers[name] && isSecret(name)) headers[name] = masked
      const shown = url.replace(/([?&][^=]*(?:auth|key|token|secret)[^=]*=)[^&]+/gi, `$1${masked}`)
      return { url: shown, method, headers, body: body === undefined ? undefined : JSON.parse(body) }
    },
  }
}

interface Credentials {
  readonly token?: string | undefined
  readonly ownKey?: string | undefined
}

function isServiceToken(access: ClientConfig["accessToken"]): access is AccessServiceToken {
  return isRecord(access)
}

const masked = "[redacted]"
const isSecret = (header: string): boolean => /auth|key|token|secret|cookie|jwt/i.test(header)

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
  { gateway }: ResolvedRequestOptions,
  hasKey: boolean,
): Way {
  const ways = waysOf(plan, config.surface, familyOf(sent))
  if (typeof ways === "string") throw refusal("invalid_model", [{ path: ["model"], message: `${provider}/… ${ways}` }])
  const judged = ways.map((way) => {
    const { lost, doubtful } = unsupportedOptions(gateway, way)
    const noKey = hasKey && /^(rest|run)$/.test(way) ? [{ path: ["providerKey"], message: keyless }] : []
    return { way, lost: [...lost, ...noKey], doubtful }
  })
  const { way, lost, doubtful } = judged.find((one) => one.lost.length === 0) ?? judged[0]!
  refuse("unsupported_option", lost)
  if (doubtful.length > 0)
    config.logger?.warn({ options: describeIssues(doubtful) }, "AI Gateway: an option may do nothing")
  return way
}

const keyless =
  'is documented for no REST path and for no env.AI.run: store the key on the gateway, or take `surface: "compat"`'

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

// A client's function or record is not asked for a route, which has no provider of its own.
function keyFor(provider: string, keys: RequestOptions["providerKey"]): Credential | undefined {
  if (isRouted(provider) || !provider) return undefined
  if (typeof keys === "function") return () => keys(provider)
  return isRecord(keys)
    ? providerAliases(provider)
        .map((name) => (Object.hasOwn(keys, name) ? (keys as Record<string, Credential>)[name] : undefined))
        .find(Boolean)
    : (keys ?? undefined)
}

async function ask(
  name: string,
  credential: Credential | undefined,
  secrets: () => string[],
): Promise<string | undefined> {
  let value: string | undefined
  try {
    value = typeof credential === "function" ? await credential() : credential
  } catch (error) {
    const issue = { path: [name], message: "could not be had: the function that gives it threw" }
    refuse("not_configured", [issue], safeCause(error, secrets()))
  }
  const message = value && credentialProblem(value)
  if (message) refuse("invalid_request", [{ path: [name], message }])
  return value
}

/** Throws where there is something to say. */
export function refuse(code: GatewayRequestError["code"], issues: readonly Issue[], cause?: unknown): void {
  if (issues.length > 0) throw refusal(code, issues, cause)
}

const hints: { readonly [code in GatewayRequestError["code"]]: string } = {
  invalid_request: "Mend what the message names and call again",
  invalid_model: "Write the model as provider/model",
  unsupported_option: "Leave the option out, or take the way that the message names",
  not_configured: "Give createGatewayClient what is missing, or set the variables",
}

function refusal(code: GatewayRequestError["code"], issues: readonly Issue[], cause?: unknown): GatewayRequestError {
  return new GatewayRequestError(`The call was not sent: ${describeIssues(issues, "params")}`, {
    code,
    hint: hints[code],
    issues,
    cause,
  })
}
