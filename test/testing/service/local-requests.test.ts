// What a test sees of the requests, and what time, chance and order do.
import { expect, onTestFinished, test, vi } from "vitest"
import { createLocalGateway, type LocalAnswerEvent, type LocalGatewayOptions } from "../../../src/testing/index.ts"
import { listen } from "../../../src/testing/node.ts"
import { startServer } from "../../support/server.ts"
import { anthropic, compat, google, messages, openai, requests, start, universal, workersAI } from "./start.ts"
import { manage } from "./ways-in.ts"

test("a request is noted with all that it was, the gateway's token included", async () => {
  const { local, post } = start()
  await post(anthropic.path, {
    body: anthropic.body,
    headers: { "x-api-key": "sk-own", "cf-aig-metadata": '{"team":"a"}', "cf-aig-cache-ttl": "60" },
  })
  const [request] = local.requests
  const { headers, url, ...more } = request!

  expect(local.requests).toHaveLength(1)
  expect(url.href).toBe(
    "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/local/anthropic/v1/messages",
  )
  expect(headers.get("cf-aig-authorization")).toBe("Bearer local-gateway-token")
  expect(headers.get("x-api-key")).toBe("sk-own")
  expect(more).toEqual({
    method: "POST",
    params: { model: "claude-haiku-4-5", max_tokens: 100, messages },
    gateway: { metadata: { team: "a" }, cacheTtl: 60 },
    surface: "native",
    provider: "anthropic",
    model: "claude-haiku-4-5",
    body: anthropic.body,
    step: 0,
    credential: { source: "request" },
    status: 200,
  })
})

test("a request tells what it was answered: from the cache, by the provider, or not at all", async () => {
  const { local, post } = start({ gateways: { local: { guardrails: { prompt: { S1: "BLOCK" } } } } })
  const headers = { "cf-aig-cache-key": "k" }
  await post(compat.path, { body: compat.body, headers })
  await post(compat.path, { body: compat.body, headers })
  await post(compat.path, { body: { ...compat.body, messages: [{ role: "user", content: "[S1]" }] } })

  expect(local.requests.map(({ status, cacheStatus }) => [status, cacheStatus])).toEqual([
    [200, "MISS"],
    [200, "HIT"],
    [424, undefined],
  ])
})

test("what a model throws is told by the answer, once, and not taken for a broken network", async () => {
  const { local, post } = start()
  const model = vi.fn(() => {
    throw new Error("A bug of the test's own")
  })
  local.reply(model)
  const response = await post(compat.path, { body: compat.body, headers: { "cf-aig-max-attempts": "3" } })

  expect([response.status, await response.json()]).toEqual([
    400,
    {
      error: {
        message: "The local gateway's model threw: A bug of the test's own",
        type: "local_gateway_error",
        param: null,
        code: "model_threw",
      },
    },
  ])
  expect(model).toHaveBeenCalledTimes(1)
})

test("a reply that is none is refused where it is planned", () => {
  const { local } = start()

  expect(() => local.reply({ text: "x", toolcalls: [] } as never)).toThrow(
    'The reply of local.reply has the key "toolcalls", which is not known here',
  )
  expect(() => local.reply(5 as never)).toThrow(
    "The reply of local.reply is a number: give a text, its parts or a Response",
  )
})

test("logs are there to read, oldest first, with what feedback said", async () => {
  const { local, post } = start({ gateways: { local: { logLag: 100 } }, clock: "manual" })
  await post(compat.path, { body: compat.body, headers: { "cf-aig-metadata": '{"team":"a"}' } })
  await post(compat.path, { body: compat.body })

  expect(local.logs).toEqual([])
  local.clock.advance(100)
  expect(local.logs.map(({ id, model, status_code, metadata }) => [id, model, status_code, metadata])).toEqual([
    ["0199b3f0-0000-7000-8000-000000000001", "openai/gpt-5-mini", 200, { team: "a" }],
    ["0199b3f0-0000-7000-8000-000000000002", "openai/gpt-5-mini", 200, {}],
  ])
})

test("a gateway on a port tells the variables that lead another process to it", async () => {
  const listening = await listen(createLocalGateway())
  onTestFinished(() => listening.close())

  expect(listening.env).toEqual({
    CF_ACCOUNT_ID: "0123456789abcdef0123456789abcdef",
    GATEWAY_NAME: "local",
    CF_AIG_TOKEN: "local-gateway-token",
    CLOUDFLARE_API_TOKEN: "local-gateway-token",
    CF_AIG_BASE_URL: `${listening.url}/v1/0123456789abcdef0123456789abcdef/local`,
  })
})

