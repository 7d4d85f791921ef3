import { expect, test } from "vitest"
import { readGatewayRecord } from "../../src/index.ts"
import { readRateLimits } from "../../src/gateway/rate-limit.ts"

const now = Date.UTC(2026, 10, 22, 12)
const after = (milliseconds: number) => new Date(now + milliseconds)
const resetOf = (value: string) =>
  readRateLimits(new Headers({ "x-ratelimit-reset-requests": value }), now)?.requests?.resetAt

test("OpenAI's spelling is read", () => {
  const headers = new Headers({
    "x-ratelimit-limit-requests": "5000",
    "x-ratelimit-remaining-requests": "4999",
    "x-ratelimit-reset-requests": "12ms",
    "x-ratelimit-limit-tokens": "160000",
    "x-ratelimit-remaining-tokens": "0",
    "x-ratelimit-reset-tokens": "6m0s",
  })

  expect(readRateLimits(headers, now)).toEqual({
    requests: { limit: 5000, remaining: 4999, resetAt: after(12) },
    tokens: { limit: 160_000, remaining: 0, resetAt: after(360_000) },
  })
})

test("Anthropic's spelling is read", () => {
  const headers = new Headers({
    "anthropic-ratelimit-requests-limit": "50",
    "anthropic-ratelimit-requests-remaining": "49",
    "anthropic-ratelimit-requests-reset": "2026-11-22T12:00:30Z",
    "anthropic-ratelimit-tokens-limit": "30000",
    "anthropic-ratelimit-tokens-remaining": "29000",
    "anthropic-ratelimit-tokens-reset": "2026-11-22T12:01:00Z",
  })

  expect(readRateLimits(headers, now)).toEqual({
    requests: { limit: 50, remaining: 49, resetAt: after(30_000) },
    tokens: { limit: 30_000, remaining: 29_000, resetAt: after(60_000) },
  })
})

test.for([
  ["6m0s", 360_000],
  ["120ms", 120],
  ["1.5s", 1500],
  ["1h2m3s", 3_723_000],
  ["2d", 172_800_000],
  ["1s20ms", 1020],
  ["30", 30_000],
  ["0.25", 250],
  ["0", 0],
] as const)("a reset in %s is a time from now", ([value, milliseconds]) => {
  expect(resetOf(value)).toEqual(after(milliseconds))
})

test("seconds and milliseconds since 1970 are told from durations by their size", () => {
  expect(resetOf("1795348800")).toEqual(new Date(1_795_348_800_000))
  expect(resetOf("1795348800000")).toEqual(new Date(1_795_348_800_000))
})

test.for(["soon", "6 minutes", "", "9".repeat(30)])(
  "a reset of %j is unknown or a date, never an invalid one",
  (value) => {
    const reset = resetOf(value)

    expect(reset === undefined || !Number.isNaN(reset.getTime())).toBe(true)
  },
)

test("a limit that is no number is unknown", () => {
  expect(readRateLimits(new Headers({ "x-ratelimit-limit-requests": "many" }), now)?.requests?.limit).toBeUndefined()
})

test("what one kind lacks the other does not lend", () => {
  expect(readRateLimits(new Headers({ "x-ratelimit-remaining-tokens": "7" }), now)).toEqual({
    requests: undefined,
    tokens: { limit: undefined, remaining: 7, resetAt: undefined },
  })
})

test("without such headers there is nothing", () => {
  expect(readRateLimits(new Headers({ "x-ratelimit-limit": "1" }), now)).toBeUndefined()
})

test("the record carries them", () => {
  const response = new Response(null, { headers: { "x-ratelimit-remaining-requests": "0" } })

  expect(readGatewayRecord(response).rateLimit?.requests?.remaining).toBe(0)
})
