// The header that carries a provider's own key (reference A4); all others take `Authorization`.
const keyHeaders: { readonly [provider: string]: string | undefined } = {
  anthropic: "x-api-key",
  "google-ai-studio": "x-goog-api-key",
  azure: "x-api-key",
  "azure-openai": "api-key",
  parallel: "x-api-key",
  cartesia: "x-api-key",
  elevenlabs: "xi-api-key",
  ideogram: "api-key",
}

/** The provider's key that a request brings along, from the provider's own header or, as most take it, from `Authorization`. */
export function readProviderKey(provider: string, headers: Headers, endpoint: string): string | undefined {
  const header = Object.hasOwn(keyHeaders, provider) ? keyHeaders[provider] : undefined
  const own = header === undefined ? null : headers.get(header)
  const query = provider === "google-ai-studio" ? new URLSearchParams(endpoint.split("?")[1]).get("key") : undefined
  return own || query || headers.get("authorization")?.replace(/^(Bearer|Token|Key)\s+/i, "") || undefined
}

/** Every header in which a client of some provider may send its key. */
export const allKeyHeaders: readonly string[] = [
  "authorization",
  ...new Set(Object.values(keyHeaders).filter((header) => header !== undefined)),
]
