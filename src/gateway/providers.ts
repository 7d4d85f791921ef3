/**
 * A provider that AI Gateway has a path of its own for: `{gateway}/{slug}/…` goes to the provider as it is, in the provider's own
 * format and with its own model ids.
 */
export interface Provider {
  /** The segment of the URL after the gateway: `grok`, `perplexity-ai`, `custom-acme`. */
  readonly slug: string
  /** What stands before `/model` on the compat endpoint. Absent: no model of this provider is documented there. */
  readonly prefix?: string | undefined
  /** What stands before `/model` on the REST API and in the catalogue. Absent: the catalogue has none of its models, or not by author. */
  readonly author?: string | undefined
  /** Other names that people and libraries have for it. */
  readonly aliases?: readonly string[] | undefined
  /** The header that carries the provider's own key, in small letters. */
  readonly keyHeader: string
  /** What stands before the key in that header. */
  readonly keyScheme: "Bearer " | "Token " | "Key " | ""
  /** The path after the slug that an OpenAI client takes as its base: `/chat/completions` is below it. Absent: none is documented. */
  readonly openai?: string | undefined
  /** Headers, in small letters, that the provider demands besides its key. A request's own go before. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** How its realtime WebSocket is reached. Absent: it has none. */
  readonly webSocket?: ProviderWebSocket | undefined
}

/** The realtime WebSocket of a provider: `wss://…/{gateway}/{path}`. */
export interface ProviderWebSocket {
  /** The path after the gateway, which is not always the slug. */
  readonly path: string
  /** Query parameters that the provider demands. What is yours to say (`model`, `agent_id`) is not among them. */
  readonly query?: Readonly<Record<string, string>> | undefined
  /** The query parameter that carries the provider's key. Absent: its usual header does, or `keyProtocol`. */
  readonly keyQuery?: string | undefined
  /** The subprotocol `{keyProtocol}.{key}` that carries the provider's key where no header can be set. */
  readonly keyProtocol?: string | undefined
}

interface Row extends Partial<Provider> {
  readonly slug: string
}

const xApiKey = "x-api-key"
const anthropic = { keyHeader: xApiKey, headers: { "anthropic-version": "2023-06-01" } }
const cartesiaVersion = "2024-06-10"

// Reference A4, and A8 for the WebSockets. On compat under the slug, where `prefix` says nothing else. An `author` has who answers on REST
// as measured (A1); the provider pages that name more of them there were seen refused (J3).
const onCompat: readonly Row[] = [
  { slug: "openai", author: "openai", openai: "", webSocket: { path: "openai" } },
  { slug: "anthropic", author: "anthropic", ...anthropic },
  {
    slug: "google-ai-studio",
    author: "google",
    aliases: ["gemini"],
    keyHeader: "x-goog-api-key",
    webSocket: { path: "google", keyQuery: "api_key" },
  },
  { slug: "google-vertex-ai", aliases: ["google-vertex", "vertex"] },
  // With or without /v1, the documentation has both (J17). With it: so Cloudflare's own package sends, which is tested against the service.
  { slug: "grok", author: "xai", openai: "/v1" },
  { slug: "groq", author: "groq", openai: "" },
  { slug: "mistral", openai: "/v1" },
  { slug: "cohere", keyScheme: "Token " },
  { slug: "perplexity-ai", prefix: "perplexity", openai: "" },
  { slug: "deepseek", author: "deepseek", openai: "" },
  { slug: "cerebras", openai: "" },
  { slug: "baseten", openai: "/v1" },
  { slug: "parallel", keyHeader: xApiKey },
  // `azure` is a slug too, further down; who says it means this one, as in Cloudflare's own package.
  { slug: "azure-openai", aliases: ["azure"], keyHeader: "api-key" },
  // Amazon's signature cannot be made of a key: this is for Bedrock API keys on /bedrock-mantle. Others store theirs, or sign themselves.
  { slug: "aws-bedrock", aliases: ["bedrock"] },
  { slug: "workers-ai", openai: "/v1", webSocket: { path: "workers-ai" } },
]

// No model of theirs is documented for compat.
const byPathOnly: readonly Row[] = [
  // J17 as well.
  { slug: "openrouter", openai: "/v1" },
  // Claude on Azure: in one changelog file only, which was never published (J23).
  { slug: "azure", aliases: ["azure-anthropic"], ...anthropic },
  {
    slug: "cartesia",
    keyHeader: xApiKey,
    headers: { "cartesia-version": cartesiaVersion },
    webSocket: { path: "cartesia", query: { cartesia_version: cartesiaVersion }, keyQuery: "api_key" },
  },
  // The scheme is Deepgram's own; Cloudflare's page shows none.
  { slug: "deepgram", keyScheme: "Token ", webSocket: { path: "deepgram/" } },
  { slug: "elevenlabs", keyHeader: "xi-api-key", webSocket: { path: "elevenlabs", keyProtocol: "xi-api-key" } },
  // Bearer is shown as well, beside x-fal-target-url.
  { slug: "fal", aliases: ["fal-ai"], keyScheme: "Key ", webSocket: { path: "fal", keyProtocol: "fal-api-key" } },
  { slug: "huggingface" },
  { slug: "ideogram", keyHeader: "api-key" },
  { slug: "replicate" },
  // No page of its own: known from Cloudflare's package and the Auto Router's list.
  { slug: "fireworks", aliases: ["fireworks-ai"], openai: "" },
  // Only its name is known, from the Workers types. How it takes its key is not: Bearer, as most do.
  { slug: "adobe-firefly" },
]

/** Every provider with a path of its own. Where two have one name, the first is meant. Custom ones are not among them. */
export const providers: readonly Provider[] = [
  ...onCompat.map((row) => ({ prefix: row.slug, ...row })),
  ...byPathOnly,
].map((row: Row) => ({ keyHeader: "authorization", keyScheme: row.keyHeader ? "" : "Bearer ", ...row }))
