// `env.AI.run`: reference A11, D1, D2, and what Cloudflare's runtime makes of an answer.
import { expect, test } from "vitest"
import { createLocalGateway } from "../../../src/testing/index.ts"
import { rejection } from "../../support/server.ts"

const messages = [{ role: "user", content: "Say it again" }]
const llama = "@cf/meta/llama-3.1-8b-instruct"
const gateway = { id: "local" }
const completion = {
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
}

test("a model of OpenAI's answers with its completion and whose key paid, in no envelope", async () => {
  const { binding } = createLocalGateway()

  expect(await binding.run("openai/gpt-5-mini", { messages }, { gateway })).toEqual(completion)
})

test("Workers AI answers with its bare result", async () => {
  const { binding } = createLocalGateway()

  expect(await binding.run(llama, { messages })).toEqual({
    response: "Say it again",
    usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
  })
})

test("a model of Anthropic's answers in its own words", async () => {
  const { binding } = createLocalGateway()
  const said = await binding.run("anthropic/claude-haiku-4.5", { messages, max_tokens: 9 }, { gateway })

  expect(said).toMatchObject({
    type: "message",
    content: [{ type: "text", text: "Say it again" }],
    stop_reason: "end_turn",
    gatewayMetadata: { keySource: "BYOK" },
  })
})

test("an embedding model of Workers AI answers with vectors", async () => {
  const { binding } = createLocalGateway()

  expect(await binding.run("@cf/baai/bge-base-en-v1.5", { text: ["one", "two"] })).toMatchObject({ shape: [2, 16] })
})

test("a stream is the events themselves, in the model's words", async () => {
  const { binding } = createLocalGateway()
  const stream = await binding.run(llama, { messages, stream: true })
  const openai = await binding.run("openai/gpt-5-mini", { messages, stream: true }, { gateway })

  expect(stream).toBeInstanceOf(ReadableStream)
  expect(await new Response(stream).text()).toBe(
    'data: {"response":"Say"}\n\ndata: {"response":" it"}\n\ndata: {"response":" again"}\n\n' +
      'data: {"response":"","usage":{"prompt_tokens":3,"completion_tokens":3,"total_tokens":6}}\n\ndata: [DONE]\n\n',
  )
  expect(await new Response(openai).text()).toMatch(/^data: {"id":"chatcmpl-local".*data: \[DONE\]\n\n$/s)
})

test("what is no JSON is a stream of its bytes", async () => {
  const local = createLocalGateway()
  local.reply(new Response(new Uint8Array([1, 2, 3]), { headers: { "content-type": "audio/mpeg" } }))
  const audio: unknown = await local.binding.run("@cf/myshell-ai/melotts", { prompt: "Say it" })

  expect(audio).toBeInstanceOf(ReadableStream)
  expect(new Uint8Array(await new Response(audio as ReadableStream).arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]))
})

test("returnRawResponse gives the response, with headers, streamed or whole", async () => {
  const { binding } = createLocalGateway()
  const options = { gateway, returnRawResponse: true } as const
  const whole = await binding.run("openai/gpt-5-mini", { messages }, options)
  const stream = await binding.run("openai/gpt-5-mini", { messages, stream: true }, options)

  expect(whole).toBeInstanceOf(Response)
  expect(whole.headers.get("cf-aig-log-id")).toBe("0199b3f0-0000-7000-8000-000000000001")
  expect(await whole.json()).toEqual(completion)
  expect(stream.headers.get("content-type")).toBe("text/event-stream")
})

test("no token is needed, nor looked at", async () => {
  const local = createLocalGateway({ token: "secret" })
  await local.binding.run("openai/gpt-5-mini", { messages }, { gateway })
  await local.binding.run(llama, { messages }, { gateway, extraHeaders: { "cf-aig-authorization": "Bearer wrong" } })

  expect(local.requests.map(({ status }) => status)).toEqual([200, 200])
})

