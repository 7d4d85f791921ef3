import { GatewayRequestError } from "../errors.ts"
import type { ClientConfig } from "../gateway/client-config.ts"
import { credentialProblem, tokenAsKey } from "../gateway/identity.ts"
import { toOptionHeaders } from "../gateway/option-headers.ts"
import type { Credential, RequestDescription, RequestOptions } from "../gateway/request-options.ts"
import { isRouted, providerAliases, providerProblem, resolveModel } from "../gateway/resolve-model.ts"
import {
  mergeRequestOptions,
  resolveRequestOptions,
  type ResolvedRequestOptions,
} from "../gateway/resolve-request-options.ts"
import { safeCause } from "../http/to-connection-error.ts"
import type { WireRequest } from "../http/transport.ts"
import { ownUserAgent } from "../http/user-agent.ts"
import { chatCompletionParamsSchema, type ChatCompletionParams } from "../schemas/chat-completion-params.ts"
import { isRecord } from "../schemas/is-record.ts"
import { describeIssues, type Issue } from "../schemas/issue.ts"
import { findIssues, tellDrift } from "./check-reply.ts"

/** A call, checked and ready to be sent. */
export interface PreparedRequest {
  readonly wire: WireRequest
  readonly options: ResolvedRequestOptions
  /** The same with credentials masked. */
  readonly describe: () => RequestDescription
}

/** Checks params and options and puts the request together. Throws a `GatewayRequestError` that says what is wrong, where, and the fix. */
export function prepareRequest(
  config: ClientConfig,
  params: ChatCompletionParams,
  call: RequestOptions | undefined,
): PreparedRequest {
  const options = resolveOptions(config, call)
  const { validate, headers: ownHeaders, providerKey } = options
  const issues = validate.request === "off" ? [] : findIssues(chatCompletionParamsSchema, params)
  if (validate.request === "strict") refuse("invalid_request", issues)
  else tellDrift(issues, config.logger)
  const { model } = params
  const resolved =
    validate.model === "off" ? { sent: model, provider: String(model).split("/")[0]! } : resolveModel(String(model))
  if ("problem" in resolved) throw refusal("invalid_model", [{ path: ["model"], message: resolved.problem }])
  const { sent, provider } = resolved
  if (call?.providerKey && isRouted(provider)) {
    refuse("unsupported_option", [
      {
        path: ["providerKey"],
        message: `does not go with ${provider}/…, which chooses the provider itself: store the keys on the gateway`,
      },
    ])
  }
  refuse("not_configured", [...config.missing, ...(providerKey ? [] : config.missingToken)])
  const key = keyFor(provider, providerKey)
  const url = config.baseURL + config.surface.paths.chatCompletions + options.query
  const body = stringify({ ...params, model: sent, ...options.extraBody })
  const seen = new Set<string>()
  const secrets = () => [
    ...seen,
    ...[...Object.entries(ownHeaders), ...new URLSearchParams(options.query)].flatMap(([name, value]) =>
      value && isSecret(name) ? value.split(" ") : [],
    ),
    ...textsOf(params.messages),
  ]

  const toHeaders = (token: string | undefined, ownKey: string | undefined): Record<string, string> => {
    const headers: Record<string, string> = {
      accept: params.stream ? "text/event-stream" : "application/json",
      "content-type": "application/json",
      ...toOptionHeaders(options.gateway),
    }
    const userAgent = ownUserAgent()
    if (userAgent) headers["user-agent"] = userAgent
    if (token) headers[config.surface.tokenHeader] = `Bearer ${token}`
    if (ownKey) headers[config.surface.providerKeyHeader] = `Bearer ${ownKey}`
    for (const name in ownHeaders) {
      const value = ownHeaders[name]
      if (value == null) delete headers[name]
      else headers[name] = value
    }
    return headers
  }

  return {
    options,
    wire: {
      url,
      body,
      stream: params.stream === true,
      answers: params.n || 1,
      provider,
      modelRequested: model,
      modelSent: sent,
      async headers() {
        const token = await ask("token", config.token, secrets)
        if (config.token && !token)
          refuse("not_configured", [{ path: ["token"], message: "is a function that gave nothing" }])
        const ownKey = await ask("providerKey", key, secrets)
        for (const secret of [token, ownKey]) if (secret) seen.add(secret)
        const leak = Object.keys(ownHeaders).find((name) => token && ownHeaders[name]?.includes(token))
        const isLeak = token && ((ownKey === token && provider !== "workers-ai") || leak !== undefined)
        if (isLeak)
          refuse("invalid_request", [{ path: [leak ? `headers.${leak}` : "providerKey"], message: tokenAsKey }])
        return toHeaders(token, ownKey)
      },
      secrets,
    },
    describe() {
      const headers = toHeaders(config.token && masked, key && masked)
      for (const name in ownHeaders) if (headers[name] && isSecret(name)) headers[name] = masked
      const shown = url.replace(/([?&][^=]*(?:auth|key|token|secret)[^=]*=)[^&]+/gi, `$1${masked}`)
      return { url: shown, method: "POST", headers, body: JSON.parse(body) }
    },
  }
}

const masked = "[redacted]"
const isSecret = (header: string): boolean => /auth|key|token|secret|cookie|jwt/i.test(header)

function resolveOptions(config: ClientConfig, call: RequestOptions | undefined): ResolvedRequestOptions {
  if (!call) return config.resolved
  if (!isRecord(call as unknown))
    throw refusal("invalid_request", [{ path: ["options"], message: "must be an object" }])
  const { resolved, issues } = resolveRequestOptions(mergeRequestOptions(config.defaults, call), config.surface)
  for (const name of isRecord(call.providerKey) ? Object.keys(call.providerKey) : []) {
    const message = providerProblem(name)
    if (message) issues.push({ path: ["providerKey", name], message })
  }
  if (call.gateway?.id)
    issues.push({ path: ["gateway", "id"], message: "belongs to the client: use client.withOptions({ gateway })" })
  const isUnsupported = issues.every(({ path }) => config.surface.unsupported[path.slice(1).join(".")])
  refuse(isUnsupported ? "unsupported_option" : "invalid_request", issues)
  return resolved
}

function stringify(body: object): string {
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
  if (isRouted(provider)) return undefined
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

// A provider that quotes the prompt in its complaint must not bring it into our messages. Short ones would black out ordinary words.
function textsOf(messages: readonly unknown[]): string[] {
  return [messages]
    .flat()
    .flatMap((message: any) =>
      isRecord(message) ? [message["content"], ...[message["content"]].flat().map((part: any) => part?.text)] : [],
    )
    .filter((text) => typeof text === "string" && text.length > 11)
}

function refuse(code: GatewayRequestError["code"], issues: readonly Issue[], cause?: unknown): void {
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
