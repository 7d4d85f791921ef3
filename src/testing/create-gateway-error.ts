import { foldChunks } from "../completion/fold-chunks.ts"
import {
  GatewayConnectionError,
  GatewayParseError,
  GatewayRequestError,
  GatewayResponseError,
  GatewayStreamError,
  GatewayTimeoutError,
  type GatewayErrorInit,
  type GatewayErrorOf,
} from "../errors.ts"
import { classifyRefusal, isResponseErrorCode, type GatewayErrorCode } from "../gateway/error-codes.ts"
import { readErrorBody } from "../gateway/read-error-body.ts"
import { errorReplies } from "./error-replies.ts"

/**
 * The error that `create` rejects with in this case, for fakes that fail.
 *
 * @example
 * const create = async () => {
 *   throw createGatewayError("rate_limited", { retryAfterMs: 2000 })
 * }
 */
export function createGatewayError<C extends GatewayErrorCode>(
  code: C,
  more: Partial<Omit<GatewayErrorInit, "code">> = {},
): GatewayErrorOf<C> {
  return toError(code, more) as GatewayErrorOf<C>
}

function toError(code: GatewayErrorCode, more: Partial<GatewayErrorInit>): Error {
  const message = `A made-up ${code}`
  if (isResponseErrorCode(code)) {
    const { status, body } = errorReplies[code]!
    const read = readErrorBody(body)
    return new GatewayResponseError(message, {
      body,
      gatewayCode: read.gatewayCode,
      ...classifyRefusal({ ...read, status, operation: "chat" }),
      ...more,
      code,
      // An error inside a 200 is a 502 to whoever passes its status on.
      status: more.status ?? (status < 300 ? 502 : status),
    })
  }
  const init: GatewayErrorInit = { hint: "Made up for a test", ...more, code }
  switch (code) {
    case "connection_failed":
      return new GatewayConnectionError(message, { retryable: true, ...init })
    case "timeout":
      return new GatewayTimeoutError(message, { clock: "headers", ...init })
    case "stream_truncated":
    case "stream_interrupted":
      return new GatewayStreamError(message, { partial: foldChunks([]), ...init })
    case "invalid_response":
      return new GatewayParseError(message, { issues: [], ...init })
    default:
      return new GatewayRequestError(message, { issues: [], ...init })
  }
}
