import type { CustomCost } from "../../gateway/gateway-options.ts"
import { isRecord } from "../../schemas/is-record.ts"

const names = ["per_token_in", "per_token_out", "per_cache_read_token", "per_cache_write_token", "total_cost"] as const

/** The prices of `cf-aig-custom-cost`; nothing where none is one. A price that is no number of dollars is left out, which is a choice. */
export function readCustomCost(given: unknown): CustomCost | undefined {
  if (!isRecord(given)) return undefined
  const prices = names.filter((name) => Number.isFinite(given[name]) && (given[name] as number) >= 0)
  return prices.length === 0 ? undefined : Object.fromEntries(prices.map((name) => [name, given[name]]))
}
