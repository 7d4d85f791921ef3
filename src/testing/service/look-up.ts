import type { Answer } from "../answer.ts"
import type { ProviderCall } from "./provider-call.ts"

/** An answer as it is kept. */
export interface CachedAnswer {
  readonly pieces: readonly string[]
  readonly headers: Readonly<Record<string, string>>
}

/** What the cache has for a call, and where its answer would be kept; nothing where caching is off for it. */
export function lookUp(
  call: ProviderCall,
): { readonly hit: CachedAnswer | undefined; keep(answer: Answer): void } | undefined {
  const { gateway, provider, endpoint, model, text, options, isStream, format } = call
  if (!gateway) return undefined
  const { cache, settings } = gateway
  const gatewayTtl = settings.cacheTtl ?? 0
  const key = cache.keyOf({
    provider,
    endpoint,
    model,
    providerAuth: call.providerKey ?? null,
    text,
    options,
    gatewayTtl,
    isStream,
    contentKind: format.name === "openai-embeddings" ? "embeddings" : "text",
  })
  if (key === undefined) return undefined
  return {
    hit: options.skipCache ? undefined : (cache.get(key) as CachedAnswer | undefined),
    keep: ({ pieces, headers }) =>
      cache.set(key, { pieces: pieces as readonly string[], headers }, { options, gatewayTtl }),
  }
}
