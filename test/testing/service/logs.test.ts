import { expect, test } from "vitest"
import { createLocalGateway, type LocalGateway, type LocalGatewayOptions } from "../../../src/testing/index.ts"
import { ask, manage, turns, wayIn, ways } from "./ways-in.ts"

const accountId = "0123456789abcdef0123456789abcdef"
const api = `https://api.cloudflare.com/client/v4/accounts/${accountId}/ai-gateway/gateways/local/logs`
const compat = wayIn("compat")

async function list(local: LocalGateway, query = ""): Promise<any[]> {
  return (await manage(local, "GET", `gateways/local/logs${query}`)).body.result
}

/** A body as it was kept: its status, its type, its text. */
async function payload(local: LocalGateway, id: string, which: "request" | "response") {
  const headers = { authorization: "Bearer local-gateway-token" }
  const response = await local.fetch(`${api}/${id}/${which}`, { headers })
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() }
}

// What each way's log says of itself: model since 2026-09-01 by one name, without version suffixes (reference F).
const models: Record<string, readonly [model: string, path: string, type: string]> = {
  compat: ["openai/gpt-5-mini", "chat/completions", "openai-chat"],
  "openai chat": ["openai/gpt-5-mini", "chat/completions", "openai-chat"],
  "openai responses": ["openai/gpt-5-mini", "responses", "openai-responses"],
  "anthropic messages": ["anthropic/claude-haiku-4.5", "v1/messages", "anthropic-messages"],
  "google generateContent": [
    "google/gemini-2.5-flash",
    "v1/models/gemini-2.5-flash:generateContent",
    "google-generate-content",
  ],
  "workers-ai": ["workers-ai/@cf/meta/llama-3.1-8b-instruct", "@cf/meta/llama-3.1-8b-instruct", "workers-ai"],
  universal: ["openai/gpt-5-mini", "chat/completions", "openai-chat"],
  "REST chat": ["openai/gpt-5-mini", "v1/chat/completions", "openai-chat"],
  "REST responses": ["openai/gpt-5-mini", "v1/responses", "openai-responses"],
  "REST messages": ["anthropic/claude-haiku-4.5", "v1/messages", "anthropic-messages"],
  run: ["openai/gpt-5-mini", "run", "openai-chat"],
  "run of Workers AI": ["workers-ai/@cf/meta/llama-3.1-8b-instruct", "run", "workers-ai"],
}

test.each(ways)("$name: a log tells all that the API shows of it", async (way) => {
  const local = createLocalGateway({ clock: "manual" })
  const response = await ask(local, way, {
    headers: { "cf-aig-event-id": "mine", "cf-aig-metadata": '{"team":"a"}', "user-agent": "my-app/1.0" },
  })
  const [model, path, request_type] = models[way.name]!

  expect(await list(local)).toEqual([
    {
      id: response.headers.get("cf-aig-log-id"),
      event_id: "mine",
      created_at: "2026-01-01T00:00:00.000Z",
      provider: way.provider,
      model,
      path,
      duration: 0,
      success: true,
      status_code: 200,
      cached: false,
      tokens_in: 3,
      tokens_out: 3,
      cost: 0.000009,
      custom_cost: false,
      metadata: { team: "a" },
      step: 0,
      request_type,
      request_content_type: "application/json",
      response_content_type: "application/json",
      feedback: null,
      score: null,
      wholesale: false,
      byok: true,
      authentication: true,
      compatibilityMode: way.name === "compat",
      dlp_action: null,
      user_agent: "my-app/1.0",
    },
  ])
})

test.each(ways)("$name: its bodies can be read as they went over the wire", async (way) => {
  const local = createLocalGateway()
  const response = await ask(local, way)
  const id = response.headers.get("cf-aig-log-id")!
  const request = await payload(local, id, "request")
  const answer = await payload(local, id, "response")

  const sent = way.name === "universal" ? (way.body("Say it again") as any)[0].query : way.body("Say it again")
  expect([request.status, request.type, JSON.parse(request.text)]).toEqual([200, "application/json", sent])
  expect([answer.status, answer.type]).toEqual([200, "application/json"])
  // What the provider said: the envelope around it is the API's.
  const said = JSON.parse(answer.text)
  expect(way.said(way.name === "run" ? { result: said } : said)).toBe("Say it again")
  const one = (await manage(local, "GET", `gateways/local/logs/${id}`)).body.result
  expect(one).toMatchObject({ id, request_head: request.text, request_head_complete: true, response_head: answer.text })
})

