import { expect, test } from "vitest"
import { resolveRetries } from "../../../src/testing/rules/resolve-retries.ts"
import { retryWait, shouldRetry } from "../../../src/testing/rules/retry-wait.ts"

test.each([
  ["constant", [1000, 1000, 1000, 1000]],
  ["linear", [1000, 2000, 3000, 4000]],
  ["exponential", [1000, 2000, 4000, 8000]],
] as const)("%s waits", (backoff, waits) => {
  expect([1, 2, 3, 4].map((attempt) => retryWait(attempt, { retryDelayMs: 1000, backoff }))).toEqual(waits)
})

test("a tenth of a second is waited each time where nothing is said", () => {
  expect([1, 2, 3, 4].map((attempt) => retryWait(attempt, {}))).toEqual([100, 100, 100, 100])
})

test("a minute is the longest wait", () => {
  expect(retryWait(4, { retryDelayMs: 20_000, backoff: "exponential" })).toBe(60_000)
  expect(retryWait(1, { retryDelayMs: 90_000 })).toBe(60_000)
})

test.each([
  ...([408, 409, 429, 500, 502, 503, 504, 524, 529, "failed", "timeout"] as const).map(
    (outcome) => [outcome, true] as const,
  ),
  ...[200, 204, 301, 400, 401, 402, 403, 404, 413, 422, 424, 425, 451, 499].map((outcome) => [outcome, false] as const),
])("%s is asked again: %s", (outcome, again) => {
  expect(shouldRetry(outcome)).toBe(again)
})

test.each([
  ["one attempt where nothing is said", [], { maxAttempts: 1 }],
  ["the gateway's own", [undefined, { maxAttempts: 3, retryDelayMs: 500 }], { maxAttempts: 3, retryDelayMs: 500 }],
  [
    "a step's before the request's before the gateway's, one by one",
    [{ backoff: "linear" }, { maxAttempts: 2, backoff: "constant" }, { maxAttempts: 4, retryDelayMs: 500 }],
    { maxAttempts: 2, retryDelayMs: 500, backoff: "linear" },
  ],
  ["five attempts at most", [{ maxAttempts: 9 }], { maxAttempts: 5 }],
  ["one attempt at least", [{ maxAttempts: 0 }], { maxAttempts: 1 }],
  ["a minute at most", [{ retryDelayMs: 90_000 }], { maxAttempts: 1, retryDelayMs: 60_000 }],
  ["no wait below none", [{ retryDelayMs: -1 }], { maxAttempts: 1, retryDelayMs: 0 }],
  ["the gateway's where a header cannot be read", [{ maxAttempts: 2.5 }, { maxAttempts: 3 }], { maxAttempts: 3 }],
  ["no unknown backoff", [{ backoff: "random" as never }, null], { maxAttempts: 1 }],
] as const)("retries are %s", (_, layers, retries) => {
  expect(resolveRetries(...layers)).toEqual(retries)
})