test.each([
  ["compat", compat, "compat", "openai/gpt-5-mini"],
  ["openai", openai, "native", "gpt-5-mini"],
  ["anthropic", anthropic, "native", "claude-haiku-4-5"],
  ["workers-ai", workersAI, "native", "@cf/meta/llama-3.1-8b-instruct"],
  ["universal", universal, "universal", "gpt-5-mini"],
])("params are OpenAI's whatever way a request came: %s", async (_, { path, body }, surface, model) => {
  const { local, post } = start()
  await post(path, { body })

  expect(local.requests.map((request) => [request.surface, request.params.model, request.params.messages])).toEqual([
    [surface, model, messages],
  ])
})

test("Google's parts stay parts in params", async () => {
  const { local, post } = start()
  await post(google.path, { body: google.body })

  expect(local.requests[0]?.params.messages).toEqual([
    { role: "user", content: [{ type: "text", text: "Say it again" }] },
  ])
})

test("a model may be a function of all that", async () => {
  const { post } = start({
    models: ({ provider, model, surface, step, credential, gateway, params }) =>
      [provider, model, surface, step, credential?.source, gateway.eventId, params.messages.length].join(" "),
  })
  const response = await post(compat.path, { body: compat.body, headers: { "cf-aig-event-id": "mine" } })

  expect((await response.json()).choices[0].message.content).toBe("openai gpt-5-mini compat 0 stored mine 1")
})

test("requests stand in the order in which they came", async () => {
  const { local, post } = start({ latency: 1 })
  await Promise.all(Object.values(requests).map(({ path, body }) => post(path, { body })))

  expect(local.requests.map(({ provider }) => provider)).toEqual([
    "openai",
    "openai",
    "anthropic",
    "google-ai-studio",
    "workers-ai",
    "openai",
  ])
})

test("a cached answer and a refused credential are noted, a wrong token is not", async () => {
  const { local, post } = start({ cacheTtl: 60, gateways: { local: { byok: { openai: { default: "k" } } } } })
  await post(openai.path, { body: openai.body })
  await post(openai.path, { body: openai.body })
  await post(anthropic.path, { body: anthropic.body })
  await post(openai.path, { body: openai.body, token: "wrong" })

  expect(local.requests.map(({ provider, credential }) => [provider, credential?.source])).toEqual([
    ["openai", "stored"],
    ["openai", "stored"],
    ["anthropic", undefined],
  ])
})

/** What was told of the answers of a gateway with a clock that stands. */
function hear(options: LocalGatewayOptions = {}) {
  const events: LocalAnswerEvent[] = []
  return { events, ...start({ clock: "manual", onAnswer: (event) => void events.push(event), ...options }) }
}

test("every answer is told: model, status, cache, tokens and time", async () => {
  const { events, post, local } = hear({ cacheTtl: 60 })
  await post(compat.path, { body: compat.body })
  await post(compat.path, { body: compat.body })
  await (await post(anthropic.path, { body: { ...anthropic.body, stream: true } })).text()
  await post(compat.path, { body: compat.body, token: "wrong" })
  await manage(local, "GET", "gateways/local")
  const base = "/v1/0123456789abcdef0123456789abcdef/local"
  const told = { method: "POST", durationMs: 0, cacheStatus: undefined, tokensIn: undefined, tokensOut: undefined }

  expect(events).toEqual([
    {
      ...told,
      path: `${base}/compat/chat/completions`,
      model: "openai/gpt-5-mini",
      status: 200,
      cacheStatus: "MISS",
      tokensIn: 3,
      tokensOut: 3,
    },
    { ...told, path: `${base}/compat/chat/completions`, model: "openai/gpt-5-mini", status: 200, cacheStatus: "HIT" },
    {
      ...told,
      path: `${base}/anthropic/v1/messages`,
      model: "anthropic/claude-haiku-4-5",
      status: 200,
      tokensIn: 3,
      tokensOut: 3,
    },
    { ...told, path: `${base}/compat/chat/completions`, model: undefined, status: 401 },
    {
      ...told,
      method: "GET",
      path: "/client/v4/accounts/0123456789abcdef0123456789abcdef/ai-gateway/gateways/local",
      model: undefined,
      status: 200,
    },
  ])
})

test("a universal request is told of once, by the step that answered", async () => {
  const { events, post } = hear({ models: { "openai/*": () => new Response("{}", { status: 500 }) } })
  const second = { provider: "anthropic", endpoint: "v1/messages", headers: {}, query: anthropic.body }
  await post("", { body: [...universal.body, second] })

  expect(events.map(({ model, status }) => [model, status])).toEqual([["anthropic/claude-haiku-4-5", 200]])
})

test("latency is waited for by the gateway's clock, and told", async () => {
  const { events, local, post } = hear({ latency: 250 })
  let isAnswered = false
  const answer = post(compat.path, { body: compat.body }).finally(() => (isAnswered = true))
  await expect.poll(() => local.requests.length).toBe(1)
  local.clock.advance(249)
  await Promise.resolve()
  expect(isAnswered).toBe(false)
  local.clock.advance(1)

  expect((await answer).status).toBe(200)
  expect(events.map(({ durationMs }) => durationMs)).toEqual([250])
})

