// The slugs of provider-native paths (reference A4).
const slugs =
  "openai anthropic google-ai-studio google-vertex-ai grok groq mistral cohere perplexity-ai deepseek cerebras baseten parallel openrouter azure azure-openai aws-bedrock workers-ai cartesia deepgram elevenlabs fal huggingface ideogram replicate fireworks adobe-firefly".split(
    " ",
  )

/** Whether the gateway's host has a path for it. */
export function isProviderSlug(slug: string): boolean {
  return slugs.includes(slug)
}

// What paths, REST and the binding call a provider that model strings on compat call otherwise (reference F).
const aliases: { readonly [name: string]: string | undefined } = {
  "perplexity-ai": "perplexity",
  google: "google-ai-studio",
  xai: "grok",
}

/** A provider's one name here, which is that of compat's model strings. */
export function toProvider(name: string): string {
  return aliases[name] ?? name
}
