import { createGatewayClient, type GatewayClient } from "../client.ts"
import type { GatewayClientOptions } from "../client-options.ts"
import { readEnvironment } from "../gateway/read-environment.ts"
import { CommandError } from "./command-error.ts"
import type { ConnectionOptions } from "./connection-options.ts"

/** The client that the environment and the flags describe. Throws a `CommandError` that names what is malformed. */
export function clientFromEnvironment(
  options: ConnectionOptions,
  more: Pick<GatewayClientOptions, "hooks" | "timeout"> = {},
): GatewayClient {
  const { account, gateway, baseUrl } = options
  try {
    return createGatewayClient({ ...more, accountId: account, gateway, baseURL: baseUrl || rebase(options) })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new CommandError(toFlags(error.message, options))
  }
}

// The variable's URL holds account and gateway; flags that name others must not be lost.
function rebase({ account, gateway }: ConnectionOptions): string | undefined {
  const base = readEnvironment("CF_AIG_BASE_URL")
  if (!base || !(account || gateway)) return undefined
  const [, origin, ownAccount = "", ownGateway = ""] = /^(.+\/v1)\/([0-9a-f]{32})\/([^/?#]+)/i.exec(base) ?? []
  if (!origin)
    throw new CommandError("CF_AIG_BASE_URL would win over --account and --gateway: unset it, or give --base-url")
  return `${origin}/${account || ownAccount}/${gateway ? encodeURIComponent(gateway) : ownGateway}`
}

// Names what the user typed, where it was typed.
function toFlags(message: string, { account, gateway, baseUrl }: ConnectionOptions): string {
  const flags: [name: string, flag: string, given: string | undefined][] = [
    ["`accountId`", "--account", account],
    ["`gateway`", "--gateway", gateway],
    ["`baseURL`", "--base-url", baseUrl],
  ]
  return flags.reduce(
    (text, [name, flag, given]) => (given ? text.replace(name, flag) : text),
    message
      .replace(/^createGatewayClient: /, "")
      .replaceAll(/`\w+ \(([A-Z_]+)\)`/g, "$1")
      .replace("is given as `baseURL`", "is given as --base-url")
      .replace("is given as `token`", "is given as CF_AIG_TOKEN"),
  )
}
