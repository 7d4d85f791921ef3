import { listDomains } from "./find-domain.ts"
import type { AccountState } from "./gateway-state.ts"

/** Throws a `TypeError` where a hostname leads to two gateways. */
export function assertDomains(accounts: ReadonlyMap<string, AccountState>): void {
  const hostnames = listDomains(accounts).map(({ hostname }) => hostname)
  const twice = hostnames.find((hostname, index) => hostnames.indexOf(hostname) < index)
  if (twice !== undefined)
    throw new TypeError(`createLocalGateway: \`${twice}\` leads to two gateways: leave one of the \`domains\` out`)
}
