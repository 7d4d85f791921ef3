import { GatewayConnectionError, GatewayStreamError, GatewayTimeoutError, isGatewayError, type GatewayError } from "../errors.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import { redact } from "../gateway/redact.ts"

const undiciHint = "Node's own fetch gives up here: pass `fetch` with a longer `headersTimeout` and `bodyTimeout` (undici), or stream"

/** The typed error of a fetch or a read that failed. `phase` is how far it had come. */
export function toConnectionError(error: unknown, phase: "headers" | "body" | "stream", gateway: GatewayRecord, secrets: Iterable<string>, body?: string): GatewayError {
  if (isGatewayError(error)) return error
  const cause = withoutSecrets(error, secrets)
  const code = deepCode(error)
  if (code === "UND_ERR_HEADERS_TIMEOUT") return new GatewayTimeoutError("No headers came in the time that fetch allows", { code: "timeout", clock: "headers", hint: undiciHint, gateway, cause })
  if (code === "UND_ERR_BODY_TIMEOUT") return new GatewayTimeoutError("No data came in the time that fetch allows", { code: "timeout", clock: "idle", hint: undiciHint, gateway, cause, body })
  if (phase === "stream") {
    return new GatewayStreamError("The connection broke in the middle of the stream", { code: "stream_interrupted", hint: "`partial` holds what came; ask again for the whole", gateway, cause })
  }
  if (phase === "body") {
    return new GatewayConnectionError("The connection broke in the middle of the reply", { code: "connection_failed", hint: "`body` holds what came. It was not repeated, since the provider may bill it again", gateway, cause, body })
  }
  return new GatewayConnectionError(`The gateway could not be reached${code ? ` (${code})` : ""}`, { code: "connection_failed", hint: "Check the network, DNS and `baseURL`; `cause` says more", retryable: true, gateway, cause })
}

function deepCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; typeof at === "object" && at !== null && depth < 4; at = (at as { cause?: unknown }).cause, depth++) {
    const { code } = at as { code?: unknown }
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]+$/.test(code)) return code
  }
  return undefined
}

// `util.inspect` prints causes in full, and a fetch of the caller's own may put anything into its errors.
function withoutSecrets(error: unknown, secrets: Iterable<string>): unknown {
  const list = [...secrets]
  for (let at = error, depth = 0; at !== undefined && depth < 8; at = (at as { cause?: unknown } | null)?.cause, depth++) {
    const text = at instanceof Error ? `${at.message}${at.stack}${safeJSON(at)}` : (safeJSON(at) ?? String(at))
    if (redact(text, list) !== text) return new Error(redact(error instanceof Error ? error.message : String(error), list))
  }
  return error
}

function safeJSON(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
