import type { AccountState, GatewayState } from "./gateway-state.ts"
import type { Incoming } from "./incoming.ts"

/** A request that was let in to a gateway. */
export interface Admitted {
  readonly account: AccountState
  readonly gateway: GatewayState
  readonly incoming: Incoming
  /** Without the gateway's own token. */
  readonly headers: Headers
}

/** Whether `custom-{slug}` is a custom provider of the account; where none is set up, any is. */
export function isCustomProvider(account: AccountState, gateway: GatewayState, slug: string): boolean {
  if (!slug.startsWith("custom-")) return false
  const { customProviders } = gateway.settings
  if (!customProviders && account.customProviders.list().length === 0) return true
  const name = slug.slice("custom-".length)
  return Object.hasOwn(customProviders ?? {}, name) || account.customProviders.find(name) !== undefined
}

/** A request that was let in to the REST API. */
export interface AdmittedToApi {
  readonly account: AccountState
  /** None for Workers AI without `cf-aig-gateway-id`. */
  readonly gateway: GatewayState | undefined
  readonly incoming: Incoming
  /** Without the token. */
  readonly headers: Headers
}
