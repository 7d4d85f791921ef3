import { expect, test } from "vitest"
import { GatewayResponseError, GatewayTimeoutError, toErrorResponse, type ResponseErrorCode } from "../../src/index.ts"

const refusal = (code: ResponseErrorCode, more = {}) =>
  new GatewayResponseError("marked words of a provider", {
    code,
    hint: "marked hint",
    status: 401,
    body: "marked body",
    ...more,
  })

test.for([
  ["unauthorized", 502],
  ["provider_unauthorized", 502],
  ["insufficient_credits", 502],
  ["rate_limited", 429],
  ["spend_limit", 503],
  ["overloaded", 503],
  ["guardrail_prompt_blocked", 422],
  ["context_length_exceeded", 413],
  ["invalid_params", 400],
  ["upstream_timeout", 504],
] as const)("%s is told to a visitor as %i, with the code alone", async ([code, status]) => {
  const response = toErrorResponse(refusal(code))

  expect(response.status).toBe(status)
  expect(response.headers.get("content-type")).toBe("application/json")
  expect(response.headers.has("retry-after")).toBe(false)
  expect(await response.json()).toEqual({ error: { code } })
})

test("a wait is passed on in whole seconds", async () => {
  const response = toErrorResponse(refusal("rate_limited", { retryAfterMs: 1200 }))

  expect(response.headers.get("retry-after")).toBe("2")
  expect(await response.json()).toEqual({ error: { code: "rate_limited", retryAfterMs: 1200 } })
})

test("a timeout is a 504", () => {
  expect(toErrorResponse(new GatewayTimeoutError("No", { code: "timeout", clock: "headers", hint: "" })).status).toBe(
    504,
  )
})

test.for([new Error("marked"), "marked", undefined, null])(
  "what is none of our errors is a plain 500: %o",
  async (error) => {
    const response = toErrorResponse(error)

    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ error: { code: "internal_error" } })
  },
)

test("headers may be added", () => {
  const response = toErrorResponse(refusal("forbidden"), {
    headers: { "access-control-allow-origin": "*", "x-none": null },
  })

  expect(response.headers.get("access-control-allow-origin")).toBe("*")
  expect(response.headers.has("x-none")).toBe(false)
})
