/**
 * A way into AI Gateway. It knows where an operation lives, which header carries the Cloudflare token and which the provider's key,
 * and what options it cannot honour. Everything else is written once.
 */
export interface Surface {
  readonly name: "compat"
  /** What `baseURL` stands in for. */
  readonly baseURL: (accountId: string, gateway: string) => string
  /** The path of an operation under the base. */
  readonly paths: { readonly chatCompletions: string }
  /** Header and scheme of the Cloudflare token. */
  readonly tokenHeader: string
  /** Header and scheme of the provider's own key. */
  readonly providerKeyHeader: string
  /** Gateway options that would be lost here, each with the reason and the way out. */
  readonly unsupported: { readonly [option: string]: string | undefined }
}

/** `gateway.ai.cloudflare.com/v1/{account}/{gateway}/compat`: OpenAI's shape, the provider in the model string. */
export const compat: Surface = {
  name: "compat",
  baseURL: (accountId, gateway) => `https://gateway.ai.cloudflare.com/v1/${accountId}/${encodeURIComponent(gateway)}`,
  paths: { chatCompletions: "/compat/chat/completions" },
  tokenHeader: "cf-aig-authorization",
  providerKeyHeader: "authorization",
  unsupported: {
    byokAlias:
      "is ignored by /compat, which takes the key stored as `default`, else bills you: store it as `default`, or give `providerKey`",
  },
}
