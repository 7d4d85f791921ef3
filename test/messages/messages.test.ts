import Anthropic from "@anthropic-ai/sdk"
import { expect, test } from "vitest"
import type { GatewayClientOptions } from "../../src/client-options.ts"
import { toText, type CallEnd } from "../../src/index.ts"
import { toMessageText } from "../../src/messages/to-message-text.ts"
import { collect, eventResponse, openBody, readFixture } from "../support/fixtures.ts"
import { rejection } from "../support/server.ts"
import { answering, params, whole } from "./messages-of.ts"

const streamOf = (name: string, options?: GatewayClientOptions) =>
  answering(() => eventResponse(readFixture(name)), options).messages.create({ ...params, stream: true })

const textOf = (name: string): string => new TextDecoder().decode(readFixture(name))

test("a whole message is the wire's own object, with the record beside it", async () => {
  const headers = { "cf-aig-log-id": "log-1", "cf-aig-cache-status": "HIT" }
  const reply = await answering(() => Response.json(whole, { headers })).messages.create(params)

  expect(reply).toEqual(whole)
  expect(Object.keys(reply)).not.toContain("gateway")
  expect(reply.gateway).toMatchObject({
    logId: "log-1",
    cacheStatus: "HIT",
    keySource: "Unified",
    status: 200,
    attempts: [{ status: 200 }],
    timings: { headersMs: expect.any(Number), totalMs: expect.any(Number) },
  })
})

test("a message of another vendor's that lacks most of it is a message too", async () => {
  const odd = JSON.parse(textOf("messages-odd.json"))

  expect(await answering(() => Response.json(odd)).messages.create(params)).toEqual(odd)
})

test("a passing refusal is tried again", async () => {
  const busy = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }
  const answers = [Response.json(busy, { status: 529, headers: { "retry-after-ms": "0" } }), Response.json(whole)]
  const reply = await answering(() => answers.shift()!, { maxRetries: 1 }).messages.create(params)

  expect(reply.gateway.attempts).toMatchObject([{ status: 529, reason: "overloaded" }, { status: 200 }])
})

