import { expect, test } from "vitest"
import { estimateCost } from "../../src/completion/to-usage.ts"
import { toPrice } from "../../src/models/to-price.ts"

const priced = (value: unknown) => ({ id: "@cf/a/b", properties: [{ property_id: "price", value }] })

test("a price a token is taken as it is", () => {
  expect(toPrice({ id: "openai/gpt-5-mini", cost_in: 2.5e-7, cost_out: 2e-6 })).toStrictEqual({
    per_token_in: 2.5e-7,
    per_token_out: 2e-6,
  })
})

test("what is free costs nothing, which is not the same as unknown", () => {
  expect(toPrice({ id: "a/b", cost_in: 0, cost_out: 0 })).toStrictEqual({ per_token_in: 0, per_token_out: 0 })
})

test("a price by the million is a millionth a token", () => {
  const listing = priced([
    { unit: "per M input tokens", price: 0.95, currency: "USD" },
    { unit: "per M output tokens", price: 4, currency: "USD" },
    { unit: "per M cached input tokens", price: 0.19 },
  ])
  expect(toPrice(listing)).toStrictEqual({ per_token_in: 9.5e-7, per_token_out: 4e-6, per_cache_read_token: 1.9e-7 })
})

test("a model that reads only has no price for answers", () => {
  expect(toPrice(priced([{ unit: "per M input tokens", price: 0.012 }]))).toStrictEqual({ per_token_in: 1.2e-8 })
})

test("a price is what estimateCost takes", () => {
  const price = toPrice({ id: "a/b", cost_in: 1e-6, cost_out: 2e-6 })!

  expect(estimateCost({ input: 1000, output: 500, total: 1500, cached: 0, reasoning: 0 }, price)).toBe(0.002)
})

test.each([
  [{ id: "a/b" }],
  [{ id: "a/b", cost_in: null, cost_out: null }],
  [{ id: "a/b", properties: null }],
  [{ id: "a/b", properties: [null, { property_id: "context_window", value: "8192" }] }],
  [priced(null)],
  [priced("much")],
  [priced([null, "much"])],
  [priced([{ unit: "per 512 by 512 tile", price: 0.0000528, currency: "USD" }])],
  [priced([{ unit: "per M input tokens", price: "0.3" }])],
  [priced([{ unit: "per M input tokens", price: 0.3, currency: "EUR" }])],
])("%j has no price a token", (listing) => {
  expect(toPrice(listing as never)).toBeUndefined()
})
