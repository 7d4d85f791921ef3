import { expect, test } from "vitest"
import { chatStep } from "../../src/index.ts"
import { rejection } from "../support/server.ts"
import { calls } from "./calls.ts"
import { clientOn } from "./client-on.ts"

const root = "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway"
const token = "gateway-token"
const apiToken = "api-token"
const messages = [{ role: "user" as const, content: "Hello" }]

/** A model as it is asked for; as compat, steps and `env.AI.gateway` have it; as REST and `env.AI.run` have it; and a provider's own path for it. */
type Spelling = readonly [
  asked: string,
  compat: string,
  rest: string | undefined,
  native?: readonly [operation: string, path: string, bare: string],
]

const llama = "@cf/meta/llama-3.1-8b-instruct"
const responses = ["responses.create", "openai/responses"] as const
const anthropic = ["messages.create", "anthropic/v1/messages"] as const

// Written by hand from Cloudflare's pages on model strings. `undefined`: refused there.
const spellings: readonly Spelling[] = [
  ["openai/gpt-5-mini", "openai/gpt-5-mini", "openai/gpt-5-mini", [...responses, "gpt-5-mini"]],
  [
    "anthropic/claude-haiku-4.5",
    "anthropic/claude-haiku-4.5",
    "anthropic/claude-haiku-4.5",
    [...anthropic, "claude-haiku-4.5"],
  ],
  [
    "anthropic/claude-haiku-4-5",
    "anthropic/claude-haiku-4-5",
    "anthropic/claude-haiku-4-5",
    [...anthropic, "claude-haiku-4-5"],
  ],
  ["google/gemini-2.5-flash", "google-ai-studio/gemini-2.5-flash", "google/gemini-2.5-flash"],
  ["google-ai-studio/gemini-2.5-flash", "google-ai-studio/gemini-2.5-flash", "google/gemini-2.5-flash"],
  [
    "google-vertex-ai/google/gemini-2.5-pro",
    "google-vertex-ai/google/gemini-2.5-pro",
    "google-vertex-ai/google/gemini-2.5-pro",
  ],
  ["xai/grok-4", "grok/grok-4", "xai/grok-4", ["embeddings.create", "grok/v1/embeddings", "grok-4"]],
  ["grok/grok-4", "grok/grok-4", "xai/grok-4", ["embeddings.create", "grok/v1/embeddings", "grok-4"]],
  [
    "groq/openai/gpt-oss-120b",
    "groq/openai/gpt-oss-120b",
    "groq/openai/gpt-oss-120b",
    ["embeddings.create", "groq/embeddings", "openai/gpt-oss-120b"],
  ],
  [
    "perplexity/sonar",
    "perplexity/sonar",
    "perplexity/sonar",
    ["embeddings.create", "perplexity-ai/embeddings", "sonar"],
  ],
  [
    "perplexity-ai/sonar",
    "perplexity/sonar",
    "perplexity/sonar",
    ["embeddings.create", "perplexity-ai/embeddings", "sonar"],
  ],
  [
    "mistral/mistral-embed",
    "mistral/mistral-embed",
    "mistral/mistral-embed",
    ["embeddings.create", "mistral/v1/embeddings", "mistral-embed"],
  ],
  [
    "deepseek/deepseek-chat",
    "deepseek/deepseek-chat",
    "deepseek/deepseek-chat",
    ["embeddings.create", "deepseek/embeddings", "deepseek-chat"],
  ],
  [
    "cerebras/llama-3.3-70b",
    "cerebras/llama-3.3-70b",
    "cerebras/llama-3.3-70b",
    ["embeddings.create", "cerebras/embeddings", "llama-3.3-70b"],
  ],
  ["baseten/m", "baseten/m", "baseten/m", ["embeddings.create", "baseten/v1/embeddings", "m"]],
  [
    "openrouter/xai/grok-4",
    "openrouter/xai/grok-4",
    "openrouter/xai/grok-4",
    ["embeddings.create", "openrouter/v1/embeddings", "xai/grok-4"],
  ],
  [
    "fireworks/nomic-embed",
    "fireworks/nomic-embed",
    "fireworks/nomic-embed",
    ["embeddings.create", "fireworks/embeddings", "nomic-embed"],
  ],
  ["cohere/command-a", "cohere/command-a", "cohere/command-a"],
  ["parallel/speed", "parallel/speed", "parallel/speed"],
  ["azure-openai/my-deployment", "azure-openai/my-deployment", "azure-openai/my-deployment"],
  [
    "aws-bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "aws-bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "aws-bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0",
  ],
  ["alibaba/qwen3-max", "alibaba/qwen3-max", "alibaba/qwen3-max"],
  ["minimax/m2", "minimax/m2", "minimax/m2"],
  ["z-ai/glm-4.7-flash", "z-ai/glm-4.7-flash", "z-ai/glm-4.7-flash"],
  [llama, `workers-ai/${llama}`, llama],
  [`workers-ai/${llama}`, `workers-ai/${llama}`, llama],
  ["@hf/thebloke/model", "workers-ai/@hf/thebloke/model", "@hf/thebloke/model"],
  ["custom-mine/google/xai", "custom-mine/google/xai", undefined],
  ["dynamic/support", "dynamic/support", undefined],
  ["cloudflare/auto", "cloudflare/auto", undefined],
]

