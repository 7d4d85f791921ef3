import { nearestWord } from "../gateway/nearest-word.ts"

// By every spelling that a path, a model string or a log has for them (reference A4, F).
const known =
  "openai anthropic google-ai-studio google google-vertex-ai grok xai groq mistral cohere perplexity-ai perplexity deepseek cerebras baseten parallel openrouter azure-openai azure aws-bedrock workers-ai internal-workers-ai cartesia deepgram elevenlabs fal huggingface ideogram replicate fireworks adobe-firefly alibaba minimax z-ai".split(
    " ",
  )

/** What is wrong with a provider's name in the configuration. Only what looks like a slip is wrong, since Cloudflare adds providers. */
export function providerNameProblem(name: string): string | undefined {
  if (name.startsWith("custom-") || known.includes(name)) return undefined
  const near = nearestWord(name, known)
  if (near !== undefined) return `is no provider, did you mean \`${near}\`?`
  return isProviderName(name) ? undefined : "must be a provider's name, as openai: small letters, digits and hyphens"
}

/** Whether this may be a provider's name. What is none may be a key that changed places with it, and is not repeated. */
export function isProviderName(name: string): boolean {
  const digits = name.replaceAll(/[^0-9]/g, "").length
  return name.startsWith("custom-") || (/^(?!sk-)[a-z0-9-]{1,40}$/.test(name) && digits < 6)
}
