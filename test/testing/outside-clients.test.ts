// Other people's clients against the local gateway on a port: it must look like the service to them too.
import Anthropic from "@anthropic-ai/sdk"
import { createAiGateway } from "ai-gateway-provider"
import { createAnthropic } from "ai-gateway-provider/providers/anthropic"
import { createOpenAI } from "ai-gateway-provider/providers/openai"
import { createUnified } from "ai-gateway-provider/providers/unified"
import { generateText, streamText } from "ai"
import OpenAI from "openai"
import { expect, onTestFinished, test, vi } from "vitest"
import { createLocalGateway, type LocalGatewayOptions } from "../../src/testing/index.ts"
import { listen } from "../../src/testing/node.ts"

const messages = [{ role: "user" as const, content: "What is Cloudflare?" }]

async function start(options: LocalGatewayOptions = {}) {
  const local = createLocalGateway(options)
  const listening = await listen(local)
  onTestFinished(() => listening.close())
  const { url } = listening
  const { baseURL, token, accountId, gateway } = listening.options
  return { local, url, baseURL, token: token!, accountId, gateway }
}

/** openai's client on one of the gateway's paths, as Cloudflare's documentation sets it up. */
async function startOpenAI(path: string, options?: LocalGatewayOptions) {
  const { local, baseURL, token } = await start(options)
  const openai = new OpenAI({
    baseURL: `${baseURL}/${path}`,
    apiKey: "unused",
    defaultHeaders: { authorization: null, "cf-aig-authorization": `Bearer ${token}` },
    maxRetries: 0,
  })
  return { local, openai }
}

async function startAnthropic() {
  const { local, baseURL, token } = await start()
  const anthropic = new Anthropic({
    baseURL: `${baseURL}/anthropic`,
    apiKey: null,
    authToken: null,
    defaultHeaders: { "cf-aig-authorization": `Bearer ${token}`, "x-api-key": null, authorization: null },
    maxRetries: 0,
  })
  return { local, anthropic }
}

/** Cloudflare's provider for the AI SDK: its address is fixed, so its fetch is led to our port. */
async function startAISDK(options?: LocalGatewayOptions) {
  const { local, url, token, accountId, gateway } = await start(options)
  const { fetch } = globalThis
  vi.stubGlobal("fetch", (input: string, init: RequestInit) =>
    fetch(input.replace("https://gateway.ai.cloudflare.com", url), init),
  )
  onTestFinished(() => void vi.unstubAllGlobals())
  return { local, aigateway: createAiGateway({ accountId, gateway, apiKey: token }) }
}

test("openai chats on the provider's own path, whole and streamed", async () => {
  const { local, openai } = await startOpenAI("openai")
  const whole = await openai.chat.completions.create({ model: "gpt-5-mini", messages })
  const stream = openai.chat.completions.stream({ model: "gpt-5-mini", messages })

  expect([whole.choices[0]?.message.content, whole.model]).toEqual(["What is Cloudflare?", "gpt-5-mini"])
  expect((await stream.finalChatCompletion()).choices[0]?.message.content).toBe("What is Cloudflare?")
  expect(local.requests.map(({ provider, model, surface }) => [provider, model, surface])).toEqual([
    ["openai", "gpt-5-mini", "native"],
    ["openai", "gpt-5-mini", "native"],
  ])
})

test("openai takes the gateway's token as its API key, as Cloudflare's examples show", async () => {
  const { baseURL, token, local } = await start()
  const openai = new OpenAI({ baseURL: `${baseURL}/compat`, apiKey: token, maxRetries: 0 })
  const { choices } = await openai.chat.completions.create({ model: "openai/gpt-5-mini", messages })

  expect(choices[0]?.message.content).toBe("What is Cloudflare?")
  expect(local.requests[0]?.credential).toEqual({ source: "stored", alias: "default" })
})

test.each(["openai", "compat"])("openai runs a tool on /%s: the call, its result, the answer", async (path) => {
  const { openai } = await startOpenAI(path, { models: { "*": { use: "tools" } } })
  const runner = openai.chat.completions.runTools({
    model: path === "compat" ? "openai/gpt-5-mini" : "gpt-5-mini",
    messages: [{ role: "user", content: "How deep is it?" }],
    tools: [
      {
        type: "function",
        function: {
          name: "depth_at",
          description: "Depth at a buoy",
          parameters: { type: "object", properties: { buoy: { type: "string", enum: ["A"] } }, required: ["buoy"] },
          parse: JSON.parse,
          function: ({ buoy }: { buoy: string }) => `12 m at ${buoy}`,
        },
      },
    ],
  })

  expect(await runner.finalContent()).toContain("12 m at A")
})

