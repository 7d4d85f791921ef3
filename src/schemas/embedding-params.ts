import * as z from "zod/mini"
import type { Model } from "../gateway/known-models.ts"
import { isName, isObject, isText, maybe } from "./maybe.ts"

/** How vectors travel: as written numbers, or as base64 of 32-bit floats, which is a quarter of the bytes and less to parse. */
export type EmbeddingFormat = "float" | "base64"

/** The body of an embedding, in OpenAI's words. Any other parameter goes through the option `extraBody`. */
export interface EmbeddingParams<F extends EmbeddingFormat = EmbeddingFormat> {
  /** `provider/model`, e.g. `openai/text-embedding-3-small`, `@cf/baai/bge-m3`. */
  model: Model
  /** A text, several texts, or the same as tokens. */
  input: string | readonly string[] | readonly number[] | readonly (readonly number[])[]
  /** How long the vectors shall be, where the model can shorten them. */
  dimensions?: number | undefined
  /** `"base64"` asks for it on the wire and gives a `Float32Array` for each vector. @default "float" */
  encoding_format?: F | undefined
  /** A stable, hashed id of your end user, for the provider's abuse detection. */
  user?: string | undefined
}

// Some models embed more than text: what an entry is made of is theirs to judge.
const isEntry = (entry: unknown) => isText(entry) || typeof entry === "number" || isObject(entry)
const text = maybe<string>(isText, "must be text")

/** The request, as loosely as the most liberal provider reads it. */
export const embeddingParamsSchema = z.looseObject({
  model: z.custom<string>(isName, "is missing, or no text"),
  input: z.custom<string | readonly (string | number | object)[]>(
    (value) => isName(value) || (Array.isArray(value) && value.length > 0 && value.every(isEntry)),
    "must be text, or a list of texts or tokens, and not empty",
  ),
  dimensions: maybe<number>(Number.isFinite, "must be a number"),
  encoding_format: text,
  user: text,
})
