import type { LocalAccount, LocalGatewaySettings } from "../local-gateway-options.ts"
import type { LogStore } from "../logs/log-store.ts"
import type { CustomProviderStore } from "../management/custom-provider-store.ts"
import type { RouteStore } from "../routes/route-store.ts"
import type { AnswerCache } from "../rules/answer-cache.ts"
import type { RateLimiter } from "../rules/rate-limiter.ts"
import type { Spending } from "../rules/spending.ts"

/** One gateway as it runs. */
export interface GatewayState {
  readonly id: string
  /** Replaced as a whole by the management API. */
  settings: LocalGatewaySettings
  readonly createdAt: number
  modifiedAt: number
  readonly cache: AnswerCache
  readonly limiter: RateLimiter
  readonly spending: Spending
  readonly logs: LogStore
  readonly routes: RouteStore
}

/** One account as it runs. */
export interface AccountState {
  readonly id: string
  readonly settings: LocalAccount
  /** US dollars left. */
  credits: number
  readonly gateways: Map<string, GatewayState>
  readonly customProviders: CustomProviderStore
}
