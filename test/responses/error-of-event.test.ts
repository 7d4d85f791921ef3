import { expect, test } from "vitest"
import { isErrorBody, readErrorBody } from "../../src/gateway/read-error-body.ts"
import { errorOfEvent } from "../../src/responses/error-of-event.ts"
import { readEvents } from "./read-events.ts"

const lastOf = (name: string): unknown => errorOfEvent(readEvents(name).at(-1))

test("an error event gives its error body, nested or flat", () => {
  expect(lastOf("responses-error.sse")).toMatchObject({
    error: { type: "insufficient_quota", code: "credit_balance_exhausted", message: "No credits remain" },
  })
  expect(lastOf("responses-error-flat.sse")).toMatchObject({
    error: { code: "server_error", message: "The server had an error" },
  })
})

test("a failed response gives its error, and none of its prompt", () => {
  expect(lastOf("responses-failed.sse")).toEqual({
    error: { code: "rate_limit_exceeded", message: "Rate limit reached for gpt-5-mini" },
  })
})

test("a response that failed without a word is a failure all the same", () => {
  expect(errorOfEvent({ type: "response.failed", response: { error: null } })).toEqual({ error: null })
  expect(errorOfEvent({ type: "response.failed" })).toEqual({ error: null })
  expect(errorOfEvent({ type: "error" })).toEqual({ error: { type: "error" } })
})

test("a refusal that is no event is its own body", () => {
  const bodies = [
    { error: [{ code: 2003, message: "Rate limited" }], success: false },
    { success: false, errors: [{ code: 10000, message: "Authentication error" }] },
    [{ error: { message: "no" } }],
  ]
  for (const body of bodies) expect(errorOfEvent(body)).toBe(body)
})

test("the body is one that the reader of refusals understands", () => {
  for (const name of ["responses-error.sse", "responses-error-flat.sse", "responses-failed.sse"])
    expect(isErrorBody(lastOf(name)), name).toBe(true)
  expect(readErrorBody(lastOf("responses-failed.sse"))).toMatchObject({
    shape: "provider",
    message: "Rate limit reached for gpt-5-mini",
    providerCode: "rate_limit_exceeded",
  })
  expect(readErrorBody(lastOf("responses-error-flat.sse"))).toMatchObject({
    message: "The server had an error",
    providerCode: "server_error error",
  })
})

test("a piece of the answer is no error", () => {
  for (const name of ["responses-text.sse", "responses-tool-calls.sse", "responses-incomplete.sse"])
    expect(readEvents(name).map(errorOfEvent).filter(Boolean), name).toEqual([])
  expect(errorOfEvent({ type: "response.mcp_call.failed", error: { message: "The tool is down" } })).toBeUndefined()
  for (const value of [null, undefined, "x", 5, [], {}]) expect(errorOfEvent(value)).toBeUndefined()
})