test.each(ways)("$name: a stream is logged with its events", async (way) => {
  const local = createLocalGateway()
  const response = await ask(local, way, { stream: true })
  const text = await response.text()
  const [log] = await list(local)

  expect(log).toMatchObject({ success: true, response_content_type: "text/event-stream", tokens_in: 3, tokens_out: 3 })
  expect(await payload(local, log.id, "response")).toEqual({ status: 200, type: "text/event-stream", text })
})

// Reference B, cf-aig-collect-log, and J20: the header says whether, whatever the setting.
test.each([
  [true, undefined, 1],
  [true, "true", 1],
  [true, "false", 0],
  [false, undefined, 0],
  [false, "true", 1],
  [false, "false", 0],
])("a gateway that collects logs: %s, a request that asks for it: %s", async (collectLogs, header, count) => {
  for (const way of ways) {
    const local = createLocalGateway({ gateways: { local: { collectLogs } } })
    await ask(local, way, { headers: header === undefined ? {} : { "cf-aig-collect-log": header } })
    expect([way.name, (await list(local)).length]).toEqual([way.name, count])
  }
})

test.each(ways)("$name: where no log is written none is named", async (way) => {
  const local = createLocalGateway()
  const headers = { "cf-aig-collect-log": "false" }
  const whole = await ask(local, way, { headers })
  const stream = await ask(local, way, { headers, stream: true })
  local.reply(fromElsewhere(said("Su")))
  const elsewhere = await ask(local, way, { headers, stream: true })
  local.reply(Response.json({ error: { message: "Slow down" } }, { status: 429 }))
  const failed = await ask(local, way, { headers })

  for (const response of [whole, stream, elsewhere, failed]) {
    expect(response.headers.has("cf-aig-log-id")).toBe(false)
    expect(response.headers.get("cf-aig-event-id")).toMatch(/^0199b3f0-/)
  }
})

test("a log id that a planned reply names is told all the same", async () => {
  const local = createLocalGateway({ gateways: { local: { collectLogs: false } } })
  local.reply({ text: "Hi", gateway: { logId: "log-1" } })

  expect((await ask(local, compat)).headers.get("cf-aig-log-id")).toBe("log-1")
})

test.each(ways)("$name: a log without payload keeps tokens and cost, and no bodies", async (way) => {
  const local = createLocalGateway()
  await ask(local, way, { headers: { "cf-aig-collect-log-payload": "false" } })
  const [log] = await list(local)

  expect(log).toMatchObject({ tokens_in: 3, tokens_out: 3, cost: 0.000009 })
  expect((await payload(local, log.id, "request")).status).toBe(404)
  expect((await payload(local, log.id, "response")).status).toBe(404)
  const one = (await manage(local, "GET", `gateways/local/logs/${log.id}`)).body.result
  expect(one).not.toHaveProperty("request_head")
})

test("asking for the payload does nothing where no log is kept", async () => {
  const local = createLocalGateway()
  await ask(local, compat, { headers: { "cf-aig-collect-log": "false", "cf-aig-collect-log-payload": "true" } })

  expect(await list(local)).toEqual([])
})

test("a log can lag: it is not found until then, and feedback neither", async () => {
  const local = createLocalGateway({ clock: "manual", gateways: { local: { logLag: 460 } } })
  const id = (await ask(local, compat)).headers.get("cf-aig-log-id")
  const path = `gateways/local/logs/${id}`
  local.clock.advance(459)
  const early = await manage(local, "GET", path)
  const patched = await manage(local, "PATCH", path, { feedback: 1 })
  local.clock.advance(1)

  expect([early.status, early.body.errors[0].message]).toEqual([404, "Log not found"])
  expect(patched.status).toBe(404)
  expect((await manage(local, "GET", path)).status).toBe(200)
  expect((await manage(local, "PATCH", path, { feedback: 1 })).status).toBe(200)
})

