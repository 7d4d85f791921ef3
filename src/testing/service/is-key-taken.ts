import type { Answer } from "../answer.ts"
import { errorReplies, errorRows } from "../error-replies.ts"
import type { LocalCredential } from "../local-reply.ts"
import { toProvider } from "../to-provider.ts"
import { may, permissionsOf, readBearer } from "./authenticate.ts"
import { isCompat, type ProviderCall } from "./provider-call.ts"
import { refuse } from "./refuse.ts"
import { refuseBody } from "./refuse-body.ts"
import type { Service } from "./service.ts"

/** Who pays, and with what key. */
export interface Paid {
  readonly credential: LocalCredential
  readonly key?: string | undefined
}

/** Whether the provider takes the key that it gets. */
export function isKeyTaken(service: Service, call: ProviderCall, paid: Paid): boolean {
  const { provider, account, gateway } = call
  const key = paid.key || undefined
  const taken = takenKeys(service, provider)
  if (key !== undefined && taken.length > 0) return taken.flat().includes(key)
  if (provider === "workers-ai") return isTokenTaken(service, call, paid)
  // A token of Cloudflare's that went on to the provider is no key of its own.
  const tokens = [
    service.token,
    service.apiToken,
    ...(gateway?.settings.tokens ?? []),
    ...Object.keys(account.settings.apiTokens ?? {}),
  ]
  return key === undefined || !tokens.includes(key)
}

// A list for each spelling of the provider.
function takenKeys({ providerKeys = {} }: Service, provider: string): (readonly string[])[] {
  return Object.entries(providerKeys).flatMap(([name, keys]) => (keys && toProvider(name) === provider ? [keys] : []))
}

// Workers AI takes tokens of Cloudflare's: the request's own or, without one, that of the gateway (reference E). A choice: of tokens
// that the configuration gives no permissions, the gateway's may use it.
function isTokenTaken(service: Service, { account, incoming }: ProviderCall, { credential, key }: Paid): boolean {
  if (credential.source === "request") return may(service, account, key!, "Workers AI Read")
  const token = readBearer(incoming.headers, "cf-aig-authorization") ?? readBearer(incoming.headers)
  const permissions = token === null || key ? undefined : permissionsOf(account, token)
  return !permissions || permissions.includes("Workers AI Read")
}

/** What a provider says to a wrong key; Workers AI in Cloudflare's words, of which compat tells nothing (reference D2, 2005). */
export function refuseKey(call: ProviderCall): Answer {
  if (call.provider === "workers-ai")
    return refuse(call.surface, isCompat(call) ? errorReplies.upstream_failed! : errorRows["10000-workers-ai"])
  const wrong = { status: 401, message: "Incorrect API key provided.", code: "invalid_api_key" }
  return refuseBody({ ...wrong, type: "invalid_request_error" }, call.format)
}
