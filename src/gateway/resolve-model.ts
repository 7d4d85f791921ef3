import { nearestWord } from "./nearest-word.ts"

// Prefixes that the compat endpoint documents (reference A2, A4, F). For hints only: Cloudflare adds providers, so an unknown slug goes out.
const compatPrefixes =
  "openai anthropic google-ai-studio google-vertex-ai grok groq mistral cohere perplexity deepseek cerebras baseten parallel azure-openai aws-bedrock workers-ai dynamic cloudflare".split(
    " ",
  )

// The other surfaces' spellings of a prefix. The part after it is the model's own name and is never touched.
const aliases: Readonly<Record<string, string>> = {
  "google/": "google-ai-studio/",
  "xai/": "grok/",
  "perplexity-ai/": "perplexity/",
  "@cf/": "workers-ai/@cf/",
  "@hf/": "workers-ai/@hf/",
}

// Whose a bare name probably is, to say the right spelling.
const families: Readonly<Record<string, string>> = {
  gpt: "openai",
  o1: "openai",
  o3: "openai",
  o4: "openai",
  claude: "anthropic",
  gemini: "google-ai-studio",
  grok: "grok",
  mistral: "mistral",
  command: "cohere",
  sonar: "perplexity",
  deepseek: "deepseek",
}

/** A model string as it goes out, and the slug whose credential pays. */
export interface ResolvedModel {
  readonly sent: string
  readonly provider: string
}

/** Spells a model as the compat endpoint wants it, or says what is wrong with it. */
export function resolveModel(model: string): ResolvedModel | { readonly problem: string } {
  const alias = Object.keys(aliases).find((prefix) => model.startsWith(prefix))
  const sent = alias ? aliases[alias] + model.slice(alias.length) : model
  const provider = /^([a-z0-9][a-z0-9-]*)\/[!-~]([ -~]*[!-~])?$/.exec(sent)?.[1]
  if (provider) return { sent, provider }
  const [first = "", name] = model.split("/")
  const family = Object.keys(families).find((start) => model.startsWith(start))
  const prefix = name ? compatPrefixes.find((known) => known === first.toLowerCase()) : families[family!]
  const spelling = prefix ? `${prefix}/${name ?? model}` : "provider/model, as openai/gpt-5-mini or workers-ai/@cf/…"
  return { problem: `names no provider: write ${spelling}` }
}

/** Whether the compat endpoint documents this prefix, or it is a custom provider's. */
export function isCompatPrefix(provider: string): boolean {
  return compatPrefixes.includes(provider) || provider.startsWith("custom-")
}

/** A model that Cloudflare routes by its own rules, so that no one provider's key fits it. */
export function isRouted(provider: string): boolean {
  return provider === "dynamic" || provider === "cloudflare"
}

/** The slugs under which a provider key may be given: `google-ai-studio` and `google`, `grok` and `xai`. */
export function providerAliases(provider: string): string[] {
  return [
    provider,
    ...Object.keys(aliases)
      .filter((from) => aliases[from] === `${provider}/`)
      .map((from) => from.slice(0, -1)),
  ]
}

/** The documented prefix that looks most like this one, for the hint after the gateway refused it. */
export function nearestProvider(provider: string): string | undefined {
  return isCompatPrefix(provider) ? undefined : nearestWord(provider, compatPrefixes)
}
