// `client.run` against the local gateway, on REST and over the binding (reference A1, A11).
import { expect, test } from "vitest"
import { toUsage, type RawReply } from "../../../src/index.ts"
import { createLocalGateway, type LocalGatewayOptions } from "../../../src/testing/index.ts"
import { rejection } from "../../support/server.ts"
import { clientsOf } from "./clients.ts"

const flux = "@cf/black-forest-labs/flux-1-schnell"
const llama = "@cf/meta/llama-3.3-70b-instruct-fp8-fast"
const oss = "@cf/openai/gpt-oss-20b"
const messages = [{ role: "user", content: "Which way?" }]
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 255, 128])

const ways = ["rest", "bound"] as const

function start(way: (typeof ways)[number], options?: LocalGatewayOptions) {
  const local = createLocalGateway(options)
  return { local, client: clientsOf(local)[way] }
}

test.each(ways)("bytes of an image come as a Blob, byte for byte: %s", async (way) => {
  const { client, local } = start(way)
  local.reply(new Response(png, { headers: { "content-type": "image/png" } }))
  const image = await client.run<Blob & RawReply>(flux, { prompt: "A harbour" })

  expect([image.type, image.size]).toEqual(["image/png", 7])
  expect(new Uint8Array(await image.arrayBuffer())).toEqual(png)
  expect(image.gateway.logId).toBe(local.logs[0]?.id)
  expect(local.logs[0]).toMatchObject({ model: `workers-ai/${flux}`, response_content_type: "image/png" })
})

test.each(ways)("sound of another author's model passes by the envelope as it is: %s", async (way) => {
  const { client, local } = start(way)
  local.reply(new Response(png, { headers: { "content-type": "audio/mpeg" } }))
  const sound = await client.run<Blob & RawReply>("openai/gpt-4o-mini-tts", { input: "Ahoy", voice: "alloy" })

  expect([sound.type, sound.size]).toEqual(["audio/mpeg", 7])
})

test.each(ways)("an image or sound may be asked about: %s", async (way) => {
  const { client, local } = start(way)
  const said = { text: "Ahoy" }
  local.reply(Response.json(way === "rest" ? { result: said, success: true } : said))
  expect(await client.run("@cf/openai/whisper", { audio: [1, 2, 3] })).toEqual(said)
  expect(local.requests[0]).toMatchObject({ model: "@cf/openai/whisper", body: { audio: [1, 2, 3] } })

  const error = await rejection(client.run("@cf/openai/whisper", { audio: [1, 2, 3] }))
  expect([error.status, error.message]).toEqual([501, expect.stringContaining("script it with local.reply")])
})

test.each(ways)("an image in JSON comes in the model's words: %s", async (way) => {
  const { client, local } = start(way)
  local.reply(Response.json(way === "rest" ? { result: { image: "aGk=" }, success: true } : { image: "aGk=" }))
  expect(await client.run(flux, { prompt: "A harbour" })).toEqual({ image: "aGk=" })
})

test.each(ways)("a run of a catalogue's model tells whose key paid: %s", async (way) => {
  const { client } = start(way, {
    gateways: { local: { byok: {} } },
    accounts: { "0123456789abcdef0123456789abcdef": { credits: 1 } },
  })
  const reply = await client.run("anthropic/claude-haiku-4.5", { messages, max_tokens: 9 })
  expect(reply).toMatchObject({ type: "message", content: [{ type: "text", text: "Which way?" }] })
  expect(reply.gateway.keySource).toBe("Unified")
})

