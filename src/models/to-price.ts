import { defined, type CustomCost } from "../gateway/gateway-options.ts"
import type { ModelListing } from "../schemas/model-listing.ts"

/**
 * What a listed model costs a token, as `estimateCost` takes it; `undefined` where the listing tells no price, or one by image, minute or
 * step.
 *
 * @example
 * const price = toPrice(listing)
 * const cost = price && estimateCost(usage, price)
 */
export function toPrice({ cost_in, cost_out, properties }: ModelListing): CustomCost | undefined {
  const list = [properties ?? []].flat().find((property) => property?.property_id === "price")?.value
  const perToken = (kind: string): number | undefined => {
    const entries = [list].flat() as any[]
    const { price, currency = "USD" } = entries.find((entry) => entry?.unit === `per M ${kind} tokens`) ?? {}
    // A million is no power of two: 0.95 would become 9.499999999999999e-7.
    return currency === "USD" && typeof price === "number" ? Number((price / 1e6).toPrecision(12)) : undefined
  }
  const per_token_in = cost_in ?? perToken("input")
  const per_token_out = cost_out ?? perToken("output")
  if ((per_token_in ?? per_token_out) === undefined) return undefined
  return defined({ per_token_in, per_token_out, per_cache_read_token: perToken("cached input") })
}
