import type { CustomCost } from "../../gateway/gateway-options.ts"
import type { LocalPrice } from "../local-gateway-options.ts"
import { findByPattern } from "../find-by-pattern.ts"
import { toModelName } from "../to-model-name.ts"
import { readCustomCost } from "./read-custom-cost.ts"

/** Tokens that are paid for. */
export interface PaidTokens {
  /** Of the prompt, cached ones included. */
  readonly input: number
  readonly output: number
  /** Of the prompt, read from the provider's own cache. */
  readonly cached?: number | undefined
  /** Of the prompt, written to the provider's own cache. */
  readonly written?: number | undefined
}

/** What a request costs in US dollars: at the request's own prices where it gives some, else at the listed ones; nothing from our cache. */
export function costOf(
  tokens: PaidTokens | undefined,
  price: LocalPrice,
  customCost?: CustomCost | null | undefined,
  isCacheHit = false,
): number {
  // Custom prices too count only where the answer tells its usage (reference B).
  if (isCacheHit || !tokens) return 0
  const custom = readCustomCost(customCost)
  const cost = custom ? atCustomPrices(tokens, custom) : tokens.input * price.in + tokens.output * price.out
  // A trillionth of a dollar, so that 3 * 0.1 reads 0.3.
  return Number(cost.toFixed(12))
}

function atCustomPrices({ input, output, cached = 0, written = 0 }: PaidTokens, custom: CustomCost): number {
  if (custom.total_cost !== undefined) return custom.total_cost
  // A choice: a price that is left out is 0, not the listed one.
  const { per_token_in = 0, per_token_out = 0 } = custom
  const { per_cache_read_token = per_token_in, per_cache_write_token = per_token_in } = custom
  const read = Math.min(cached, input)
  const kept = Math.min(written, input - read)
  return (
    (input - read - kept) * per_token_in +
    read * per_cache_read_token +
    kept * per_cache_write_token +
    output * per_token_out
  )
}

// A choice: about what small models cost in 2026.
const usual: LocalPrice = { in: 0.000_001, out: 0.000_002 }

/** The listed price of `provider/model`: by its name, else by the longest pattern that ends in `*`. */
export function priceOf(prices: { readonly [pattern: string]: LocalPrice } | undefined, name: string): LocalPrice {
  const listed = new Map(Object.entries(prices ?? {}).map(([pattern, price]) => [toModelName(pattern), price]))
  return findByPattern(listed, name) ?? usual
}
