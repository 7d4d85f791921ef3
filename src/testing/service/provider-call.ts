import type { GatewayOptions } from "../../gateway/gateway-options.ts"
import type { ChatCompletionParams } from "../../schemas/chat-completion-params.ts"
import type { JSONObject, WireFormat } from "../formats/wire-format.ts"
import type { LocalCredential, LocalRequest, LocalSurface } from "../local-reply.ts"
import type { Ids } from "./create-ids.ts"
import type { AccountState, GatewayState } from "./gateway-state.ts"
import type { Incoming } from "./incoming.ts"

/** One request for one provider, whichever way it came in. */
export interface ProviderCall {
  readonly account: AccountState
  /** None where Workers AI is called beside every gateway. */
  readonly gateway: GatewayState | undefined
  readonly incoming: Incoming
  readonly ids: Ids
  readonly surface: LocalSurface
  /** As compat's model strings call it. */
  readonly provider: string
  /** By the provider's own name. */
  readonly model: string
  /** The path after the provider, with its query. */
  readonly endpoint: string
  readonly format: WireFormat
  readonly body: JSONObject
  /** The body as text: part of the cache's key. */
  readonly text: string
  /** The request's headers, a step's own over them. */
  readonly headers: Headers
  readonly options: GatewayOptions
  readonly params: ChatCompletionParams
  readonly isStream: boolean
  readonly step: number
  /** What the provider's key is, where the request brings one along. */
  readonly providerKey: string | undefined
}

/** Whether the model's name tells the provider, as compat spells it. */
export function isCompat({ body, provider, model }: ProviderCall): boolean {
  return body["model"] === `${provider}/${model}`
}

/** The call as models and tests see it. */
export function toLocalRequest(call: ProviderCall, credential: LocalCredential | undefined): LocalRequest {
  const { incoming, params, options, surface, provider, model, body, step } = call
  const { method, url, isBinding } = incoming
  // As they came in, the gateway's token with them, under what a step brings along.
  const headers = new Headers(incoming.headers)
  for (const [name, value] of call.headers) headers.set(name, value)
  const way = isBinding ? "binding" : surface
  return { method, url, headers, params, gateway: options, surface: way, provider, model, body, step, credential }
}
