import { attachRecord, GatewayParseError, GatewayTimeoutError } from "../errors.ts"
import { createGatewayRecord, type Attempt, type GatewayRecord, type Timings } from "../gateway/gateway-record.ts"
import { isErrorBody } from "../gateway/read-error-body.ts"
import type { Refusal } from "../gateway/error-codes.ts"
import type { ResolvedRequestOptions } from "../gateway/resolve-request-options.ts"
import type { Way } from "../gateway/support-matrix.ts"
import { createLifeline, startClock, type Lifeline } from "./lifeline.ts"
import { parse } from "./parse-json.ts"
import { readBody, type BodyText } from "./read-body.ts"
import { readServerSentEvents, type ServerSentEvents } from "./server-sent-events.ts"
import { toConnectionError } from "./to-connection-error.ts"
import { toResponseError } from "./to-response-error.ts"
import { withRetry, type RetryPolicy } from "./with-retry.ts"

/** A request as a value: everything but the credentials, which are asked for at each attempt. */
export interface WireRequest {
  readonly send: (headers: Record<string, string>, signal: AbortSignal) => Promise<Response>
  readonly stream: boolean
  /** How many answers were asked for: a stream that ends with fewer finished was cut off. */
  readonly answers: number
  readonly headers: () => Promise<Record<string, string>>
  readonly provider: string | undefined
  readonly way?: Way | undefined
  readonly operation?: Refusal["operation"]
  readonly modelRequested: string | undefined
  readonly modelSent: string | undefined
  /** What else than a JSON object may come: a `payload`, whatever it is and says, or what this makes of a body that is not said to be text. */
  readonly reads?: "payload" | ReadAnswer | undefined
  readonly secrets: () => Iterable<string>
}

/** Reads a body. Text is judged as ever, anything else is the answer. When it breaks off, `broken` says why and `value` holds what came. */
export type ReadAnswer = (
  response: Response,
  signal: AbortSignal,
) => Promise<{ readonly value: unknown; readonly broken?: { readonly error: unknown } }>

/** What is known of a call while it is under way. */
export interface Call {
  readonly lifeline: Lifeline
  readonly timings: { -readonly [key in keyof Timings]: Timings[key] }
  /** Milliseconds since the call began. */
  elapsed(): number
  /** Of the newest response; of none before there is one. */
  record(): GatewayRecord
  /** Makes the next record tell of this response. */
  setResponse(
    response: Response | undefined,
    more?: { readonly buffered?: boolean | undefined; readonly keySource?: string | undefined },
  ): void
}

/** What came back, and is no refusal. */
export type Answer =
  | { readonly status: number; readonly value: unknown; readonly response: Response; readonly events?: undefined }
  | { readonly status: number; readonly events: ServerSentEvents }

/** Sends a request: attempts, clocks and errors. The answer is JSON that was parsed, or events yet to be read. */
export function startCall(
  request: WireRequest,
  options: ResolvedRequestOptions,
  onAttempt: RetryPolicy["onAttempt"],
): Call & { answer(): Promise<Answer> } {
  const { modelRequested, modelSent, reads, secrets, stream } = request
  const { timeout, totalTimeout } = options
  const began = performance.now()
  const elapsed = () => Math.round(performance.now() - began)
  const attempts: Attempt[] = []
  const timings: Call["timings"] = {}
  let wasSent = false
  let record: () => GatewayRecord
  // Made when somebody asks, and once: most attempts end without a word about the state before them.
  const setResponse: Call["setResponse"] = (response, more) => {
    const arrived = Date.now()
    let known: GatewayRecord | undefined
    record = () =>
      (known ??= createGatewayRecord({ response, attempts, timings, modelRequested, modelSent, ...more }, arrived))
  }
  setResponse(undefined)
  const timedOut = (clock: "headers" | "total", option: string, milliseconds: number | false) =>
    new GatewayTimeoutError(`Not done within ${milliseconds} ms`, {
      code: "timeout",
      clock,
      hint: `Raise \`${option}\`, or stream`,
      gateway: record(),
    })
  const lifeline = createLifeline(options.signal, totalTimeout, () => timedOut("total", "totalTimeout", totalTimeout))

  const receive = async (signal: AbortSignal): Promise<Answer> => {
    const unlessAborted = createInterruption(signal)
    const headers = await unlessAborted(request.headers).catch((error) => {
      // Refused before this attempt, but perhaps not before the first.
      if (!signal.aborted) attachRecord(error, record())
      throw error
    })
    wasSent = true
    const response = await unlessAborted(() => request.send(headers, signal)).catch((error) => {
      throw signal.aborted ? signal.reason : toConnectionError(error, "headers", record(), secrets())
    })
    timings.headersMs = elapsed()
    setResponse(response)
    const { status, body } = response
    const isOk = status >= 200 && status < 300
    const type = response.headers.get("content-type") ?? ""
    const isText = /json|html/i.test(type)
    // Sound asked as a stream is no stream of events.
    const read = isOk && !isText && !/event-stream/i.test(type) && reads !== "payload" && reads
    if (isOk && stream && body && !isText && !read) return { status, events: readServerSentEvents(body) }
    const came = await unlessAborted<Partial<BodyText & Awaited<ReturnType<ReadAnswer>>>>(() =>
      read ? read(response, signal) : readBody(response, isOk ? undefined : 65_536, signal),
    )
    const { broken, value: text = came.text } = came
    if (isOk && broken)
      throw signal.aborted
        ? signal.reason
        : toConnectionError(broken.error, "body", record(), secrets(), text as string)
    if (typeof text !== "string") return { status, value: text, response }
    const value: unknown = parse(text)
    if (isOk && reads === "payload") return { status, value: value ?? text, response }
    if (!isOk || isErrorBody(value)) throw toResponseError(value ?? text, { ...request, gateway: record() })
    if (typeof value === "object" && value) return { status, value, response }
    throw new GatewayParseError(text.trim() ? "The reply is no JSON object" : "The reply is empty", {
      code: "invalid_response",
      hint: "`body` holds it; check that `baseURL` is the gateway's",
      origin: "gateway",
      gateway: record(),
      body: text,
      issues: [{ path: [], message: "must be a JSON object" }],
    })
  }

  const attempt = async (): Promise<Answer> => {
    wasSent = false
    setResponse(undefined)
    const controller = new AbortController()
    const { signal } = controller
    const abort = (reason: unknown) => controller.abort(reason)
    const clock = startClock(timeout, () => abort(timedOut("headers", "timeout", timeout)))
    lifeline.listen(abort)
    try {
      signal.throwIfAborted()
      return await receive(signal)
    } finally {
      clock.stop()
      lifeline.listen()
    }
  }

  return {
    lifeline,
    timings,
    elapsed,
    record: () => record(),
    setResponse,
    answer: () => withRetry({ ...options, lifeline, attempts, wasSent: () => wasSent, onAttempt }, attempt),
  }
}

// A fetch of the caller's own may not heed its signal. Each wait is interrupted by itself, rather than the attempt as a whole, so that
// the stack of an error leads through `await`s back to the caller's line.
function createInterruption(signal: AbortSignal): <T>(start: () => Promise<T>) => Promise<T> {
  let interrupt: ((reason: unknown) => void) | undefined
  signal.addEventListener("abort", () => interrupt?.(signal.reason))
  return (start) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      // Before the work begins: it may abort the call itself.
      interrupt = reject
      start().then((value) => {
        resolve(value)
        // Nobody waits for a response that comes too late: it must not hold its connection.
        if (signal.aborted && value instanceof Response) value.body?.cancel().catch(() => {})
      }, reject)
    })
}
