import { expect, test } from "vitest"
import { quote, redact } from "../../src/gateway/redact.ts"

test("secrets are taken out, each time they stand there", () => {
  expect(redact("key sk-12345 and sk-12345", ["sk-12345"])).toBe("key [redacted] and [redacted]")
})

test("a secret written as JSON is found too", () => {
  expect(redact('{"said":"two\\nlines"}', ["two\nlines"])).toBe('{"said":"[redacted]"}')
})

test("words too short to be a secret stay", () => {
  expect(redact("a token", ["token", "a"])).toBe("a token")
})

test("a quotation is at most 500 characters, and no cut leaves half a secret", () => {
  const quoted = quote(`${"x".repeat(496)}secret-word and more`, ["secret-word"])

  expect(quoted).toHaveLength(501)
  expect(quoted.endsWith("…")).toBe(true)
  expect(quoted).not.toContain("secr")
})

test("a quotation stands on one line", () => {
  expect(quote("  two\r\n\tlines  ", [])).toBe("two lines")
})
