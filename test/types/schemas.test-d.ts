import { expectTypeOf, test } from "vitest"
import type * as z from "zod/mini"
import type { ChatCompletion, ChatCompletionChunk, ChatCompletionParams } from "../../src/index.ts"
import type {
  chatCompletionChunkSchema,
  chatCompletionParamsSchema,
  chatCompletionSchema,
} from "../../src/schemas/index.ts"

// An interface is never assignable to an index signature, nor a readonly list to a list: neither says anything about the wire.
type Plain<T> = T extends string
  ? string
  : T extends readonly (infer E)[]
    ? Plain<E>[]
    : T extends object
      ? { -readonly [K in keyof T]: Plain<T[K]> }
      : T

/** The keys that are spelled out, without the index signature of a loose object. */
type KeysOf<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] }

test("a completion as typed is one that the schema accepts", () => {
  expectTypeOf<Plain<ChatCompletion>>().toExtend<z.input<typeof chatCompletionSchema>>()
})

test("a chunk as typed is one that the schema accepts", () => {
  expectTypeOf<Plain<ChatCompletionChunk>>().toExtend<z.input<typeof chatCompletionChunkSchema>>()
})

test("params as typed are such as the schema accepts", () => {
  expectTypeOf<Plain<ChatCompletionParams>>().toExtend<z.input<typeof chatCompletionParamsSchema>>()
})

test("a schema knows no key that the interface does not", () => {
  expectTypeOf<KeysOf<z.input<typeof chatCompletionSchema>>>().toExtend<keyof ChatCompletion>()
  expectTypeOf<KeysOf<z.input<typeof chatCompletionChunkSchema>>>().toExtend<keyof ChatCompletionChunk>()
  expectTypeOf<KeysOf<z.input<typeof chatCompletionParamsSchema>>>().toExtend<keyof ChatCompletionParams>()
})

test("a schema insists on what it is there for", () => {
  expectTypeOf<{ choices: "none" }>().not.toExtend<z.input<typeof chatCompletionSchema>>()
  expectTypeOf<{ choices: { message: { content: number } }[] }>().not.toExtend<z.input<typeof chatCompletionSchema>>()
  expectTypeOf<{ choices: "none" }>().not.toExtend<z.input<typeof chatCompletionChunkSchema>>()
  expectTypeOf<{ model: string; messages: string }>().not.toExtend<z.input<typeof chatCompletionParamsSchema>>()
  expectTypeOf<{ model: string; messages: []; temperature: string }>().not.toExtend<
    z.input<typeof chatCompletionParamsSchema>
  >()
})