test("a provider's key that comes along pays for nothing", async () => {
  const local = createLocalGateway()
  const extraHeaders = { authorization: "Bearer sk-mine", "x-api-key": "sk-mine" }
  await local.binding.run("openai/gpt-5-mini", { messages }, { gateway, extraHeaders })
  await local.binding.run("anthropic/claude-haiku-4.5", { messages, max_tokens: 9 }, { gateway, extraHeaders })

  const stored = { source: "stored", alias: "default" }
  expect(local.requests.map(({ credential }) => credential)).toEqual([stored, stored])
})

test("the alias of a stored key is not looked at: the binding knows `default` alone", async () => {
  const byok = { openai: { default: "sk-default", production: "sk-production" } }
  const local = createLocalGateway({ gateways: { local: { byok } }, providerKeys: { openai: ["sk-default"] } })
  const extraHeaders = { "cf-aig-byok-alias": "production" }
  await local.binding.run("openai/gpt-5-mini", { messages }, { gateway, extraHeaders })

  expect(local.requests[0]).toMatchObject({ status: 200, credential: { alias: "default" } })
})

test("a request is told as one of the binding, with its model, inputs and options", async () => {
  const local = createLocalGateway()
  const metadata = { team: "søk", user: 1 }
  await local.binding.run(
    "openai/gpt-5-mini",
    { messages },
    {
      gateway: {
        id: "local",
        cacheKey: "one",
        cacheTtl: 60,
        skipCache: true,
        metadata,
        collectLog: true,
        eventId: "event-1",
        requestTimeoutMs: 5000,
        retries: { maxAttempts: 2, retryDelayMs: 0, backoff: "constant" },
      },
    },
  )
  const [request] = local.requests

  expect(request).toMatchObject({
    surface: "binding",
    method: "POST",
    provider: "openai",
    model: "gpt-5-mini",
    body: { messages },
    status: 200,
    gateway: {
      cacheKey: "one",
      cacheTtl: 60,
      skipCache: true,
      metadata,
      collectLog: true,
      eventId: "event-1",
      requestTimeoutMs: 5000,
      retries: { maxAttempts: 2, retryDelayMs: 0, backoff: "constant" },
    },
  })
  expect(request!.url.href).toBe("https://workers-binding.ai/ai-gateway/run")
  expect(Object.fromEntries(request!.headers)).toEqual({
    "cf-aig-backoff": "constant",
    "cf-aig-cache-key": "one",
    "cf-aig-cache-ttl": "60",
    "cf-aig-collect-log": "true",
    "cf-aig-event-id": "event-1",
    "cf-aig-gateway-id": "local",
    "cf-aig-max-attempts": "2",
    "cf-aig-metadata": '{"team":"s\\u00f8k","user":1}',
    "cf-aig-request-timeout": "5000",
    "cf-aig-retry-delay": "0",
    "cf-aig-skip-cache": "true",
    "cf-consn-model-id": "openai/gpt-5-mini",
    "content-type": "application/json",
  })
  expect(local.logs[0]).toMatchObject({ event_id: "event-1", metadata })
})

test("an option that the binding has no field for is lost, and counts as a header", async () => {
  const local = createLocalGateway({ gateways: { local: { byok: {} } }, accounts: account({ credits: 1 }) })
  const odd = { id: "local", noWholesale: true }
  const extraHeaders = { "cf-aig-no-wholesale": true }
  const paid = await local.binding.run("openai/gpt-5-mini", { messages }, { gateway: odd })

  expect(paid["gatewayMetadata"]).toEqual({ keySource: "Unified" })
  const refused = await local.binding.run(
    "openai/gpt-5-mini",
    { messages },
    { gateway: odd, extraHeaders, returnRawResponse: true },
  )
  expect(refused.status).toBe(400)
})

test("headers that come along go before options, and the gateway's id is the options'", async () => {
  const local = createLocalGateway()
  await local.binding.run(
    "openai/gpt-5-mini",
    { messages },
    {
      gateway: { id: "local", eventId: "option" },
      extraHeaders: { "cf-aig-event-id": "header", "cf-aig-gateway-id": "other" },
    },
  )

  expect(local.requests[0]!.gateway.eventId).toBe("header")
  await local.binding.run(llama, { messages }, { extraHeaders: { "cf-aig-gateway-id": "local" } })
  expect(local.logs).toHaveLength(1)
})

