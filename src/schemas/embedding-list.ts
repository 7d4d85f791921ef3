import * as z from "zod/mini"
import type { EmbeddingFormat } from "./embedding-params.ts"

/** A vector as `create` gives it. */
export type EmbeddingVector<F extends EmbeddingFormat = EmbeddingFormat> = F extends "base64" ? Float32Array : number[]

/** Vectors, in OpenAI's shape and in the order of `input`. */
export interface EmbeddingList<V extends EmbeddingVector = number[]> {
  object: "list"
  data: Embedding<V>[]
  /** The model as the provider names it. */
  model: string
  /** Absent where Workers AI answers in its own words, over the binding. */
  usage?: EmbeddingUsage
}

/** One vector. */
export interface Embedding<V extends EmbeddingVector = number[]> {
  object: "embedding"
  /** Which entry of `input` it is of. */
  index: number
  embedding: V
}

/** Tokens used. */
export interface EmbeddingUsage {
  prompt_tokens: number
  total_tokens: number
}

// By a name of its own: written out, it would be generic, which TypeScript before 5.7 does not know.
interface Vector extends Float32Array {}

/** A list of vectors, as loosely as live providers spell it. Base64 that was not asked for passes: `toVector` reads it. */
export const embeddingListSchema = z.looseObject({
  data: z.array(
    z.looseObject({
      embedding: z.custom<number[] | Vector | string>(
        (value) => Array.isArray(value) || ArrayBuffer.isView(value) || typeof value === "string",
        "must be a list of numbers, or base64",
      ),
    }),
    "must be a list",
  ),
})