test("a cached answer waits for nothing", async () => {
  const { events, local, post } = hear({ latency: 250, cacheTtl: 60 })
  const first = post(compat.path, { body: compat.body })
  await expect.poll(() => local.requests.length).toBe(1)
  local.clock.advance(250)
  await first
  await post(compat.path, { body: compat.body })

  expect(events.map(({ cacheStatus, durationMs }) => [cacheStatus, durationMs])).toEqual([
    ["MISS", 250],
    ["HIT", 0],
  ])
})

test("latency of a stream: before its headers, and before each event", async () => {
  const { local, post } = hear({ latency: { headers: 100, event: 10 } })
  const answer = post(compat.path, { body: { ...compat.body, stream: true } })
  await expect.poll(() => local.requests.length).toBe(1)
  local.clock.advance(100)
  const response = await answer
  const began = local.clock.now()
  const text = response.text()
  // Three words, the end, and [DONE]: each comes 10 ms after the one before.
  const moving = setInterval(() => local.clock.advance(10), 1)
  onTestFinished(() => clearInterval(moving))

  expect((await text).match(/^data: /gm)).toHaveLength(5)
  expect(local.clock.now() - began).toBeGreaterThanOrEqual(50)
})

test("leaving during latency rejects with the caller's reason, at once", async () => {
  const { local, post } = hear({ latency: 250 })
  const leaving = new AbortController()
  const answer = post(compat.path, { body: compat.body, signal: leaving.signal })
  await expect.poll(() => local.requests.length).toBe(1)
  const reason = new Error("Gone")
  leaving.abort(reason)

  await expect(answer).rejects.toBe(reason)
})

test("a manual clock begins at 2026-01-01 and stands; the system's goes on, and can be moved", () => {
  const manual = createLocalGateway({ clock: "manual" })
  const system = createLocalGateway()
  const before = system.clock.now()
  manual.clock.advance(5)
  system.clock.advance(3_600_000)

  expect(manual.clock.now()).toBe(1_767_225_600_005)
  expect(Math.abs(before - Date.now())).toBeLessThan(5_000)
  expect(system.clock.now() - before).toBeGreaterThanOrEqual(3_600_000)
})

test("the same seed and requests make the same bytes, ids and made-up JSON; another seed does not", async () => {
  const schema = {
    type: "object",
    properties: { n: { type: "integer" }, words: { type: "array", items: { type: "string" }, minItems: 3 } },
    required: ["n", "words"],
  }
  const format = { type: "json_schema", json_schema: { name: "made", schema } }
  const run = async (seed: number) => {
    const { post } = start({ seed })
    const response = await post(compat.path, { body: { ...compat.body, response_format: format } })
    const said = await response.text()
    const stream = await (await post(openai.path, { body: { ...openai.body, stream: true } })).text()
    return { said, stream, id: response.headers.get("cf-aig-log-id") }
  }
  const [first, again, other] = [await run(7), await run(7), await run(8)]

  expect(again).toEqual(first)
  expect(first.id).toBe("0199b3f0-0000-7000-8007-000000000001")
  expect(other.id).toBe("0199b3f0-0000-7000-8008-000000000001")
  expect(other.said).not.toBe(first.said)
})

test("over a port, a body sent in chunks reaches a custom provider", async () => {
  const host = await startServer((response) => void response.end("{}"))
  onTestFinished(() => host[Symbol.asyncDispose]())
  const local = createLocalGateway({
    gateways: { one: { customProviders: { mine: { baseURL: host.url } } } },
  })
  const listening = await listen(local)
  onTestFinished(() => listening.close())
  const response = await fetch(`${listening.options.baseURL}/custom-mine/upload`, {
    method: "POST",
    headers: { "cf-aig-authorization": `Bearer ${listening.options.token}` },
    body: new Blob(["one ", "two"]).stream(),
    duplex: "half",
  } as RequestInit)

  expect(response.status).toBe(200)
  expect(host.requests.map(({ body }) => body)).toEqual(["one two"])
})

test("the oldest requests go when all are over 64 MiB, and reset begins anew", async () => {
  const { local, post } = start({ gateways: { one: { collectLogs: false } } })
  const url = `data:image/png;base64,${"A".repeat(10 * 1024 * 1024)}`
  const content = [{ type: "image_url", image_url: { url } }]
  const send = (model: string) => post(openai.path, { body: { model, messages: [{ role: "user", content }] } })
  for (let count = 0; count < 8; count++) await send(`m-${count}`)

  expect(local.requests.map(({ model }) => model)).toEqual(["m-2", "m-3", "m-4", "m-5", "m-6", "m-7"])
  local.reset()
  for (let count = 0; count < 6; count++) await send(`n-${count}`)
  expect(local.requests).toHaveLength(6)
})
