import { errorReplies, type ErrorReply } from "../error-replies.ts"
import type { AdmittedToApi } from "./admitted.ts"
import { findGateway } from "./find-gateway.ts"
import type { AccountState } from "./gateway-state.ts"
import type { Incoming } from "./incoming.ts"
import type { Service } from "./service.ts"

/** Lets a request whose account is known in to the gateway that `cf-aig-gateway-id` names, or past all gateways. */
export function admitToGateway(
  service: Service,
  account: AccountState,
  incoming: Incoming,
  model: unknown,
): AdmittedToApi | ErrorReply {
  const headers = new Headers(incoming.headers)
  headers.delete("authorization")
  const id = incoming.headers.get("cf-aig-gateway-id")
  // Workers AI passes by every gateway where none is named; other models take the account's default one.
  const isDirect = id === null && typeof model === "string" && model.startsWith("@")
  const gateway = isDirect ? undefined : findGateway(service, account, id ?? "default", () => true)
  if (!gateway && !isDirect) return errorReplies.gateway_not_found!
  const { rateLimit } = gateway?.settings ?? {}
  if (rateLimit && !gateway!.limiter.take("gateway", rateLimit)) return errorReplies.rate_limited!
  return { account, gateway, incoming, headers }
}
