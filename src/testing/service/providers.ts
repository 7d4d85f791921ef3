// The slugs of provider-native paths (reference A4).
const slugs =
  "openai anthropic google-ai-studio google-vertex-ai grok groq mistral cohere perplexity-ai deepseek cerebras baseten parallel openrouter azure azure-openai aws-bedrock workers-ai cartesia deepgram elevenlabs fal huggingface ideogram replicate fireworks adobe-firefly".split(
    " ",
  )

/** Whether the gateway's host has a path for it. */
export function isProviderSlug(slug: string): boolean {
  return slugs.includes(slug)
}
