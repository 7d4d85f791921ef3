import { expect, test } from "vitest"
import { createClock } from "../../../src/testing/clock.ts"
import { createRateLimiter, wholesaleLimit } from "../../../src/testing/rules/rate-limiter.ts"

// A manual clock begins on a full minute.
function start() {
  const clock = createClock("manual")
  return { clock, limiter: createRateLimiter(clock.now) }
}

const fixed = { limit: 2, interval: 60 }
const sliding = { limit: 2, interval: 60, technique: "sliding" as const }

test("a fixed window lets so many requests in, and more when the clock's next window begins", () => {
  const { clock, limiter } = start()
  clock.advance(50_000)
  expect([1, 2, 3].map(() => limiter.take("gateway", fixed))).toEqual([true, true, false])

  clock.advance(9_999)
  expect(limiter.take("gateway", fixed)).toBe(false)
  clock.advance(1)
  expect([1, 2, 3].map(() => limiter.take("gateway", fixed))).toEqual([true, true, false])
})

test("a sliding window counts the last interval to the millisecond", () => {
  const { clock, limiter } = start()
  clock.advance(50_000)
  expect(limiter.take("gateway", sliding)).toBe(true)
  clock.advance(20_000)
  expect([1, 2].map(() => limiter.take("gateway", sliding))).toEqual([true, false])

  clock.advance(39_999)
  expect(limiter.take("gateway", sliding)).toBe(false)
  clock.advance(1)
  expect([1, 2].map(() => limiter.take("gateway", sliding))).toEqual([true, false])
  clock.advance(20_000)
  expect([1, 2].map(() => limiter.take("gateway", sliding))).toEqual([true, false])
})

test("fixed is the technique where none is named", () => {
  const { clock, limiter } = start()
  clock.advance(59_999)
  limiter.take("gateway", { limit: 1, interval: 60 })
  clock.advance(1)
  expect(limiter.take("gateway", { limit: 1, interval: 60 })).toBe(true)
})

test.each([fixed, sliding])("refused requests do not count", (rule) => {
  const { clock, limiter } = start()
  for (let n = 0; n < 50; n++) limiter.take("gateway", rule)
  clock.advance(60_000)
  expect(limiter.take("gateway", rule)).toBe(true)
})

test("each key has its own count", () => {
  const { limiter } = start()
  const once = { limit: 1, interval: 60 }
  expect(["a", "b", "a"].map((key) => limiter.take(key, once))).toEqual([true, true, false])
})

test("a limit of 0 lets nothing in", () => {
  expect(start().limiter.take("gateway", { limit: 0, interval: 60 })).toBe(false)
})

test("amounts count as they are, and the one that passes the limit is let in", () => {
  const { limiter } = start()
  const dollar = { limit: 1, interval: 60 }
  expect([0.6, 0.6, 0.1].map((amount) => limiter.take("team", dollar, amount))).toEqual([true, true, false])
})

test("ten times ten cents is a dollar", () => {
  const { limiter } = start()
  for (let n = 0; n < 10; n++) limiter.add("team", { limit: 1, interval: 60 }, 0.1)
  expect(limiter.take("team", { limit: 1, interval: 60 }, 0)).toBe(false)
})

test("an amount of 0 only looks, and what is known later is added", () => {
  const { limiter } = start()
  const dollar = { limit: 1, interval: 60 }
  expect([1, 2, 3].map(() => limiter.take("team", dollar, 0))).toEqual([true, true, true])
  limiter.add("team", dollar, 5)
  expect(limiter.take("team", dollar, 0)).toBe(false)
})

test("a rule whose window changes begins anew", () => {
  const { limiter } = start()
  limiter.take("gateway", { limit: 1, interval: 60 })
  expect(limiter.take("gateway", { limit: 1, interval: 30 })).toBe(true)
  expect(limiter.take("gateway", { limit: 1, interval: 60, technique: "sliding" })).toBe(true)
  expect(limiter.take("gateway", { limit: 1, interval: 60 })).toBe(false)
})

test("a cleared limiter has counted nothing", () => {
  const { limiter } = start()
  limiter.take("gateway", { limit: 1, interval: 60 })
  limiter.clear()
  expect(limiter.take("gateway", { limit: 1, interval: 60 })).toBe(true)
})

test("Unified Billing lets 200 requests in each minute", () => {
  const { clock, limiter } = start()
  const taken = Array.from({ length: 201 }, () => limiter.take("wholesale", wholesaleLimit))
  expect(taken.lastIndexOf(true)).toBe(199)
  clock.advance(60_000)
  expect(limiter.take("wholesale", wholesaleLimit)).toBe(true)
})
