import type { GatewayOptions } from "../gateway/gateway-options.ts"

/** Whole answers, kept as the gateway keeps them: by an exact key, for a while, and only where caching is asked for. */
export interface AnswerCache {
  /** What is asked for: the key, or nothing where caching is off for this request. */
  keyOf(body: string, authorization: string | null, options: GatewayOptions): string | undefined
  get(key: string): string | undefined
  set(key: string, answer: string, options: GatewayOptions): void
  clear(): void
}

/** `gatewayTtl` in seconds switches caching on for all requests; 0 leaves it to `cacheKey`. */
export function createAnswerCache(gatewayTtl: number, now: () => number): AnswerCache {
  const entries = new Map<string, { readonly answer: string; readonly until: number }>()
  return {
    keyOf(body, authorization, { cacheKey }) {
      if (cacheKey != null) return `key:${cacheKey}`
      // The documented key: provider, endpoint, model, provider auth header and body; the first three stand in the body here.
      return gatewayTtl > 0 ? `body:${authorization ?? ""}\n${body}` : undefined
    },
    get(key) {
      const entry = entries.get(key)
      return entry && entry.until > now() ? entry.answer : undefined
    },
    set(key, answer, { cacheTtl }) {
      // A custom key without a lifetime anywhere lasts 5 minutes.
      const seconds = cacheTtl ?? (gatewayTtl > 0 ? gatewayTtl : 300)
      entries.set(key, { answer, until: now() + seconds * 1000 })
    },
    clear: () => entries.clear(),
  }
}
