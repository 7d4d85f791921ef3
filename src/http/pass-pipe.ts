import { GatewayTimeoutError, isGatewayError } from "../errors.ts"
import { createGatewayRecord, rememberParts, type Attempt, type GatewayRecord } from "../gateway/gateway-record.ts"
import type { ResolvedRequestOptions } from "../gateway/resolve-request-options.ts"
import { createLifeline, startClock } from "./lifeline.ts"
import { parse } from "./parse-json.ts"
import { toConnectionError } from "./to-connection-error.ts"
import { toResponseError, type RefusalContext } from "./to-response-error.ts"
import type { WireRequest } from "./transport.ts"
import { watchBody } from "./watch-body.ts"

/** A request that goes through as it is. */
export interface Passage
  extends Pick<WireRequest, "headers" | "send" | "secrets">, Pick<RefusalContext, "provider" | "way" | "operation"> {
  /** Asked when somebody wants to know: the body has to be parsed for it. */
  readonly model: () => string | undefined
}

/**
 * Sends a request once and hands on the response as it comes, refusals and redirects too. The clocks, and the caller's signal, rule to the
 * last byte of the body. `onFinish` is told once: when the body has ended, was left or broke off, or nothing came.
 */
export async function sendThrough(
  passage: Passage,
  options: ResolvedRequestOptions,
  onAttempt: (attempt: Attempt, error: unknown) => void,
  onFinish: (record: () => GatewayRecord, error: unknown) => void,
): Promise<Response> {
  const { secrets, model } = passage
  const { timeout, idleTimeout, totalTimeout } = options
  const began = performance.now()
  const elapsed = () => Math.round(performance.now() - began)
  const attempts: Attempt[] = []
  const timings: { headersMs?: number; firstEventMs?: number; totalMs?: number } = {}
  const parts = {
    attempts,
    timings,
    get modelRequested() {
      return model()
    },
    get modelSent() {
      return model()
    },
  }
  let response: Response | undefined
  const record = () => createGatewayRecord({ ...parts, response }, Date.now())
  const timedOut = (clock: "headers" | "idle" | "total", option: string, milliseconds: number | false) =>
    new GatewayTimeoutError(`${clock === "idle" ? "Silent for" : "Not done within"} ${milliseconds} ms`, {
      code: "timeout",
      clock,
      hint: `Raise \`${option}\``,
      gateway: record(),
    })
  const lifeline = createLifeline(options.signal, totalTimeout, () => timedOut("total", "totalTimeout", totalTimeout))
  const enter = (attempt: Attempt, error?: unknown): void => {
    attempts.push(Object.freeze(attempt))
    onAttempt(attempt, error)
  }
  const finish = (error: unknown): void => {
    timings.totalMs = elapsed()
    lifeline.release()
    onFinish(record, error)
  }

  const controller = new AbortController()
  const { signal } = controller
  // A fetch of the caller's own may not heed its signal.
  const aborted = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
  aborted.catch(() => {})
  const clock = startClock(timeout, () => controller.abort(timedOut("headers", "timeout", timeout)))
  lifeline.listen((reason) => controller.abort(reason))
  let wasSent = false
  try {
    signal.throwIfAborted()
    const headers = await Promise.race([aborted, passage.headers()])
    wasSent = true
    const sending = passage.send(headers, signal)
    // What comes too late must not hold its connection.
    const discard = (late: Response): void => {
      if (signal.aborted) late.body?.cancel().catch(() => {})
    }
    sending.then(discard, () => {})
    response = await Promise.race([aborted, sending])
  } catch (thrown) {
    const error = signal.aborted
      ? signal.reason
      : wasSent
        ? toConnectionError(thrown, "headers", record(), secrets())
        : thrown
    if (wasSent) enter({ waitMs: 0, reason: isGatewayError(error) ? error.code : undefined }, error)
    finish(error)
    throw error
  } finally {
    clock.stop()
    lifeline.listen()
  }

  const { body, headers, ok, status } = response
  timings.headersMs = elapsed()
  enter({ status, waitMs: 0 })
  const decoder = new TextDecoder()
  let text = ""
  const refusal = () => (ok ? undefined : toResponseError(parse(text) ?? text, { ...passage, gateway: record() }))
  const isEvents = /event-stream/.test(headers.get("content-type") ?? "")
  // A status that no response can be made with is handed on as it is.
  if (!body || status > 599) finish(refusal())
  else {
    response = watchBody(response, {
      idleTimeout,
      toIdleError: () => timedOut("idle", "idleTimeout", idleTimeout),
      toBreakError: (error) => toConnectionError(error, "body", record(), secrets()),
      onChunk(chunk) {
        if (isEvents) timings.firstEventMs ??= elapsed()
        // What a refusal says is for those who look on.
        if (!ok && text.length < 65_536) text += decoder.decode(chunk, { stream: true })
      },
      onEnd: (error) => finish(error ?? refusal()),
      onStop: lifeline.listen,
    })
  }
  rememberParts(response, parts)
  return response
}
