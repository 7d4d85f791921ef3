import type { ConnectionOptions } from "./connection-options.ts"

type Environment = Readonly<Record<string, string | undefined>>

/** What to say where CF_AIG_BASE_URL leads elsewhere than the variables beside it; nothing where they agree, or flags decide. */
export function overriddenAdvice(env: Environment, flags: ConnectionOptions): string | undefined {
  if (flags.baseUrl) return undefined
  const [, account, gateway] = /\/v1\/([0-9a-f]{32})\/([^/?#]+)/i.exec(env["CF_AIG_BASE_URL"] ?? "") ?? []
  if (!account || !gateway) return undefined
  const unread = [
    ...(flags.account ? [] : unlike(env, ["CF_ACCOUNT_ID", "CLOUDFLARE_ACCOUNT_ID"], account.toLowerCase())),
    ...(flags.gateway ? [] : unlike(env, ["GATEWAY_NAME", "CLOUDFLARE_GATEWAY_ID"], gateway)),
  ]
  if (unread.length === 0) return undefined
  const verb = unread.length > 1 ? "are" : "is"
  return `CF_AIG_BASE_URL leads to gateway "${gateway}" of account ${account}; ${unread.join(" and ")} ${verb} not looked at: unset one`
}

// The first that is set would count.
function unlike(env: Environment, names: readonly string[], wanted: string): string[] {
  const name = names.find((name) => env[name])
  const value = name && env[name]
  const isSame = value === wanted || encodeURIComponent(value ?? "") === wanted || value?.toLowerCase() === wanted
  return value && !isSame ? [`${name}=${value}`] : []
}