const refusals: [string, () => Response, object][] = [
  [
    "a 4xx of Anthropic's",
    () =>
      Response.json(
        { type: "error", error: { type: "invalid_request_error", message: "max_tokens: Field required" } },
        { status: 400 },
      ),
    { code: "invalid_params", status: 400, origin: "provider" },
  ],
  [
    "a 4xx of the gateway's",
    () =>
      Response.json(
        { success: false, name: "AiGatewayError", error: [{ code: 2017, message: "Response blocked" }] },
        { status: 424 },
      ),
    { code: "guardrail_response_blocked", status: 424, gatewayCode: 2017 },
  ],
  [
    "an envelope of Cloudflare's API",
    () =>
      Response.json(
        { success: false, result: null, errors: [{ code: 7003, message: "Model not found: x" }] },
        { status: 404 },
      ),
    {
      code: "model_rejected",
      status: 404,
      gatewayCode: 7003,
    },
  ],
  [
    "an error inside a 200",
    () => Response.json({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
    { code: "overloaded", status: 502 },
  ],
]

test.each(refusals)("%s is a typed error, for a stream too", async (_, answer, error) => {
  const { messages } = answering(answer)

  expect(await rejection(messages.create(params))).toMatchObject(error)
  expect(await rejection(messages.create({ ...params, stream: true }))).toMatchObject(error)
})

test("a model that is spelled as the other way has it is told with the right spelling", async () => {
  const refusal = () =>
    Response.json({ success: false, errors: [{ code: 7003, message: "Model not found" }] }, { status: 404 })
  const rest = answering(refusal, { surface: "rest" }).messages.create(params)
  const native = answering(refusal).messages.create({ ...params, model: "anthropic/claude-haiku-4.5" })

  expect((await rejection(rest)).hint).toMatch(/^Did you mean anthropic\/claude-sonnet-4\.5\?/)
  expect((await rejection(native)).hint).toMatch(/^Did you mean claude-haiku-4-5\?/)
})

test("a reply without content is an error that keeps it, unless it is let pass", async () => {
  const odd = { type: "message", role: "assistant" }
  const { messages } = answering(() => Response.json(odd))

  expect(await rejection(messages.create(params))).toMatchObject({
    code: "invalid_response",
    message: expect.stringContaining("The reply is no message"),
    body: odd,
  })
  expect(await messages.create(params, { validate: { response: "off" } })).toEqual(odd)
})

test("a stream gives its events as they stood on the wire, pings too", async () => {
  const stream = await streamOf("messages-text.sse")

  expect((await collect(stream)).map(({ type }) => type)).toEqual([
    "message_start",
    "content_block_start",
    "ping",
    "content_block_delta",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ])
})

test("a stream gives its text piece by piece, and the message they make", async () => {
  const stream = await streamOf("messages-text.sse")
  const texts = await collect(stream.textStream)
  const reply = await stream.final()

  expect(texts).toEqual(["Two tides", " a day. 🌊"])
  expect(reply).toMatchObject({ id: "msg_01", stop_reason: "end_turn", usage: { input_tokens: 12, output_tokens: 9 } })
  expect(reply.gateway).toBe(stream.gateway)
  expect(stream.gateway.timings).toMatchObject({ firstEventMs: expect.any(Number), totalMs: expect.any(Number) })
})

test("calls and thinking are put together from their pieces", async () => {
  const { content } = await (await streamOf("messages-thinking-and-tools.sse")).final()

  expect(content.map(({ type }) => type).slice(0, 4)).toEqual(["thinking", "redacted_thinking", "text", "tool_use"])
  expect(content[3]).toMatchObject({ name: "depth_at", input: { buoy: "Nørd", metres: true } })
})

test("nothing is waited for after the end mark", async () => {
  const { body, send, cancelled } = openBody()
  send(readFixture("messages-text.sse"))
  const stream = await answering(() => eventResponse(body)).messages.create({ ...params, stream: true })

  expect(toMessageText(await stream.final())).toBe("Two tides a day. 🌊")
  // The server left its end open, and is cut off.
  await cancelled
})

test("a stream that said why it stops is whole without the end mark", async () => {
  const text = textOf("messages-text.sse")
  const stream = await answering(() =>
    eventResponse(text.slice(0, text.indexOf("event: message_stop"))),
  ).messages.create({ ...params, stream: true })

  expect(await stream.final()).toMatchObject({ stop_reason: "end_turn" })
})

test("a stream that is cut short by its limits is whole, with as much of a call as came", async () => {
  expect(await (await streamOf("messages-cut-in-a-call.sse")).final()).toMatchObject({
    stop_reason: "max_tokens",
    content: [{ type: "tool_use", input: {}, partial_json: '{"text": "Fog all' }],
  })
})

test("an error event midway is a typed error, and what came is there", async () => {
  const stream = await streamOf("messages-error-midway.sse")
  const texts: string[] = []
  const error = await rejection(
    (async () => {
      for await (const text of stream.textStream) texts.push(text)
    })(),
  )

  expect(texts).toEqual(["The har"])
  expect(error).toMatchObject({
    code: "overloaded",
    status: 502,
    body: { type: "error", error: { type: "overloaded_error" } },
  })
  expect(toMessageText(stream.snapshot())).toBe("The har")
})

test("a refusal of the gateway's in the middle of a stream is a typed error", async () => {
  const text = textOf("messages-text.sse")
  const refusal = { success: false, name: "AiGatewayError", error: [{ code: 2003, message: "Rate limited" }] }
  const events = `${text.slice(0, text.indexOf("event: content_block_stop"))}data: ${JSON.stringify(refusal)}\n\n`
  const stream = await answering(() => eventResponse(events)).messages.create({ ...params, stream: true })

  expect(await rejection(stream.final())).toMatchObject({ code: "rate_limited", gatewayCode: 2003 })
})

test("a stream that stops before its end is truncated, and the error holds what came", async () => {
  const text = textOf("messages-text.sse")
  const events = text.slice(0, text.indexOf("event: message_delta"))
  const stream = await answering(() => eventResponse(events)).messages.create({ ...params, stream: true })
  const error = await rejection(stream.final())

  expect(error).toMatchObject({ code: "stream_truncated", body: { id: "msg_01", stop_reason: null } })
  expect(toMessageText(error.body)).toBe("Two tides a day. 🌊")
  expect(toText(error.partial)).toBe("Two tides a day. 🌊")
})

test("an event that says no type is drift: an error, a warning or nothing, as `validate` says", async () => {
  const events = `data: {"choices":[]}\n\ndata: {"choices":[]}\n\n${textOf("messages-text.sse")}`
  const warnings: unknown[] = []
  const logger = { debug() {}, info() {}, error() {}, warn: (...told: unknown[]) => void warnings.push(told) }
  const { messages } = answering(() => eventResponse(events), { logger })
  const ask = (response: "strict" | "warn" | "off") =>
    messages.create({ ...params, stream: true }, { validate: { response } })

  expect(await rejection((await ask("strict")).final())).toMatchObject({ code: "invalid_response" })
  warnings.length = 0
  expect((await collect((await ask("warn")).textStream)).join("")).toBe("Two tides a day. 🌊")
  expect(warnings).toHaveLength(1)
  expect(toMessageText(await (await ask("off")).final())).toBe("Two tides a day. 🌊")
})

test("an event of another's that has a name and no type is passed by", async () => {
  const events = `event: metadata\ndata: {"trace":"1"}\n\n${textOf("messages-text.sse")}`
  const stream = await answering(() => eventResponse(events)).messages.create({ ...params, stream: true })

  expect((await collect(stream))[0]).toMatchObject({ type: "message_start" })
})

test("an abort ends a stream, with the caller's own reason", async () => {
  const { body, send, cancelled } = openBody()
  const text = textOf("messages-text.sse")
  send(text.slice(0, text.indexOf("event: content_block_stop")))
  const controller = new AbortController()
  const ended: CallEnd[] = []
  const { messages } = answering(() => eventResponse(body), { hooks: { onFinish: (end) => void ended.push(end) } })
  const stream = await messages.create({ ...params, stream: true }, { signal: controller.signal })
  const thrown = await rejection(
    (async () => {
      for await (const _ of stream.textStream) controller.abort("enough")
    })(),
  )

  expect(thrown).toBe("enough")
  await cancelled
  expect(toMessageText(stream.snapshot())).toBe("Two tides")
  expect(ended).toMatchObject([{ error: "enough" }])
})

test("a message that came in one piece is a stream of its text all the same", async () => {
  const stream = await answering(() => Response.json(whole)).messages.create({ ...params, stream: true })

  expect(stream.gateway).toMatchObject({ buffered: true, keySource: "Unified" })
  expect(await collect(stream.textStream)).toEqual(["It is ", "132."])
  expect(await stream.final()).toEqual(whole)
})

test("what is relayed has the names of the events, and Anthropic's client reads it", async () => {
  const relayOf = async (answer: () => Response) =>
    (await answering(answer).messages.create({ ...params, stream: true })).toResponse()
  const streamed = () => eventResponse(readFixture("messages-thinking-and-tools.sse"))

  const text = await (await relayOf(streamed)).text()
  expect(text).toMatch(/^event: message_start\ndata: \{"type":"message_start"/)
  expect(text).not.toContain("[DONE]")
  for (const answer of [streamed, () => Response.json(whole)]) {
    const anthropic = new Anthropic({ apiKey: "none", fetch: () => relayOf(answer) })
    const { content } = await anthropic.messages.stream({ ...params, model: "claude-sonnet-4-5" }).finalMessage()
    const own = await (await answering(answer).messages.create({ ...params, stream: true })).final()
    expect(content).toEqual(own.content)
  }
})

test("a failure midway is relayed as an error event", async () => {
  const text = await (await streamOf("messages-error-midway.sse")).toResponse().text()

  expect(text).toMatch(/event: error\ndata: \{.*"code":"overloaded"/)
})

const ends: [string, object][] = [
  ["messages-text.sse", { finishReason: "stop", usage: { input: 12, output: 9, total: 21, cached: 0, reasoning: 0 } }],
  ["messages-thinking-and-tools.sse", { finishReason: "tool_calls" }],
  ["messages-cut-in-a-call.sse", { finishReason: "length" }],
]

test.each(ends)("`onFinish` hears how %s ended", async (name, end) => {
  const ended: CallEnd[] = []
  await (await streamOf(name, { hooks: { onFinish: (given) => void ended.push(given) } })).final()

  expect(ended).toHaveLength(1)
  expect(ended[0]).toMatchObject(end)
})
