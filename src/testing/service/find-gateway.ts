import type { AccountState, GatewayState } from "./gateway-state.ts"
import type { Service } from "./service.ts"

/** The gateway of this id. `default` makes itself when a request with a token that is known asks for it (reference A0). */
export function findGateway(
  service: Service,
  account: AccountState,
  id: string,
  isAuthenticated: () => boolean,
): GatewayState | undefined {
  const known = account.gateways.get(id)
  if (known || id !== "default" || !isAuthenticated()) return known
  return service.createGateway(account, id, hasPayment(account) ? { byok: {} } : {})
}

// A choice: stored keys are told of where somebody said who pays, else it has one for every provider, so that it answers.
function hasPayment({ settings, gateways }: AccountState): boolean {
  return (settings.credits ?? 0) > 0 || [...gateways.values()].some((gateway) => gateway.settings.byok !== undefined)
}
