import type { LocalPermission } from "../local-gateway-options.ts"
import type { AccountState, GatewayState } from "./gateway-state.ts"
import { allKeyHeaders } from "./provider-key.ts"
import type { Service } from "./service.ts"

/** Whether a token may do this in the account. */
export function may(
  service: Service,
  account: AccountState,
  token: string | null,
  permission: LocalPermission,
): boolean {
  if (token === null) return false
  if (account.settings.apiTokens) return permissionsOf(account, token)?.includes(permission) ?? false
  return token === service.token || token === service.apiToken
}

/** What the configuration lets a token do; nothing where it does not name it. */
export function permissionsOf({ settings }: AccountState, token: string): readonly LocalPermission[] | undefined {
  const { apiTokens = {} } = settings
  return Object.hasOwn(apiTokens, token) ? apiTokens[token] : undefined
}

/** The token of `Authorization: Bearer`. */
export function readBearer(headers: Headers, name = "authorization"): string | null {
  return /^Bearer (.+)$/i.exec(headers.get(name) ?? "")?.[1] ?? null
}

/**
 * Lets a request in to a gateway, or does not. Gives its headers without the gateway's token, as they go on to the provider.
 *
 * A token in a provider's own header does where `cf-aig-authorization` is missing, as Cloudflare's SDK examples show; beside it, it is
 * taken for the provider's key, as people found (reference E disputes it: the choice that lets no mistake pass).
 */
export function admit(
  service: Service,
  account: AccountState,
  gateway: GatewayState | undefined,
  headers: Headers,
): Headers | undefined {
  const passed = new Headers(headers)
  passed.delete("cf-aig-authorization")
  const isKnown = (token: string | null) =>
    token !== null &&
    ((gateway?.settings.tokens ?? [service.token]).includes(token) || may(service, account, token, "AI Gateway Run"))
  // Nothing is asked for then, and what stands where a provider's key would is one: Workers AI takes Cloudflare's tokens.
  if (gateway?.settings.authentication === false) return passed
  if (headers.has("cf-aig-authorization"))
    return isKnown(readBearer(headers, "cf-aig-authorization")) ? passed : undefined
  const header = allKeyHeaders.find((name) => isKnown((headers.get(name) ?? "").replace(/^Bearer /i, "")))
  if (header === undefined) return undefined
  passed.delete(header)
  return passed
}