test("openai embeds: the same text gives the same unit vector", async () => {
  const { openai } = await startOpenAI("openai")
  const { data, usage } = await openai.embeddings.create({
    model: "text-embedding-3-small",
    input: ["ebb", "flow", "ebb"],
  })
  const [ebb, flow, again] = data.map(({ embedding }) => embedding)

  expect(again).toEqual(ebb)
  expect(flow).not.toEqual(ebb)
  expect(Math.hypot(...ebb!)).toBeCloseTo(1, 5)
  expect(usage).toEqual({ prompt_tokens: 3, total_tokens: 3 })
})

test("openai's Responses come whole and as typed events", async () => {
  const { openai } = await startOpenAI("openai")
  const whole = await openai.responses.create({ model: "gpt-5-mini", input: "What is Cloudflare?" })
  const stream = openai.responses.stream({ model: "gpt-5-mini", input: "What is Cloudflare?" })
  const types: string[] = []
  let text = ""
  for await (const event of stream) {
    types.push(event.type)
    if (event.type === "response.output_text.delta") text += event.delta
  }

  expect([whole.output_text, whole.status]).toEqual(["What is Cloudflare?", "completed"])
  expect([types[0], types.at(-1), text]).toEqual(["response.created", "response.completed", "What is Cloudflare?"])
  expect((await stream.finalResponse()).output_text).toBe("What is Cloudflare?")
})

test("openai's Responses call a tool", async () => {
  const { openai, local } = await startOpenAI("openai")
  local.reply({ toolCalls: [{ name: "depth_at", input: { buoy: "A" }, id: "call_1" }] })
  const { output } = await openai.responses.create({ model: "gpt-5-mini", input: "How deep is it?" })

  expect(output.find(({ type }) => type === "function_call")).toMatchObject({
    call_id: "call_1",
    name: "depth_at",
    arguments: '{"buoy":"A"}',
  })
})

test("openai reaches REST with an API token: chat, responses, embeddings of Workers AI", async () => {
  const { url, accountId, local } = await start()
  const openai = new OpenAI({
    baseURL: `${url}/client/v4/accounts/${accountId}/ai/v1`,
    apiKey: local.env.CLOUDFLARE_API_TOKEN,
    defaultHeaders: { "cf-aig-gateway-id": "local" },
    maxRetries: 0,
  })
  const chat = await openai.chat.completions.create({ model: "openai/gpt-4.1", messages })
  const response = await openai.responses.create({ model: "openai/gpt-4.1", input: "Tide" })
  const { data } = await openai.embeddings.create({ model: "@cf/baai/bge-m3", input: "ebb" })

  expect([chat.choices[0]?.message.content, response.output_text]).toEqual(["What is Cloudflare?", "Tide"])
  expect(data[0]?.embedding.length).toBeGreaterThan(1)
})

test("openai sees a provider's refusal of its key as 401, and the gateway's of its token too", async () => {
  const { baseURL, token } = await start({ providerKeys: { openai: ["sk-good"] } })
  const ask = (apiKey: string, gatewayToken: string) =>
    new OpenAI({
      baseURL: `${baseURL}/openai`,
      apiKey,
      defaultHeaders: { "cf-aig-authorization": `Bearer ${gatewayToken}` },
      maxRetries: 0,
    }).chat.completions.create({ model: "gpt-5-mini", messages })

  await expect(ask("sk-bad", token)).rejects.toMatchObject({ status: 401, code: "invalid_api_key" })
  await expect(ask("sk-good", "wrong")).rejects.toMatchObject({ status: 401 })
  expect((await ask("sk-good", token)).choices[0]?.message.content).toBe("What is Cloudflare?")
})

test("Anthropic's client gets a message, whole and streamed", async () => {
  const { anthropic, local } = await startAnthropic()
  const params = { model: "claude-sonnet-4-5", max_tokens: 100, messages }
  const whole = await anthropic.messages.create(params)
  const stream = anthropic.messages.stream(params)
  const words: string[] = []
  stream.on("text", (word) => words.push(word))
  const final = await stream.finalMessage()

  expect(whole).toMatchObject({
    type: "message",
    role: "assistant",
    model: "claude-sonnet-4-5",
    content: [{ type: "text", text: "What is Cloudflare?" }],
    stop_reason: "end_turn",
    usage: { input_tokens: 3, output_tokens: 3 },
  })
  expect(words).toEqual(["What", " is", " Cloudflare?"])
  expect(final.content).toMatchObject([{ type: "text", text: "What is Cloudflare?" }])
  expect(final.usage).toMatchObject({ output_tokens: 3 })
  expect(local.requests[0]).toMatchObject({ provider: "anthropic", model: "claude-sonnet-4-5", surface: "native" })
})

