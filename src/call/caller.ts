import type { ClientConfig } from "../gateway/client-config.ts"
import type { ResolvedRequestOptions } from "../gateway/resolve-request-options.ts"
import type { Route } from "../gateway/route.ts"

/** What goes with a request. */
export interface Sending {
  readonly headers: Record<string, string>
  readonly body?: string | undefined
  readonly signal: AbortSignal
}

/** Sends one request where its route leads: over HTTP or over the binding, which takes some options by their own names. */
export type Send = (
  route: Route,
  sending: Sending,
  options: Pick<ResolvedRequestOptions, "gateway" | "query">,
) => Promise<Response>

/** A client's options and its way out: what the rooms work with. */
export interface Caller {
  readonly config: ClientConfig
  readonly send: Send
}
