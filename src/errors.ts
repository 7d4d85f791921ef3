import type { ErrorOrigin, GatewayErrorCode, ResponseErrorCode } from "./gateway/error-codes.ts"
import { createGatewayRecord, type GatewayRecord } from "./gateway/gateway-record.ts"
import type { ChatCompletion } from "./schemas/chat-completion.ts"
import type { Issue } from "./schemas/issue.ts"

// Bundles copy classes, so `instanceof` may fail across them: errors are known by this brand.
const brand = Symbol.for("cf-ai-gateway.error")

/** What an error is made of. */
export interface GatewayErrorInit {
  readonly code: GatewayErrorCode
  readonly hint: string
  readonly origin?: ErrorOrigin | undefined
  readonly retryable?: boolean | undefined
  readonly status?: number | undefined
  readonly gatewayCode?: number | undefined
  readonly retryAfterMs?: number | undefined
  readonly clock?: "headers" | "idle" | "total" | undefined
  readonly gateway?: GatewayRecord | undefined
  readonly body?: unknown
  readonly partial?: ChatCompletion | undefined
  readonly issues?: readonly Issue[] | undefined
  readonly cause?: unknown
}

/** What all errors of this package share. Tell them apart by `code`; recognise them by `isGatewayError`. */
export abstract class GatewayError extends Error {
  /** What happened, from a closed list of words. */
  declare readonly code: GatewayErrorCode
  /** Who said no: this client, the gateway, the provider, or Workers AI. */
  declare readonly origin: ErrorOrigin
  /** HTTP status; for an error inside a 200 the status it names, else 502 (`gateway.status` is the wire's). */
  declare readonly status: number | undefined
  /** Cloudflare's number, e.g. 2009. */
  declare readonly gatewayCode: number | undefined
  /** Whether the same request may well succeed when sent again. A call that had sent nothing back yet has made its `maxRetries` further attempts already. */
  declare readonly retryable: boolean
  /** How long the server asks to wait, in milliseconds. */
  declare readonly retryAfterMs: number | undefined
  /** The fix, in one sentence. */
  declare readonly hint: string
  /** The gateway's log entry, where there is one. */
  declare readonly logId: string | undefined
  /**
   * What came back, raw: parsed JSON where it was that, else text. Of a broken stream of `responses` or `messages`: what had arrived, folded.
   * Not enumerable: loggers do not copy it.
   */
  declare readonly body: unknown
  /** What had arrived of a stream, folded into a chat completion; of other APIs its text in this shape, and the whole in `body`. Not enumerable. */
  declare readonly partial: ChatCompletion | undefined
  /** Everything known of the request. Not enumerable. */
  declare readonly gateway: GatewayRecord

  constructor(message: string, init: GatewayErrorInit) {
    super(message)
    const {
      code,
      status,
      origin = "client",
      retryable = false,
      hint,
      gatewayCode,
      retryAfterMs,
      clock,
      gateway = createGatewayRecord({ attempts: [], timings: {} }, 0),
      ...hidden
    } = init
    const shown = { code, status, origin, retryable, hint, gatewayCode, retryAfterMs, clock, logId: gateway.logId }
    for (const [key, value] of Object.entries({ ...shown, gateway, ...hidden }))
      if (value !== undefined) define(this, key, value, key in shown)
  }
}

/** A property that stays as it is; loggers copy those that are enumerable. */
export function define(target: object, key: PropertyKey, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, key, { value, enumerable, configurable: true, writable: false })
}

define(GatewayError.prototype, brand, true, false)

// Own properties of the error would be logged again and again, and minifiers rename classes: the prototype holds the name.
function named<C extends abstract new (...args: never) => Error>(constructor: C, name: string): void {
  define(constructor.prototype, "name", name, false)
}

/** Nothing came back: DNS, refused, reset, TLS. `cause` is the platform's error. */
export class GatewayConnectionError extends GatewayError {
  declare readonly code: "connection_failed"
}

/** One of the clocks ran out. Not retried by us: a try that was given up may be billed all the same. */
export class GatewayTimeoutError extends GatewayError {
  declare readonly code: "timeout"
  /** `headers`: option `timeout`. `idle`: option `idleTimeout`. `total`: option `totalTimeout`. */
  declare readonly clock: "headers" | "idle" | "total"
}

/** The gateway or the provider refused, by status, inside a 200 or inside a stream. */
export class GatewayResponseError extends GatewayError {
  declare readonly code: ResponseErrorCode
  declare readonly status: number
}

/** A stream ended before the answer did. `partial` holds what arrived. */
export class GatewayStreamError extends GatewayError {
  declare readonly code: "stream_truncated" | "stream_interrupted"
  declare readonly partial: ChatCompletion
}

/** A reply came and is not what was promised. `body` holds it raw: it was paid for. */
export class GatewayParseError extends GatewayError {
  declare readonly code: "invalid_response"
  /** Where it differs. Not enumerable. */
  declare readonly issues: readonly Issue[]
}

/** Refused here, before anything was sent. */
export class GatewayRequestError extends GatewayError {
  declare readonly code: "invalid_request" | "invalid_model" | "unsupported_option" | "not_configured"
  /** What is wrong, and where. Not enumerable. */
  declare readonly issues: readonly Issue[]
}

named(GatewayError, "GatewayError")
named(GatewayConnectionError, "GatewayConnectionError")
named(GatewayTimeoutError, "GatewayTimeoutError")
named(GatewayResponseError, "GatewayResponseError")
named(GatewayStreamError, "GatewayStreamError")
named(GatewayParseError, "GatewayParseError")
named(GatewayRequestError, "GatewayRequestError")

/** The same error, now with what had arrived of the stream. Only an error of that very request: a caller may abort with any other. */
export function attachPartial(error: unknown, partial: ChatCompletion, gateway: GatewayRecord, body?: object): void {
  if (!isGatewayError(error) || error.gateway !== gateway || !Object.isExtensible(error)) return
  if (error.partial === undefined) define(error, "partial", partial, false)
  if (error.body === undefined && body) define(error, "body", body, false)
}

/** The same error, now with what is known of the request it belongs to. */
export function attachRecord(error: unknown, gateway: GatewayRecord): void {
  if (isGatewayError(error) && Object.isExtensible(error)) define(error, "gateway", gateway, false)
}

/** Any error of this package; `switch (error.code)` narrows it. */
export type AnyGatewayError =
  | GatewayConnectionError
  | GatewayTimeoutError
  | GatewayResponseError
  | GatewayStreamError
  | GatewayParseError
  | GatewayRequestError

/** The error that carries a code. */
export type GatewayErrorOf<C extends GatewayErrorCode> = AnyGatewayError extends infer E
  ? E extends { code: infer K }
    ? [C & K] extends [never]
      ? never
      : E & { readonly code: C & K }
    : never
  : never

/**
 * Whether something thrown is an error of this package, and of one of these codes where some are given. Works across bundles and
 * across import and require, where `instanceof` does not.
 *
 * @example
 * if (isGatewayError(error, "rate_limited")) await sleep(error.retryAfterMs ?? 1000)
 */
export function isGatewayError(error: unknown): error is AnyGatewayError
export function isGatewayError<const C extends GatewayErrorCode>(
  error: unknown,
  ...codes: [C, ...C[]]
): error is GatewayErrorOf<C>
export function isGatewayError(error: unknown, ...codes: GatewayErrorCode[]): boolean {
  if ((error as { [brand]?: unknown } | null | undefined)?.[brand] !== true) return false
  return codes.length === 0 || codes.includes((error as GatewayError).code)
}
