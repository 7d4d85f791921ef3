import * as fc from "fast-check"
import { expect, test } from "vitest"
import { isErrorBody, readErrorBody } from "../../src/gateway/read-error-body.ts"

test("the gateway's own error is read by its number", () => {
  const body = {
    success: false,
    result: [],
    messages: [],
    error: [{ code: 2009, message: "Unauthorized" }],
    name: "AiGatewayError",
    httpCode: 401,
    internalCode: 2009,
    message: "Unauthorized",
    description: "Unauthorized",
  }
  expect(readErrorBody(body)).toMatchObject({
    shape: "gateway",
    message: "Unauthorized",
    gatewayCode: 2009,
    status: 401,
  })
})

test("a trimmed error of the gateway is read the same", () => {
  expect(readErrorBody({ success: false, error: [{ code: 2003, message: "Rate limited" }] })).toMatchObject({
    shape: "gateway",
    message: "Rate limited",
    gatewayCode: 2003,
    status: undefined,
  })
  expect(
    readErrorBody({ name: "AiGatewayError", internalCode: 2001, message: "Please configure AI Gateway" }),
  ).toMatchObject({
    shape: "gateway",
    message: "Please configure AI Gateway",
    gatewayCode: 2001,
  })
})

test("a policy's error has an object and no number", () => {
  const read = readErrorBody({
    success: false,
    error: { message: "Spending limit exceeded", bucket: "user:1", spent: 5.02, limit: 5 },
  })
  expect(read).toMatchObject({ shape: "policy", message: "Spending limit exceeded" })
  expect(read.gatewayCode).toBeUndefined()
})

test("the account API's envelope is read by its first error", () => {
  const body = {
    result: null,
    success: false,
    errors: [
      { code: 7003, message: "Could not route", path: "/x" },
      { code: 7000, message: "No route" },
    ],
    messages: [],
  }
  expect(readErrorBody(body)).toMatchObject({ shape: "v4", message: "Could not route", gatewayCode: 7003 })
})

test("a provider's error keeps the provider's words, and its number is none of Cloudflare's", () => {
  const read = readErrorBody({ error: { message: "Insufficient credits", code: 402, type: "billing" } })
  expect(read).toMatchObject({ shape: "provider", message: "Insufficient credits", status: 402 })
  expect(read.gatewayCode).toBeUndefined()
  expect(read.providerCode).toContain("billing")
})

test("a failed run is the gateway's", () => {
  expect(
    readErrorBody({ state: "Failed", error: { code: 7003, message: "Model not found: x" }, model: "x" }),
  ).toMatchObject({
    shape: "gateway",
    message: "Model not found: x",
    gatewayCode: 7003,
  })
})

test("an error of Workers AI is known by its own number", () => {
  expect(readErrorBody({ name: "AiError", internalCode: 5004, httpCode: 400, message: "Invalid data" })).toMatchObject({
    shape: "workers-ai",
    message: "Invalid data",
    gatewayCode: 5004,
  })
})

const bestMessages: readonly (readonly [body: unknown, message: string])[] = [
  [{ error: { message: "from error.message" }, message: "other", detail: "other" }, "from error.message"],
  [{ error: "from error itself", message: "other" }, "from error itself"],
  [{ error: [{ message: "from error[0]" }], message: "other" }, "from error[0]"],
  [{ errors: [{ message: "from errors[0]" }] }, "from errors[0]"],
  [{ message: "from message", detail: "other" }, "from message"],
  [{ detail: "from detail" }, "from detail"],
  [{ detail: [{ msg: "from detail[0]", loc: ["body"] }] }, "from detail[0]"],
  [[{ error: { message: "from [0].error" } }], "from [0].error"],
  [{ error: { message: "", code: "x" }, message: "from message past an empty one" }, "from message past an empty one"],
  ["error code: 1010", "error code: 1010"],
  ["<html>\r\n<head><title>502 Bad Gateway</title></head></html>", "502 Bad Gateway"],
  ["", ""],
  [{}, ""],
  [[], ""],
  [null, ""],
]

for (const [body, message] of bestMessages) {
  test(`the message of ${JSON.stringify(body)} is "${message}"`, () => {
    expect(readErrorBody(body).message).toBe(message)
  })
}

test("every field that is missing is joined from a list of details", () => {
  const { message } = readErrorBody({ detail: [{ msg: "Field required" }, { msg: "Input should be a valid list" }] })
  expect(message).toContain("Field required")
  expect(message).toContain("Input should be a valid list")
})

test("a page without a title is not quoted as a message", () => {
  expect(readErrorBody("<!doctype html><body>secret internals</body>").message).not.toContain("secret internals")
})

test("text and pages are nobody's JSON", () => {
  expect(readErrorBody("error code: 524").shape).toBe("text")
  expect(readErrorBody("<html></html>").shape).toBe("text")
})

test("the status that a body names is read, other numbers are not", () => {
  expect(readErrorBody({ error: { code: 429, message: "x" } }).status).toBe(429)
  expect(readErrorBody({ error: { code: "tool_use_failed", status_code: 400, message: "x" } }).status).toBe(400)
  expect(readErrorBody({ error: { status: 503, message: "x" } }).status).toBe(503)
  expect(readErrorBody({ error: { code: 2005, message: "x" } }).status).toBeUndefined()
  expect(readErrorBody({ error: { code: 200, message: "x" } }).status).toBeUndefined()
  expect(readErrorBody({ error: { message: "x" } }).status).toBeUndefined()
})

for (const body of [
  { error: { message: "x" } },
  { error: "x" },
  { error: [{ code: 2003, message: "Rate limited" }], success: false },
  { success: false, errors: [{ code: 7003, message: "x" }] },
  { state: "Failed", error: { code: 1, message: "x" } },
  { object: "error", message: "x" },
  { type: "error", error: { type: "overloaded_error", message: "x" } },
  [{ error: { code: 400, message: "x" } }],
  { choices: [{ index: 0, delta: {}, finish_reason: "error" }], error: { code: 502, message: "x" } },
]) {
  test(`${JSON.stringify(body)} is an error`, () => {
    expect(isErrorBody(body)).toBe(true)
  })
}

for (const body of [
  { choices: [], error: null },
  { choices: [], error: "" },
  { choices: [], error: {} },
  { choices: [], error: [] },
  { choices: [{ message: { content: "error" } }] },
  { type: "moderation", id: "x" },
  { success: true, choices: [] },
  {},
  [],
  null,
  "error",
  5,
]) {
  test(`${JSON.stringify(body)} is no error`, () => {
    expect(isErrorBody(body)).toBe(false)
  })
}

test("whatever JSON comes back, reading it gives a message and never throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), looseError), (body) => {
      const read = readErrorBody(body)
      expect(typeof read.message).toBe("string")
      expect(typeof isErrorBody(body)).toBe("boolean")
    }),
    { numRuns: 500 },
  )
})

const looseError = fc.record(
  {
    error: fc.jsonValue(),
    errors: fc.jsonValue(),
    detail: fc.jsonValue(),
    message: fc.jsonValue(),
    name: fc.jsonValue(),
    internalCode: fc.jsonValue(),
    httpCode: fc.jsonValue(),
    state: fc.jsonValue(),
    success: fc.boolean(),
  },
  { requiredKeys: [] },
)
