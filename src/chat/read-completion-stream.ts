import { createCompletionStreamFrom, type ChatCompletionStream } from "../completion/completion-stream.ts"
import { splitCompletion } from "../completion/split-completion.ts"
import { GatewayParseError, GatewayResponseError, GatewayStreamError, type GatewayError } from "../errors.ts"
import { isResponseErrorCode, meaningOf } from "../gateway/error-codes.ts"
import { createGatewayRecord, type GatewayRecord, type Timings } from "../gateway/gateway-record.ts"
import { isErrorBody } from "../gateway/read-error-body.ts"
import { isChunk } from "./is-chunk.ts"
import { createLifeline } from "../http/lifeline.ts"
import { parse } from "../http/parse-json.ts"
import { readBody } from "../http/read-body.ts"
import { readServerSentEvents, type ServerSentEvents } from "../http/server-sent-events.ts"
import { toResponseError } from "../http/to-response-error.ts"
import { chatCompletionChunkSchema, isPlainChunk, type ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import { chatCompletionSchema } from "../schemas/chat-completion.ts"
import { checkReply, findIssues, invalidReply } from "../call/check-reply.ts"
import { createEventSource } from "../call/event-source.ts"

/**
 * Reads a response that streams a completion: the other end of `stream.toResponse()`, in a page or behind any `fetch`. Takes server-sent events
 * and a whole JSON answer alike; a refusal is thrown by the loop and by `final()` as the same typed error that `create` throws.
 *
 * @example
 * const stream = readCompletionStream(await fetch("/chat", { method: "POST", body }))
 * for await (const text of stream.textStream) show(text)
 */
export function readCompletionStream(
  response: Response,
  options: { signal?: AbortSignal | null | undefined; idleTimeout?: number | false | undefined } = {},
): ChatCompletionStream {
  if (!(response as { headers?: unknown }).headers)
    throw new TypeError("readCompletionStream takes a Response: await the fetch first")
  const timings: { -readonly [key in keyof Timings]: Timings[key] } = {}
  const began = performance.now()
  const elapsed = () => Math.round(performance.now() - began)
  const gateway = createGatewayRecord({ response, attempts: [], timings }, Date.now())
  const idleTimeout = options.idleTimeout ?? 300_000
  const events = readEvents(response, gateway)
  const lifeline = createLifeline(options.signal, false, () => undefined)
  const source = createEventSource<ChatCompletionChunk>({
    isPiece: isChunk,
    events,
    gateway,
    idleTimeout,
    firstTimeout: idleTimeout,
    secrets: () => [],
    onFirstEvent: () => {
      timings.firstEventMs = elapsed()
    },
    check: (chunk) => {
      if (!isPlainChunk(chunk))
        checkReply(findIssues(chatCompletionChunkSchema, chunk), "strict", chunk, () => gateway, undefined)
    },
    errorOf: (event) => (isErrorBody(event) || isForeign(event) ? event : undefined),
    toError: (body) => (isForeign(body) ? toForeignError : toRelayedError)(body, gateway),
    onStop: lifeline.listen,
  })
  return createCompletionStreamFrom(source, gateway, () => {
    timings.totalMs = elapsed()
    lifeline.release()
  })
}

// A refusal, or a whole answer, becomes the events that a stream would have brought.
function readEvents(response: Response, gateway: GatewayRecord): ServerSentEvents {
  const isStream = response.ok && !/json|html/i.test(response.headers.get("content-type") ?? "")
  if (isStream && response.body) return readServerSentEvents(response.body as ReadableStream<Uint8Array>)
  const events: { data: string }[] = []
  let read = false
  // A reader holds the body, so only a pipe of our own can be cut while it waits.
  const cut = new AbortController()
  const body = response.body?.pipeThrough(new TransformStream(), { signal: cut.signal })
  return {
    take: () => events.shift(),
    ended: () => false,
    async fill() {
      if (read) return false
      read = true
      const { text, broken } = await readBody(new Response(body), response.ok ? undefined : 65_536)
      if (broken && response.ok) throw broken.error
      const value = parse(text)
      if (!response.ok || isErrorBody(value)) throw toRelayedError(value ?? text, gateway)
      checkReply(
        value === undefined ? [{ path: [], message: "must be JSON" }] : findIssues(chatCompletionSchema, value),
        "strict",
        value ?? text,
        () => gateway,
        undefined,
      )
      events.push(...splitCompletion(value).map((chunk) => ({ data: JSON.stringify(chunk) })), { data: "[DONE]" })
      return true
    },
    cancel: (reason) => cut.abort(reason),
  }
}

// What other operations stream. Their names and fields are no chunk's, and would be passed over.
function isForeign(event: any): boolean {
  if (event?.choices || isErrorBody(event)) return false
  return /^(message_start|content_block|response\.)/.test(event?.type) || event?.response != null
}

function toForeignError(body: unknown, gateway: GatewayRecord): GatewayError {
  return new GatewayParseError("These are events of run, messages or responses, no chat chunks", {
    ...invalidReply,
    hint: "`body` holds the first: relay a stream of chat.completions, or read the events yourself",
    gateway,
    body,
    issues: [{ path: ["choices"], message: "must be a list" }],
  })
}

// Our own relay says no more than `{ error: { code, retryAfterMs } }`, with the code this package gave it.
function toRelayedError(body: unknown, gateway: GatewayRecord): GatewayError {
  const error = toResponseError(body, { gateway, secrets: () => [] })
  const { code, retryAfterMs } = (body as { error?: { code?: unknown; retryAfterMs?: number } } | null)?.error ?? {}
  const relayed =
    typeof code === "string" &&
    Object.keys((body as { error: object }).error).every((key) => key === "code" || key === "retryAfterMs")
  if (!relayed) return error
  if (!isResponseErrorCode(code)) {
    return new GatewayStreamError(`The relay's stream broke off (${code})`, {
      code: code === "stream_truncated" ? code : "stream_interrupted",
      hint: "`partial` holds what came; the relay's own log says more",
      origin: "gateway",
      gateway,
    })
  }
  return new GatewayResponseError(`The relay reports ${code} (HTTP ${gateway.status})`, {
    ...meaningOf(code),
    status: error.status,
    retryAfterMs: retryAfterMs ?? error.retryAfterMs,
    gateway,
    body,
  })
}
