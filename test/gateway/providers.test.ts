import { readFile } from "node:fs/promises"
import { expect, test } from "vitest"
import { providersDocument } from "../../scripts/documents/providers-document.ts"
import { providerFacts } from "../../scripts/documents/provider-facts.ts"
import { providers } from "../../src/gateway/providers.ts"

const bearer = { keyHeader: "authorization", keyScheme: "Bearer " }

// Written out from the documentation, row by row: slug, path of the documented example, the row.
const rows: readonly (readonly [slug: string, example: string | undefined, row: object])[] = [
  [
    "openai",
    "/chat/completions",
    { prefix: "openai", author: "openai", openai: "", webSocket: { path: "openai" }, ...bearer },
  ],
  [
    "anthropic",
    "/v1/messages",
    {
      prefix: "anthropic",
      author: "anthropic",
      keyHeader: "x-api-key",
      keyScheme: "",
      headers: { "anthropic-version": "2023-06-01" },
    },
  ],
  [
    "google-ai-studio",
    "/v1/models/{model}:generateContent",
    {
      prefix: "google-ai-studio",
      author: "google",
      aliases: ["gemini"],
      keyHeader: "x-goog-api-key",
      keyScheme: "",
      webSocket: { path: "google", keyQuery: "api_key" },
    },
  ],
  [
    "google-vertex-ai",
    "/v1/projects/{project}/locations/{region}/publishers/google/models/{model}:generateContent",
    { prefix: "google-vertex-ai", aliases: ["google-vertex", "vertex"], ...bearer },
  ],
  ["grok", "/v1/chat/completions", { prefix: "grok", author: "xai", openai: "/v1", ...bearer }],
  ["groq", "/chat/completions", { prefix: "groq", author: "groq", openai: "", ...bearer }],
  ["mistral", "/v1/chat/completions", { prefix: "mistral", openai: "/v1", ...bearer }],
  ["cohere", "/v1/chat", { prefix: "cohere", keyHeader: "authorization", keyScheme: "Token " }],
  ["perplexity-ai", "/chat/completions", { prefix: "perplexity", openai: "", ...bearer }],
  ["deepseek", "/chat/completions", { prefix: "deepseek", author: "deepseek", openai: "", ...bearer }],
  ["cerebras", "/chat/completions", { prefix: "cerebras", openai: "", ...bearer }],
  ["baseten", "/v1/chat/completions", { prefix: "baseten", openai: "/v1", ...bearer }],
  ["parallel", "/v1/tasks/runs", { prefix: "parallel", keyHeader: "x-api-key", keyScheme: "" }],
  [
    "azure-openai",
    "/{resource}/{deployment}/chat/completions?api-version={version}",
    { prefix: "azure-openai", aliases: ["azure"], keyHeader: "api-key", keyScheme: "" },
  ],
  [
    "aws-bedrock",
    "/bedrock-runtime/{region}/model/{model}/invoke",
    { prefix: "aws-bedrock", aliases: ["bedrock"], ...bearer },
  ],
  [
    "workers-ai",
    "/v1/chat/completions",
    { prefix: "workers-ai", openai: "/v1", webSocket: { path: "workers-ai" }, ...bearer },
  ],
  ["openrouter", "/v1/chat/completions", { openai: "/v1", ...bearer }],
  [
    "azure",
    "/{resource}/anthropic/v1/messages",
    {
      aliases: ["azure-anthropic"],
      keyHeader: "x-api-key",
      keyScheme: "",
      headers: { "anthropic-version": "2023-06-01" },
    },
  ],
  [
    "cartesia",
    "/tts/bytes",
    {
      keyHeader: "x-api-key",
      keyScheme: "",
      headers: { "cartesia-version": "2024-06-10" },
      webSocket: { path: "cartesia", query: { cartesia_version: "2024-06-10" }, keyQuery: "api_key" },
    },
  ],
  ["deepgram", undefined, { keyHeader: "authorization", keyScheme: "Token ", webSocket: { path: "deepgram/" } }],
  [
    "elevenlabs",
    "/v1/text-to-speech/{voice}",
    { keyHeader: "xi-api-key", keyScheme: "", webSocket: { path: "elevenlabs", keyProtocol: "xi-api-key" } },
  ],
  [
    "fal",
    "/fal-ai/{model}",
    {
      aliases: ["fal-ai"],
      keyHeader: "authorization",
      keyScheme: "Key ",
      webSocket: { path: "fal", keyProtocol: "fal-api-key" },
    },
  ],
  ["huggingface", "/{organisation}/{model}", bearer],
  ["ideogram", "/v1/ideogram-v3/generate", { keyHeader: "api-key", keyScheme: "" }],
  ["replicate", "/predictions", bearer],
  ["fireworks", undefined, { aliases: ["fireworks-ai"], openai: "", ...bearer }],
  ["adobe-firefly", undefined, bearer],
]

test.each(rows)("%s is as documented", (slug, example, row) => {
  expect(providers.filter((provider) => provider.slug === slug)).toEqual([{ slug, ...row }])
  expect(providerFacts[slug]?.path).toBe(example)
})

test("there is no other provider", () => {
  expect(providers.map(({ slug }) => slug)).toEqual(rows.map(([slug]) => slug))
  expect(Object.keys(providerFacts)).toEqual(rows.map(([slug]) => slug))
})

test("an example of chat completions is where an OpenAI client asks", () => {
  const chats = providers.filter(({ slug }) => providerFacts[slug]?.path?.match(/^(\/v1)?\/chat\/completions$/))

  expect(chats.map(({ slug, openai }) => [slug, `${openai}/chat/completions`])).toEqual(
    chats.map(({ slug }) => [slug, providerFacts[slug]?.path]),
  )
  expect(chats.map(({ slug }) => slug)).toEqual([
    "openai",
    "grok",
    "groq",
    "mistral",
    "perplexity-ai",
    "deepseek",
    "cerebras",
    "baseten",
    "workers-ai",
    "openrouter",
  ])
})

test("docs/providers.md says what the table says", async () => {
  const text = await readFile(new URL("../../docs/providers.md", import.meta.url), "utf8")

  expect(text).toBe(providersDocument())
  expect(text).toContain(
    "| xAI | `grok`, `xai` | `/grok` for `api.x.ai/v1` | `/grok/v1` | `grok` | `xai` | `authorization: Bearer …` | `/v1/chat/completions` |",
  )
})

test("each name in docs/providers.md stands in one row", () => {
  const lines = providersDocument().split("\n")
  const names = lines
    .slice(0, lines.indexOf("## Headers that are demanded"))
    .filter((line) => line.startsWith("| ") && line.includes("`"))
    .flatMap((line) => [...(line.split("|")[2] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name))

  expect(names).toHaveLength(37)
  expect(new Set(names).size).toBe(37)
})