test("credits pay for what the catalogue bills, which is more than on the gateway's host", async () => {
  const { binding } = createLocalGateway({ gateways: { local: { byok: {} } }, accounts: account({ credits: 1 }) })
  const said = await binding.run("deepseek/deepseek-chat", { messages }, { gateway })
  const step = {
    provider: "deepseek",
    endpoint: "chat/completions",
    headers: {},
    query: { model: "deepseek-chat", messages },
  }

  expect(said["gatewayMetadata"]).toEqual({ keySource: "Unified" })
  expect((await binding.gateway("local").run(step)).status).toBe(402)
})

test("answers are cached by the inputs, whatever the options say about the request", async () => {
  const { binding } = createLocalGateway({ cacheTtl: 60 })
  const ask = async (eventId: string) => {
    const options = { gateway: { id: "local", eventId }, returnRawResponse: true } as const
    const response = await binding.run("openai/gpt-5-mini", { messages }, options)
    return response.headers.get("cf-aig-cache-status")
  }

  expect([await ask("1"), await ask("2")]).toEqual(["MISS", "HIT"])
})

test("Workers AI without a gateway passes by every gateway; other models take `default`", async () => {
  const local = createLocalGateway()
  const direct = await local.binding.run(llama, { messages }, { returnRawResponse: true })
  const named = await local.binding.run(llama, { messages }, { gateway, returnRawResponse: true })
  const taken = await local.binding.run("openai/gpt-5-mini", { messages }, { returnRawResponse: true })

  const told = (response: Response) => [...response.headers.keys()].filter((name) => name.startsWith("cf-aig-"))
  expect(told(direct)).toEqual([])
  expect(told(named)).toEqual(["cf-aig-event-id", "cf-aig-log-id", "cf-aig-request-id", "cf-aig-step"])
  expect(local.logs).toHaveLength(1)
  const log = await local.binding.gateway("default").getLog(taken.headers.get("cf-aig-log-id")!)
  expect(log.model).toBe("openai/gpt-5-mini")
})

test("aiGatewayLogId is that of the latest run, and null where there is none", async () => {
  const { binding } = createLocalGateway({ gateways: { local: { byok: {} }, rich: {} } })
  const seen = [binding.aiGatewayLogId]
  await binding.run("openai/gpt-5-mini", { messages }, { gateway: { id: "rich" } })
  seen.push(binding.aiGatewayLogId)
  await binding.run(llama, { messages })
  seen.push(binding.aiGatewayLogId)
  // Nobody pays: no log was seen of it.
  await rejection(binding.run("openai/gpt-5-mini", { messages }, { gateway }))
  seen.push(binding.aiGatewayLogId)

  expect(seen).toEqual([null, "0199b3f0-0000-7000-8000-000000000001", null, null])
})

test("what was refused for money leaves no log, what was refused otherwise does", async () => {
  const local = createLocalGateway({ gateways: { local: { byok: {} } } })
  await rejection(local.binding.run("openai/gpt-5-mini", { messages }, { gateway }))
  expect(local.logs).toEqual([])

  local.fault("spend_limit")
  await rejection(local.binding.run("openai/gpt-5-mini", { messages }, { gateway }))
  expect(local.logs).toMatchObject([{ status_code: 429 }])
  expect(local.binding.aiGatewayLogId).toBe(local.logs[0]!.id)
})

test("a model that the catalogue lacks is thrown by its number; only the raw body has the detail", async () => {
  const { binding } = createLocalGateway()
  const error = await rejection(binding.run("openai-compatible/x", { messages }, { gateway }))

  expect(error).toBeInstanceOf(Error)
  expect(error.constructor.name).toBe("InferenceUpstreamError")
  expect(error.name).toBe("AiGatewayError")
  expect(error.message).toBe("7003: Model not found")

  const raw = await binding.run("openai-compatible/x", { messages }, { gateway, returnRawResponse: true })
  expect(raw.status).toBe(404)
  expect(await raw.json()).toEqual({
    success: false,
    result: [],
    messages: [],
    error: [{ code: 7003, message: "Model not found: openai-compatible/x" }],
    name: "AiGatewayError",
    httpCode: 404,
    internalCode: 7003,
    message: "Model not found: openai-compatible/x",
    description: "Model not found",
  })
})