test("feedback, score and metadata can be given later", async () => {
  const local = createLocalGateway()
  const id = (await ask(local, compat, { headers: { "cf-aig-metadata": '{"a":1}' } })).headers.get("cf-aig-log-id")
  const path = `gateways/local/logs/${id}`
  await manage(local, "PATCH", path, { feedback: -1, score: 100 })
  await manage(local, "PATCH", path, { metadata: { b: "two" } })

  expect((await manage(local, "GET", path)).body.result).toMatchObject({
    feedback: -1,
    score: 100,
    metadata: { b: "two" },
  })
  expect((await manage(local, "PATCH", path, { feedback: 2 })).status).toBe(400)
})

const filter = (key: string, operator: string, ...value: unknown[]) =>
  `?filters=${encodeURIComponent(JSON.stringify([{ key, operator, value }]))}`

test("logs are found by event id, provider, model, success, cached, status of billing and user agent", async () => {
  const local = createLocalGateway()
  const first = await ask(local, compat, { headers: { "cf-aig-event-id": "one", "cf-aig-cache-key": "k" } })
  await ask(local, compat, { headers: { "cf-aig-event-id": "two", "cf-aig-cache-key": "k" } })
  local.reply(new Response("{}", { status: 500 }))
  await ask(local, wayIn("anthropic messages"), { headers: { "user-agent": "robot" } })
  const count = async (...query: Parameters<typeof filter>) => (await list(local, filter(...query))).length

  expect((await list(local, filter("event_id", "eq", "one")))[0].id).toBe(first.headers.get("cf-aig-log-id"))
  expect(await count("provider", "eq", "anthropic")).toBe(1)
  expect(await count("model", "contains", "gpt-5")).toBe(2)
  expect(await count("success", "eq", false)).toBe(1)
  expect(await count("cached", "eq", true)).toBe(1)
  expect(await count("tokens", "gt", 5)).toBe(1)
  expect(await count("cost", "lt", 0.000001)).toBe(2)
  expect(await count("compatibilityMode", "eq", true)).toBe(2)
  expect(await count("user_agent", "contains", "robot")).toBe(1)
  expect(await count("wholesale", "eq", true)).toBe(0)
  expect((await manage(local, "GET", `gateways/local/logs${filter("even_id", "eq", "one")}`)).body.errors[0].code).toBe(
    7001,
  )
})

test("logs are deleted by filter", async () => {
  const local = createLocalGateway()
  await ask(local, compat)
  await ask(local, wayIn("anthropic messages"))
  await manage(local, "DELETE", `gateways/local/logs${filter("provider", "eq", "openai")}`)

  expect((await list(local)).map(({ provider }) => provider)).toEqual(["anthropic"])
})

test.each([
  ["claude-haiku-4-5-20251001", "anthropic messages", "anthropic/claude-haiku-4.5"],
  ["gpt-4o-2024-08-06", "openai chat", "openai/gpt-4o"],
])("%s is logged by the name without its version", async (model, way, expected) => {
  const local = createLocalGateway()
  await ask(local, wayIn(way), { body: { ...wayIn(way).body("Hello"), model } })

  expect((await list(local))[0].model).toBe(expected)
})

test.each<[string, LocalGatewayOptions, Record<string, string>, object]>([
  ["a stored key", {}, {}, { byok: true, wholesale: false }],
  ["the request's own key", {}, { authorization: "Bearer mine" }, { byok: false, wholesale: false }],
  [
    "Unified Billing",
    { accounts: { [accountId]: { credits: 1, gateways: { local: { byok: {} } } } } },
    {},
    { byok: false, wholesale: true },
  ],
  [
    "the request's own key, on a gateway that asks for no token",
    { gateways: { local: { authentication: false } } },
    { authorization: "Bearer mine" },
    { byok: false, wholesale: false, authentication: false },
  ],
])("paid by %s, the log says so", async (_, options, headers, expected) => {
  const local = createLocalGateway(options)
  await ask(local, compat, { headers })

  expect((await list(local))[0]).toMatchObject(expected)
})

test("a provider's failure is logged with its status, its body and no cost", async () => {
  const local = createLocalGateway()
  local.reply(Response.json({ error: { message: "Down" } }, { status: 503 }))
  const id = (await ask(local, compat)).headers.get("cf-aig-log-id")!

  expect((await list(local))[0]).toMatchObject({ success: false, status_code: 503, cost: 0, tokens_in: 0 })
  expect((await payload(local, id, "response")).text).toBe('{"error":{"message":"Down"}}')
})

