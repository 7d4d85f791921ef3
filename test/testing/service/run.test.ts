import { expect, test } from "vitest"
import { createLocalGateway, type LocalGatewayOptions } from "../../../src/testing/index.ts"
import { manage } from "./ways-in.ts"

const accountId = "0123456789abcdef0123456789abcdef"
const api = `https://api.cloudflare.com/client/v4/accounts/${accountId}/ai`
const messages = [{ role: "user", content: "Say it again" }]
const hello = { model: "openai/gpt-5-mini", input: { messages } }

function start(options: LocalGatewayOptions = {}) {
  const local = createLocalGateway(options)
  const run = (body: unknown, path = "run", headers: Record<string, string> = {}) =>
    local.fetch(`${api}/${path}`, {
      method: "POST",
      headers: { authorization: "Bearer local-gateway-token", "cf-aig-gateway-id": "local", ...headers },
      body: JSON.stringify(body),
    })
  return { local, run }
}

const envelope = (code: number | undefined, message: string) => ({
  result: null,
  success: false,
  errors: [{ ...(code !== undefined && { code }), message }],
  messages: [],
})

test("a model of OpenAI's answers with its completion in the envelope, and whose key paid", async () => {
  const { run } = start()
  const response = await run(hello)

  expect(response.headers.get("content-type")).toBe("application/json")
  expect(await response.json()).toEqual({
    result: {
      id: "chatcmpl-local",
      object: "chat.completion",
      created: 1_767_225_600,
      model: "openai/gpt-5-mini",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Say it again", refusal: null },
          finish_reason: "stop",
          logprobs: null,
        },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
      gatewayMetadata: { keySource: "BYOK" },
    },
    success: true,
    errors: [],
    messages: [],
  })
})

test("a model of Anthropic's keeps its own words", async () => {
  const { run } = start()
  const response = await run({ model: "anthropic/claude-haiku-4.5", input: { messages, max_tokens: 9 } })
  const { result } = await response.json()

  expect(result).toMatchObject({
    type: "message",
    role: "assistant",
    content: [{ type: "text", text: "Say it again" }],
    stop_reason: "end_turn",
    gatewayMetadata: { keySource: "BYOK" },
  })
})

test("a model of Google's is spelled as OpenAI's chat", async () => {
  const { run } = start()
  const { result } = await (await run({ model: "google/gemini-3-flash", input: { messages } })).json()

  expect(result).toMatchObject({ object: "chat.completion", choices: [{ message: { content: "Say it again" } }] })
})

test.each([
  ["in the path, its fields flat", { messages }, "run/@cf/meta/llama-3.1-8b-instruct"],
  ["in the path, escaped", { messages }, "run/%40cf/meta/llama-3.1-8b-instruct"],
  ["in the body", { model: "@cf/meta/llama-3.1-8b-instruct", input: { messages } }, "run"],
])("Workers AI with its model %s answers in its own words", async (_, body, path) => {
  const { local, run } = start()

  expect(await (await run(body, path)).json()).toEqual({
    result: {
      response: "Say it again",
      usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
    },
    success: true,
    errors: [],
    messages: [],
  })
  expect(local.requests[0]).toMatchObject({
    surface: "run",
    provider: "workers-ai",
    model: "@cf/meta/llama-3.1-8b-instruct",
    body: { messages },
  })
})

test("an embedding model of Workers AI gives vectors for its texts", async () => {
  const { run } = start()
  const { result } = await (await run({ text: ["one", "two"] }, "run/@cf/baai/bge-base-en-v1.5")).json()

  expect(result.shape).toEqual([2, 16])
  expect(result.data).toHaveLength(2)
})

