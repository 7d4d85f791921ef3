import { nearestWord } from "./nearest-word.ts"
import { providers, type Provider } from "./providers.ts"
import { isRouted, resolveModel } from "./resolve-model.ts"

/** The headers, in small letters, in which clients of the providers send their keys. */
export const keyHeaders: readonly string[] = [...new Set(providers.map(({ keyHeader }) => keyHeader))]

/**
 * The provider that goes by a name: its URL slug, its prefix on compat, its author on REST, another name people have for it, or
 * `custom-{slug}` for one of your own (which is taken to want `Authorization: Bearer`).
 */
export function findProvider(name: string): Provider | { readonly problem: string } {
  if (name.startsWith("custom-")) return customProvider(name)
  const found = providers.find((provider) => namesOf(provider).includes(name))
  if (found) return found
  const near = nearestWord(name, providers.flatMap(namesOf))
  return { problem: `is no provider known here${near ? `, did you mean ${near}?` : ": your own are custom-{slug}"}` }
}

/**
 * Takes a model string apart for the provider's own endpoint: whose it is, and the id as the provider has it. Everything after the
 * prefix is the provider's, slashes included: `google-vertex-ai/google/gemini-2.5-pro` is `google/gemini-2.5-pro` there.
 */
export function stripPrefix(
  model: string,
): { readonly provider: Provider; readonly model: string } | { readonly problem: string } {
  const resolved = resolveModel(model)
  if ("problem" in resolved) return resolved
  const { sent, provider: name } = resolved
  if (isRouted(name)) return { problem: "is routed by Cloudflare, which only chat completions on compat are" }
  const provider = findProvider(name)
  return "problem" in provider ? provider : { provider, model: sent.slice(name.length + 1) }
}

function namesOf({ slug, prefix, author, aliases = [] }: Provider): string[] {
  return [slug, prefix ?? slug, author ?? slug, ...aliases]
}

// Only its owner knows where an OpenAI client finds its base there: `base_url` may end in /v1 or not (J21).
function customProvider(slug: string): Provider | { readonly problem: string } {
  return /^custom-[a-z0-9-]+$/i.test(slug)
    ? { slug, prefix: slug, keyHeader: "authorization", keyScheme: "Bearer " }
    : { problem: "must be custom- and the slug: letters, digits and hyphens" }
}
