import type { GatewayClientOptions } from "../../src/client-options.ts"
import { createProviderDoors } from "../../src/provider/provider-doors.ts"
import { callerOf } from "../support/caller-of.ts"
import { identity } from "../support/server.ts"

/** A client as far as its doors go. */
export function clientOf(options: GatewayClientOptions = {}) {
  return { provider: createProviderDoors(callerOf(options), options.fetch) }
}

/** What a fetch was called with. */
export interface Sent {
  readonly url: string
  readonly method: string | undefined
  readonly headers: Record<string, string>
  readonly body: unknown
  readonly init: RequestInit
}

/** A client whose fetch notes what it is called with, and answers all alike. */
export function spied(options: GatewayClientOptions = {}, answer: () => Response = () => Response.json({ ok: true })) {
  const sent: Sent[] = []
  const fetch = async (url: string, init: RequestInit) => {
    const { method, headers, body } = init
    sent.push({ url, method, headers: headers as Record<string, string>, body, init })
    return answer()
  }
  return { ...clientOf({ ...identity, fetch, ...options }), sent }
}

export const root = "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway"
