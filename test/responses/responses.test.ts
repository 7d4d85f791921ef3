import OpenAI from "openai"
import { expect, test } from "vitest"
import type { GatewayClientOptions } from "../../src/client-options.ts"
import { toText, type CallEnd } from "../../src/index.ts"
import { toOutputText } from "../../src/responses/to-output-text.ts"
import { collect, eventResponse, openBody, readFixture } from "../support/fixtures.ts"
import { rejection } from "../support/server.ts"
import { answering, params, whole } from "./responses-of.ts"

const streamOf = (name: string, options?: GatewayClientOptions) =>
  answering(() => eventResponse(readFixture(name)), options).responses.create({ ...params, stream: true })

test("a whole response is the wire's own object, with the record beside it", async () => {
  const headers = { "cf-aig-log-id": "log-1", "cf-aig-cache-status": "MISS" }
  const told = { ...whole, gatewayMetadata: { keySource: "BYOK" } }
  const reply = await answering(() => Response.json(told, { headers })).responses.create(params)

  expect(reply).toEqual(told)
  expect(Object.keys(reply)).not.toContain("gateway")
  expect(reply.gateway).toMatchObject({
    logId: "log-1",
    cacheStatus: "MISS",
    keySource: "BYOK",
    status: 200,
    attempts: [{ status: 200 }],
    timings: { headersMs: expect.any(Number), totalMs: expect.any(Number) },
  })
})

test("a passing refusal is tried again", async () => {
  const answers = [
    Response.json({ error: { message: "Slow down" } }, { status: 429, headers: { "retry-after-ms": "0" } }),
    Response.json(whole),
  ]
  const reply = await answering(() => answers.shift()!, { maxRetries: 1 }).responses.create(params)

  expect(reply.gateway.attempts).toMatchObject([{ status: 429, reason: "rate_limited" }, { status: 200 }])
})

const refusals: [string, () => Response, object][] = [
  [
    "a 4xx of OpenAI's",
    () =>
      Response.json(
        { error: { message: "Unknown parameter: 'inputs'", type: "invalid_request_error", code: "unknown_parameter" } },
        { status: 400 },
      ),
    { code: "invalid_params", status: 400, origin: "provider" },
  ],
  [
    "a 4xx of the gateway's",
    () =>
      Response.json(
        { success: false, name: "AiGatewayError", error: [{ code: 2016, message: "Prompt blocked" }] },
        { status: 424 },
      ),
    { code: "guardrail_prompt_blocked", status: 424, gatewayCode: 2016 },
  ],
  [
    "an envelope of Cloudflare's API",
    () =>
      Response.json(
        { success: false, result: null, errors: [{ code: 10000, message: "Authentication error" }] },
        { status: 401 },
      ),
    { code: "provider_unauthorized", status: 401, gatewayCode: 10000 },
  ],
  [
    "an error inside a 200",
    () => Response.json({ error: { message: "Rate limit reached", code: "rate_limit_exceeded" } }),
    { code: "rate_limited", status: 502 },
  ],
  [
    "a whole response that failed",
    () => Response.json({ ...whole, status: "failed", error: { code: "server_error", message: "Sorry" }, output: [] }),
    { code: "server_error", status: 502 },
  ],
]

test.each(refusals)("%s is a typed error, for a stream too", async (_, answer, error) => {
  const { responses } = answering(answer)

  expect(await rejection(responses.create(params))).toMatchObject(error)
  expect(await rejection(responses.create({ ...params, stream: true }))).toMatchObject(error)
})

test("on REST the same number means the token", async () => {
  const { responses } = answering(
    () => Response.json({ success: false, errors: [{ code: 10000, message: "No" }] }, { status: 401 }),
    { surface: "rest" },
  )
  expect(await rejection(responses.create(params))).toMatchObject({ code: "unauthorized", gatewayCode: 10000 })
})

test("a reply without output is an error that keeps it, unless it is let pass", async () => {
  const odd = { object: "response", status: "completed" }
  const { responses } = answering(() => Response.json(odd))

  expect(await rejection(responses.create(params))).toMatchObject({
    code: "invalid_response",
    message: expect.stringContaining("The reply is no response"),
    body: odd,
  })
  expect(await responses.create(params, { validate: { response: "off" } })).toEqual(odd)
})

