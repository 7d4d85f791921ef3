import { expect, test } from "vitest"
import { findProvider } from "../../src/gateway/find-provider.ts"

test.for([
  // by the segment of the URL
  ["openai", "openai"],
  ["anthropic", "anthropic"],
  ["google-ai-studio", "google-ai-studio"],
  ["google-vertex-ai", "google-vertex-ai"],
  ["grok", "grok"],
  ["groq", "groq"],
  ["mistral", "mistral"],
  ["cohere", "cohere"],
  ["perplexity-ai", "perplexity-ai"],
  ["deepseek", "deepseek"],
  ["cerebras", "cerebras"],
  ["baseten", "baseten"],
  ["parallel", "parallel"],
  ["openrouter", "openrouter"],
  ["azure-openai", "azure-openai"],
  ["aws-bedrock", "aws-bedrock"],
  ["workers-ai", "workers-ai"],
  ["cartesia", "cartesia"],
  ["deepgram", "deepgram"],
  ["elevenlabs", "elevenlabs"],
  ["fal", "fal"],
  ["huggingface", "huggingface"],
  ["ideogram", "ideogram"],
  ["replicate", "replicate"],
  ["fireworks", "fireworks"],
  ["adobe-firefly", "adobe-firefly"],
  // by the prefix on compat, the author on REST, and what people say
  ["perplexity", "perplexity-ai"],
  ["google", "google-ai-studio"],
  ["gemini", "google-ai-studio"],
  ["xai", "grok"],
  ["google-vertex", "google-vertex-ai"],
  ["vertex", "google-vertex-ai"],
  ["azure", "azure-openai"],
  ["azure-anthropic", "azure"],
  ["bedrock", "aws-bedrock"],
  ["fal-ai", "fal"],
  ["fireworks-ai", "fireworks"],
] as const)("%s is found at /%s", ([name, slug]) => {
  expect(findProvider(name)).toMatchObject({ slug })
})

test.for(["custom-acme", "custom-custom-acme", "custom-Acme-2"])(
  "%s is a provider of your own, with a bearer key",
  (name) => {
    expect(findProvider(name)).toEqual({
      slug: name,
      prefix: name,
      keyHeader: "authorization",
      keyScheme: "Bearer ",
    })
  },
)

test.for(["custom-", "custom-a/b", "custom-a?b", "custom-..", "custom-a b"])("%j is no slug of your own", (name) => {
  expect(findProvider(name)).toEqual({ problem: "must be custom- and the slug: letters, digits and hyphens" })
})

test.for([
  ["opnai", "openai"],
  ["OpenAI", "openai"],
  ["antropic", "anthropic"],
  ["eleven-labs", "elevenlabs"],
  ["hugging-face", "huggingface"],
  ["replicat", "replicate"],
  ["googel", "google"],
] as const)("%s is unknown, and the problem names %s", ([name, near]) => {
  expect(findProvider(name)).toEqual({ problem: `is no provider known here, did you mean ${near}?` })
})

test.for(["bicycle", "", "__proto__", "constructor", "sk-proj-0123456789abcdef"])(
  "%j is unknown, and the problem does not repeat it",
  (name) => {
    expect(findProvider(name)).toEqual({ problem: "is no provider known here: your own are custom-{slug}" })
  },
)