test.each([
  ["no such gateway", { gateway: { id: "none" } }, "2001: Please configure AI Gateway in the Cloudflare dashboard"],
  ["empty credits", { gateway: { id: "poor" } }, "2021: Insufficient balance; add money to your account or use BYOK"],
  ["a rate limit", { gateway: { id: "full" } }, "2003: Rate limited"],
  ["a blocked prompt", { gateway: { id: "guarded" } }, "2016: Prompt blocked due to security configurations"],
])("a refusal by the gateway is thrown with its number: %s", async (_, options, message) => {
  const { binding } = createLocalGateway({
    gateways: {
      poor: { byok: {} },
      full: { rateLimit: { limit: 0, interval: 60 } },
      guarded: { guardrails: { prompt: { S1: "BLOCK" }, words: { S1: ["again"] } } },
    },
  })
  const error = await rejection(binding.run("openai/gpt-5-mini", { messages }, options))

  expect(error).toMatchObject({ name: "AiGatewayError", message })
})

test("Workers AI's own refusal is thrown under its name", async () => {
  const { binding } = createLocalGateway()
  const error = await rejection(binding.run(llama, { nothing: true }))
  const raw = await binding.run(llama, { nothing: true }, { returnRawResponse: true })
  const message =
    "Error: oneOf at '/' not met, 0 matches: required properties at '/' are 'prompt', required properties at '/' are 'messages'"

  expect(error).toMatchObject({ name: "AiError", message: `5006: ${message}` })
  expect(raw.status).toBe(400)
  expect(await raw.json()).toEqual({
    name: "AiError",
    internalCode: 5006,
    httpCode: 400,
    message,
    description: message,
  })
})

test("a provider's refusal has no number, and is thrown as it came", async () => {
  const local = createLocalGateway()
  local.reply(Response.json({ error: { message: "Too long" } }, { status: 400 }))
  const error = await rejection(local.binding.run("openai/gpt-5-mini", { messages }, { gateway }))

  expect(error).toMatchObject({ name: "InferenceUpstreamError", message: '{"error":{"message":"Too long"}}' })
})

test.each([
  ["edge-1010", "InferenceUpstreamError", "error code: 1010"],
  ["5007-compat", "AiError", "5007: No such model"],
  ["3040", "AiError", "3040: Capacity temporarily exceeded"],
  ["2009-run", "AiGatewayError", "2009: The provider rejected the credential"],
  ["rate_limited", "AiGatewayError", "2003: Rate limited"],
] as const)("a fault is told in the binding's words: %s", async (fault, name, message) => {
  const local = createLocalGateway()
  local.fault(fault)

  expect(await rejection(local.binding.run(llama, { messages }, { gateway }))).toMatchObject({ name, message })
})

test("a key that the provider refuses is told as on /ai/run", async () => {
  const { binding } = createLocalGateway({
    gateways: { local: { byok: { openai: { default: "sk-old" } } } },
    providerKeys: { openai: ["sk-new"] },
  })

  expect(await rejection(binding.run("openai/gpt-5-mini", { messages }, { gateway }))).toMatchObject({
    message: "2009: The provider rejected the credential",
  })
})

test("faults of one request come by header, and a connection may fail", async () => {
  const { binding } = createLocalGateway()
  const spoiled = { gateway, extraHeaders: { "x-local-gateway-fault": "connection_failed" } }

  expect(await rejection(binding.run("openai/gpt-5-mini", { messages }, spoiled))).toEqual(
    new TypeError("fetch failed"),
  )
})

test("a stream is cut where a fault says so", async () => {
  const local = createLocalGateway()
  local.fault("truncate", { afterEvents: 1 })
  const stream = await local.binding.run(llama, { messages, stream: true })

  expect(await new Response(stream).text()).toBe('data: {"response":"Say"}\n\ndata: {"respo')
})

