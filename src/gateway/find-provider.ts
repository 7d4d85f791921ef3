import { nearestWord } from "./nearest-word.ts"
import { providers, type Provider } from "./providers.ts"

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

function namesOf({ slug, prefix, author, aliases = [] }: Provider): string[] {
  return [slug, prefix ?? slug, author ?? slug, ...aliases]
}

// Only its owner knows where an OpenAI client finds its base there: `base_url` may end in /v1 or not (J21).
function customProvider(slug: string): Provider | { readonly problem: string } {
  return /^custom-[a-z0-9-]+$/i.test(slug)
    ? { slug, prefix: slug, keyHeader: "authorization", keyScheme: "Bearer " }
    : { problem: "must be custom- and the slug: letters, digits and hyphens" }
}
