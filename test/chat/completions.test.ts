import { describe, expect, onTestFinished, test, vi } from "vitest"
import {
  createGatewayClient,
  GatewayParseError,
  GatewayRequestError,
  isStream,
  toText,
  type GatewayClientOptions,
} from "../../src/index.ts"
import { createLocalGateway } from "../../src/testing/index.ts"
import { chunk, completion, hello, identity, rejection } from "../support/server.ts"

const answering = (reply: () => Response, options: GatewayClientOptions = {}) =>
  createGatewayClient({ ...identity, maxRetries: 0, ...options, fetch: async () => reply() }).chat.completions

const whole =
  (body: unknown, headers = {}) =>
  () =>
    Response.json(body, { headers })
const streamed =
  (...events: string[]) =>
  () =>
    new Response(events.join(""), { headers: { "content-type": "text/event-stream" } })

const silentLogger = () => ({ debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() })

describe("a reply", () => {
  const wire = { ...completion("Hi"), brand_new: { deep: [1, null] }, usage: { prompt_tokens: 1, vendor_tokens: 2 } }

  test("is the wire's own object: deep equality, JSON, keys and spread see nothing else", async () => {
    const reply = await answering(whole(wire, { "cf-aig-log-id": "log-1" })).create(hello)

    expect(reply).toEqual(wire)
    expect(JSON.parse(JSON.stringify(reply))).toEqual(wire)
    expect(Object.keys(reply)).toEqual(Object.keys(wire))
    expect({ ...reply }).not.toHaveProperty("gateway")
    expect(structuredClone(reply)).toEqual(wire)
  })

  test.each(["null", "42", '"Hi"', ""])("of %s is refused even where nothing is validated", async (text) => {
    const { create } = answering(() => new Response(text), { validate: "off" })

    expect(await rejection(create(hello))).toMatchObject({ code: "invalid_response", body: text })
  })

  test("tells times from when it arrived, however late it is asked", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 })
    onTestFinished(() => void vi.useRealTimers())
    const reply = await answering(whole(wire, { "x-ratelimit-reset-requests": "2s" })).create(hello)
    vi.setSystemTime(9_000_000)

    expect(reply.gateway.rateLimit?.requests?.resetAt?.getTime()).toBe(1_002_000)
  })

  test("carries the gateway's record beside it", async () => {
    const headers = { "cf-aig-log-id": "log-1", "cf-aig-cache-status": "HIT", "cf-aig-step": "1", "x-any": "2" }
    const { gateway } = await answering(whole(wire, headers)).create(hello)

    expect(gateway).toMatchObject({
      logId: "log-1",
      cacheStatus: "HIT",
      step: 1,
      status: 200,
      modelRequested: "openai/gpt-5-mini",
      modelSent: "openai/gpt-5-mini",
      attempts: [{ status: 200, waitMs: 0 }],
    })
    expect(gateway.headers.get("x-any")).toBe("2")
    expect(gateway.timings.headersMs).toBeGreaterThanOrEqual(0)
    expect(gateway.timings.totalMs).toBeGreaterThanOrEqual(gateway.timings.headersMs!)
  })

  test("tells whose key paid, where it says so", async () => {
    const reply = await answering(whole({ ...wire, gatewayMetadata: { keySource: "BYOK" } })).create(hello)

    expect(reply.gateway.keySource).toBe("BYOK")
  })

  test("comes for `stream: false` and for none", async () => {
    const { create } = answering(whole(wire))

    expect(isStream(await create({ ...hello, stream: false }))).toBe(false)
    expect(isStream(await create(hello))).toBe(false)
  })
})

describe("checking of replies", () => {
  const odd = { object: "nothing", text: "paid for" }

  test("strict throws the raw body with the issues, and does not ask again", async () => {
    const fetch = vi.fn(async () => Response.json(odd))
    const client = createGatewayClient({ ...identity, fetch })

    const error = await rejection(client.chat.completions.create(hello))

    expect(error).toBeInstanceOf(GatewayParseError)
    expect(error).toMatchObject({ code: "invalid_response", retryable: false })
    expect(error.body).toEqual(odd)
    expect(error.issues[0].path).toEqual(["choices"])
    expect(error.message).not.toContain("paid for")
    expect(Object.keys(error)).not.toContain("issues")
    expect(fetch).toHaveBeenCalledOnce()
  })

  test("warn tells the logger where it differs and hands the reply out", async () => {
    const logger = silentLogger()

    const reply = await answering(whole(odd), { validate: "warn", logger }).create(hello)

    expect(reply).toEqual(odd)
    const told = JSON.stringify(logger.warn.mock.calls)
    expect(told).toContain("choices")
    expect(told).not.toContain("paid for")
  })

  test("off hands the reply out and says nothing", async () => {
    const logger = silentLogger()

    const reply = await answering(whole(odd), { logger }).create(hello, { validate: { response: "off" } })

    expect(reply).toEqual(odd)
    expect(logger.warn).not.toHaveBeenCalled()
  })

  test("even off, a body that is no JSON is an error that holds it", async () => {
    const error = await rejection(answering(() => new Response("<html>")).create(hello, { validate: "off" }))

    expect(error).toMatchObject({ code: "invalid_response", body: "<html>" })
  })

  test("strict judges chunks of a stream, with what came before", async () => {
    const { create } = answering(streamed(chunk("Hal"), 'data: {"choices":"marked"}\n\n', "data: [DONE]\n\n"))

    const stream = await create({ ...hello, stream: true })
    const error = await rejection(stream.final())

    expect(error).toBeInstanceOf(GatewayParseError)
    expect(error.body).toEqual({ choices: "marked" })
    expect(toText(error.partial)).toBe("Hal")
    expect(error.message).not.toContain("marked")
  })

  test("warn reports a stream's drift once and hands every chunk out", async () => {
    const logger = silentLogger()
    const drift = 'data: {"id":"c","choices":[{"index":0,"delta":{"content":7}}]}\n\n'
    const { create } = answering(streamed(chunk("Hal"), drift, drift, chunk("lo", "stop"), "data: [DONE]\n\n"), {
      validate: "warn",
      logger,
    })

    const chunks = []
    for await (const piece of await create({ ...hello, stream: true })) chunks.push(piece)

    expect(chunks).toHaveLength(4)
    expect(logger.warn).toHaveBeenCalledOnce()
  })
})

