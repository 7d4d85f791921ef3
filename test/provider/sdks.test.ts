// Other people's clients through the doors, against the local gateway.
import { createAnthropic } from "@ai-sdk/anthropic"
import { createOpenAI } from "@ai-sdk/openai"
import { createOpenAICompatible } from "@ai-sdk/openai-compatible"
import Anthropic from "@anthropic-ai/sdk"
import { generateText, jsonSchema, streamText, tool } from "ai"
import OpenAI from "openai"
import { expect, test } from "vitest"
import { isGatewayError, readGatewayRecord } from "../../src/index.ts"
import { createLocalGateway, type LocalGatewayOptions } from "../../src/testing/index.ts"
import { rejection } from "../support/server.ts"
import { clientOf, root, spied } from "./client-of.ts"

const messages = [{ role: "user" as const, content: "What is Cloudflare?" }]

function start(options: LocalGatewayOptions = {}) {
  const local = createLocalGateway(options)
  return { local, client: clientOf(local.options), bound: clientOf(local.bindingOptions) }
}

test.each(["openai", "compat"] as const)("openai chats through the door %s, whole and streamed", async (target) => {
  const { local, client } = start()
  const openai = new OpenAI({ ...client.provider(target) })
  const model = target === "compat" ? "openai/gpt-5-mini" : "gpt-5-mini"
  const { data, response } = await openai.chat.completions.create({ model, messages }).withResponse()
  const stream = openai.chat.completions.stream({ model, messages })

  expect(data.choices[0]?.message.content).toBe("What is Cloudflare?")
  expect((await stream.finalChatCompletion()).choices[0]?.message.content).toBe("What is Cloudflare?")
  expect(readGatewayRecord(response)).toMatchObject({
    logId: expect.any(String),
    modelRequested: model,
    attempts: [{ status: 200, waitMs: 0 }],
  })
  // The placeholder did not beat the stored key.
  expect(local.requests.map(({ credential }) => credential)).toEqual([
    { source: "stored", alias: "default" },
    { source: "stored", alias: "default" },
  ])
})

test("openai chats over a binding", async () => {
  const { local, bound } = start()
  const openai = new OpenAI({ ...bound.provider("openai") })
  const stream = openai.chat.completions.stream({ model: "gpt-5-mini", messages })
  expect((await stream.finalChatCompletion()).choices[0]?.message.content).toBe("What is Cloudflare?")
  expect(local.requests[0]?.surface).toBe("binding")
})

test("openai's Responses and embeddings go through too", async () => {
  const openai = new OpenAI({ ...start().client.provider("openai") })
  const response = await openai.responses.create({ model: "gpt-5-mini", input: "What is Cloudflare?" })
  const { data } = await openai.embeddings.create({ model: "text-embedding-3-small", input: "ebb" })
  expect(response.output_text).toBe("What is Cloudflare?")
  expect(Math.hypot(...data[0]!.embedding)).toBeCloseTo(1, 5)
})

