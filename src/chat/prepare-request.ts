import { GatewayRequestError, type GatewayErrorInit } from "../errors.ts"
import type { ClientConfig } from "../gateway/client-config.ts"
import { credentialProblem } from "../gateway/identity.ts"
import { toOptionHeaders } from "../gateway/option-headers.ts"
import type { Credential, Logger, RequestDescription, RequestOptions } from "../gateway/request-options.ts"
import { isRouted, providerAliases, resolveModel, type ResolvedModel } from "../gateway/resolve-model.ts"
import { mergeRequestOptions, requestOptionNames, resolveRequestOptions, unknownNames, type OptionIssue, type ResolvedRequestOptions } from "../gateway/resolve-request-options.ts"
import type { WireRequest } from "../http/transport.ts"
import { ownUserAgent } from "../http/user-agent.ts"
import { chatCompletionParamsSchema, type ChatCompletionParams } from "../schemas/chat-completion-params.ts"
import { describeIssues, type Issue } from "../schemas/issue.ts"
import { findIssues } from "./check-reply.ts"

/** A call, checked and ready to be sent. */
export interface PreparedRequest {
  readonly wire: WireRequest
  readonly options: ResolvedRequestOptions
  /** The same with credentials masked. */
  readonly describe: () => RequestDescription
}

/** Checks params and options and puts the request together. Throws a `GatewayRequestError` that says what is wrong, where, and the fix. */
export function prepareRequest(config: ClientConfig, params: ChatCompletionParams, callOptions: RequestOptions | undefined): PreparedRequest {
  const options = resolveOptions(config, callOptions)
  checkParams(params, options, config.logger)
  const model = resolveModelOf(params, options)
  if (options.callProviderKey && isRouted(model.provider)) {
    refuse("unsupported_option", [{ path: ["providerKey"], message: `does not go with ${model.provider}/…, which chooses the provider itself: store the keys on the gateway` }])
  }
  const credentials = readCredentials(config, options, model)
  const url = `${baseURLOf(config, options)}${config.surface.paths.chatCompletions}${options.query}`
  const body = { ...params, model: model.sent, ...options.extraBody }
  const text = stringify(body)
  const stream = params.stream === true
  const seen = new Set<string>()
  const assemble = (token: string | undefined, providerKey: string | undefined): Record<string, string> => {
    const userAgent = ownUserAgent()
    const headers: Record<string, string> = {
      accept: stream ? "text/event-stream" : "application/json",
      "content-type": "application/json",
      ...(userAgent !== undefined && { "user-agent": userAgent }),
      ...(token !== undefined && { [config.surface.tokenHeader]: `Bearer ${token}` }),
      ...(providerKey !== undefined && { [config.surface.providerKeyHeader]: `Bearer ${providerKey}` }),
      ...toOptionHeaders(options.gateway),
    }
    for (const [name, value] of Object.entries(options.headers)) {
      if (value === null) delete headers[name]
      else headers[name] = value
    }
    return headers
  }

  return {
    options,
    wire: {
      url,
      body: text,
      stream,
      provider: model.provider,
      modelRequested: model.requested,
      modelSent: model.sent,
      async headers() {
        const token = await credentials.token()
        const key = await credentials.providerKey()
        for (const secret of [token, key]) if (secret !== undefined) seen.add(secret)
        checkAuthorization(token, key, options, model.provider)
        return assemble(token, key)
      },
      secrets: () => [...seen, ...secretHeaders(options), ...promptsOf(params)],
    },
    describe: () => {
      const masked = assemble(config.token === undefined ? undefined : "[redacted]", credentials.hasProviderKey ? "[redacted]" : undefined)
      for (const name of Object.keys(masked)) if (isSecretName(name) && name in options.headers) masked[name] = "[redacted]"
      return { url, method: "POST", headers: masked, body: JSON.parse(text) }
    },
  }
}

function resolveOptions(config: ClientConfig, call: RequestOptions | undefined): ResolvedRequestOptions {
  if (!call) return config.resolved
  const merged = mergeRequestOptions(config.defaults, call)
  const { resolved, issues } = resolveRequestOptions(merged, config.surface, call)
  const all: OptionIssue[] = [...unknownNames(call, requestOptionNames), ...issues]
  if (call.gateway?.id !== undefined) all.push({ path: ["gateway", "id"], message: "belongs to the client: use client.withOptions({ gateway })" })
  if (all.length > 0) refuse(all.every((issue) => issue.unsupported) ? "unsupported_option" : "invalid_request", all)
  return resolved
}

function checkParams(params: ChatCompletionParams, options: ResolvedRequestOptions, logger: Logger | undefined): void {
  if (typeof params !== "object" || params === null) refuse("invalid_request", [{ path: [], message: "must be an object: { model, messages }" }])
  if (options.validate.request === "off") return
  const issues = findIssues(chatCompletionParamsSchema, params)
  if (issues.length === 0) return
  if (options.validate.request === "strict") refuse("invalid_request", issues)
  logger?.warn({ issues: issues.map(({ path, message }) => ({ path: path.map(String).join("."), message })) }, "The params differ from the schema")
}

