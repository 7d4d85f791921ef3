import { isObject } from "../schemas/maybe.ts"
import { parse } from "./parse-json.ts"

/** A body that is not said to be text. When it breaks off, `broken` says why and `value` holds what came. */
export interface BodyBytes {
  readonly value: Blob | string
  readonly broken?: { readonly error: unknown }
}

/** Reads a body to its end, as a `Blob` of the response's type. As text comes what is empty, and JSON that does not say what it is. */
export async function readBlob(response: Response, signal: AbortSignal): Promise<BodyBytes> {
  const type = response.headers.get("content-type") ?? ""
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const toValue = () => {
    const blob = new Blob(chunks, { type })
    return blob.size > 0 ? blob : ""
  }
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined
  // A body that does not hear of the abort itself is let go, and its connection with it.
  signal.addEventListener("abort", () => reader?.cancel(signal.reason).catch(() => {}))
  try {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) chunks.push(next.value)
  } catch (error) {
    return { value: toValue(), broken: { error } }
  }
  const value = toValue()
  const text = value && !type ? await value.text() : ""
  return { value: isObject(parse(text)) ? text : value }
}
