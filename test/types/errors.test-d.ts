import { expectTypeOf, test } from "vitest"
import {
  isGatewayError,
  type AnyGatewayError,
  type ChatCompletion,
  type GatewayConnectionError,
  type GatewayError,
  type GatewayErrorCode,
  type GatewayErrorOf,
  type GatewayParseError,
  type GatewayRequestError,
  type GatewayResponseError,
  type GatewayStreamError,
  type GatewayTimeoutError,
  type Issue,
  type ResponseErrorCode,
} from "../../src/index.ts"

const error = undefined as unknown

test("isGatewayError narrows to any error of the package", () => {
  if (isGatewayError(error)) expectTypeOf(error).toEqualTypeOf<AnyGatewayError>()
  else expectTypeOf(error).toEqualTypeOf<unknown>()
})

test("isGatewayError with codes narrows to the classes that own them", () => {
  if (isGatewayError(error, "timeout")) expectTypeOf(error.clock).toEqualTypeOf<"headers" | "idle" | "total">()
  if (isGatewayError(error, "rate_limited", "timeout")) {
    expectTypeOf(error.code).toEqualTypeOf<"rate_limited" | "timeout">()
    if (error.code === "timeout") expectTypeOf(error).toExtend<GatewayTimeoutError>()
    else expectTypeOf(error).toExtend<GatewayResponseError>()
  }
  // @ts-expect-error no such code
  isGatewayError(error, "rate_limit")
})

test("a switch over the code narrows to the class", () => {
  if (!isGatewayError(error)) return
  switch (error.code) {
    case "connection_failed":
      expectTypeOf(error).toExtend<GatewayConnectionError>()
      break
    case "timeout":
      expectTypeOf(error.clock).toEqualTypeOf<"headers" | "idle" | "total">()
      break
    case "guardrail_prompt_blocked":
      expectTypeOf(error.status).toEqualTypeOf<number>()
      break
    case "stream_truncated":
    case "stream_interrupted":
      expectTypeOf(error.partial).toEqualTypeOf<ChatCompletion>()
      break
    case "invalid_response":
      expectTypeOf(error).toExtend<GatewayParseError>()
      expectTypeOf(error.issues).toEqualTypeOf<readonly Issue[]>()
      break
    case "invalid_request":
    case "invalid_model":
    case "unsupported_option":
    case "not_configured":
      expectTypeOf(error).toExtend<GatewayRequestError>()
      break
    default:
      expectTypeOf(error).toEqualTypeOf<GatewayResponseError>()
  }
})

test("each code belongs to one class", () => {
  expectTypeOf<AnyGatewayError["code"]>().toEqualTypeOf<GatewayErrorCode>()
  expectTypeOf<GatewayErrorOf<"timeout">>().toExtend<GatewayTimeoutError>()
  expectTypeOf<GatewayErrorOf<"stream_truncated">>().toExtend<GatewayStreamError>()
  expectTypeOf<GatewayErrorOf<ResponseErrorCode>["status"]>().toEqualTypeOf<number>()
  expectTypeOf<GatewayErrorOf<"timeout">["status"]>().toEqualTypeOf<number | undefined>()
})

test("every error is an Error, and says as much as it knows", () => {
  expectTypeOf<AnyGatewayError>().toExtend<Error>()
  expectTypeOf<AnyGatewayError>().toExtend<GatewayError>()
  expectTypeOf<AnyGatewayError["partial"]>().toEqualTypeOf<ChatCompletion | undefined>()
  expectTypeOf<AnyGatewayError["body"]>().toEqualTypeOf<unknown>()
  expectTypeOf<AnyGatewayError["retryAfterMs"]>().toEqualTypeOf<number | undefined>()
})
