import { accountIdProblem, credentialProblem, gatewayIdProblem } from "../gateway/identity.ts"
import { CommandError } from "./command-error.ts"

/** Which gateway's records, and where they are asked for. */
export interface ManagementOptions {
  readonly account?: string | undefined
  readonly gateway?: string | undefined
  readonly apiBaseUrl?: string | undefined
}

/** Where Cloudflare's API of one gateway is, and what opens it. */
export interface ManagementAddress {
  readonly url: string
  readonly token: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** What flags and environment say of the gateway's API. Throws a `CommandError` that says what is missing or malformed. */
export function resolveManagement(env: Environment, options: ManagementOptions): ManagementAddress {
  const { account, gateway } = readIdentity(env, options)
  const url = `${readBase(env, options)}/accounts/${account}/ai-gateway/gateways/${encodeURIComponent(gateway)}`
  return { url, token: readToken(env) }
}

function readIdentity(env: Environment, options: ManagementOptions): { account: string; gateway: string } {
  // The base URL holds both, and calls go by it whatever the other variables say.
  const [, ownAccount, ownGateway] = /\/v1\/([0-9a-f]{32})\/([^/?#]+)/i.exec(env["CF_AIG_BASE_URL"] ?? "") ?? []
  const account = options.account || ownAccount || env["CF_ACCOUNT_ID"] || env["CLOUDFLARE_ACCOUNT_ID"]
  const gateway =
    options.gateway ||
    (ownGateway && decodeURIComponent(ownGateway)) ||
    env["GATEWAY_NAME"] ||
    env["CLOUDFLARE_GATEWAY_ID"]
  if (!account) throw new CommandError("Which account? Set CF_ACCOUNT_ID, or give --account")
  if (!gateway) throw new CommandError("Which gateway? Set GATEWAY_NAME, or give --gateway")
  const problem = accountIdProblem(account)
  if (problem) throw new CommandError(`${options.account ? "--account" : "CF_ACCOUNT_ID"} ${problem}`)
  const other = gatewayIdProblem(gateway)
  if (other) throw new CommandError(`${options.gateway ? "--gateway" : "GATEWAY_NAME"} ${other}`)
  return { account, gateway }
}

function readToken(env: Environment): string {
  const token = env["CLOUDFLARE_API_TOKEN"]
  if (!token)
    throw new CommandError("CLOUDFLARE_API_TOKEN is not set", {
      hint: "Set it to a token with AI Gateway Read, and AI Gateway Edit for feedback; CF_AIG_TOKEN is for calls alone",
    })
  const problem = credentialProblem(token)
  if (problem) throw new CommandError(`CLOUDFLARE_API_TOKEN ${problem}`)
  return token
}

function readBase(env: Environment, { apiBaseUrl }: ManagementOptions): string {
  const given = apiBaseUrl || env["CLOUDFLARE_BASE_URL"]
  if (given) {
    const url = URL.canParse(given) ? new URL(given) : undefined
    // The token must not be readable on the way.
    if (!url || !(url.protocol === "https:" || isLoopback(url)))
      throw new CommandError(
        `${apiBaseUrl ? "--api-base-url" : "CLOUDFLARE_BASE_URL"} must be https://…/client/v4, or http:// on this machine alone`,
      )
    return url.origin + url.pathname.replace(/\/+$/, "")
  }
  const own = env["CF_AIG_BASE_URL"] ?? ""
  const local = URL.canParse(own) ? new URL(own) : undefined
  return local && isLoopback(local) ? `${local.origin}/client/v4` : "https://api.cloudflare.com/client/v4"
}

function isLoopback({ protocol, hostname }: URL): boolean {
  return /^https?:$/.test(protocol) && /^(127\.[\d.]+|\[::1\]|(.+\.)?localhost)$/.test(hostname)
}
