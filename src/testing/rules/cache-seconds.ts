import type { GatewayOptions } from "../../gateway/gateway-options.ts"

/** What a request says about its caching. */
export type CacheOptions = Pick<GatewayOptions, "cacheKey" | "cacheTtl">

// Reference B, limits of cf-aig-cache-ttl: a minute to a month.
const [least, most] = [60, 2_592_000]

/**
 * How long an answer is kept, or `undefined` where it is not: a gateway's lifetime or a cache key switches caching on, a lifetime on
 * the request alone does not.
 */
export function cacheSeconds({ cacheKey, cacheTtl }: CacheOptions, gatewayTtl: number): number | undefined {
  if (cacheKey == null && !(gatewayTtl > 0)) return undefined
  // Choices: 0 does nothing, as observed, though an example shows it as "off"; other lifetimes are moved within the limits.
  if (cacheTtl != null && cacheTtl > 0) return Math.min(Math.max(cacheTtl, least), most)
  // A cache key without a lifetime anywhere lasts 5 minutes.
  return gatewayTtl > 0 ? gatewayTtl : 300
}