test("openai runs a tool through the door", async () => {
  const { client } = start({ models: { "*": { use: "tools" } } })
  const runner = new OpenAI({ ...client.provider("openai") }).chat.completions.runTools({
    model: "gpt-5-mini",
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

test("openai makes its own error classes of refusals, and its own retries", async () => {
  const { local, client } = start()
  const openai = new OpenAI({ ...client.provider("openai"), maxRetries: 1 })
  local.fault("provider_unauthorized")
  const error = await rejection(openai.chat.completions.create({ model: "gpt-5-mini", messages }))
  expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
  expect(error.status).toBe(401)

  local.reply(Response.json({}, { status: 429, headers: { "retry-after-ms": "1" } }), "Well again")
  const { choices } = await openai.chat.completions.create({ model: "gpt-5-mini", messages })
  expect(choices[0]?.message.content).toBe("Well again")
})

test("an abort of openai's is told as its own, whole and amid a stream", async () => {
  const { local, client } = start()
  const openai = new OpenAI({ ...client.provider("openai") })
  const whole = await rejection(
    openai.chat.completions.create({ model: "gpt-5-mini", messages }, { signal: AbortSignal.abort() }),
  )
  expect(whole).toBeInstanceOf(OpenAI.APIUserAbortError)

  local.fault("stall", { afterEvents: 2 })
  const stream = await openai.chat.completions.create({ model: "gpt-5-mini", messages, stream: true })
  let chunks = 0
  for await (const _ of stream) if (++chunks === 2) stream.controller.abort()
  expect(chunks).toBe(2)
})

test("our clocks rule openai's streams, with our error", async () => {
  const { local } = start()
  const client = clientOf({ ...local.options, idleTimeout: 20 })
  local.fault("stall", { afterEvents: 2 })
  const stream = await new OpenAI({ ...client.provider("openai") }).chat.completions.create({
    model: "gpt-5-mini",
    messages,
    stream: true,
  })
  const error = await rejection(
    (async () => {
      for await (const _ of stream);
    })(),
  )
  expect(isGatewayError(error, "timeout")).toBe(true)
})

test("what we refuse reaches the caller of openai as the cause of its error", async () => {
  const { client } = start()
  const openai = new OpenAI({ ...client.provider("openai"), baseURL: "https://api.openai.com/v1", maxRetries: 0 })
  const error = await rejection(openai.chat.completions.create({ model: "gpt-5-mini", messages }))
  expect(error).toBeInstanceOf(OpenAI.APIConnectionError)
  expect(error.cause).toMatchObject({ code: "invalid_request" })
})

test("Azure's client sends its placeholder nowhere", async () => {
  const { provider, sent } = spied()
  const door = provider("azure-openai")
  const azure = new OpenAI({
    ...door,
    baseURL: `${door.baseURL}/my-resource/my-deployment`,
    defaultQuery: { "api-version": "2026-01-01" },
    defaultHeaders: { "api-key": door.apiKey },
  })
  await azure.chat.completions.create({ model: "gpt-5-mini", messages })
  const [{ url, headers }] = sent as [(typeof sent)[0]]
  expect(url).toBe(`${root}/azure-openai/my-resource/my-deployment/chat/completions?api-version=2026-01-01`)
  expect([headers["api-key"], headers["authorization"]]).toEqual([undefined, undefined])
})

test("Anthropic's client talks through its door, whole, streamed and refused", async () => {
  const { local, client } = start()
  const anthropic = new Anthropic({ ...client.provider("anthropic"), authToken: null, maxRetries: 0 })
  const params = { model: "claude-haiku-4-5", max_tokens: 64, messages }
  const { content } = await anthropic.messages.create(params)
  expect(content).toMatchObject([{ type: "text", text: "What is Cloudflare?" }])
  expect(await anthropic.messages.stream(params).finalText()).toBe("What is Cloudflare?")
  expect(local.requests.map(({ url, credential }) => [url.pathname.slice(-22), credential?.source])).toEqual([
    ["/anthropic/v1/messages", "stored"],
    ["/anthropic/v1/messages", "stored"],
  ])

  local.fault("provider_unauthorized")
  expect(await rejection(anthropic.messages.create(params))).toBeInstanceOf(Anthropic.AuthenticationError)
  const aborted = anthropic.messages.create(params, { signal: AbortSignal.abort() })
  expect(await rejection(aborted)).toBeInstanceOf(Anthropic.APIUserAbortError)
})

test("the AI SDK speaks OpenAI's format through a door spread as it is", async () => {
  const { local, client } = start()
  const gateway = createOpenAICompatible({ name: "cloudflare", ...client.provider("compat") })
  const { text, response } = await generateText({ model: gateway("anthropic/claude-sonnet-4-5"), messages })
  const stream = streamText({ model: gateway("openai/gpt-5-mini"), messages })
  expect([text, await stream.text]).toEqual(["What is Cloudflare?", "What is Cloudflare?"])
  expect(response.headers?.["cf-aig-log-id"]).toEqual(expect.any(String))
  expect(local.requests.map(({ credential }) => credential?.source)).toEqual(["stored", "stored"])
})

test("the AI SDK's own providers of OpenAI and Anthropic go through their doors", async () => {
  const { client } = start()
  const openai = createOpenAI({ ...client.provider("openai") })
  const anthropicDoor = client.provider("anthropic")
  const anthropic = createAnthropic({ ...anthropicDoor, baseURL: `${anthropicDoor.baseURL}/v1` })
  expect((await generateText({ model: openai("gpt-5-mini"), messages })).text).toBe("What is Cloudflare?")
  expect((await generateText({ model: anthropic("claude-sonnet-4-5"), messages })).text).toBe("What is Cloudflare?")
})

test("the AI SDK calls tools through a door, and makes its own errors and aborts", async () => {
  const { local, client } = start({ models: { "*": { use: "tools" } } })
  const model = createOpenAICompatible({ name: "cloudflare", ...client.provider("compat") })("openai/gpt-5-mini")
  const inputSchema = jsonSchema<{ buoy: string }>({
    type: "object",
    properties: { buoy: { type: "string", enum: ["A"] } },
    required: ["buoy"],
  })
  const { toolCalls } = await generateText({ model, messages, tools: { depth_at: tool({ inputSchema }) } })
  expect(toolCalls).toMatchObject([{ toolName: "depth_at", input: { buoy: "A" } }])

  local.fault("provider_unauthorized")
  expect(await rejection(generateText({ model, messages, maxRetries: 0 }))).toMatchObject({
    name: "AI_APICallError",
    statusCode: 401,
  })
  const reason = new Error("the visitor left")
  expect(await rejection(generateText({ model, messages, abortSignal: AbortSignal.abort(reason) }))).toBe(reason)
})
