import { expect, test } from "vitest"
import { isGatewayError } from "../../src/index.ts"
import { createGatewayError } from "../../src/testing/create-gateway-error.ts"

test("a made-up refusal has the status, the fix and the code of a real one", () => {
  const error = createGatewayError("rate_limited", { retryAfterMs: 2000 })
  expect(error).toMatchObject({ name: "GatewayResponseError", status: 429, retryable: true, retryAfterMs: 2000 })
  expect(error.body).toMatchObject({ internalCode: 2003 })
  expect(createGatewayError("unauthorized")).toMatchObject({ status: 401, retryable: false, origin: "gateway" })
  expect(createGatewayError("unknown").status).toBe(502)
})

test("a made-up refusal comes from whom the real one comes from, with Cloudflare's number", () => {
  expect(createGatewayError("provider_unauthorized")).toMatchObject({ status: 401, origin: "provider" })
  expect(createGatewayError("provider_unauthorized").gatewayCode).toBeUndefined()
  expect(createGatewayError("insufficient_credits")).toMatchObject({ status: 402, gatewayCode: 2021, retryable: false })
  expect(createGatewayError("overloaded")).toMatchObject({ status: 529, origin: "provider", retryable: true })
})

test("what is given goes before what the real one would have", () => {
  expect(
    createGatewayError("rate_limited", {
      status: 402,
      gatewayCode: 2021,
      hint: "Wait",
      origin: "provider",
      retryable: false,
      body: "none",
    }),
  ).toMatchObject({
    code: "rate_limited",
    status: 402,
    gatewayCode: 2021,
    hint: "Wait",
    origin: "provider",
    retryable: false,
    body: "none",
  })
  expect(createGatewayError("timeout", { hint: "Wait longer" })).toMatchObject({
    hint: "Wait longer",
    clock: "headers",
  })
})

test("each code comes in the class that owns it", () => {
  expect(createGatewayError("connection_failed")).toMatchObject({ name: "GatewayConnectionError", retryable: true })
  expect(createGatewayError("timeout", { clock: "idle" })).toMatchObject({ name: "GatewayTimeoutError", clock: "idle" })
  expect(createGatewayError("stream_truncated").partial.choices).toEqual([])
  expect(createGatewayError("invalid_response").issues).toEqual([])
  expect(createGatewayError("not_configured")).toMatchObject({ name: "GatewayRequestError", code: "not_configured" })
  expect(isGatewayError(createGatewayError("spend_limit"), "spend_limit")).toBe(true)
})
