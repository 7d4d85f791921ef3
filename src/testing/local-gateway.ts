import { textOf } from "../completion/to-text.ts"
import type { GatewayErrorCode } from "../gateway/error-codes.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import { readOptionHeaders } from "./read-option-headers.ts"
import { isCompatPrefix, resolveModel } from "../gateway/resolve-model.ts"
import type { ChatCompletionParams } from "../schemas/chat-completion-params.ts"
import { isRecord } from "../schemas/is-record.ts"
import { createAnswerCache } from "./answer-cache.ts"
import { toCompletion, toParts, toWords } from "./create-completion.ts"
import { createErrorResponse, errorReplies } from "./error-replies.ts"
import { resolveReply, type LocalReply, type LocalRequest, type ReplyParts } from "./local-reply.ts"
import { toChunks } from "./to-chunks.ts"
import { createStreamBody, type BodyFault } from "./stream-body.ts"

/** What goes wrong: a documented refusal by its code, or the wire itself. */
export type LocalFault = GatewayErrorCode | "stall" | "truncate" | "reset" | "html-502"

/** How the local gateway is set up. */
export interface LocalGatewayOptions {
  /** @default "0123456789abcdef0123456789abcdef" */
  accountId?: string | undefined
  /** @default "local" */
  gateway?: string | undefined
  /** The token it wants; `null` for a gateway without authentication. @default "local-gateway-token" */
  token?: string | null | undefined
  /** Seconds that every answer is cached; 0 leaves caching to requests with a `cacheKey`. @default 0 */
  cacheTtl?: number | undefined
  /** The clock of the cache, in milliseconds. @default Date.now */
  now?: (() => number) | undefined
}

/** A stand-in for AI Gateway that runs in your process: compat chat completions, whole and streamed, with an echo model. */
export interface LocalGateway {
  /** `createGatewayClient(local.options)`: ids, a token and `fetch`. */
  readonly options: {
    readonly accountId: string
    readonly gateway: string
    readonly token: string | null
    fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>
  }
  /** The same three as environment variables. */
  readonly env: { readonly CF_ACCOUNT_ID: string; readonly GATEWAY_NAME: string; readonly CF_AIG_TOKEN: string }
  /** Answers one request, as the service would. */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>
  /** Takes your msw's own `http`: `setupServer(...local.handlers(http))`. */
  handlers<H>(http: { all(path: string, resolver: (info: { request: Request }) => Promise<Response>): H }): H[]
  /** Every request that was let in, in order: none that lacked the token or named no provider. */
  readonly requests: readonly LocalRequest[]
  /** What the next requests are answered, in turn; after that the echo model speaks again. */
  reply(...replies: LocalReply[]): void
  /** What goes wrong with the next request, after what `reply` and `fault` planned before. `afterEvents`: events, or pieces of a body, that come first. */
  fault(fault: LocalFault, options?: { times?: number | undefined; afterEvents?: number | undefined }): void
  /** Forgets requests, plans and cached answers. */
  reset(): void
}

const bodyFaults: { readonly [fault in LocalFault]?: BodyFault["kind"] } = {
  stream_truncated: "truncate",
  stream_interrupted: "reset",
  truncate: "truncate",
  reset: "reset",
  stall: "stall",
}

type Plan = { readonly reply: LocalReply } | { readonly fault: LocalFault; readonly afterEvents: number }

/**
 * Makes a local gateway: no network, no account, no key.
 *
 * @example
 * const local = createLocalGateway()
 * const client = createGatewayClient(local.options)
 * local.reply("Sure")
 */