test("a stream gives its events as they stood on the wire, keepalives too", async () => {
  const stream = await streamOf("responses-text.sse")
  const types = (await collect(stream)).map(({ type }) => type)

  expect(types.slice(0, 3)).toEqual(["response.created", "response.in_progress", "response.output_item.added"])
  expect(types).toContain("keepalive")
  expect(types.at(-1)).toBe("response.completed")
  expect(types).toHaveLength(33)
})

test("a stream gives its text piece by piece, and the response that its last event carries", async () => {
  const stream = await streamOf("responses-text.sse")
  const texts = await collect(stream.textStream)
  const reply = await stream.final()

  expect(texts.length).toBeGreaterThan(1)
  expect(texts.join("")).toBe(toOutputText(reply))
  expect(reply).toMatchObject({ id: "resp_1", status: "completed" })
  expect(reply.gateway).toBe(stream.gateway)
  expect(stream.gateway.timings).toMatchObject({ firstEventMs: expect.any(Number), totalMs: expect.any(Number) })
})

test("a stream that is cut short by its limits is whole all the same", async () => {
  const reply = await (await streamOf("responses-incomplete.sse")).final()

  expect(reply).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } })
})

const lasts: [string, string[]][] = [
  ["responses-tool-calls.sse", ["function_call", "custom_tool_call"]],
  ["responses-incomplete.sse", ["message"]],
]

test.each(lasts)("nothing is waited for after the last event of %s", async (name, types) => {
  const { body, send, cancelled } = openBody()
  send(readFixture(name))
  const stream = await answering(() => eventResponse(body)).responses.create({ ...params, stream: true })

  expect((await stream.final()).output.map(({ type }) => type)).toEqual(types)
  // The server left its end open, and is cut off.
  await cancelled
})

test.each([
  ["responses-error.sse", { code: "insufficient_quota", message: expect.stringContaining("No credits remain") }],
  ["responses-error-flat.sse", { code: "server_error", message: expect.stringContaining("The server had an error") }],
  ["responses-failed.sse", { code: "rate_limited", message: expect.stringContaining("Rate limit reached") }],
])("%s ends in a typed error, and what came is there", async (name, error) => {
  const stream = await streamOf(name)

  expect(await rejection(stream.final())).toMatchObject({ ...error, status: 502 })
  expect(stream.snapshot()).toMatchObject({ object: "response", status: expect.any(String) })
})

test("a refusal of the gateway's in the middle of a stream is a typed error", async () => {
  const begun = 'data: {"type":"response.created","response":{"id":"resp_1"}}\n\n'
  const refusal = `data: ${JSON.stringify({ success: false, name: "AiGatewayError", error: [{ code: 2003, message: "Rate limited" }] })}\n\n`
  const stream = await answering(() => eventResponse(begun + refusal)).responses.create({ ...params, stream: true })

  expect(await rejection(stream.final())).toMatchObject({ code: "rate_limited", gatewayCode: 2003 })
})

test("a hosted tool that failed is a piece of the answer, no error", async () => {
  const failed =
    'data: {"type":"response.mcp_call.failed","item_id":"m","output_index":0,"error":{"message":"The tool is down"}}\n\n'
  const done = `data: ${JSON.stringify({ type: "response.completed", response: whole })}\n\n`
  const stream = await answering(() => eventResponse(failed + done)).responses.create({ ...params, stream: true })

  expect((await collect(stream)).map(({ type }) => type)).toEqual(["response.mcp_call.failed", "response.completed"])
})

test("a stream that stops before its end is truncated, and the error holds what came", async () => {
  const stream = await streamOf("responses-truncated.sse")
  const error = await rejection(stream.final())

  expect(error).toMatchObject({ code: "stream_truncated", body: { id: "resp_8", status: "in_progress" } })
  expect(toOutputText(error.body)).toBe("The lighthouse")
  expect(toText(error.partial)).toBe("The lighthouse")
})

