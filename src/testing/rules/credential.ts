import type { LocalCredential } from "../local-reply.ts"

/** What there is to pay with. */
export interface CredentialSources {
  /** The provider's key on the request. */
  readonly requestKey: string | undefined
  /** Stored keys by alias; `"any"` where every provider has one under `default`. */
  readonly stored: { readonly [alias: string]: string } | "any" | undefined
  /** What `cf-aig-byok-alias` asks for, else `default`. */
  readonly alias: string
  /** Whether this surface looks at it: provider-native requests alone do. */
  readonly aliasHonoured: boolean
  readonly unifiedBilling: boolean
  /** US dollars left; they may have become less than none. */
  readonly credits: number
  /** Whether Unified Billing covers the provider. */
  readonly canBill: boolean
  readonly byokOnly: boolean
  readonly noWholesale: boolean
}

/** Whose credential pays, or why none does. */
export type ResolvedCredential =
  | { readonly credential: LocalCredential; readonly key?: string | undefined }
  | { readonly refusal: "byok_alias_unknown"; readonly aliases: readonly string[] }
  | { readonly refusal: "credential_missing" | "byok_required" | "insufficient_credits" }

/** The request's own key, then a stored one, then Cloudflare's credits (reference E, resolution order). */
export function resolveCredential(sources: CredentialSources): ResolvedCredential {
  const { requestKey, unifiedBilling, credits, canBill, byokOnly, noWholesale } = sources
  // Nothing else is asked once a request brings a key.
  if (requestKey !== undefined) return { credential: { source: "request" }, key: requestKey }
  const stored = findStored(sources)
  if (stored) return stored
  // A choice: `unifiedBilling: false` beside credits that could pay refuses as `byokOnly` does.
  if (byokOnly || noWholesale || (!unifiedBilling && credits > 0)) return { refusal: "credential_missing" }
  if (!canBill) return { refusal: "byok_required" }
  return credits > 0 ? { credential: { source: "unified" } } : { refusal: "insufficient_credits" }
}

function findStored({ stored = {}, ...asked }: CredentialSources): ResolvedCredential | undefined {
  const alias = asked.aliasHonoured ? asked.alias : "default"
  if (stored === "any" && alias === "default") return { credential: { source: "stored", alias } }
  const keys = stored === "any" ? { default: "" } : stored
  if (Object.hasOwn(keys, alias)) return { credential: { source: "stored", alias }, key: keys[alias] }
  return alias === "default" ? undefined : { refusal: "byok_alias_unknown", aliases: Object.keys(keys) }
}

// Workers AI is Cloudflare's own: on an account's bill, or on its credits.
const billed = {
  // Reference G, Unified Billing.
  gateway: ["openai", "anthropic", "google-ai-studio", "google-vertex-ai", "grok", "groq", "workers-ai"],
  // Reference A4, last paragraph. That z-ai is one is a choice: the catalogue names it, and stores no keys for it.
  rest: "openai anthropic google-ai-studio grok groq deepseek alibaba minimax z-ai workers-ai".split(" "),
}

// What REST calls them.
const authors: Readonly<Record<string, string>> = { google: "google-ai-studio", xai: "grok" }

/** Whether Unified Billing covers this provider on this host. */
export function billedByCloudflare(provider: string, host: "gateway" | "rest"): boolean {
  return billed[host].includes(authors[provider] ?? provider)
}
