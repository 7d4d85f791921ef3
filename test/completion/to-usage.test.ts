import { expect, test } from "vitest"
import { estimateCost, toUsage } from "../../src/index.ts"

const used = (usage: unknown, more: object = {}) => toUsage({ choices: [], usage, ...more } as never)

test("tokens are read from the usage", () => {
  const usage = {
    prompt_tokens: 10,
    completion_tokens: 5,
    total_tokens: 15,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 3 },
  }
  expect(used(usage)).toEqual({ input: 10, output: 5, total: 15, cached: 4, reasoning: 3 })
})

test("other spellings are read too", () => {
  expect(used({ input_tokens: 10, output_tokens: 5 })).toEqual({
    input: 10,
    output: 5,
    total: 15,
    cached: 0,
    reasoning: 0,
  })
  expect(used({ prompt_tokens: 10, completion_tokens: 5, prompt_cache_hit_tokens: 8 })).toMatchObject({
    total: 15,
    cached: 8,
  })
  expect(used({ prompt_tokens: 10, completion_tokens: 5, num_cached_tokens: 7 })).toMatchObject({ cached: 7 })
  expect(used({ prompt_tokens: 10, completion_tokens: 5, cached_tokens: 6 })).toMatchObject({ cached: 6 })
  expect(used({ prompt_tokens: 10, completion_tokens: 5, reasoning_tokens: 2 })).toMatchObject({ reasoning: 2 })
})

test("counters that are null or absent are 0", () => {
  expect(used({})).toEqual({ input: 0, output: 0, total: 0, cached: 0, reasoning: 0 })
  expect(
    used({
      prompt_tokens: null,
      completion_tokens: "5",
      total_tokens: null,
      prompt_tokens_details: null,
      completion_tokens_details: { reasoning_tokens: null },
    }),
  ).toEqual({
    input: 0,
    output: 0,
    total: 0,
    cached: 0,
    reasoning: 0,
  })
})

test("usage may stand under x_groq or on the choice", () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
  expect(used(undefined, { x_groq: { id: "r", usage } })).toMatchObject({ total: 3 })
  expect(used(null, { x_groq: { usage } })).toMatchObject({ total: 3 })
  expect(used(undefined, { choices: [{ index: 0, usage }] })).toMatchObject({ total: 3 })
  expect(used({ prompt_tokens: 7 }, { x_groq: { usage } })).toMatchObject({ input: 7 })
})

test("without usage there is none to tell", () => {
  for (const usage of [undefined, null, "", 5, []]) expect(used(usage)).toBeUndefined()
  expect(used(undefined, { x_groq: null })).toBeUndefined()
})

const usage = { input: 1000, output: 200, total: 1200, cached: 400, reasoning: 50 }

test("cost is tokens times price", () => {
  expect(estimateCost(usage, { per_token_in: 0.001, per_token_out: 0.01 })).toBeCloseTo(3, 10)
})

test("cached tokens have a price of their own where one is given", () => {
  expect(estimateCost(usage, { per_token_in: 0.001, per_token_out: 0.01, per_cache_read_token: 0.0001 })).toBeCloseTo(
    0.6 + 0.04 + 2,
    10,
  )
  expect(estimateCost(usage, { per_token_in: 0.001, per_cache_read_token: 0 })).toBeCloseTo(0.6, 10)
})

test("a total cost stands, and no price costs nothing", () => {
  expect(estimateCost(usage, { total_cost: 0.5, per_token_in: 1 })).toBe(0.5)
  expect(estimateCost(usage, { total_cost: 0 })).toBe(0)
  expect(estimateCost(usage, {})).toBe(0)
})

test("more cached tokens than there were cost no less than nothing", () => {
  expect(estimateCost({ ...usage, cached: 5000 }, { per_token_in: 0.001, per_cache_read_token: 0.0001 })).toBeCloseTo(
    0.1,
    10,
  )
})
