import type { Answer } from "../answer.ts"
import type { ProviderCall } from "./provider-call.ts"

interface Kept {
  readonly body: readonly string[] | Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/** What the cache has for a call, and where its answer goes. */
export interface LookedUp {
  readonly hit: Answer | undefined
  /** Keeps an answer if it is a good one, of text or an image. Gives it on. */
  keep(answer: Answer): Promise<Answer>
}

/** Asks the cache; nothing where caching is off for the call. */
export function lookUp(call: ProviderCall): LookedUp | undefined {
  const { gateway, provider, endpoint, model, text, options, isStream, format, incoming } = call
  // A choice: what is read or deleted at a provider is not cached.
  if (!gateway || incoming.method !== "POST") return undefined
  const { cache, settings } = gateway
  const gatewayTtl = settings.cacheTtl ?? 0
  const key = cache.keyOf({
    provider,
    endpoint,
    model,
    providerAuth: call.providerKey ?? null,
    text,
    // A step's text is its own, all of it.
    bytes: text === incoming.text ? incoming.bytes : undefined,
    options,
    gatewayTtl,
    isStream,
    contentKind: format.name === "openai-embeddings" ? "embeddings" : "text",
  })
  if (key === undefined) return undefined
  const kept = options.skipCache ? undefined : (cache.get(key) as Kept | undefined)
  const set = (body: Kept["body"], headers: Answer["headers"], bytes: number) => {
    if (!incoming.isForgotten()) cache.set(key, { body, headers: toKept(headers) }, { options, gatewayTtl, bytes })
  }
  return {
    hit: kept && fromCache(kept),
    async keep(answer) {
      const { pieces, headers } = answer
      if (Array.isArray(pieces)) {
        if (answer.status === 200) set(pieces, headers, pieces.join("").length)
        return withStatus(answer, "MISS")
      }
      if (answer.status !== 200 || !headers["content-type"]?.startsWith("image/")) return answer
      const body = new Uint8Array(await new Response(pieces as ReadableStream).arrayBuffer())
      set(body, headers, body.byteLength)
      return withStatus({ ...answer, pieces: new Response(body).body! }, "MISS")
    },
  }
}

function fromCache({ body, headers }: Kept): Answer {
  const pieces = body instanceof Uint8Array ? new Response(body).body! : body
  return withStatus({ status: 200, headers, pieces, isStream: false }, "HIT")
}

// What a planned reply says in its place goes before.
function withStatus(answer: Answer, status: "HIT" | "MISS"): Answer {
  return { ...answer, headers: { "cf-aig-cache-status": status, ...answer.headers } }
}

// What the gateway told of one request is not told of the next.
function toKept(headers: Answer["headers"]): Answer["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^cf-aig-/i.test(name)))
}
