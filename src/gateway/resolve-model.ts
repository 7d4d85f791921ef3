import { nearestWord } from "./nearest-word.ts"
import type { Way } from "./support-matrix.ts"

// Prefixes that the compat endpoint documents (reference A2, A4, F). For hints only: Cloudflare adds providers, so an unknown slug goes out.
const compatPrefixes =
  "openai anthropic google-ai-studio google-vertex-ai grok groq mistral cohere perplexity deepseek cerebras baseten parallel azure-openai aws-bedrock workers-ai dynamic cloudflare".split(
    " ",
  )

// Providers without a prefix on compat, whose keys may be configured all the same.
const otherProviders = "openrouter cartesia deepgram elevenlabs fal huggingface ideogram replicate google xai".split(
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

// Whose a name probably is, to say the right spelling.
const families: Readonly<Record<string, string>> = {
  gpt: "openai",
  o1: "openai",
  o3: "openai",
  o4: "openai",
  claude: "anthropic",
  gemini: "google-ai-studio",
  vertex: "google-vertex-ai",
  command: "cohere",
  sonar: "perplexity",
  bedrock: "aws-bedrock",
  azure: "azure-openai",
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
  return provider ? { sent, provider } : { problem: modelProblem(model) }
}

/** The same model as another way spells it: REST by its author, a provider's own path by its bare name. Never touches the name itself. */
export function spellModel({ sent, provider }: ResolvedModel, way: Way): string {
  const bare = sent.slice(provider.length + 1)
  if (way === "native") return bare
  if (way !== "rest" && way !== "run") return sent
  if (provider === "workers-ai") return bare
  const author = Object.keys(aliases).find((from) => aliases[from] === `${provider}/` && from !== "perplexity-ai/")
  return author ? author + bare : sent
}

/** The spelling that was probably meant: Anthropic's own ids have dashes and dates, Cloudflare's catalogue has dots (reference F, J4). */
export function otherSpelling(model: string, way: Way): string | undefined {
  const isCatalogue = way === "rest" || way === "run"
  const other = isCatalogue
    ? model.replace(/-\d{8}$/, "").replace(/(?<=\d)-(?=\d)/g, ".")
    : model.replace(/(?<=\d)\.(?=\d)/g, "-")
  return model.includes("claude-") && other !== model ? other : undefined
}

function modelProblem(model: string): string {
  if (model !== model.trim()) return "has blanks around it"
  if (/^[^/]+\/$/.test(model)) return `names no model after ${model}`
  const [first = "", ...rest] = model.split(/[/:]/)
  const known = compatPrefixes.find((prefix) => prefix === first.toLowerCase())
  const prefix = known ?? familyOf(model)
  const name = rest.length > 0 && known ? rest.join("/") : model
  return `names no provider: write ${prefix ? `${prefix}/${name}` : "provider/model, as openai/gpt-5-mini or workers-ai/@cf/…"}`
}

function familyOf(name: string): string | undefined {
  const starts = (start: string) => name.toLowerCase().startsWith(start)
  const family = Object.keys(families).find(starts)
  return family ? families[family] : compatPrefixes.find(starts)
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

/** The documented prefix that was probably meant, for the hint after the gateway refused this one. */
export function nearestProvider(provider: string): string | undefined {
  return isCompatPrefix(provider) ? undefined : (familyOf(provider) ?? nearestWord(provider, compatPrefixes))
}

/** What is wrong with a provider's name where a key is given for it: a key under a slip would never be sent. */
export function providerProblem(provider: string): string | undefined {
  if (isCompatPrefix(provider) || otherProviders.includes(provider)) return undefined
  const near = nearestProvider(provider)
  return `is no provider known here${near ? `, did you mean ${near}?` : ": give a function of the provider for a new one"}`
}
