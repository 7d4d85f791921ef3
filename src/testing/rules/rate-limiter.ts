import type { LocalRateLimit } from "../local-gateway-options.ts"
import { createWindowSums } from "./window-sums.ts"

/** Counts requests or dollars under keys: the gateway's own, Unified Billing's, and those of a dynamic route's rate nodes. */
export interface RateLimiter {
  /** Takes that much where the limit is not reached yet; 0 only looks. What is refused does not count. */
  take(key: string, rule: LocalRateLimit, amount?: number): boolean
  /** Counts what is known afterwards, as a cost; the limit may be passed by it. */
  add(key: string, rule: LocalRateLimit, amount: number): void
  clear(): void
}

/** Unified Billing's 200 requests in 60 seconds on each gateway, of which own credentials are free (reference B, limits); its windows are a choice. */
export const wholesaleLimit: LocalRateLimit = { limit: 200, interval: 60, technique: "fixed" }

/** Each key has its own count. */
export function createRateLimiter(now: () => number): RateLimiter {
  const sums = createWindowSums(now)
  return {
    take(key, rule, amount = 1) {
      if (sums.sum(key, rule) >= rule.limit) return false
      if (amount > 0) sums.add(key, rule, amount)
      return true
    },
    add: sums.add,
    clear: sums.clear,
  }
}