test("streams are in the model's words, in no envelope", async () => {
  const { run } = start()
  const input = { messages, stream: true, max_tokens: 9 }
  const openai = await run({ model: "openai/gpt-5-mini", input })
  const anthropic = await run({ model: "anthropic/claude-haiku-4.5", input })
  const workersAI = await run(input, "run/@cf/meta/llama-3.1-8b-instruct")

  for (const response of [openai, anthropic, workersAI])
    expect(response.headers.get("content-type")).toBe("text/event-stream")
  expect(await openai.text()).toMatch(/^data: \{"id":"chatcmpl-local".*data: \[DONE\]\n\n$/s)
  expect(await anthropic.text()).toMatch(
    /^event: message_start\n.*event: message_stop\ndata: \{"type":"message_stop"\}\n\n$/s,
  )
  expect(await workersAI.text()).toBe(
    'data: {"response":"Say"}\n\ndata: {"response":" it"}\n\ndata: {"response":" again"}\n\n' +
      'data: {"response":"","usage":{"prompt_tokens":3,"completion_tokens":3,"total_tokens":6}}\n\ndata: [DONE]\n\n',
  )
})

test.each([
  ["a stored key", { gateways: { local: { byok: { openai: { default: "key" } } } } }, "BYOK"],
  ["Unified Billing", { accounts: { [accountId]: { credits: 1, gateways: { local: { byok: {} } } } } }, "Unified"],
])("paid by %s, gatewayMetadata says so", async (_, options, keySource) => {
  const { run } = start(options)
  const headers = { "cf-aig-cache-key": "k" }
  const answers = [await run(hello, "run", headers), await run(hello, "run", headers)]

  expect(answers.map((answer) => answer.headers.get("cf-aig-cache-status"))).toEqual(["MISS", "HIT"])
  for (const answer of answers) expect((await answer.json()).result.gatewayMetadata).toEqual({ keySource })
})

// Reference A1: background mode.
test.each<[string, object]>([
  ["a webhook without background", { webhookUrl: "https://example.com/hook" }],
  ["a webhook with background switched off", { webhookUrl: "https://example.com/hook", background: false }],
  ["a form without a webhook", { background: true, webhookFormat: "raw" }],
  ["a webhook that is not https", { background: true, webhookUrl: "http://example.com/hook" }],
  ["a webhook at a private address", { background: true, webhookUrl: "https://192.168.0.7/hook" }],
  ["a webhook at home", { background: true, webhookUrl: "https://localhost/hook" }],
  ["a webhook that is no URL", { background: true, webhookUrl: 5 }],
  ["a form that is none", { background: true, webhookUrl: "https://example.com/", webhookFormat: "xml" }],
])("%s is 400", async (_, options) => {
  const { local, run } = start()
  const response = await run({ ...hello, options })
  const body = await response.json()

  expect(response.status).toBe(400)
  expect(body).toEqual(envelope(7003, expect.stringMatching(/^Model execution failed \(User Input Error\): options\./)))
  expect(local.requests).toEqual([])
})

test.each<[string, object]>([
  ["alone", { background: true }],
  ["with a webhook", { background: true, webhookUrl: "https://example.com/hook", webhookFormat: "chat" }],
])("a request in the background, %s, is taken at once, noted and logged", async (_, options) => {
  const { local, run } = start()
  const response = await run({ ...hello, options })
  const { body } = await manage(local, "GET", "gateways/local/logs")

  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    result: { id: expect.stringMatching(/^0199b3f0-0000-7000-/), state: "Queued" },
    success: true,
    errors: [],
    messages: [],
  })
  expect(local.requests).toHaveLength(1)
  expect(body.result).toHaveLength(1)
})

test("what streams in the background is let go of, and logged", async () => {
  const { local, run } = start()
  let isLeft = false
  const bytes = new ReadableStream({ cancel: () => void (isLeft = true) })
  local.reply(new Response(bytes, { headers: { "content-type": "text/event-stream" } }))
  const response = await run({ ...hello, options: { background: true } })

  expect((await response.json()).result.state).toBe("Queued")
  expect(isLeft).toBe(true)
  expect((await manage(local, "GET", "gateways/local/logs")).body.result).toHaveLength(1)
})

test("background is no way around a refusal", async () => {
  const { run } = start({ gateways: { local: { byok: {} } } })
  const response = await run({ ...hello, options: { background: true } })

  expect([response.status, (await response.json()).errors[0].code]).toEqual([402, 2021])
})

test("a flat body has no options: they are the model's own", async () => {
  const { run } = start()
  const options = { rejectIfBusy: true, webhookFormat: "raw" }

  expect((await run({ messages, options }, "run/@cf/meta/llama-3.1-8b-instruct")).status).toBe(200)
})

