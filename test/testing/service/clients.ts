import { createGatewayClient, type GatewayClient, type GatewayClientOptions } from "../../../src/index.ts"
import type { LocalGateway } from "../../../src/testing/index.ts"

/** The same client on every way into a local gateway. */
export function clientsOf(
  local: LocalGateway,
  more: GatewayClientOptions = {},
): { readonly compat: GatewayClient; readonly rest: GatewayClient; readonly bound: GatewayClient } {
  const { accountId, gateway, fetch } = local.options
  const { CLOUDFLARE_API_TOKEN: apiToken } = local.env
  const own = { maxRetries: 0, ...more }
  return {
    compat: createGatewayClient({ ...local.options, apiToken, ...own }),
    rest: createGatewayClient({ surface: "rest", accountId, gateway, token: apiToken, fetch, ...own }),
    bound: createGatewayClient({ ...local.bindingOptions, accountId, apiToken, fetch, ...own }),
  }
}
