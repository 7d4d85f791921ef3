import type { GatewayClientOptions } from "../../src/index.ts"

/** The ways in that the call sites are run on. */
export const surfaces = ["compat", "rest", "binding"] as const

export type CallSiteSurface = (typeof surfaces)[number]

/** Who there is to meet. */
export interface Meeting extends Pick<GatewayClientOptions, "accountId" | "gateway" | "baseURL" | "fetch" | "binding"> {
  readonly token: string
  readonly apiToken: string
}

/** All in which the three clients differ. */
export function clientOptions(surface: CallSiteSurface, meeting: Meeting): GatewayClientOptions {
  const { accountId, gateway, token, apiToken, baseURL, fetch, binding } = meeting
  if (surface === "binding") return { binding, gateway }
  const met = { accountId, gateway, baseURL, fetch }
  return surface === "rest" ? { ...met, surface, token: apiToken } : { ...met, token, apiToken }
}
