// What paths, REST and the binding call a provider that model strings on compat call otherwise (reference F).
const aliases = new Map([
  ["perplexity-ai", "perplexity"],
  ["google", "google-ai-studio"],
  ["xai", "grok"],
])

/** A provider's one name here, which is that of compat's model strings. */
export function toProvider(name: string): string {
  return aliases.get(name) ?? name
}