test.for(spellings)("%s is %s on compat, in steps and over the binding", async ([asked, compat]) => {
  const http = clientOn("compat", { token })
  const { gateway } = await http.client.chat.completions.create({ model: asked, messages })
  await http.client.universal([chatStep({ model: asked, messages })])
  const bound = clientOn("binding")
  await bound.client.universal([chatStep({ model: asked, messages })])
  const isWorkersAI = compat.startsWith("workers-ai/")
  if (!isWorkersAI) await bound.client.chat.completions.create({ model: asked, messages })

  expect(http.seen[0]!.body.model).toBe(compat)
  expect(http.seen[1]!.body[0].query.model).toBe(compat)
  expect(bound.seen[0]!.body[0].query.model).toBe(compat)
  if (!isWorkersAI) expect(bound.seen[1]!.body.query.model).toBe(compat)
  expect(gateway).toMatchObject({ modelRequested: asked, modelSent: compat })
})

test.for(spellings.filter(([, , rest]) => rest))(
  "%s, %s on compat, is %s on REST and env.AI.run",
  async ([asked, , rest]) => {
    const http = clientOn("rest", { token: apiToken })
    const { gateway } = await http.client.chat.completions.create({ model: asked, messages })
    await http.client.run(asked, { prompt: "Hello" }, {})
    const bound = clientOn("binding")
    await bound.client.run(asked, { prompt: "Hello" })

    expect(http.seen[0]!.body.model).toBe(rest)
    // Workers AI's stands in the path.
    expect(http.seen[1]!.body.model ?? http.seen[1]!.call.split("/ai/run/")[1]).toBe(rest)
    expect(bound.seen[0]!.call).toBe(`env.AI.run ${rest}`)
    expect(gateway).toMatchObject({ modelRequested: asked, modelSent: rest })
  },
)

const ownPaths = spellings.flatMap(([asked, , , own]) =>
  own ? [{ asked, operation: own[0], path: own[1], bare: own[2] }] : [],
)

test.each(ownPaths)("$asked is asked at $path as $bare", async ({ asked, operation, path, bare }) => {
  const http = clientOn("compat", { token })
  await calls[operation]!(http.client, asked, undefined, http.open)
  const bound = clientOn("binding")
  await calls[operation]!(bound.client, asked, undefined, bound.open)
  const [slug, ...endpoint] = path.split("/")

  expect(http.seen[0]!.call).toBe(`POST ${root}/${path} ${bare}`)
  expect(bound.seen[0]!.call).toBe(`env.AI.gateway(my-gateway) ${slug} ${endpoint.join("/")} ${bare}`)
})

test.for(spellings.filter(([asked, , , native]) => !native && !/^(@|workers-ai)/.test(asked)))(
  "%s has no path for embeddings in OpenAI's words, and is refused",
  async ([asked]) => {
    for (const surface of ["compat", "rest", "auto", "binding"] as const) {
      const { client, seen } = clientOn(surface, surface === "binding" ? {} : { token })
      const error = await rejection(client.embeddings.create({ model: asked, input: "high tide" }))

      // Of authors that the catalogue alone has, no path at all is known.
      expect(error).toMatchObject({
        code: "invalid_model",
        message: expect.stringMatching(/no documented path for embeddings|no provider known here/),
      })
      expect(seen).toEqual([])
    }
  },
)

test.each(["custom-mine/google/xai", "dynamic/support", "cloudflare/auto"])("%s is refused on REST", async (model) => {
  const { client, seen } = clientOn("rest", { token: apiToken })
  expect(await rejection(client.chat.completions.create({ model, messages }))).toMatchObject({ code: "invalid_model" })
  expect(await rejection(client.run(model, { prompt: "Hello" }))).toMatchObject({ code: "invalid_model" })
  expect(seen).toEqual([])
})
