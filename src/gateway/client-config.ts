import type { Issue } from "../schemas/issue.ts"
import type { AiBinding } from "./ai-binding.ts"
import type { Credential, GatewayHooks, Logger, RequestOptions } from "./request-options.ts"
import type { ResolvedRequestOptions } from "./resolve-request-options.ts"
import type { Surface } from "./support-matrix.ts"

/** What opens one host: where it is, its token, and what is missing of either, said on the first call. */
export interface Host {
  /** What paths are appended to. */
  readonly url: string
  readonly token: Credential | undefined
  /** What is missing to know where to send. */
  readonly missing: readonly Issue[]
  /** What is missing to be let in, unless the call brings a provider key. */
  readonly missingToken: readonly Issue[]
}

/** A service token of Cloudflare Access. */
export interface AccessServiceToken {
  clientId: string
  clientSecret: string
}

/** A client's options, checked and filled in: what the rooms work with. */
export interface ClientConfig {
  readonly surface: Surface
  readonly binding: AiBinding | undefined
  /** The gateway's name, where it is known. */
  readonly gatewayId: string | undefined
  /** `https://gateway.ai.cloudflare.com/v1/{account}/{gateway}`, or what stands for it; token in `cf-aig-authorization`. */
  readonly gateway: Host
  /** `https://api.cloudflare.com/client/v4/accounts/{account}`, or what stands for it; token in `authorization`. */
  readonly api: Host
  /** The same address, with the token for what manages: logs. */
  readonly management: Host
  /** What Cloudflare Access asks for before a custom domain. */
  readonly accessToken: Credential | AccessServiceToken | undefined
  readonly hooks: GatewayHooks
  readonly logger: Logger | undefined
  /** The client's own values of what a call may override. */
  readonly defaults: RequestOptions
  readonly resolved: ResolvedRequestOptions
}
