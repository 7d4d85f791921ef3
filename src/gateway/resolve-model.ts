import { nearestWord } from "./nearest-word.ts"

// What providers the compat endpoint documents as prefixes (reference A2, A4, F). Used for hints only: Cloudflare adds
// providers, so an unknown slug goes out.
const compatPrefixes = [
  "openai",
  "anthropic",
  "google-ai-studio",
  "google-vertex-ai",
  "grok",
  "groq",
  "mistral",
  "cohere",
  "perplexity",
  "deepseek",
  "cerebras",
  "baseten",
  "parallel",
  "azure-openai",
  "aws-bedrock",
  "workers-ai",
  "dynamic",
  "cloudflare",
]

// The other surfaces' spellings of a prefix. The part after it is the model's own name and is never touched.
const aliases: readonly (readonly [from: string, to: string])[] = [
  ["google/", "google-ai-studio/"],
  ["xai/", "grok/"],
  ["perplexity-ai/", "perplexity/"],
  ["@cf/", "workers-ai/@cf/"],
  ["@hf/", "workers-ai/@hf/"],
]

// Which provider a bare name is probably from, to say the right spelling.
const families: readonly (readonly [RegExp, string])[] = [
  [/^(gpt-|chatgpt|o\d)/i, "openai"],
  [/^claude/i, "anthropic"],
  [/^gemini/i, "google-ai-studio"],
  [/^grok/i, "grok"],
  [/^(mistral|mixtral|ministral|magistral|codestral|devstral|pixtral)/i, "mistral"],
  [/^command/i, "cohere"],
  [/^sonar/i, "perplexity"],
  [/^deepseek/i, "deepseek"],
]

/** A model string, as it was asked for and as it goes out. */
export interface ResolvedModel {
  readonly requested: string
  readonly sent: string
  /** The slug whose credential pays, in Cloudflare's spelling. */
  readonly provider: string
}

/** Spells a model as the compat endpoint wants it, or says what is wrong with it. */
export function resolveModel(model: string): ResolvedModel | { readonly problem: string } {
  if (/^\s|\s$|[\u0000-\u001f\u007f]/.test(model)) return { problem: "has blanks or control characters around it: take them off" }
  const alias = aliases.find(([from]) => model.startsWith(from))
  const sent = alias ? alias[1] + model.slice(alias[0].length) : model
  const slash = sent.indexOf("/")
  const provider = slash < 0 ? "" : sent.slice(0, slash)
  if (!/^[a-z0-9][a-z0-9-]*$/.test(provider)) return { problem: `names no provider: write ${suggestSpelling(model)}` }
  if (slash === sent.length - 1) return { problem: `names a provider but no model: write "${sent}<model>"` }
  return { requested: model, sent, provider }
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
  return [provider, ...aliases.filter(([, to]) => to === `${provider}/`).map(([from]) => from.slice(0, -1))]
}

function suggestSpelling(model: string): string {
  const [first = "", ...rest] = model.split("/")
  const lower = first.toLowerCase()
  if (rest.length > 0 && compatPrefixes.includes(lower)) return `"${[lower, ...rest].join("/")}"`
  const family = families.find(([pattern]) => pattern.test(model))
  return family ? `"${family[1]}/${model}"` : '"provider/model", e.g. "openai/gpt-5-mini" or "workers-ai/@cf/…"'
}

/** The documented prefix that looks most like this one, for the hint after the gateway refused it. */
export function nearestProvider(provider: string): string | undefined {
  return isCompatPrefix(provider) ? undefined : nearestWord(provider, compatPrefixes)
}
