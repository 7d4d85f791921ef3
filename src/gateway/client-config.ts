import type { Issue } from "../schemas/issue.ts"
import type { Credential, GatewayHooks, Logger, RequestOptions } from "./request-options.ts"
import type { ResolvedRequestOptions } from "./resolve-request-options.ts"
import type { Surface } from "./surface.ts"

/** A client's options, checked and filled in: what the rooms work with. */
export interface ClientConfig {
  readonly surface: Surface
  readonly baseURL: string
  /** What is missing to know where to send, said on the first call. */
  readonly missing: readonly Issue[]
  /** What is missing to be let in, unless the call brings a provider key. */
  readonly missingToken: readonly Issue[]
  readonly token: Credential | undefined
  readonly hooks: GatewayHooks
  readonly logger: Logger | undefined
  /** The client's own values of what a call may override. */
  readonly defaults: RequestOptions
  readonly resolved: ResolvedRequestOptions
}
