import type { LocalDomain } from "../local-gateway-options.ts"
import type { AccountState, GatewayState } from "./gateway-state.ts"

/** A hostname that leads to one gateway. */
export interface Domain extends LocalDomain {
  readonly hostname: string
  readonly account: AccountState
  readonly gateway: GatewayState
}

/** The custom domain of this hostname. */
export function findDomain(accounts: ReadonlyMap<string, AccountState>, hostname: string): Domain | undefined {
  return listDomains(accounts).find((domain) => domain.hostname === hostname)
}

/** Every custom domain. */
export function listDomains(accounts: ReadonlyMap<string, AccountState>): Domain[] {
  return [...accounts.values()].flatMap((account) =>
    [...account.gateways.values()].flatMap((gateway) =>
      Object.entries(gateway.settings.domains ?? {}).map(([hostname, domain]) => ({
        ...domain,
        hostname,
        account,
        gateway,
      })),
    ),
  )
}
