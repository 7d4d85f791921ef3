import { isRecord } from "../schemas/is-record.ts"
import { toVector } from "./to-vector.ts"

/**
 * OpenAI's shape of what Workers AI answers over its binding: `data` (of older models `response`) is a list of bare vectors there. What has
 * the shape already passes untouched.
 */
export function toEmbeddingList(given: any, model: string): unknown {
  // The v4 envelope, where a way leaves it on.
  const value = isRecord(given?.result) ? given.result : given
  const { data: list, response, ...rest } = isRecord(value) ? (value as { [key: string]: any }) : {}
  const vectors = list ?? response
  if (!Array.isArray(vectors?.[0])) return value
  const data = vectors.map((embedding: unknown, index: number) => ({ object: "embedding", index, embedding }))
  return { object: "list", ...rest, data, model }
}

/** The same list with each vector as 32-bit floats. Throws where one cannot be read. */
export function withVectors<List extends { readonly data: readonly { readonly embedding: any }[] }>(list: List): List {
  return { ...list, data: list.data.map((entry) => ({ ...entry, embedding: toVector(entry.embedding) })) }
}
