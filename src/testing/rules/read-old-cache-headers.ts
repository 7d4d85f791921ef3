import type { GatewayOptions } from "../../gateway/gateway-options.ts"

/** What `cf-cache-ttl` and `cf-skip-cache` ask for: deprecated names that are still accepted. Those beginning `cf-aig-` go before them. */
export function readOldCacheHeaders(headers: Headers): Pick<GatewayOptions, "cacheTtl" | "skipCache"> {
  const seconds = headers.get("cf-cache-ttl")?.trim()
  const skip = headers.get("cf-skip-cache")
  return {
    ...(seconds && Number.isFinite(Number(seconds)) && { cacheTtl: Number(seconds) }),
    ...(skip !== null && { skipCache: skip === "true" }),
  }
}
