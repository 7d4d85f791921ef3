import type { JSONObject } from "./wire-format.ts"

/** A field of a request to Google, which takes `topK` and `top_k` alike. */
export function readField(object: JSONObject, name: string): unknown {
  return object[name] ?? object[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]
}
