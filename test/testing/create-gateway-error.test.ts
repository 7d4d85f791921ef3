import { expect, test } from "vitest"
import { isGatewayError } from "../../src/index.ts"
import { createGatewayError } from "../../src/testing/index.ts"

test("a made-up refusal has the status, the fix and the code of a real one", () => {
  const error = createGatewayError("rate_limited", { retryAfterMs: 2000 })
  expect(error).toMatchObject({ name: "GatewayResponseError", status: 429, retryable: true, retryAfterMs: 2000 })
  expect(error.body).toMatchObject({ internalCode: 2003 })
  expect(createGatewayError("unauthorized")).toMatchObject({ status: 401, retryable: false, origin: "gateway" })
  expect(createGatewayError("unknown").status).toBe(502)
})

test("each code comes in the class that owns it", () => {
  expect(createGatewayError("connection_failed")).toMatchObject({ name: "GatewayConnectionError", retryable: true })
  expect(createGatewayError("timeout", { clock: "idle" })).toMatchObject({ name: "GatewayTimeoutError", clock: "idle" })
  expect(createGatewayError("stream_truncated").partial.choices).toEqual([])
  expect(createGatewayError("invalid_response").issues).toEqual([])
  expect(createGatewayError("not_configured")).toMatchObject({ name: "GatewayRequestError", code: "not_configured" })
  expect(isGatewayError(createGatewayError("spend_limit"), "spend_limit")).toBe(true)
})
