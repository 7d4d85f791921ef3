import { define, GatewayConnectionError, GatewayStreamError, GatewayTimeoutError, isGatewayError } from "../errors.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import { redact } from "../gateway/redact.ts"

/** The typed error of a fetch or a read that failed. `phase` is how far it had come. */
export function toConnectionError(
  error: unknown,
  phase: "headers" | "body" | "stream",
  gateway: GatewayRecord,
  secrets: Iterable<string>,
  body?: string,
): unknown {
  // What ended the call by itself: one of our clocks. The caller's own reason is told apart before.
  if (isGatewayError(error)) return error
  const more = { gateway, body, cause: safeCause(error, [...secrets]) }
  const code = codeOf(error)
  const [, clock] = /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.exec(code) ?? []
  if (clock) {
    const hint = "Give undici's `fetch` with longer `headersTimeout` and `bodyTimeout`, or stream"
    return new GatewayTimeoutError("fetch waited no longer", {
      ...more,
      code: "timeout",
      clock: clock === "BODY" ? "idle" : "headers",
      hint,
    })
  }
  if (phase === "stream")
    return new GatewayStreamError("The connection broke within the stream", {
      ...more,
      code: "stream_interrupted",
      hint: "Ask again; `partial` holds what came",
    })
  const isHeaders = phase === "headers"
  return new GatewayConnectionError(
    isHeaders ? `The gateway could not be reached ${code}` : "The connection broke within the reply",
    {
      ...more,
      code: "connection_failed",
      retryable: isHeaders,
      hint: isHeaders
        ? "Check the network and `baseURL`; `cause` says more"
        : "Ask again, which may be billed again; `body` holds what came",
    },
  )
}

function codeOf(error: any): string {
  const code: unknown = error?.code ?? error?.cause?.code
  return /^\w{1,64}$/.test(String(code ?? "")) ? String(code) : ""
}

// A copy that holds no more than words and codes: `util.inspect` prints causes in full, and a fetch of the caller's own may hang the request, or
// quote it, on its errors.
export function safeCause(error: any, secrets: readonly string[], depth = 0): Error {
  const cause = new Error(redact(String(error?.message ?? "no error object"), secrets))
  const { name, stack, code } = error ?? {}
  const told = {
    name: /^\w+$/.test(name) ? name : undefined,
    stack: stack && redact(String(stack), secrets),
    code: /^\w+$/.test(code) ? code : undefined,
    cause: error?.cause && depth < 4 ? safeCause(error.cause, secrets, depth + 1) : undefined,
  }
  for (const [key, value] of Object.entries(told)) if (value) define(cause, key, value, key === "code")
  return cause
}
