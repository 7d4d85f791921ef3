import { describe, expect, test } from "vitest"
import { createGatewayClient, GatewayRequestError, GatewayResponseError } from "../../src/index.ts"
import { completion, hello, identity, rejection } from "../support/server.ts"

const client = (reply: () => Response = () => Response.json(completion("Hi"))) => {
  const sent: string[] = []
  const { chat } = createGatewayClient({
    ...identity,
    maxRetries: 0,
    fetch: async (_, init) => {
      sent.push(JSON.parse(String(init.body)).model)
      return reply()
    },
  })
  return { sent, create: (model: string, options = {}) => chat.completions.create({ ...hello, model }, options) }
}

test.for([
  ["openai/gpt-5-mini", "openai/gpt-5-mini"],
  ["anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"],
  ["workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast", "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast"],
  ["google-vertex-ai/google/gemini-2.5-pro", "google-vertex-ai/google/gemini-2.5-pro"],
  ["dynamic/support", "dynamic/support"],
  ["cloudflare/auto", "cloudflare/auto"],
  ["custom-acme/Model X", "custom-acme/Model X"],
  ["brand-new-provider/model-1", "brand-new-provider/model-1"],
  ["google/gemini-2.5-flash", "google-ai-studio/gemini-2.5-flash"],
  ["xai/grok-4", "grok/grok-4"],
  ["perplexity-ai/sonar", "perplexity/sonar"],
  ["@cf/meta/llama-3.3-70b-instruct-fp8-fast", "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast"],
  ["@hf/thebloke/model", "workers-ai/@hf/thebloke/model"],
  ["openai/google/xai", "openai/google/xai"],
  ["openrouter/xai/grok-4", "openrouter/xai/grok-4"],
  [
    "aws-bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "aws-bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0",
  ],
] as const)("%s goes out as %s", async ([model, wire]) => {
  const { create, sent } = client()

  const { gateway } = await create(model)

  expect(sent).toEqual([wire])
  expect(gateway.modelRequested).toBe(model)
  expect(gateway.modelSent).toBe(wire)
})

test.for([
  ["gpt-4o", "openai/gpt-4o"],
  ["o3-mini", "openai/o3-mini"],
  ["claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"],
  ["gemini-2.5-flash", "google-ai-studio/gemini-2.5-flash"],
  ["grok-4", "grok/grok-4"],
  ["mistral-large-latest", "mistral/mistral-large-latest"],
  ["deepseek-chat", "deepseek/deepseek-chat"],
  ["sonar-pro", "perplexity/sonar-pro"],
  ["OpenAI/gpt-4o", "openai/gpt-4o"],
] as const)("%s is refused with the spelling %s", async ([model, right]) => {
  const { create, sent } = client()

  const error = await rejection(create(model))

  expect(error).toBeInstanceOf(GatewayRequestError)
  expect(error).toMatchObject({ code: "invalid_model", origin: "client", retryable: false })
  expect(error.message).toContain(right)
  expect(error.issues[0].path).toEqual(["model"])
  expect(sent).toEqual([])
})

test.for(["llama", "openai/", "/gpt-4o", " openai/gpt-4o", "openai/gpt-4o\n", "open ai/gpt-4o", "https://openai/gpt"])(
  "%j is refused",
  async (model) => {
    const { create, sent } = client()

    expect(await rejection(create(model))).toMatchObject({ code: "invalid_model" })
    expect(sent).toEqual([])
  },
)

test.for(["", undefined, 7])("a model of %o is no request", async (model) => {
  const { create, sent } = client()

  expect(await rejection(create(model as string))).toMatchObject({ code: "invalid_request" })
  expect(sent).toEqual([])
})

test.for(["gpt-4o", "google/gemini-2.5-flash", "OpenAI/x"])(
  '%s goes out as it is with `model: "off"`',
  async (model) => {
    const { create, sent } = client()

    const { gateway } = await create(model, { validate: { model: "off" } })

    expect(sent).toEqual([model])
    expect(gateway.modelSent).toBe(model)
  },
)

test('`validate: "off"` alone still wants a provider', async () => {
  const { create } = client()

  expect(await rejection(create("gpt-4o", { validate: "off" }))).toMatchObject({ code: "invalid_model" })
})

const refusal = (code: number) => () =>
  Response.json({ success: false, error: [{ code, message: "No" }], name: "AiGatewayError" }, { status: 400 })

describe("the hint after a refusal", () => {
  test.for([2005, 2008, 2019])("names the near provider after %i", async (code) => {
    const error = await rejection(client(refusal(code)).create("anthropc/claude-haiku-4-5"))

    expect(error).toBeInstanceOf(GatewayResponseError)
    expect(error.gatewayCode).toBe(code)
    expect(error.hint).toContain("anthropic/")
  })

  test("names none after another code, nor for a provider that is spelled right", async () => {
    expect((await rejection(client(refusal(2001)).create("anthropc/claude"))).hint).not.toContain("anthropic/")
    expect((await rejection(client(refusal(2008)).create("openai/gpt"))).hint).not.toMatch(/did you mean/i)
    expect((await rejection(client(refusal(2008)).create("custom-openia/gpt"))).hint).not.toMatch(/did you mean/i)
  })

  test("names none where nothing is near", async () => {
    expect((await rejection(client(refusal(2008)).create("zzzzzzzz/gpt"))).hint).not.toMatch(/did you mean/i)
  })
})