const chunk = (more: object) => `data: ${JSON.stringify({ id: "1", choices: [], ...more })}\n\n`
const said = (content: string) => chunk({ choices: [{ index: 0, delta: { content } }] })
const fromElsewhere = (...events: string[]) =>
  new Response(events.join(""), { headers: { "content-type": "text/event-stream" } })

test("a stream from elsewhere is logged once it has ended, with its tokens, and paid then", async () => {
  const local = createLocalGateway({
    gateways: { local: { spendLimits: [{ id: "tight", limit: 0.00005, window: 60 }] } },
  })
  const usage = chunk({ usage: { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 } })
  local.reply(fromElsewhere(said("Su"), said("re"), usage, "data: [DONE]\n\n"))
  const response = await ask(local, compat, { stream: true })
  const before = await list(local)
  await response.text()

  expect(before).toEqual([])
  expect(await list(local)).toMatchObject([{ tokens_in: 10, tokens_out: 20, cost: 0.00005 }])
  expect((await ask(local, compat)).status).toBe(429)
})

test("it is paid too where no log is collected", async () => {
  const local = createLocalGateway({
    gateways: { local: { collectLogs: false, spendLimits: [{ id: "tight", limit: 0.00001, window: 60 }] } },
  })
  const usage = chunk({ usage: { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 } })
  local.reply(fromElsewhere(usage))
  await (await ask(local, compat, { stream: true })).text()

  expect((await ask(local, compat)).status).toBe(429)
})

test("a stream from elsewhere that is left is logged with what had come", async () => {
  const local = createLocalGateway()
  const encoder = new TextEncoder()
  const bytes = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(said("Su"))),
  })
  local.reply(new Response(bytes, { headers: { "content-type": "text/event-stream" } }))
  const reader = (await ask(local, compat, { stream: true })).body!.getReader()
  await reader.read()
  await reader.cancel()
  await turns()
  const [log] = await list(local)

  expect((await payload(local, log.id, "response")).text).toBe(said("Su"))
})

test("a stream from elsewhere that breaks is logged with what had come", async () => {
  const local = createLocalGateway()
  let isTold = false
  const bytes = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (isTold) controller.error(new Error("cut"))
      else controller.enqueue(new TextEncoder().encode(said("Su")))
      isTold = true
    },
  })
  local.reply(new Response(bytes, { headers: { "content-type": "text/event-stream" } }))
  const response = await ask(local, compat, { stream: true })

  await expect(response.text()).rejects.toThrow()
  expect((await payload(local, (await list(local))[0].id, "response")).text).toBe(said("Su"))
})

test("the steps of a universal request have logs of their own, under one event", async () => {
  const local = createLocalGateway({
    models: { "openai/down": () => new Response("{}", { status: 500 }), "*": "Sure" },
  })
  const body = ["down", "up"].map((model) => ({
    provider: "openai",
    endpoint: "chat/completions",
    query: { model, messages: [{ role: "user", content: "Hello" }] },
  }))
  const response = await ask(local, wayIn("universal"), { body })
  const logs = await list(local, "?order_by_direction=asc")

  expect(logs.map(({ step, success, model }) => [step, success, model])).toEqual([
    [0, false, "openai/down"],
    [1, true, "openai/up"],
  ])
  expect(logs[0].event_id).toBe(logs[1].event_id)
  expect(logs[0].id).not.toBe(logs[1].id)
  expect(response.headers.get("cf-aig-log-id")).toBe(logs[1].id)
})

test("what was refused before any log leaves none", async () => {
  const local = createLocalGateway({ gateways: { local: { rateLimit: { limit: 2, interval: 60 } } } })
  await ask(local, compat, { token: "wrong" })
  await ask(local, compat, { body: { model: "gpt-5-mini", messages: [] } })
  await ask(local, compat)
  const limited = await ask(local, compat)

  expect(limited.status).toBe(429)
  expect(await list(local)).toHaveLength(1)
})

test("each gateway keeps its own logs", async () => {
  const local = createLocalGateway({ gateways: { local: {}, other: {} } })
  await ask(local, compat, { gateway: "other" })

  expect(await list(local)).toEqual([])
})
