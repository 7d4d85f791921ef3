import type OpenAI from "openai"
import { expectTypeOf, test } from "vitest"
import type * as z from "zod/mini"
import { createEmbeddings, type EmbeddingReply } from "../../src/embeddings/embeddings.ts"
import { toVector } from "../../src/embeddings/to-vector.ts"
import { createModels } from "../../src/models/models.ts"
import type { GatewayRecord } from "../../src/index.ts"
import type { CustomCost } from "../../src/gateway/gateway-options.ts"
import { toPrice } from "../../src/models/to-price.ts"
import type { EmbeddingList, embeddingListSchema } from "../../src/schemas/embedding-list.ts"
import type { EmbeddingFormat, EmbeddingParams, embeddingParamsSchema } from "../../src/schemas/embedding-params.ts"
import type { ModelListingParams, modelListingParamsSchema } from "../../src/schemas/model-listing-params.ts"
import type { ModelListing, modelListingsSchema } from "../../src/schemas/model-listing.ts"

// An interface is never assignable to an index signature, nor a readonly list to a list: neither says anything about the wire.
type Plain<T> = T extends string | Float32Array
  ? T
  : T extends readonly (infer E)[]
    ? Plain<E>[]
    : T extends object
      ? { -readonly [K in keyof T]: Plain<T[K]> }
      : T

/** The keys that are spelled out, without the index signature of a loose object. */
type KeysOf<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] }

const { create } = createEmbeddings({} as never)
const { list } = createModels({} as never)
const model = "openai/text-embedding-3-small"
const input = ["high tide", "low tide"] as const

test("params and lists as typed are such as their schemas accept", () => {
  expectTypeOf<Plain<EmbeddingParams>>().toExtend<z.input<typeof embeddingParamsSchema>>()
  expectTypeOf<Plain<EmbeddingList>>().toExtend<z.input<typeof embeddingListSchema>>()
  expectTypeOf<Plain<ModelListingParams>>().toExtend<z.input<typeof modelListingParamsSchema>>()
  expectTypeOf<Plain<ModelListing>[]>().toExtend<z.input<typeof modelListingsSchema>>()
})

test("a schema knows no key that the interface does not", () => {
  expectTypeOf<KeysOf<z.input<typeof embeddingParamsSchema>>>().toEqualTypeOf<keyof EmbeddingParams>()
  expectTypeOf<KeysOf<z.input<typeof embeddingListSchema>>>().toExtend<keyof EmbeddingList>()
  expectTypeOf<KeysOf<z.input<typeof modelListingParamsSchema>>>().toEqualTypeOf<keyof ModelListingParams>()
  expectTypeOf<KeysOf<z.input<typeof modelListingsSchema>[number]>>().toExtend<keyof ModelListing>()
})

test("a schema insists on what it is there for", () => {
  expectTypeOf<{ data: { embedding: number }[] }>().not.toExtend<z.input<typeof embeddingListSchema>>()
  expectTypeOf<{ model: string; input: number }>().not.toExtend<z.input<typeof embeddingParamsSchema>>()
  expectTypeOf<{ name: string }[]>().not.toExtend<z.input<typeof modelListingsSchema>>()
})

test("vectors are numbers, floats where base64 is asked for, either where that is not known", () => {
  const format = "float" as EmbeddingFormat
  expectTypeOf(create({ model, input })).resolves.toEqualTypeOf<EmbeddingReply>()
  expectTypeOf(create({ model, input, encoding_format: "float" })).resolves.toEqualTypeOf<EmbeddingReply<number[]>>()
  expectTypeOf(create({ model, input, encoding_format: "base64" })).resolves.toEqualTypeOf<
    EmbeddingReply<Float32Array>
  >()
  expectTypeOf(create({ model, input, encoding_format: format })).resolves.toEqualTypeOf<
    EmbeddingReply<Float32Array | number[]>
  >()
  expectTypeOf<EmbeddingReply["data"][number]["embedding"]>().toEqualTypeOf<number[]>()
  expectTypeOf<EmbeddingReply["gateway"]>().toEqualTypeOf<GatewayRecord>()
  expectTypeOf<Parameters<typeof create>[0]>().toExtend<EmbeddingParams>()
})

test("texts and tokens are taken, one and several, also as constants", () => {
  expectTypeOf(create).toBeCallableWith({ model, input: "high tide" })
  expectTypeOf(create).toBeCallableWith({ model, input: [1, 2] as const, dimensions: 256, user: "u-1" })
  expectTypeOf(create).toBeCallableWith({ model, input: [[1, 2], [3]] })
})

test("a typo in a parameter is an error", () => {
  // @ts-expect-error dimensions is misspelt
  void create({ model, input, dimension: 256 })
  // @ts-expect-error no such format
  void create({ model, input, encoding_format: "binary" })
  // @ts-expect-error nothing to embed
  void create({ model })
  // @ts-expect-error a number is no text
  void create({ model, input: 5 })
  // @ts-expect-error author is misspelt
  list({ auther: "meta" })
})

test("params of the openai package fit, and replies fit functions written for it, usage told", () => {
  expectTypeOf<OpenAI.EmbeddingCreateParams>().toExtend<EmbeddingParams>()
  expectTypeOf<Required<EmbeddingList>>().toExtend<OpenAI.CreateEmbeddingResponse>()
  expectTypeOf<OpenAI.CreateEmbeddingResponse>().toExtend<EmbeddingList>()
})

test("a vector is made of either form", () => {
  expectTypeOf(toVector).toBeCallableWith("AACAPw==")
  expectTypeOf(toVector).toBeCallableWith([1, 2])
  expectTypeOf(toVector).toBeCallableWith({} as number[] | Float32Array)
  expectTypeOf(toVector).returns.toEqualTypeOf<Float32Array>()
})

test("a listing is read one by one or whole, and its id is what goes into a call", async () => {
  const models = list({ search: "llama" }, { timeout: 1000 })
  for await (const listing of models) expectTypeOf(listing).toEqualTypeOf<ModelListing>()
  expectTypeOf(models.toArray()).resolves.toEqualTypeOf<ModelListing[]>()
  expectTypeOf(models.gateway).toEqualTypeOf<GatewayRecord | undefined>()
  expectTypeOf<ModelListing["id"]>().toExtend<EmbeddingParams["model"]>()
  expectTypeOf(toPrice).toBeCallableWith({} as ModelListing)
  expectTypeOf(toPrice).returns.toEqualTypeOf<CustomCost | undefined>()
})
