import { GatewayParseError, GatewayTimeoutError } from "../errors.ts"
import { createGatewayRecord, type Attempt, type GatewayRecord, type Timings } from "../gateway/gateway-record.ts"
import { isErrorBody } from "../gateway/read-error-body.ts"
import type { ResolvedRequestOptions } from "../gateway/resolve-request-options.ts"
import type { FetchPipe } from "./fetch-pipe.ts"
import { createLifeline, startClock, type Lifeline } from "./lifeline.ts"
import { readBody } from "./read-body.ts"
import { readServerSentEvents, type ServerSentEvents } from "./server-sent-events.ts"
import { toConnectionError } from "./to-connection-error.ts"
import { toResponseError, type RefusalContext } from "./to-response-error.ts"
import { withRetry } from "./with-retry.ts"

/** A request as a value: everything but the credentials, which are asked for at each attempt. */
export interface WireRequest {
  readonly url: string
  readonly body: string
  readonly stream: boolean
  readonly headers: () => Promise<Record<string, string>>
  readonly provider: string | undefined
  readonly modelRequested: string
  readonly modelSent: string
  readonly secrets: () => Iterable<string>
}

/** What is known of a call while it is under way. */
export interface Call {
  readonly lifeline: Lifeline
  readonly timings: { -readonly [key in keyof Timings]: Timings[key] }
  /** Milliseconds since the call began. */
  elapsed(): number
  /** Of the newest response; of none before there is one. */
  record(): GatewayRecord
  /** Replaces it, with more told. */
  setRecord(more: { readonly buffered?: boolean; readonly keySource?: string | undefined }): GatewayRecord
}

/** What came back, and is no refusal. */
export type Answer =
  | { readonly status: number; readonly value: unknown; readonly text: string; readonly events?: undefined }
  | { readonly status: number; readonly events: ServerSentEvents }

/** Sends a request: attempts, clocks and errors. The answer is JSON that was parsed, or events yet to be read. */
export function startCall(pipe: FetchPipe, request: WireRequest, options: ResolvedRequestOptions, onAttempt: (attempt: Attempt, error: unknown) => void): Call & { answer(): Promise<Answer> } {
  const began = performance.now()
  const elapsed = () => Math.round(performance.now() - began)
  const attempts: Attempt[] = []
  const timings: Call["timings"] = {}
  let response: Response | undefined
  const toRecord = (more: object = {}) =>
    createGatewayRecord({ response, attempts, timings, modelRequested: request.modelRequested, modelSent: request.modelSent, ...more }, Date.now())
  let record = toRecord()
  let sent = false
  const timedOut = (clock: "headers" | "total", message: string, hint: string) => new GatewayTimeoutError(message, { code: "timeout", clock, hint, gateway: record })
  const lifeline = createLifeline(options.signal, options.totalTimeout, () =>
    timedOut("total", `The call was not done within ${options.totalTimeout} ms`, "Raise `totalTimeout`; it counts attempts, waits and the stream"),
  )
  const context = (): RefusalContext => ({ gateway: record, provider: request.provider, secrets: request.secrets })

  const receive = async (signal: AbortSignal): Promise<Answer> => {
    const unlessAborted = createInterruption(signal)
    response = undefined
    record = toRecord()
    const headers = await unlessAborted(request.headers())
    sent = true
    try {
      response = await unlessAborted(pipe(request.url, { body: request.body, headers, signal }))
    } catch (error) {
      if (signal.aborted) throw signal.reason
      throw toConnectionError(error, "headers", record, request.secrets())
    }
    timings.headersMs = elapsed()
    record = toRecord()
    const { status } = response
    if (status < 200 || status >= 300) {
      const { text } = await unlessAborted(readBody(response, 65_536))
      throw toResponseError(parseOr(text, text), context())
    }
    const type = response.headers.get("content-type") ?? ""
    if (request.stream && response.body && !/json|html/i.test(type)) return { status, events: readServerSentEvents(response.body as ReadableStream<Uint8Array>) }
    const { text, broken } = await unlessAborted(readBody(response))
    if (broken && signal.aborted) throw signal.reason
    if (broken) throw toConnectionError(broken.error, "body", record, request.secrets(), text)
    const value = parseOr(text, undefined)
    if (value === undefined) throw notJSON(text, record)
    if (isErrorBody(value)) throw toResponseError(value, context())
    return { status, value, text }
  }

  const attempt = async (): Promise<Answer> => {
    const ended = lifeline.ended()
    sent = false
    if (ended) throw ended.reason
    const controller = new AbortController()
    lifeline.listen((reason) => controller.abort(reason))
    const clock = startClock(options.timeout, () => {
      const what = request.stream ? "No headers" : "No whole reply"
      controller.abort(timedOut("headers", `${what} came within ${options.timeout} ms`, "Raise `timeout`, or stream: the first words of a stream come sooner"))
    })
    try {
      return await receive(controller.signal)
    } finally {
      clock.stop()
      lifeline.listen(undefined)
    }
  }

  return {
    lifeline,
    timings,
    elapsed,
    record: () => record,
    setRecord: (more) => (record = toRecord(more)),
    answer: () => withRetry({ maxRetries: options.maxRetries, maxRetryAfter: options.maxRetryAfter, lifeline, attempts, wasSent: () => sent, onAttempt }, attempt),
  }
}

// A fetch of the caller's own may not heed its signal. Each wait is interrupted by itself, rather than the attempt as a whole, so that
// the stack of an error leads through `await`s back to the caller's line.
function createInterruption(signal: AbortSignal): <T>(work: Promise<T>) => Promise<T> {
  let interrupt: ((reason: unknown) => void) | undefined
  signal.addEventListener("abort", () => interrupt?.(signal.reason))
  return (work) =>
    new Promise((resolve, reject) => {
      interrupt = reject
      if (signal.aborted) reject(signal.reason)
      work.then((value) => {
        // Nobody waits for a response that comes too late: it must not hold its connection.
        if (signal.aborted && value instanceof Response) value.body?.cancel().catch(() => {})
        resolve(value)
      }, reject)
    })
}

function parseOr<T>(text: string, otherwise: T): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return otherwise
  }
}

// No `cause`: the message of a SyntaxError quotes the text, which may be an answer.
function notJSON(text: string, gateway: GatewayRecord): GatewayParseError {
  const what = text.trim() === "" ? "The reply is empty" : text.trimStart().startsWith("<") ? "The reply is an HTML page" : "The reply is no JSON"
  return new GatewayParseError(what, {
    code: "invalid_response",
    hint: "`body` holds it; check that `baseURL` is the gateway's own address",
    origin: "gateway",
    gateway,
    body: text,
    issues: [{ path: [], message: "must be JSON" }],
  })
}