describe("checking of requests", () => {
  const bad = { ...hello, temperature: "hot", messages: [{ content: "marked" }] } as never

  test("strict refuses before anything is sent, naming each place", async () => {
    const fetch = vi.fn()
    const error = await rejection(createGatewayClient({ ...identity, fetch }).chat.completions.create(bad))

    expect(error).toBeInstanceOf(GatewayRequestError)
    expect(error).toMatchObject({ code: "invalid_request" })
    expect(error.issues.map((issue: { path: PropertyKey[] }) => issue.path.join("."))).toEqual(
      expect.arrayContaining(["temperature", "messages.0.role"]),
    )
    expect(error.message).not.toContain("marked")
    expect(fetch).not.toHaveBeenCalled()
  })

  test("warn tells the logger and sends", async () => {
    const logger = silentLogger()

    expect(toText(await answering(whole(completion("Hi")), { validate: "warn", logger }).create(bad))).toBe("Hi")
    expect(JSON.stringify(logger.warn.mock.calls)).toContain("temperature")
  })

  test("off sends", async () => {
    expect(toText(await answering(whole(completion("Hi"))).create(bad, { validate: { request: "off" } }))).toBe("Hi")
  })

  test.for([undefined, null, "text", 7, []])("params of %o are refused as a typed error", async (params) => {
    const error = await rejection(answering(whole(completion("Hi"))).create(params as never))

    expect(error).toBeInstanceOf(GatewayRequestError)
  })
})

const html = () => new Response("<html></html>", { headers: { "content-type": "text/html" } })

const refusal = () => Response.json({ error: [{ code: 2009, message: "Unauthorized" }] }, { status: 401 })

describe("a stream", () => {
  test("carries the record and its timings", async () => {
    const stream = await answering(streamed(chunk("Hi", "stop"), "data: [DONE]\n\n")).create({ ...hello, stream: true })
    expect(stream.gateway.status).toBe(200)
    expect(stream.gateway.timings.firstEventMs).toBeUndefined()

    const reply = await stream.final()

    expect(reply.gateway).toBe(stream.gateway)
    expect(stream.gateway.timings.firstEventMs).toBeGreaterThanOrEqual(0)
    expect(stream.gateway.timings.totalMs).toBeGreaterThanOrEqual(0)
  })

  test("that turns out to be an HTML page is an error of `create`", async () => {
    expect(await rejection(answering(html).create({ ...hello, stream: true }))).toMatchObject({
      code: "invalid_response",
    })
  })

  test("that is refused throws what a whole call throws", async () => {
    const { create } = answering(refusal)

    const asStream = await rejection(create({ ...hello, stream: true }))
    const asWhole = await rejection(create(hello))

    expect(asStream).toMatchObject({ code: "unauthorized", status: 401 })
    expect({ ...asStream }).toEqual({ ...asWhole })
    expect(asStream.message).toBe(asWhole.message)
  })

  test("an error event inside it is the same typed error, with what came", async () => {
    const error = 'event: error\ndata: {"error":{"message":"Overloaded","type":"overloaded_error"}}\n\n'
    const stream = await answering(streamed(chunk("Hal"), error)).create({ ...hello, stream: true })

    const caught = await rejection(stream.final())

    expect(caught).toMatchObject({ code: "overloaded", status: 502 })
    expect(toText(caught.partial)).toBe("Hal")
  })
})

describe("describe", () => {
  test("tells what `create` would send with credentials masked, and sends nothing", () => {
    const fetch = vi.fn()
    const token = vi.fn(() => "test-token-1")
    const client = createGatewayClient({
      ...identity,
      token,
      fetch,
      providerKey: { openai: "sk-marked" },
      headers: { "x-api-key": "marked-header", "x-app": "1" },
    })

    expect(client.chat.completions.describe(hello, { gateway: { cacheTtl: 60 }, query: { a: "1" } })).toEqual({
      url: "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway/compat/chat/completions?a=1",
      method: "POST",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        "user-agent": "cf-ai-gateway/0.1.0",
        "cf-aig-authorization": "Bearer [redacted]",
        authorization: "Bearer [redacted]",
        "cf-aig-cache-ttl": "60",
        "x-api-key": "[redacted]",
        "x-app": "1",
      },
      body: hello,
    })
    expect(fetch).not.toHaveBeenCalled()
    expect(token).not.toHaveBeenCalled()
  })

  test("throws what `create` would reject with", () => {
    const { describe: tell } = createGatewayClient(identity).chat.completions

    expect(() => tell({ ...hello, model: "gpt-4o" })).toThrow(GatewayRequestError)
  })
})

test("the local gateway and the client agree on a whole call and a stream", async () => {
  const local = createLocalGateway()
  const { create } = createGatewayClient(local.options).chat.completions

  expect(toText(await create(hello))).toBe("Hello")
  expect(toText(await (await create({ ...hello, stream: true })).final())).toBe("Hello")
  expect(local.requests.map(({ params }) => params.stream)).toEqual([undefined, true])
})
