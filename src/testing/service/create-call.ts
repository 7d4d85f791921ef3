import type { GatewayOptions } from "../../gateway/gateway-options.ts"
import type { JSONObject, WireFormat } from "../formats/wire-format.ts"
import type { LocalSurface } from "../local-reply.ts"
import { readOptionHeaders } from "../read-option-headers.ts"
import { readOldCacheHeaders } from "../rules/read-old-cache-headers.ts"
import { createIds } from "./create-ids.ts"
import type { AccountState, GatewayState } from "./gateway-state.ts"
import type { Incoming } from "./incoming.ts"
import { isOfApi } from "./is-of-api.ts"
import type { ProviderCall } from "./provider-call.ts"
import { readProviderKey } from "./provider-key.ts"
import type { Service } from "./service.ts"

/** What makes up a call, before it is read. */
export interface CallParts {
  readonly account: AccountState
  readonly gateway: GatewayState | undefined
  readonly incoming: Incoming
  readonly surface: LocalSurface
  readonly provider: string
  readonly model: string
  /** The model as replies name it. @default the provider's own name */
  readonly modelName?: string | undefined
  readonly endpoint: string
  readonly format: WireFormat
  readonly body: JSONObject
  readonly text: string
  /** Without the gateway's own token. */
  readonly headers: Headers
  readonly step?: number | undefined
  /** Which of several calls for one request this is, from 0. @default step */
  readonly part?: number | undefined
  /** Options that stand in a step. */
  readonly options?: GatewayOptions | undefined
}

/** Reads a call, or tells what is wrong with its body. */
export function createCall(service: Service, parts: CallParts): ProviderCall | string {
  const { incoming, headers, format, body, provider, model, step = 0, part = step } = parts
  const params = format.toParams(body, parts.modelName ?? model)
  if (typeof params === "string") return params
  return {
    ...parts,
    params,
    step,
    ids: createIds(incoming.number, service.seed, headers, part),
    options: { ...readOldCacheHeaders(headers), ...readOptionHeaders(headers), ...parts.options },
    isStream: format.isStream(body, parts.endpoint),
    providerKey: isOfApi(parts.surface) ? undefined : readProviderKey(provider, headers, parts.endpoint),
  }
}
