import { expect, test } from "vitest"
import { GatewayStreamError } from "../../src/errors.ts"
import { createGatewayRecord } from "../../src/gateway/gateway-record.ts"
import { toConnectionError } from "../../src/http/to-connection-error.ts"

const record = createGatewayRecord({ attempts: [], timings: {} }, 0)
const convert = (error: unknown, phase: "headers" | "body" | "stream" = "headers", secrets: string[] = []): any =>
  toConnectionError(error, phase, record, secrets)

test.each([
  ["nothing", undefined],
  ["null", null],
  ["an object without a message", {}],
])("a fetch that rejects with %s still gives an error with a cause", (_, thrown) => {
  const error = convert(thrown)

  expect([error.code, error.retryable]).toEqual(["connection_failed", true])
  expect(error.cause).toBeInstanceOf(Error)
  expect(error.cause.message).toBe("no error object")
  expect("code" in error.cause).toBe(false)
})

test.each([
  ["headers", "connection_failed", true],
  ["body", "connection_failed", false],
  ["stream", "stream_interrupted", false],
] as const)("a failure while waiting for the %s is %s, retryable: %s", (phase, code, retryable) => {
  expect(convert(new TypeError("terminated"), phase)).toMatchObject({ code, retryable })
})

test.each([
  ["UND_ERR_HEADERS_TIMEOUT", "headers"],
  ["UND_ERR_BODY_TIMEOUT", "idle"],
])("undici's own %s is the clock %s, with the remedy", (code, clock) => {
  const error = convert(new TypeError("fetch failed", { cause: Object.assign(new Error("late"), { code }) }), "stream")

  expect(error).toMatchObject({ code: "timeout", clock, retryable: false })
  expect(error.hint).toContain("headersTimeout")
})

test("an error of ours is handed on as it is", () => {
  const own = new GatewayStreamError("x", { code: "stream_truncated", hint: "y" })

  expect(convert(own)).toBe(own)
})

test("the cause is a copy of words and codes alone: names, stacks and causes of it, without secrets", () => {
  const inner = Object.assign(new Error("connect to secret-1"), { code: "ECONNREFUSED", host: "secret-1" })
  const thrown = Object.assign(new TypeError("fetch failed: secret-1", { cause: inner }), { request: "secret-1" })
  const { cause } = convert(thrown, "headers", ["secret-1"])

  expect(cause).not.toBe(thrown)
  expect(cause.name).toBe("TypeError")
  expect(cause.message).toMatch(/^fetch failed: (?!secret)/)
  expect(cause.cause).toMatchObject({ code: "ECONNREFUSED" })
  expect(cause.cause.message).toMatch(/^connect to (?!secret)/)
  expect([cause.request, cause.cause.host]).toEqual([undefined, undefined])
  expect(cause.stack + cause.cause.stack).not.toContain("secret-1")
})

test("a code that is more than a word is left out", () => {
  const { cause } = convert(Object.assign(new Error("no"), { code: "see https://x.example/?key=1" }))

  expect("code" in cause).toBe(false)
})

test("causes that go round in a circle end", () => {
  const thrown = new Error("round")
  thrown.cause = thrown
  let depth = 0
  for (let cause = convert(thrown).cause; cause; cause = cause.cause) depth++

  expect(depth).toBe(5)
})
