import { randomBytes } from "node:crypto"
import type { LocalGatewayOptions } from "../testing/local-gateway-options.ts"

/** The token that `dev` prints: the configuration's, else one of its own for each start; `null` where none is asked for. */
export function devToken(options: LocalGatewayOptions): string | null {
  if (options.token !== undefined) return options.token
  const gateways = { ...options.accounts?.[options.accountId ?? ""]?.gateways, ...options.gateways }
  const settings = gateways[options.gateway ?? Object.keys(gateways)[0] ?? ""]
  if (settings?.authentication === false) return null
  return settings?.tokens?.[0] ?? `cf-aig-local-${randomBytes(16).toString("hex")}`
}
