import type { ClientConfig, Host } from "./client-config.ts"
import type { Refusal } from "./error-codes.ts"
import type { Way } from "./support-matrix.ts"

/** What is called on `env.AI`: a model, or a path of a provider behind a gateway; steps name theirs themselves. */
export interface BindingCall {
  readonly model?: string | undefined
  readonly provider?: string | undefined
  readonly endpoint?: string | undefined
}

/** Where a call goes, and which headers carry what. */
export interface Route {
  readonly way: Way
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE" | undefined
  /** Without the query. Of a binding: what is called there, in words. */
  readonly url: string
  /** Who lets it in; nobody asks on a binding. */
  readonly host?: Host | undefined
  readonly tokenHeader?: string | undefined
  readonly binding?: BindingCall | undefined
  /** Header and scheme of the provider's own key. */
  readonly keyHeader?: readonly [name: string, scheme: string] | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Where the same number means different things. */
  readonly operation?: Refusal["operation"]
}

/** A path under the gateway's own address. */
export function gatewayRoute({ gateway }: ClientConfig, way: Way, path: string): Route {
  return { way, url: gateway.url + path, host: gateway, tokenHeader: "cf-aig-authorization" }
}

/** A path of Cloudflare's REST API, through the client's gateway; the account's default one where none is named. */
export function restRoute({ api, gatewayId }: ClientConfig, path: string): Route {
  return {
    way: "rest",
    url: api.url + path,
    host: api,
    tokenHeader: "authorization",
    headers: gatewayId ? { "cf-aig-gateway-id": gatewayId } : undefined,
    operation: "rest",
  }
}

/** A path of a provider behind the bound gateway. */
export function bindingRoute({ gatewayId }: ClientConfig, provider: string, endpoint: string): Route {
  return {
    way: "binding",
    url: `env.AI.gateway("${gatewayId}").run("${provider}", "${endpoint}")`,
    binding: { provider, endpoint },
  }
}

/** A model run by the binding itself. */
export function runRoute(model: string): Route {
  return { way: "run", url: `env.AI.run("${model}")`, binding: { model }, operation: "run" }
}