function resolveModelOf(params: ChatCompletionParams, options: ResolvedRequestOptions): ResolvedModel {
  const model: unknown = params.model
  if (options.validate.model === "off" || typeof model !== "string") {
    const sent = typeof model === "string" ? model : ""
    return { requested: sent, sent, provider: sent.includes("/") ? sent.slice(0, sent.indexOf("/")) : "" }
  }
  const resolved = resolveModel(model)
  if ("problem" in resolved) refuse("invalid_model", [{ path: ["model"], message: resolved.problem }])
  return resolved
}

function baseURLOf(config: ClientConfig, options: ResolvedRequestOptions): string {
  const missing = [...config.missing]
  const hasProviderKey = options.providerKey !== undefined
  if (!hasProviderKey) missing.push(...config.missingToken)
  if (config.baseURL === undefined || missing.length > 0) {
    refuse("not_configured", missing.map((message) => ({ path: [], message })))
  }
  return config.baseURL
}

function stringify(body: object): string {
  try {
    return JSON.stringify(body)
  } catch {
    // No `cause`: its message names keys of the caller's data.
    return refuse("invalid_request", [{ path: [], message: "cannot be written as JSON: it holds a circle or a bigint" }])
  }
}

interface Credentials {
  readonly token: () => Promise<string | undefined>
  readonly providerKey: () => Promise<string | undefined>
  readonly hasProviderKey: boolean
}

function readCredentials(config: ClientConfig, options: ResolvedRequestOptions, { provider }: ResolvedModel): Credentials {
  const keys = options.providerKey
  const own = (name: string) => (typeof keys === "object" ? (keys as Record<string, Credential | undefined>)[name] : undefined)
  const key: Credential | undefined = isRouted(provider)
    ? undefined
    : typeof keys === "function"
      ? () => keys(provider)
      : typeof keys === "object"
        ? [provider, ...providerAliases(provider)].map(own).find((entry) => entry !== undefined)
        : keys
  return {
    token: () => ask("token", config.token, true),
    providerKey: () => ask("providerKey", key, false),
    hasProviderKey: key !== undefined,
  }
}

async function ask(name: string, credential: Credential | undefined, required: boolean): Promise<string | undefined> {
  let value: string | undefined
  try {
    value = typeof credential === "function" ? await credential() : credential
  } catch (cause) {
    return refuse("not_configured", [{ path: [name], message: "could not be had: the function that gives it threw" }], cause)
  }
  if (value === undefined || value === "") {
    if (required && credential !== undefined) refuse("not_configured", [{ path: [name], message: "is a function that gave nothing" }])
    return undefined
  }
  const problem = credentialProblem(value)
  if (problem !== undefined) refuse("invalid_request", [{ path: [name], message: problem }])
  return value
}

function checkAuthorization(token: string | undefined, key: string | undefined, options: ResolvedRequestOptions, provider: string): void {
  if (token === undefined) return
  const path = key === token ? "providerKey" : "headers"
  if ((key === token && provider !== "workers-ai") || options.headers["authorization"]?.includes(token)) {
    refuse("invalid_request", [{ path: [path], message: 'gives the Cloudflare token to the provider: leave it out, the gateway knows it from `token`. Only `providerKey["workers-ai"]` may be the same' }])
  }
}

function isSecretName(name: string): boolean {
  return /auth|key|token|secret|cookie|jwt/i.test(name)
}

function secretHeaders(options: ResolvedRequestOptions): string[] {
  return Object.entries(options.headers).flatMap(([name, value]) => (value !== null && isSecretName(name) ? [value, value.replace(/^\w+ /, "")] : []))
}

// A provider that quotes the prompt in its complaint must not bring it into our messages. Short ones would black out ordinary words.
function promptsOf({ messages }: ChatCompletionParams): string[] {
  const texts = (Array.isArray(messages) ? messages : []).flatMap((message: { content?: unknown }) =>
    Array.isArray(message?.content) ? message.content.map((part: { text?: unknown }) => part?.text) : [message?.content],
  )
  return texts.filter((text): text is string => typeof text === "string" && text.length >= 12)
}

const openings: Record<GatewayRequestError["code"], string> = {
  invalid_request: "The call cannot be sent",
  invalid_model: "The model cannot be sent",
  unsupported_option: "The call asks for what this surface cannot do",
  not_configured: "The client is not configured",
}

function refuse(code: GatewayRequestError["code"], issues: readonly Issue[], cause?: unknown): never {
  const init: GatewayErrorInit = { code, hint: `Mend the call: ${describeIssues(issues)}`, issues, cause }
  throw new GatewayRequestError(`${openings[code]}: ${describeIssues(issues)}`, init)
}
