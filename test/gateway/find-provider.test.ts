import { expect, test } from "vitest"
import { findProvider, keyHeaders, stripPrefix } from "../../src/gateway/find-provider.ts"

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

test.for([
  ["openai/gpt-5-mini", "openai", "gpt-5-mini"],
  ["anthropic/claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5"],
  ["google-ai-studio/gemini-2.5-flash", "google-ai-studio", "gemini-2.5-flash"],
  ["google/gemini-2.5-flash", "google-ai-studio", "gemini-2.5-flash"],
  ["xai/grok-4", "grok", "grok-4"],
  ["perplexity/sonar-pro", "perplexity-ai", "sonar-pro"],
  ["perplexity-ai/sonar-pro", "perplexity-ai", "sonar-pro"],
  ["google-vertex-ai/google/gemini-2.5-pro", "google-vertex-ai", "google/gemini-2.5-pro"],
  ["openrouter/openai/gpt-5-mini", "openrouter", "openai/gpt-5-mini"],
  ["baseten/openai/gpt-oss-120b", "baseten", "openai/gpt-oss-120b"],
  ["workers-ai/@cf/moonshotai/kimi-k2.6", "workers-ai", "@cf/moonshotai/kimi-k2.6"],
  ["@cf/moonshotai/kimi-k2.6", "workers-ai", "@cf/moonshotai/kimi-k2.6"],
  [
    "aws-bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "aws-bedrock",
    "us.anthropic.claude-haiku-4-5-20251001-v1:0",
  ],
  ["custom-acme/Model X", "custom-acme", "Model X"],
] as const)("%s is for /%s, which calls it %s", ([model, slug, bare]) => {
  expect(stripPrefix(model)).toMatchObject({ provider: { slug }, model: bare })
})

test.for([
  ["gpt-5-mini", "names no provider: write openai/gpt-5-mini"],
  ["openai/", "names no model after openai/"],
  ["dynamic/support", "is routed by Cloudflare, which only chat completions on compat are"],
  ["cloudflare/auto", "is routed by Cloudflare, which only chat completions on compat are"],
  ["antropic/claude-sonnet-4-5", "is no provider known here, did you mean anthropic?"],
  ["custom-/model", "must be custom- and the slug: letters, digits and hyphens"],
] as const)("%s is for nobody: it %s", ([model, problem]) => {
  expect(stripPrefix(model)).toEqual({ problem })
})

test("every header that a provider's key goes into is known, once and in small letters", () => {
  expect([...keyHeaders].sort()).toEqual(["api-key", "authorization", "x-api-key", "x-goog-api-key", "xi-api-key"])
})
