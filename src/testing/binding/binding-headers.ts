import { toOptionHeaders } from "../../gateway/option-headers.ts"
import type { LocalBindingOptions } from "./local-binding.ts"

/** The headers that the binding makes of its options, and those that come along, which win. Options that it does not know become none. */
export function toBindingHeaders(given: LocalBindingOptions = {}, extra: object = {}): Headers {
  const { cacheKey, cacheTtl, skipCache, metadata, collectLog, eventId, requestTimeoutMs, retries } = given
  const known = { cacheKey, cacheTtl, skipCache, collectLog, eventId, requestTimeoutMs, retries }
  const headers = new Headers(toOptionHeaders({ ...known, metadata: metadata as never }))
  for (const [name, value] of Object.entries(extra)) headers.set(name, String(value))
  headers.set("content-type", "application/json")
  return headers
}
