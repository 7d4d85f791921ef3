import { toUsage } from "../../completion/to-usage.ts"
import type { GatewayOptions } from "../../gateway/gateway-options.ts"
import type { Answer } from "../answer.ts"
import { costOf, priceOf } from "../rules/cost-of.ts"
import type { Service } from "./service.ts"

/** US dollars for an answer; nothing where it tells no usage. */
export function costOfAnswer(
  { prices }: Service,
  model: string,
  { customCost }: GatewayOptions,
  { completion }: Answer,
): number {
  return completion ? costOf(toUsage(completion), priceOf(prices, model), customCost) : 0
}