test.each(ways)("streams come in the model's own events: %s", async (way) => {
  const { client, local } = start(way)
  const said: unknown[] = []
  for (const [model, input] of [
    [llama, { prompt: "Which way?", stream: true }],
    ["openai/gpt-5-mini", { messages, stream: true }],
    ["anthropic/claude-haiku-4.5", { messages, max_tokens: 9, stream: true }],
    [oss, { input: "Which way?", stream: true }],
  ] as const) {
    const { text, usage, last } = await (await client.run<object, true>(model, input)).final()
    said.push([text, toUsage({ usage } as never)?.total, Object.keys(last ?? {})[0]])
  }

  // OpenAI's chat tells usage where `stream_options` ask for it.
  expect(said).toEqual([
    ["Which way?", 4, "response"],
    ["Which way?", undefined, "id"],
    ["Which way?", 4, "type"],
    ["Which way?", 4, "type"],
  ])
  expect(local.logs.map(({ tokens_in, tokens_out }) => [tokens_in, tokens_out])).toEqual([
    [2, 2],
    [2, 2],
    [2, 2],
    [2, 2],
  ])
})

test.each(ways)("gpt-oss answers a Responses body with a response: %s", async (way) => {
  const { client } = start(way)
  const reply = await client.run(oss, { input: "Which way?", instructions: "Be short" })
  expect(reply).toMatchObject({
    object: "response",
    status: "completed",
    instructions: "Be short",
    output: [{ type: "message", content: [{ type: "output_text", text: "Which way?" }] }],
    usage: { input_tokens: 4, output_tokens: 2 },
  })
})

test.each(ways)("client.responses asks gpt-oss, whole and streamed: %s", async (way) => {
  const { client } = start(way)
  const params = { model: oss, input: "Which way?" }
  const reply = await client.responses.create(params)
  expect(reply.output).toMatchObject([{ content: [{ text: "Which way?" }] }])

  const stream = await client.responses.create({ ...params, stream: true })
  const types: string[] = []
  for await (const event of stream) types.push(event.type)
  expect([types[0], types.at(-1)]).toEqual(["response.created", "response.completed"])
})

test("a run in the background is answered at once, and logged when the model has answered", async () => {
  const { client, local } = start("rest")
  const webhookUrl = "https://example.com/done"
  for (const model of [llama, "openai/gpt-5-mini"])
    expect(await client.run(model, { messages }, { background: { webhookUrl, webhookFormat: "chat" } })).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      state: "Queued",
    })

  expect(local.requests.map(({ model }) => model)).toEqual([llama, "gpt-5-mini"])
  expect(local.logs).toHaveLength(2)
})

test("a webhook on a private address is refused by the service", async () => {
  const { client } = start("rest")
  const error = await rejection(client.run(llama, { messages }, { background: { webhookUrl: "https://10.0.0.1/" } }))
  expect(error).toMatchObject({ code: "invalid_params", status: 400, gatewayCode: 7003 })
})

test.each(ways)("refusals of a run are typed: %s", async (way) => {
  const { client, local } = start(way, { gateways: { local: { guardrails: { prompt: { S1: "BLOCK" } } } } })
  const codes: unknown[] = []
  const note = async (work: Promise<unknown>) => {
    const { code, status, gatewayCode } = await rejection(work)
    codes.push([code, status, gatewayCode])
  }
  await note(client.run("anthropic/claude-haiku-4-5", { messages, max_tokens: 9 }))
  await note(client.run("openai/gpt-5-mini", { messages: [{ role: "user", content: "[S1]" }] }))
  local.reply(Response.json({ error: { message: "Wrong key" } }, { status: 401 }))
  await note(client.run("openai/gpt-5-mini", { messages }))
  local.fault("2021-throttled")
  await note(client.run("openai/gpt-5-mini", { messages }))

  const blocked = way === "rest" ? [422, 2017] : [424, 2016]
  expect(codes).toEqual([
    ["model_rejected", 404, 7003],
    ["guardrail_prompt_blocked", ...blocked],
    ["provider_unauthorized", 401, 2009],
    ["rate_limited", 402, 2021],
  ])
})

test.each(ways)("a stream that breaks off keeps what came: %s", async (way) => {
  const { client, local } = start(way)
  local.fault("truncate", { afterEvents: 1 })
  const stream = await client.run<object, true>(llama, { prompt: "Which way?", stream: true })
  const error = await rejection(stream.final())
  expect(error).toMatchObject({ code: "stream_truncated" })
})
