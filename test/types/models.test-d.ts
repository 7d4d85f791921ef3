import { expectTypeOf, test } from "vitest"
import type { Pages } from "../../src/index.ts"
import type { Models } from "../../src/models/models.ts"
import type { ModelListing } from "../../src/schemas/model-listing.ts"

declare const models: Models

test("a list takes what a call that asks no model takes", () => {
  expectTypeOf(models.list({ search: "llama" })).toEqualTypeOf<Pages<ModelListing>>()
  expectTypeOf(models.list).toBeCallableWith(undefined, { signal: null, headers: { "x-a": "1" }, query: { a: "1" } })
})

test("slips are errors in the editor", () => {
  // @ts-expect-error `search`
  models.list({ q: "llama" })
  // @ts-expect-error a text is no params
  models.list("llama")
  // @ts-expect-error options of the gateway are for models
  models.list({}, { gateway: { skipCache: true } })
  // @ts-expect-error a key of a provider's, too
  models.list({}, { providerKey: "sk-1" })
})
