import type { GatewayOptions } from "../../gateway/gateway-options.ts"
import { createByteBudget } from "../byte-budget.ts"
import { cacheSeconds, type CacheOptions } from "./cache-seconds.ts"

/** What an answer is found by (reference G, Caching). */
export interface CacheFacts {
  readonly provider: string
  readonly endpoint: string
  readonly model: string
  /** The provider's key on the request. */
  readonly providerAuth: string | null
  /** The whole body. */
  readonly text: string
  /** It as it came, where that may be no text. @default the text's own */
  readonly bytes?: ArrayBuffer | undefined
  readonly options: GatewayOptions
  /** The gateway's lifetime in seconds; 0 where it does not cache. */
  readonly gatewayTtl: number
  readonly isStream: boolean
  /** What the answer is made of. @default "text" */
  readonly contentKind?: "text" | "image" | "embeddings" | "audio" | undefined
}

/** How long an answer is kept, and how large it is. */
export interface CacheLifetime {
  readonly options: CacheOptions
  readonly gatewayTtl: number
  /** @default 0 */
  readonly bytes?: number | undefined
}

/** Answers, kept as the gateway keeps them: by an exact key, for a while, and only where caching is asked for. */
export interface AnswerCache<T = unknown> {
  /** The key of a request, or nothing where it is not cached. */
  keyOf(facts: CacheFacts): string | undefined
  get(key: string): T | undefined
  set(key: string, answer: T, lifetime: CacheLifetime): void
  clear(): void
}

// Reference B, limits: 25 MB, taken here for millions of bytes.
const mostBytes = 25_000_000

// The service has no such limit, nor one over all bytes: they keep a process that runs for days from growing.
const mostEntries = 10_000

/** Two requests at the same moment both miss, as on the service: nothing is kept before an answer is there. */
export function createAnswerCache<T = unknown>(now: () => number): AnswerCache<T> {
  const entries = new Map<string, { readonly answer: T; readonly until: number }>()
  const forget = (key: string) => {
    entries.delete(key)
    budget.delete(key)
  }
  const budget = createByteBudget<string>((key) => entries.delete(key))
  return {
    keyOf({
      provider,
      endpoint,
      model,
      providerAuth,
      text,
      bytes,
      options,
      gatewayTtl,
      isStream,
      contentKind = "text",
    }) {
      const isCached = cacheSeconds(options, gatewayTtl) !== undefined
      // Text and images alone, and no streams; that embeddings are no text is a choice.
      if (!isCached || isStream || !/^(text|image)$/.test(contentKind) || isLarge(text, bytes)) return undefined
      if (options.cacheKey != null) return `key:${options.cacheKey}`
      // The service takes the SHA-256 of these; here they stand as they are, so that asking needs no waiting.
      const body = bytes && !isExact(text, bytes) ? ["bytes", toBinary(bytes)] : ["text", text]
      return `body:${JSON.stringify([provider, endpoint, model, providerAuth, ...body])}`
    },
    get(key) {
      const entry = entries.get(key)
      if (entry && entry.until > now()) return entry.answer
      forget(key)
      return undefined
    },
    set(key, answer, { options, gatewayTtl, bytes = 0 }) {
      const seconds = cacheSeconds(options, gatewayTtl)
      if (seconds === undefined) return
      forget(key)
      entries.set(key, { answer, until: now() + seconds * 1000 })
      // The key holds the request's body.
      budget.add(key, bytes + key.length)
      if (entries.size > mostEntries) forget(entries.keys().next().value!)
    },
    clear() {
      entries.clear()
      budget.clear()
    },
  }
}

function isLarge(text: string, bytes: ArrayBuffer | undefined): boolean {
  if (bytes) return bytes.byteLength > mostBytes
  // A character is three bytes at most, so small bodies need no counting.
  return text.length * 3 > mostBytes && new TextEncoder().encode(text).length > mostBytes
}

// Decoding puts one character for all bytes that are no text, and leaves out a mark of the byte order.
function isExact(text: string, bytes: ArrayBuffer): boolean {
  return !text.includes("\uFFFD") && new TextEncoder().encode(text).length === bytes.byteLength
}

function toBinary(bytes: ArrayBuffer): string {
  let binary = ""
  for (const byte of new Uint8Array(bytes)) binary += String.fromCharCode(byte)
  return binary
}