test("an event that says no type is drift: an error, a warning or nothing, as `validate` says", async () => {
  const typeless = 'data: {"choices":[]}\n\n'
  const done = `data: ${JSON.stringify({ type: "response.completed", response: whole })}\n\n`
  const warnings: unknown[] = []
  const logger = { debug() {}, info() {}, error() {}, warn: (...told: unknown[]) => void warnings.push(told) }
  const { responses } = answering(() => eventResponse(typeless + typeless + done), { logger })
  const ask = (response: "strict" | "warn" | "off") =>
    responses.create({ ...params, stream: true }, { validate: { response } })

  expect(await rejection((await ask("strict")).final())).toMatchObject({ code: "invalid_response" })
  warnings.length = 0
  expect(await collect((await ask("warn")).textStream)).toEqual([])
  expect(warnings).toHaveLength(1)
  expect(toOutputText(await (await ask("off")).final())).toBe(toOutputText(whole))
})

test("an event of another's that has a name and no type is passed by", async () => {
  const other = 'event: metadata\ndata: {"trace":"1"}\n\n'
  const done = `data: ${JSON.stringify({ type: "response.completed", response: whole })}\n\n`
  const stream = await answering(() => eventResponse(other + done)).responses.create({ ...params, stream: true })

  expect((await collect(stream)).map(({ type }) => type)).toEqual(["response.completed"])
})

test("an abort ends a stream, with the caller's own reason", async () => {
  const { body, send, cancelled } = openBody()
  send(readFixture("responses-truncated.sse").slice(0, -40))
  const controller = new AbortController()
  const ended: CallEnd[] = []
  const { responses } = answering(() => eventResponse(body), { hooks: { onFinish: (end) => void ended.push(end) } })
  const stream = await responses.create({ ...params, stream: true }, { signal: controller.signal })
  const texts: string[] = []
  const thrown = await rejection(
    (async () => {
      for await (const text of stream.textStream) {
        texts.push(text)
        controller.abort("enough")
      }
    })(),
  )

  expect(thrown).toBe("enough")
  expect(texts).toEqual(["The lighthouse"])
  await cancelled
  expect(toOutputText(stream.snapshot())).toBe("The lighthouse")
  expect(ended).toMatchObject([{ error: "enough" }])
})

test("a response that came in one piece is a stream of its text all the same", async () => {
  const told = { ...whole, gatewayMetadata: { keySource: "Unified" } }
  const stream = await answering(() => Response.json(told)).responses.create({ ...params, stream: true })

  expect(stream.gateway).toMatchObject({ buffered: true, keySource: "Unified" })
  expect(await collect(stream.textStream)).toEqual([toOutputText(whole)])
  expect(await stream.final()).toEqual(told)
})

test("what is relayed has the names of the events, and OpenAI's client reads it", async () => {
  const relayOf = async (answer: () => Response) =>
    (await answering(answer).responses.create({ ...params, stream: true })).toResponse()
  const streamed = () => eventResponse(readFixture("responses-tool-calls.sse"))

  const text = await (await relayOf(streamed)).text()
  expect(text).toMatch(/^event: response\.created\ndata: \{"type":"response\.created"/)
  expect(text).not.toContain("[DONE]")
  // It takes no item without an id.
  const plain = { ...whole, output: whole.output.filter(({ id }: { id?: string }) => id) }
  for (const answer of [streamed, () => Response.json(plain)]) {
    const openai = new OpenAI({ apiKey: "none", fetch: () => relayOf(answer) })
    const final = await openai.responses.stream({ model: "gpt-5-mini", input: "?" }).finalResponse()
    expect(final.status).toBe("completed")
  }
})

test("a failure midway is relayed as an error event", async () => {
  const stream = await streamOf("responses-failed.sse")
  const text = await stream.toResponse().text()

  expect(text).toMatch(/event: error\ndata: \{.*"code":"rate_limited"/)
})

const ends: [string, object][] = [
  [
    "responses-text.sse",
    { finishReason: "stop", usage: { input: 31, output: 64, total: 95, cached: 0, reasoning: 40 } },
  ],
  ["responses-tool-calls.sse", { finishReason: "tool_calls" }],
  ["responses-incomplete.sse", { finishReason: "length" }],
]

test.each(ends)("`onFinish` hears how %s ended", async (name, end) => {
  const ended: CallEnd[] = []
  const stream = await streamOf(name, { hooks: { onFinish: (given) => void ended.push(given) } })
  await stream.final()

  expect(ended).toHaveLength(1)
  expect(ended[0]).toMatchObject(end)
})