test.each<[string, unknown, number, RegExp]>([
  ["no model", { input: { messages } }, 400, /^Model execution failed \(User Input Error\): /],
  ["no input", { model: "openai/gpt-5-mini" }, 400, /^Model execution failed \(User Input Error\): /],
  ["input that is no object", { ...hello, input: "Hello" }, 400, /^Model execution failed \(User Input Error\): /],
  ["input without messages", { ...hello, input: {} }, 400, /^Model execution failed \(User Input Error\): /],
  [
    "Anthropic without max_tokens",
    { model: "anthropic/claude-haiku-4.5", input: { messages } },
    400,
    /^Model execution failed \(User Input Error\): max_tokens: Field required$/,
  ],
  [
    "Anthropic's own hyphens",
    { model: "anthropic/claude-haiku-4-5", input: { messages, max_tokens: 9 } },
    404,
    /^Model not found: anthropic\/claude-haiku-4-5$/,
  ],
  [
    "Anthropic's own date",
    { model: "anthropic/claude-haiku-4-5-20251001", input: { messages, max_tokens: 9 } },
    404,
    /^Model not found: /,
  ],
  ["a model off the catalogue", { ...hello, model: "openrouter/auto" }, 404, /^Model not found: openrouter\/auto$/],
  ["compat's name for Google", { ...hello, model: "google-ai-studio/gemini-2.5-flash" }, 404, /^Model not found: /],
])("%s is 7003", async (_, body, status, message) => {
  const { run } = start()
  const response = await run(body)

  expect(response.status).toBe(status)
  expect(await response.json()).toEqual(envelope(7003, expect.stringMatching(message)))
})

test("Workers AI's schema is checked in its own words", async () => {
  const { run } = start()
  const response = await run({}, "run/@cf/meta/llama-3.1-8b-instruct")

  expect(response.status).toBe(400)
  expect((await response.json()).errors[0]).toEqual({
    code: 5006,
    message: expect.stringMatching(/^Error: oneOf at '\/' not met/),
  })
})

test("only Workers AI's models may stand in the path", async () => {
  const { run } = start()
  const response = await run({ messages }, "run/openai/gpt-5-mini")

  expect([response.status, (await response.json()).errors[0].code]).toEqual([404, 7003])
})

// Changelog 2026-10-05: credential errors of /ai/run.
test("a stored key that the provider rejects is 401 and 2009, and so is a provider's own 401", async () => {
  const { local, run } = start({
    gateways: { local: { byok: { openai: { default: "old" } } } },
    providerKeys: { openai: ["new"] },
  })
  const rejected = await run(hello)
  local.reply(Response.json({ error: { message: "Bad key" } }, { status: 401 }))
  const scripted = await run({ model: "openai/gpt-5-mini", input: { messages } })

  for (const response of [rejected, scripted]) {
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual(envelope(2009, "The provider rejected the credential"))
  }
})

test("Cloudflare's own credentials that the provider rejects are 503", async () => {
  const { local, run } = start({ accounts: { [accountId]: { credits: 1, gateways: { local: { byok: {} } } } } })
  local.reply(Response.json({ error: { message: "Bad key" } }, { status: 401 }))
  const response = await run(hello)

  expect(response.status).toBe(503)
  expect(await response.json()).toEqual(envelope(undefined, "The provider rejected Cloudflare's own credentials"))
})

test("what a provider says besides passes by the envelope as it is", async () => {
  const { local, run } = start()
  local.reply(
    Response.json({ error: { message: "Down" } }, { status: 500 }),
    new Response("plain words"),
    new Response(new Uint8Array([1, 2]), { headers: { "content-type": "audio/mpeg" } }),
    Response.json(["a", "list"]),
  )

  const down = await run(hello)
  expect([down.status, await down.json()]).toEqual([500, { error: { message: "Down" } }])
  expect(await (await run(hello)).text()).toBe("plain words")
  expect(new Uint8Array(await (await run(hello)).arrayBuffer())).toEqual(new Uint8Array([1, 2]))
  expect(await (await run(hello)).json()).toEqual(["a", "list"])
})