test("Anthropic's client gets a streamed tool use, and an overload as its own error", async () => {
  const { anthropic, local } = await startAnthropic()
  const params = {
    model: "claude-sonnet-4-5",
    max_tokens: 100,
    messages,
    tools: [{ name: "depth_at", input_schema: { type: "object" as const, properties: {} } }],
  }
  local.reply({ toolCalls: [{ name: "depth_at", input: { buoy: "A" }, id: "toolu_1" }] })
  const message = await anthropic.messages.stream(params).finalMessage()
  local.fault("overloaded")

  expect(message.stop_reason).toBe("tool_use")
  expect(message.content.at(-1)).toMatchObject({
    type: "tool_use",
    id: "toolu_1",
    name: "depth_at",
    input: { buoy: "A" },
  })
  await expect(anthropic.messages.create(params)).rejects.toMatchObject({ status: 529 })
})

test("Anthropic's client reaches REST messages", async () => {
  const { url, accountId, local } = await start()
  // The SDK appends /v1/messages itself.
  const anthropic = new Anthropic({
    baseURL: `${url}/client/v4/accounts/${accountId}/ai`,
    authToken: local.env.CLOUDFLARE_API_TOKEN,
    apiKey: null,
    maxRetries: 0,
  })
  const { content } = await anthropic.messages.create({ model: "anthropic/claude-haiku-4.5", max_tokens: 9, messages })

  expect(content).toMatchObject([{ type: "text", text: "What is Cloudflare?" }])
})

test("Cloudflare's AI SDK provider gets a whole answer through the universal endpoint", async () => {
  const { aigateway, local } = await startAISDK()
  const { text, usage } = await generateText({
    model: aigateway(createOpenAI().chat("gpt-5-mini")),
    prompt: "What is Cloudflare?",
  })

  expect(text).toBe("What is Cloudflare?")
  expect(usage.inputTokens).toBe(3)
  expect(local.requests[0]).toMatchObject({ surface: "universal", provider: "openai", model: "gpt-5-mini", step: 0 })
})

test("Cloudflare's AI SDK provider streams", async () => {
  const { aigateway } = await startAISDK()
  const { textStream } = streamText({
    model: aigateway(createAnthropic()("claude-sonnet-4-5")),
    prompt: "What is Cloudflare?",
  })
  const words: string[] = []
  for await (const word of textStream) words.push(word)

  expect(words.join("")).toBe("What is Cloudflare?")
})

test("Cloudflare's AI SDK provider falls back to the next model when the first one fails", async () => {
  const { aigateway, local } = await startAISDK({
    models: {
      "anthropic/*": () =>
        new Response('{"type":"error","error":{"type":"api_error","message":"Down"}}', { status: 500 }),
      "openai/*": "From the second",
    },
  })
  const { text, response } = await generateText({
    model: aigateway([createAnthropic()("claude-sonnet-4-5"), createOpenAI().chat("gpt-5-mini")]),
    prompt: "What is Cloudflare?",
    maxRetries: 0,
  })

  expect(text).toBe("From the second")
  expect(response.headers?.["cf-aig-step"]).toBe("1")
  expect(local.requests.map(({ provider, step }) => [provider, step])).toEqual([
    ["anthropic", 0],
    ["openai", 1],
  ])
})

test("Cloudflare's AI SDK provider calls a dynamic route", async () => {
  const { aigateway, local } = await startAISDK({
    gateways: {
      local: {
        routes: {
          support: [
            { id: "start", type: "start", outputs: { next: { elementId: "model" } } },
            {
              id: "model",
              type: "model",
              properties: { provider: "openai", model: "gpt-5-mini" },
              outputs: { success: { elementId: "end" }, fallback: { elementId: "end" } },
            },
            { id: "end", type: "end", outputs: {} },
          ],
        },
      },
    },
  })
  const { text } = await generateText({
    model: aigateway(createUnified()("dynamic/support")),
    prompt: "What is Cloudflare?",
  })

  expect(text).toBe("What is Cloudflare?")
  expect(local.requests[0]).toMatchObject({ provider: "openai", model: "gpt-5-mini" })
})
