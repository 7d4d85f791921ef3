// `env.AI.gateway(id)`: reference A3, A11.
import { createAiGateway } from "ai-gateway-provider"
import { createOpenAI } from "ai-gateway-provider/providers/openai"
import { generateText, streamText } from "ai"
import { expect, test } from "vitest"
import { createLocalGateway } from "../../../src/testing/index.ts"
import { rejection } from "../../support/server.ts"

const messages = [{ role: "user", content: "Say it again" }]
const openai = {
  provider: "openai",
  endpoint: "chat/completions",
  headers: {},
  query: { model: "gpt-5-mini", messages },
}
const compat = {
  provider: "compat",
  endpoint: "chat/completions",
  headers: {},
  query: { model: "google-ai-studio/gemini-2.5-flash", messages },
}
const workersAI = {
  provider: "workers-ai",
  endpoint: "@cf/meta/llama-3.1-8b-instruct",
  headers: {},
  query: { messages },
}
const down = () => new Response('{"error":{"message":"Down"}}', { status: 500 })

test("one step answers without a token, although the gateway asks all others for one", async () => {
  const local = createLocalGateway({ token: "secret" })
  const response = await local.binding.gateway("local").run(openai)

  expect(response.status).toBe(200)
  expect(response.headers.get("cf-aig-step")).toBe("0")
  expect((await response.json()).choices[0].message.content).toBe("Say it again")
  expect(local.requests).toMatchObject([{ surface: "binding", provider: "openai", model: "gpt-5-mini", step: 0 }])
  expect(local.requests[0]!.url.href).toBe("https://workers-binding.ai/ai-gateway/universal/run/local")
})

test("steps are asked in turn, and the one that answers is told", async () => {
  const local = createLocalGateway({ models: { "openai/*": down } })
  const response = await local.binding.gateway("local").run([openai, compat])

  expect(response.headers.get("cf-aig-step")).toBe("1")
  expect(local.requests.map(({ surface, provider, step }) => [surface, provider, step])).toEqual([
    ["binding", "openai", 0],
    ["binding", "google-ai-studio", 1],
  ])
})

test("a compat step streams, and reaches dynamic routes", async () => {
  const local = createLocalGateway()
  const query = { ...compat.query, model: "dynamic/support", stream: true }
  const response = await local.binding.gateway("local").run({ ...compat, query })

  expect(response.headers.get("content-type")).toBe("text/event-stream")
  expect(await response.text()).toContain("data: [DONE]")
  expect(local.requests[0]).toMatchObject({ provider: "dynamic", model: "support" })
})

test("a step's headers go before those that come along, and these before options", async () => {
  const local = createLocalGateway()
  const step = { ...openai, headers: { "cf-aig-event-id": "step" } }
  const options = {
    gateway: { eventId: "option", metadata: { from: "option" }, skipCache: true },
    extraHeaders: { "cf-aig-event-id": "extra", "cf-aig-metadata": '{"from":"extra"}' },
  }
  await local.binding.gateway("local").run(step, options)

  expect(local.requests[0]!.gateway).toEqual({ eventId: "step", metadata: { from: "extra" }, skipCache: true })
})

test("a step's headers may be numbers, flags and objects, and stay as they were for the caller", async () => {
  const local = createLocalGateway()
  const headers = { "cf-aig-cache-ttl": 60, "cf-aig-skip-cache": true, "cf-aig-metadata": { user: 1 } }
  await local.binding.gateway("local").run({ ...openai, headers })

  expect(local.requests[0]!.gateway).toEqual({ cacheTtl: 60, skipCache: true, metadata: { user: 1 } })
  expect(headers).toEqual({ "cf-aig-cache-ttl": 60, "cf-aig-skip-cache": true, "cf-aig-metadata": { user: 1 } })
})

test("a step without headers throws, as the real binding does", () => {
  const { binding } = createLocalGateway()
  const { headers: _, ...step } = openai

  expect(() => binding.gateway("local").run(step as typeof openai)).toThrow(TypeError)
})

test("a key in a step pays; without one the stored key does, under `default` whatever the alias", async () => {
  const byok = { openai: { default: "sk-default", production: "sk-production" } }
  const local = createLocalGateway({ gateways: { local: { byok } } })
  const gateway = local.binding.gateway("local")
  await gateway.run({ ...openai, headers: { authorization: "Bearer sk-mine" } })
  await gateway.run({ ...openai, headers: { "cf-aig-byok-alias": "production" } })

  expect(local.requests.map(({ credential }) => credential)).toEqual([
    { source: "request" },
    { source: "stored", alias: "default" },
  ])
})

test("a step for Workers AI wants a token of its own; on compat it needs none", async () => {
  const local = createLocalGateway()
  const gateway = local.binding.gateway("local")
  const bare = await gateway.run(workersAI)
  const own = await gateway.run({ ...workersAI, headers: { authorization: "Bearer local-gateway-token" } })
  const named = await gateway.run({ ...compat, query: { messages, model: `workers-ai/${workersAI.endpoint}` } })

  expect([bare.status, own.status, named.status]).toEqual([401, 200, 200])
  expect((await bare.json()).errors).toEqual([{ code: 10000, message: "Authentication error" }])
})