export function createLocalGateway(options: LocalGatewayOptions = {}): LocalGateway {
  const {
    accountId = "0123456789abcdef0123456789abcdef",
    gateway = "local",
    token = "local-gateway-token",
    cacheTtl = 0,
    now = Date.now,
  } = options
  const requests: LocalRequest[] = []
  const plans: Plan[] = []
  const cache = createAnswerCache(cacheTtl, now)
  let count = 0

  const fetch: LocalGateway["fetch"] = async (input, init) => {
    const incoming = new Request(input, init)
    // A Request makes a signal of its own; the caller's tells its reason at once.
    const signal = init?.signal ?? incoming.signal
    signal.throwIfAborted()
    return unlessAborted(signal, serve(incoming, signal))
  }

  const serve = async (incoming: Request, signal: AbortSignal): Promise<Response> => {
    const text = await incoming.text()
    const headers = new Headers(incoming.headers)
    const url = new URL(incoming.url)
    const ids = createIds(++count, headers)

    const refusal = refuse(url, incoming.method, headers, text)
    if (refusal) return createErrorResponse(refusal, ids)
    const request: LocalRequest = {
      method: incoming.method,
      url,
      headers,
      params: JSON.parse(text),
      gateway: readOptionHeaders(headers),
    }
    requests.push(request)
    const plan = plans[0]
    if (!plan || "reply" in plan) return answer(request, text, ids, signal)
    plans.shift()
    return failAs(plan.fault, plan.afterEvents, request, ids, signal)
  }

  const refuse = (url: URL, method: string, headers: Headers, text: string) => {
    const path = /^\/v1\/([^/]+)\/([^/]+)\/compat\/chat\/completions$/.exec(url.pathname)
    if (!path || method !== "POST" || path[1] !== accountId) return errorReplies.not_found!
    if (path[2] !== encodeURIComponent(gateway)) return errorReplies.gateway_not_found!
    if (token !== null && headers.get("cf-aig-authorization") !== `Bearer ${token}`) return errorReplies.unauthorized!
    const params = parse(text)
    const model = typeof params?.model === "string" ? resolveModel(params.model) : { problem: "" }
    // The service takes its own spelling alone; an alias that the client should have rewritten is refused here too.
    if ("problem" in model || model.sent !== params?.model || !areMessages(params.messages))
      return errorReplies.invalid_params!
    return isCompatPrefix(model.provider) ? undefined : errorReplies.provider_rejected!
  }

  const answer = async (
    request: LocalRequest,
    text: string,
    ids: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response> => {
    const stream = request.params.stream === true
    // Streams are not cached by default.
    const key = stream ? undefined : cache.keyOf(text, request.headers.get("authorization"), request.gateway)
    const cached = key !== undefined && !request.gateway.skipCache ? cache.get(key) : undefined
    if (cached !== undefined)
      return new Response(cached, {
        headers: { ...ids, "content-type": "application/json", "cf-aig-cache-status": "HIT" },
      })
    // A planned reply waits for a request that is not answered from the cache.
    const plan = plans.shift() as { reply: LocalReply } | undefined
    const said = await resolveReply(plan?.reply ?? echo, request)
    if (said instanceof Response) return said
    const parts = toParts(said)
    const headers = {
      ...ids,
      ...(key !== undefined && { "cf-aig-cache-status": "MISS" }),
      ...toRecordHeaders(parts.gateway),
    }
    const pieces = toPieces(parts, request)
    if (key !== undefined) cache.set(key, pieces.join(""), request.gateway)
    return new Response(createStreamBody(pieces, signal), {
      headers: { ...headers, "content-type": stream ? "text/event-stream" : "application/json" },
    })
  }

  const failAs = async (
    fault: LocalFault,
    afterEvents: number,
    request: LocalRequest,
    ids: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response> => {
    const documented = errorReplies[fault as GatewayErrorCode]
    if (documented) return createErrorResponse(documented, ids)
    if (fault === "html-502")
      return new Response("<html><head><title>502 Bad Gateway</title></head></html>", {
        status: 502,
        headers: { "content-type": "text/html" },
      })
    if (fault === "connection_failed") throw new TypeError("fetch failed")
    if (fault === "timeout") return new Promise(() => {})
    const kind = bodyFaults[fault]!
    const pieces = toPieces(toParts(echo(request)), request)
    // A body that is cut after its last piece would be whole.
    const afterPieces = kind === "truncate" ? Math.min(afterEvents, pieces.length - 1) : afterEvents
    const body = createStreamBody(pieces, signal, { kind, afterPieces })
    return new Response(body, {
      headers: { ...ids, "content-type": request.params.stream === true ? "text/event-stream" : "application/json" },
    })
  }

  return {
    options: { accountId, gateway, token, fetch },
    env: { CF_ACCOUNT_ID: accountId, GATEWAY_NAME: gateway, CF_AIG_TOKEN: token ?? "" },
    fetch,
    // msw takes a thrown error for a bug of the handler; an error response is its word for a broken connection.
    handlers: (http) => [
      http.all("https://gateway.ai.cloudflare.com/*", ({ request }) => fetch(request).catch(() => Response.error())),
    ],
    requests,
    reply: (...replies) => void plans.push(...replies.map((reply) => ({ reply }))),
    fault(fault, { times = 1, afterEvents = 1 } = {}) {
      if (!(fault in errorReplies) && !(fault in bodyFaults) && !/^(connection_failed|timeout|html-502)$/.test(fault))
        throw new TypeError(`The local gateway cannot cause "${fault}": the client refuses that itself`)
      for (let time = 0; time < times; time++) plans.push({ fault, afterEvents })
    },
    reset() {
      requests.length = 0
      plans.length = 0
      cache.clear()
    },
  }
}

// As a real fetch does: an abort is told at once, whatever is still to come.
function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener("abort", abort)
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort))
  })
}

function areMessages(messages: unknown): boolean {
  return Array.isArray(messages) && messages.every(isRecord)
}

// Says the last user message again.
function echo({ params }: LocalRequest): string {
  return promptOf(params) || "…"
}

function promptOf({ messages }: ChatCompletionParams): string {
  return textOf(messages.filter((message) => message.role === "user").at(-1)?.content)
}

function toPieces(parts: ReplyParts, { params }: LocalRequest): string[] {
  const prompt = params.messages.map((message) => textOf(message.content)).join(" ")
  const completion = toCompletion(parts, params.model, prompt)
  if (params.stream !== true) return [JSON.stringify(completion)]
  const chunks = toChunks(completion, toWords).filter(
    (chunk) => !chunk.usage || params.stream_options?.include_usage === true,
  )
  return [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), "data: [DONE]\n\n"]
}

// Of the form of UUIDv7, which the ids have been since October 2026, and the same in every run.
function createIds(count: number, headers: Headers): Record<string, string> {
  const id = (kind: number) => `0199b3f0-0000-7000-8000-${kind}${String(count).padStart(11, "0")}`
  return {
    "cf-aig-log-id": id(0),
    "cf-aig-event-id": headers.get("cf-aig-event-id") ?? id(1),
    "cf-aig-request-id": id(2),
    "cf-aig-step": "0",
  }
}

function toRecordHeaders(record: Partial<GatewayRecord> | undefined): Record<string, string> {
  const { logId, eventId, requestId, step, cacheStatus, model, provider } = record ?? {}
  const named = {
    "cf-aig-log-id": logId,
    "cf-aig-event-id": eventId,
    "cf-aig-request-id": requestId,
    "cf-aig-step": step,
    "cf-aig-cache-status": cacheStatus,
    "cf-aig-model": model,
    "cf-aig-provider": provider,
  }
  const given = Object.entries(named).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
    ...Object.fromEntries(record?.headers ?? []),
  }
}

function parse(text: string): { model?: unknown; messages?: unknown } | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
