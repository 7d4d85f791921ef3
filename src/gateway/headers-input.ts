/** Headers in any of the usual ways. `undefined` is as if not given, `null` takes off what stands there already. */
export type HeadersInput =
  | Headers
  | { readonly [name: string]: string | null | undefined }
  | readonly (readonly [string, string])[]

/** Names and values, whichever way they were given. */
export function headerEntries(
  headers: HeadersInput | undefined,
): Iterable<readonly [string, string | null | undefined]> {
  if (!headers) return []
  if (typeof headers !== "object") throw new TypeError("`headers` must be a Headers, a record or a list of pairs")
  return Symbol.iterator in headers ? (headers as Iterable<readonly [string, string]>) : Object.entries(headers)
}