test.each([
  ["none", 400, 2001, "Please configure AI Gateway in the Cloudflare dashboard"],
  ["full", 429, 2003, "Rate limited"],
  ["poor", 402, 2021, "Insufficient balance; add money to your account or use BYOK"],
])("a refusal is a response in the gateway's words: %s", async (id, status, code, message) => {
  const { binding } = createLocalGateway({
    gateways: { full: { rateLimit: { limit: 0, interval: 60 } }, poor: { byok: {} } },
  })
  const response = await binding.gateway(id).run(openai)

  expect(response.status).toBe(status)
  expect(await response.json()).toEqual({
    success: false,
    result: [],
    messages: [],
    error: [{ code, message }],
    name: "AiGatewayError",
    httpCode: status,
    internalCode: code,
    message,
    description: message,
  })
})

test("a refusal before the log has the ids that the gateway's host tells, and no log's unless it is a 429", async () => {
  const { binding } = createLocalGateway({ gateways: { full: { rateLimit: { limit: 0, interval: 60 } } } })
  const ids = async (id: string) => {
    const { headers } = await binding.gateway(id).run(openai)
    return [...headers.keys()].filter((name) => name.startsWith("cf-aig-"))
  }

  expect(await ids("none")).toEqual(["cf-aig-event-id", "cf-aig-request-id", "cf-aig-step"])
  expect(await ids("full")).toEqual(["cf-aig-event-id", "cf-aig-log-id", "cf-aig-request-id", "cf-aig-step"])
})

test("`default` makes itself, and a name may hold what a URL would not", async () => {
  const { binding } = createLocalGateway({ gateways: { "my gatewäy": {} } })

  expect((await binding.gateway("default").run(openai)).status).toBe(200)
  expect((await binding.gateway("my gatewäy").run(openai)).status).toBe(200)
})

test("an abort rejects with its own reason", async () => {
  const local = createLocalGateway()
  const controller = new AbortController()
  local.fault("timeout")
  const waiting = local.binding.gateway("local").run(openai, { signal: controller.signal })
  controller.abort(new Error("Enough"))

  expect(await rejection(waiting)).toEqual(new Error("Enough"))
})

test("a log is read and changed without any permission", async () => {
  const local = createLocalGateway({ accounts: { "0123456789abcdef0123456789abcdef": { apiTokens: { weak: [] } } } })
  const gateway = local.binding.gateway("local")
  const id = (await gateway.run(openai)).headers.get("cf-aig-log-id")!
  await gateway.patchLog(id, { feedback: 1, score: 90, metadata: { seen: true } })
  const log = await gateway.getLog(id)

  expect(log).toMatchObject({
    id,
    provider: "openai",
    model: "openai/gpt-5-mini",
    status_code: 200,
    tokens_in: 3,
    tokens_out: 3,
    feedback: 1,
    score: 90,
    metadata: { seen: true },
    response_head_complete: true,
  })
  expect(log.created_at).toBeInstanceOf(Date)
})

test("a log that is not there, or not yet, is an error of its own", async () => {
  const local = createLocalGateway({ clock: "manual", gateways: { local: { logLag: 500 } } })
  const gateway = local.binding.gateway("local")
  const id = (await gateway.run(openai)).headers.get("cf-aig-log-id")!
  const missing = { name: "AiGatewayLogNotFound", message: "Log not found" }

  expect(await rejection(gateway.getLog("none"))).toMatchObject(missing)
  expect(await rejection(gateway.getLog(id))).toMatchObject(missing)
  expect(await rejection(gateway.patchLog("none", { score: 1 }))).toMatchObject(missing)
  local.clock.advance(500)
  expect((await gateway.getLog(id)).id).toBe(id)
})

test("a patch that the API does not take is told in its words", async () => {
  const { binding } = createLocalGateway()
  const gateway = binding.gateway("local")
  const id = (await gateway.run(openai)).headers.get("cf-aig-log-id")!

  expect(await rejection(gateway.patchLog(id, { feedback: 2 as never }))).toMatchObject({
    name: "AiGatewayInternalError",
    message: "must be -1, 0, 1 or null",
  })
})

test("an address ends with its provider, and in a slash without one", async () => {
  const { binding } = createLocalGateway()
  const gateway = binding.gateway("local")

  expect(await gateway.getUrl()).toBe("https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/local/")
  expect(await gateway.getUrl("openai")).toBe(
    "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/local/openai",
  )
  expect(await rejection(binding.gateway("none").getUrl())).toMatchObject({ message: "Gateway not found" })
})

test("a management request over HTTP still asks for its token", async () => {
  const { fetch } = createLocalGateway()
  const url = "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef/ai-gateway/gateways"

  expect((await fetch(url)).status).toBe(401)
})

test("the options of a client that takes the binding name the gateway", () => {
  const local = createLocalGateway({ gateways: { mine: {} } })

  expect(local.bindingOptions).toEqual({ binding: local.binding, gateway: "mine" })
  expect(local.bindingOptions.binding).toBe(local.binding)
})

test("Cloudflare's AI SDK provider speaks through the binding, whole and streamed", async () => {
  const local = createLocalGateway()
  const aigateway = createAiGateway({
    binding: local.binding.gateway("local"),
    options: { metadata: { team: "docs" } },
  })
  const model = aigateway(createOpenAI().chat("gpt-5-mini"))
  const { text } = await generateText({ model, prompt: "What is Cloudflare?" })
  const words: string[] = []
  for await (const word of streamText({ model, prompt: "What is Cloudflare?" }).textStream) words.push(word)

  expect(text).toBe("What is Cloudflare?")
  expect(words.join("")).toBe("What is Cloudflare?")
  expect(local.requests).toMatchObject([
    { surface: "binding", provider: "openai", gateway: { metadata: { team: "docs" } }, status: 200 },
    { surface: "binding", provider: "openai", gateway: { metadata: { team: "docs" } }, status: 200 },
  ])
})
