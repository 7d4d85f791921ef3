import { expect, test } from "vitest"
import type { CustomCost } from "../../../src/gateway/gateway-options.ts"
import { costOf, priceOf, type PaidTokens } from "../../../src/testing/rules/cost-of.ts"
import { readCustomCost } from "../../../src/testing/rules/read-custom-cost.ts"

const price = { in: 0.000003, out: 0.000015 }
const tokens = { input: 1000, output: 100 }
const cached = { ...tokens, cached: 800 }

test.each<[string, PaidTokens | undefined, CustomCost | null | undefined, number]>([
  ["the listed price", tokens, undefined, 0.0045],
  ["the listed price where a custom one is taken off", tokens, null, 0.0045],
  ["nothing where no usage is told", undefined, undefined, 0],
  ["nothing at a custom price where no usage is told", undefined, { per_token_in: 1 }, 0],
  ["its own price a token", tokens, { per_token_in: 0.001, per_token_out: 0.01 }, 2],
  ["nothing for the tokens whose price is left out", tokens, { per_token_out: 0.01 }, 1],
  ["its total, whatever the tokens", tokens, { total_cost: 0.25, per_token_in: 1 }, 0.25],
  ["a free total", tokens, { total_cost: 0 }, 0],
  ["cached tokens as any others without a cache price", cached, { per_token_in: 0.001 }, 1],
  ["cached tokens at their price", cached, { per_token_in: 0.001, per_cache_read_token: 0.0001 }, 0.28],
  [
    "written tokens at their price",
    { ...tokens, written: 500 },
    { per_token_in: 0.001, per_cache_write_token: 0.002 },
    1.5,
  ],
  [
    "written tokens at the price of input where only reads have one",
    { ...tokens, cached: 400, written: 500 },
    { per_token_in: 0.001, per_cache_read_token: 0 },
    0.6,
  ],
  [
    "read tokens at the price of input where only writes have one",
    { ...tokens, cached: 400, written: 500 },
    { per_token_in: 0.001, per_cache_write_token: 0 },
    0.5,
  ],
  [
    "no more cached tokens than there are",
    { input: 10, output: 0, cached: 50, written: 50 },
    { per_cache_read_token: 1 },
    10,
  ],
  ["the listed price where a custom one is no price", tokens, { per_token_in: "free" } as never, 0.0045],
])("a request costs %s", (_, tokens, customCost, cost) => {
  expect(costOf(tokens, price, customCost)).toBe(cost)
})

test("an answer from the cache costs nothing, even at a custom price", () => {
  expect(costOf(tokens, price, undefined, true)).toBe(0)
  expect(costOf(tokens, price, { total_cost: 1 }, true)).toBe(0)
})

test("a cost reads as it was meant", () => {
  expect(costOf({ input: 3, output: 0 }, { in: 0.1, out: 0 })).toBe(0.3)
})

const prices = {
  "openai/gpt-5-mini": { in: 1, out: 1 },
  "openai/gpt-5*": { in: 2, out: 2 },
  "openai/*": { in: 3, out: 3 },
  "*": { in: 4, out: 4 },
}

test.each([
  ["openai/gpt-5-mini", 1],
  ["openai/gpt-5-nano", 2],
  ["openai/o4-mini", 3],
  ["openaix/o4-mini", 4],
  ["workers-ai/@cf/meta/llama-3.1-8b-instruct", 4],
])("%s has the price of its nearest pattern", (name, dollars) => {
  expect(priceOf(prices, name)).toEqual({ in: dollars, out: dollars })
})

test.each([
  ["google/*", "google-ai-studio/gemini-2.5-flash"],
  ["xai/grok-4", "grok/grok-4"],
  ["perplexity-ai/*", "perplexity/sonar"],
  ["@cf/meta/*", "workers-ai/@cf/meta/llama-3.1-8b-instruct"],
])("a price for %s is that of %s", (pattern, name) => {
  expect(priceOf({ [pattern]: { in: 5, out: 5 } }, name)).toEqual({ in: 5, out: 5 })
})

test.each([undefined, {}, { "groq/*": { in: 9, out: 9 } }, { openai: { in: 9, out: 9 } }])(
  "a model that is not listed has the usual price",
  (prices) => {
    expect(priceOf(prices, "openai/gpt-5-mini")).toEqual({ in: 0.000001, out: 0.000002 })
    expect(priceOf(prices, "constructor")).toEqual({ in: 0.000001, out: 0.000002 })
  },
)

test.each([
  ["a price", { per_token_in: 0.001 }, { per_token_in: 0.001 }],
  [
    "all prices",
    { per_token_in: 1, per_token_out: 2, per_cache_read_token: 3, per_cache_write_token: 4, total_cost: 5 },
    { per_token_in: 1, per_token_out: 2, per_cache_read_token: 3, per_cache_write_token: 4, total_cost: 5 },
  ],
  ["only what is dollars", { per_token_in: "1", per_token_out: -1, total_cost: 0 }, { total_cost: 0 }],
  ["nothing of an unknown name", { per_word: 1 }, undefined],
  ["nothing of an empty object", {}, undefined],
  ["nothing of a list", [1], undefined],
  ["nothing of nothing", undefined, undefined],
])("a custom cost of %s is read", (_, given, read) => {
  expect(readCustomCost(given)).toEqual(read)
})