test("an abort rejects with its own reason, and ends a stream", async () => {
  const local = createLocalGateway()
  const [early, late] = [new AbortController(), new AbortController()]
  local.fault("timeout")
  const waiting = local.binding.run(llama, { messages }, { signal: early.signal })
  early.abort(new Error("Enough"))
  expect(await rejection(waiting)).toEqual(new Error("Enough"))

  const stream = await local.binding.run(llama, { messages, stream: true }, { signal: late.signal })
  const reader = stream.getReader()
  await reader.read()
  late.abort(new Error("Too much"))
  expect(await rejection(reader.read())).toEqual(new Error("Too much"))
})

test("inputs that are no object are refused", async () => {
  const { binding } = createLocalGateway()
  const raw = await binding.run("openai/gpt-5-mini", "Hello" as never, { gateway, returnRawResponse: true })

  expect([raw.status, (await raw.json()).message]).toEqual([
    400,
    "Model execution failed (User Input Error): the inputs must be an object",
  ])
})

test.each(["websocket", "queueRequest"])("%s is refused by name", async (name) => {
  const { binding, requests } = createLocalGateway()

  expect(await rejection(binding.run(llama, { messages }, { [name]: true }))).toEqual(
    new TypeError(`env.AI.run: \`${name}\` is not built into the local gateway's binding, leave it out`),
  )
  expect(requests).toEqual([])
})

test("a method that was taken off the binding fails, as the real one does", async () => {
  const { binding } = createLocalGateway()
  const { run, models } = binding
  const { getLog, run: runSteps } = binding.gateway("local")

  expect(await rejection(run(llama, { messages }))).toBeInstanceOf(TypeError)
  expect(await rejection(models())).toBeInstanceOf(TypeError)
  expect(await rejection(getLog("1"))).toBeInstanceOf(TypeError)
  expect(() => runSteps([])).toThrow(TypeError)
})

test("models are those of Workers AI, by author and search", async () => {
  const { binding } = createLocalGateway({ accounts: account({ apiTokens: { weak: [] } }) })
  const name = "@cf/meta/llama-3.3-70b-instruct-fp8-fast"

  expect((await binding.models()).map((model) => model.name)).toEqual([
    name,
    "@cf/openai/gpt-oss-20b",
    "@cf/baai/bge-base-en-v1.5",
    "@cf/black-forest-labs/flux-1-schnell",
  ])
  expect(await binding.models({ page: 2, per_page: 3 })).toMatchObject([{ task: { name: "Text-to-Image" } }])
  expect(await binding.models({ author: "meta", search: undefined })).toMatchObject([{ name }])
  expect(await binding.models({ search: "whisper" })).toEqual([])
  expect((await rejection(binding.models({ page: 0 }))).message).toContain("7001: page and per_page must be")
})

test("the binding's host is not there for those who come over HTTP", async () => {
  const local = createLocalGateway()
  const response = await local.fetch("https://workers-binding.ai/run", {
    method: "POST",
    headers: { "cf-consn-model-id": llama },
    body: JSON.stringify({ messages }),
  })

  expect(response.status).toBe(404)
  expect(local.requests).toEqual([])
})

test("guardrails judge a stream without holding it back", async () => {
  const guardrails = { response: { S1: "BLOCK" as const }, words: { S1: ["again"] } }
  const { binding } = createLocalGateway({ gateways: { local: { guardrails } } })
  const stream = await binding.run("openai/gpt-5-mini", { messages, stream: true }, { gateway })

  expect(await new Response(stream).text()).toContain("[DONE]")
  expect(await rejection(binding.run("openai/gpt-5-mini", { messages }, { gateway }))).toMatchObject({
    message: "2017: Response blocked due to security configurations",
  })
})

test("planned replies come, reset forgets, and the listener is told", async () => {
  const paths: string[] = []
  const local = createLocalGateway({ onAnswer: ({ path, status }) => paths.push(`${path} ${status}`) })
  local.reply("From the plan")
  expect(await local.binding.run(llama, { messages }, { gateway })).toMatchObject({ response: "From the plan" })
  await local.binding.run(llama, { messages })
  expect(paths).toEqual(["/ai-gateway/run 200", "/run 200"])

  local.reset()
  expect([local.requests, local.logs]).toEqual([[], []])
})

function account(settings: object) {
  return { "0123456789abcdef0123456789abcdef": settings }
}
