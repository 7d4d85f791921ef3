// One name for one maker, as the catalogue of the REST API calls it (reference F).
const authors = new Map([
  ["google-ai-studio", "google"],
  ["google-vertex-ai", "google"],
  ["grok", "xai"],
  ["perplexity-ai", "perplexity"],
])

/**
 * The `provider/model` that logs and invoices use since 2026-09-01: no version suffix, and dots in Anthropic's versions.
 *
 * @example
 * canonicalModel("anthropic", "claude-haiku-4-5-20251001") //=> "anthropic/claude-haiku-4.5"
 */
export function canonicalModel(provider: string, model: string): string {
  const author = authors.get(provider) ?? provider
  // One example is all that the service tells (reference F); which suffixes are versions, and of whom, is chosen here.
  const bare = author === "google" ? model.replace(/^google\//, "") : model
  return `${author}/${(Object.hasOwn(rules, author) ? rules[author]! : same)(bare)}`
}

const same = (model: string) => model

const rules: Readonly<Record<string, (model: string) => string>> = {
  // claude-sonnet-4-5-20250929, claude-3-5-haiku-latest, claude-haiku-4-5@20251001.
  anthropic: (model) => model.replace(/([-@]\d{8}|-latest)$/, "").replace(/(?<=-)(\d{1,2})-(\d{1,2})(?=-|$)/, "$1.$2"),
  // gpt-4o-2024-08-06, gpt-4-0613.
  openai: (model) => model.replace(/-(\d{4}-\d{2}-\d{2}|\d{4})$/, ""),
  // gemini-1.5-pro-002.
  google: (model) => model.replace(/-\d{3}$/, ""),
}
