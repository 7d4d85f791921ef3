import { isGatewayError } from "../errors.ts"
import type { GatewayErrorCode } from "./error-codes.ts"
import { headerEntries, type HeadersInput } from "./headers-input.ts"

// What your visitor may know of your failure. What is wrong with our credentials or code is a plain 500 or 502 to them.
const statuses: { readonly [code in GatewayErrorCode]?: number } = {
  rate_limited: 429,
  overloaded: 503,
  spend_limit: 503,
  guardrail_unavailable: 503,
  guardrail_prompt_blocked: 422,
  guardrail_response_blocked: 422,
  dlp_blocked: 422,
  policy_denied: 422,
  invalid_params: 400,
  context_length_exceeded: 413,
  timeout: 504,
  upstream_timeout: 504,
  invalid_request: 500,
  invalid_model: 500,
  unsupported_option: 500,
  not_configured: 500,
}

/**
 * What your own endpoint may answer when a call failed: a safe status, `{ error: { code, retryAfterMs } }` and `retry-after`. Never our
 * 401 as theirs, no message, no provider text.
 *
 * @example
 * app.onError((error) => toErrorResponse(error))
 */
export function toErrorResponse(error: unknown, init?: { headers?: HeadersInput | undefined }): Response {
  const headers = new Headers({ "content-type": "application/json" })
  const body = toErrorBody(error)
  if (body.error.retryAfterMs !== undefined)
    headers.set("retry-after", String(Math.ceil(body.error.retryAfterMs / 1000)))
  for (const [name, value] of headerEntries(init?.headers)) if (value != null) headers.set(name, value)
  const status = isGatewayError(error) ? (statuses[error.code] ?? 502) : 500
  return new Response(JSON.stringify(body), { status, headers })
}

/** The body alone, for an `event: error` in a stream. */
export function toErrorBody(error: unknown): { error: { code: string; retryAfterMs?: number } } {
  if (!isGatewayError(error)) return { error: { code: "internal_error" } }
  return { error: { code: error.code, ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }) } }
}
