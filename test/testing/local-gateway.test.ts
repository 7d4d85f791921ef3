import { expect, onTestFinished, test, vi } from "vitest"
import { createGatewayClient, toText, toToolCalls, toUsage, type GatewayErrorCode } from "../../src/index.ts"
import { createLocalGateway, type LocalFault, type LocalGatewayOptions } from "../../src/testing/index.ts"
import { deferred, rejection } from "../support/server.ts"

const url = "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/local/compat/chat/completions"
const hello = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "Say it again" }] }

interface Post {
  readonly url?: string
  readonly method?: string
  readonly token?: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
  readonly signal?: AbortSignal
}

function start(options: LocalGatewayOptions = {}) {
  const local = createLocalGateway(options)
  const post = ({ body = hello, headers, token = "local-gateway-token", signal, ...more }: Post = {}) =>
    local.fetch(more.url ?? url, {
      method: more.method ?? "POST",
      headers: { "cf-aig-authorization": `Bearer ${token}`, "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...(signal && { signal }),
    })
  const { create } = createGatewayClient({ ...local.options, maxRetries: 0 }).chat.completions
  return { local, post, create }
}

/** Where a whole answer came from, and what it says. */
async function heard(response: Response): Promise<[cache: string | null, content: string]> {
  const body = await response.json()
  return [response.headers.get("cf-aig-cache-status"), body.choices[0].message.content]
}

test("the documented request is answered with the last user message", async () => {
  const { post } = start()
  const response = await post()

  expect(response.status).toBe(200)
  expect(response.headers.get("content-type")).toBe("application/json")
  expect(await response.json()).toEqual({
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
  })
})

test("a stream comes word by word and ends with [DONE]", async () => {
  const { post } = start()
  const response = await post({ body: { ...hello, stream: true } })
  const chunk = (delta: object, finish: string | null, more = "") =>
    `data: {"id":"chatcmpl-local","created":1767225600,"model":"openai/gpt-5-mini","object":"chat.completion.chunk","choices":[{"index":0,"delta":${JSON.stringify(delta)},"finish_reason":${JSON.stringify(finish)}${more}}]}\n\n`

  expect(response.headers.get("content-type")).toBe("text/event-stream")
  expect(await response.text()).toBe(
    chunk({ role: "assistant", content: "Say", refusal: null }, null, ',"logprobs":null') +
      chunk({ content: " it" }, null) +
      chunk({ content: " again" }, null) +
      chunk({}, "stop") +
      "data: [DONE]\n\n",
  )
})

test.each([
  ["asked for", { stream_options: { include_usage: true } }, true],
  ["refused", { stream_options: { include_usage: false } }, false],
  ["not asked for", {}, false],
])("a stream whose usage is %s", async (_, more, comes) => {
  const { post } = start()
  const text = await (await post({ body: { ...hello, stream: true, ...more } })).text()

  expect(text.includes('"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":3,"total_tokens":6}}')).toBe(comes)
  expect(text.includes("usage")).toBe(comes)
})

test.each([
  ["text", "One two", "One two"],
  ["parts", [{ type: "text", text: "One" }, { type: "image_url" }, "two"], "Onetwo"],
  ["nothing", null, "…"],
])("a question of %s is said again", async (_, content, answer) => {
  const { post } = start()
  const messages = [
    { role: "user", content: "Earlier" },
    { role: "user", content },
    { role: "assistant", content: "Well" },
  ]

  expect(await heard(await post({ body: { ...hello, messages } }))).toEqual([null, answer])
})

test("a question without any user message is answered all the same", async () => {
  const { post } = start()

  expect(await heard(await post({ body: { ...hello, messages: [] } }))).toEqual([null, "…"])
})

const model = (name: unknown) => ({ ...hello, model: name })

test.each<[string, Post, number, number | undefined]>([
  ["another account", { url: url.replace("0123456789abcdef0123456789abcdef", "f".repeat(32)) }, 404, 7003],
  ["another path", { url: url.replace("/chat/completions", "/embeddings") }, 404, 7003],
  ["a path beneath", { url: `${url}/more` }, 404, 7003],
  ["another method", { method: "PUT" }, 404, 7003],
  ["another gateway", { url: url.replace("/local/", "/remote/") }, 400, 2001],
  ["a gateway that cannot be decoded", { url: url.replace("/local/", "/%ZZ/") }, 400, 2001],
  ["a wrong token", { token: "wrong" }, 401, 2009],
  ["a token in the wrong place", { token: "", headers: { authorization: "Bearer local-gateway-token" } }, 401, 2009],
  ["a model without a provider", { body: model("gpt-5-mini") }, 400, 2019],
  ["no model", { body: model(undefined) }, 400, 2019],
  ["a model that is no text", { body: model(5) }, 400, 2019],
  ["another surface's spelling", { body: model("google/gemini-3-pro") }, 400, 2019],
  ["a bare Workers AI model", { body: model("@cf/meta/llama-3.1-8b-instruct") }, 400, 2019],
  ["an unknown provider", { body: model("openia/gpt-5-mini") }, 400, 2008],
  ["no JSON", { body: "{" }, 400, 2019],
  ["JSON that is no object", { body: "null" }, 400, 2019],
  ["an empty body", { body: "" }, 400, 2019],
  ["messages that are no list", { body: { ...hello, messages: "Say it again" } }, 400, 2019],
  ["no messages", { body: { model: hello.model } }, 400, 2019],
  ["a message that is none", { body: { ...hello, messages: [null] } }, 400, 2019],
])("%s is refused with the service's status and number, and not noted", async (_, request, status, code) => {
  const { local, post } = start()
  const response = await post(request)
  const body = await response.json()

  expect([response.status, (body.error ?? body.errors)[0].code]).toEqual([status, code])
  expect(body.success).toBe(false)
  expect(local.requests).toEqual([])
})

test("a GET is refused as any other method", async () => {
  const { local } = start()
  const response = await local.fetch(url, { headers: { "cf-aig-authorization": "Bearer local-gateway-token" } })

  expect(response.status).toBe(404)
})

test("a refusal is spelled as the gateway spells it", async () => {
  const response = await start().post({ token: "wrong" })

  expect(response.headers.get("content-type")).toBe("application/json")
  expect(await response.json()).toEqual({
    success: false,
    result: [],
    messages: [],
    error: [{ code: 2009, message: "Unauthorized" }],
    name: "AiGatewayError",
    httpCode: 401,
    internalCode: 2009,
    message: "Unauthorized",
    description: "Unauthorized",
  })
})

test.each([
  "openai/gpt-5-mini",
  "google-ai-studio/gemini-3-pro",
  "workers-ai/@cf/meta/llama-3.1-8b-instruct",
  "dynamic/support",
  "cloudflare/auto",
  "custom-mine/one",
])("%s is a model the gateway takes", async (name) => {
  const { post } = start()

  expect((await post({ body: model(name) })).status).toBe(200)
})

test("a gateway with `token: null` asks for none", async () => {
  const { local, post } = start({ token: null })
  const response = await post({ token: "any" })
  const bare = await local.fetch(url, { method: "POST", body: JSON.stringify(hello) })

  expect([response.status, bare.status]).toEqual([200, 200])
  expect(local.env.CF_AIG_TOKEN).toBe("")
})

test("an open gateway has an API token all the same, for its logs", async () => {
  const local = createLocalGateway({ token: null })
  const logs = `https://api.cloudflare.com/client/v4/accounts/${local.env.CF_ACCOUNT_ID}/ai-gateway/gateways/local/logs`
  const list = (token: string) => local.fetch(logs, { headers: { authorization: `Bearer ${token}` } })

  expect(local.env.CLOUDFLARE_API_TOKEN).toBe("local-api-token")
  expect([(await list("local-api-token")).status, (await list("other")).status]).toEqual([200, 401])
})

test("account, gateway and token may be given; options and env tell them to a client", async () => {
  const local = createLocalGateway({ accountId: "f".repeat(32), gateway: "my gateway", token: "mine" })
  const client = createGatewayClient(local.options)

  expect(toText(await client.chat.completions.create(hello))).toBe("Say it again")
  expect(local.requests[0]?.url.href).toBe(
    "https://gateway.ai.cloudflare.com/v1/ffffffffffffffffffffffffffffffff/my%20gateway/compat/chat/completions",
  )
  expect(local.env).toEqual({
    CF_ACCOUNT_ID: "f".repeat(32),
    GATEWAY_NAME: "my gateway",
    CF_AIG_TOKEN: "mine",
    CLOUDFLARE_API_TOKEN: "mine",
  })
  expect(local.options).toMatchObject({ accountId: "f".repeat(32), gateway: "my gateway", token: "mine" })
})

test("each answer has ids of its own, of the form of UUIDv7, and the first step", async () => {
  const { post } = start()
  const ids = async () => {
    const { headers } = await post()
    return ["cf-aig-log-id", "cf-aig-event-id", "cf-aig-request-id", "cf-aig-step"].map((name) => headers.get(name))
  }
  const [first, second] = [await ids(), await ids()]

  expect(first).toEqual([
    "0199b3f0-0000-7000-8000-000000000001",
    "0199b3f0-0000-7000-8000-000000000001",
    "0199b3f0-0000-7000-8000-000000000001",
    "0",
  ])
  expect(second[0]).toBe("0199b3f0-0000-7000-8000-000000000002")
  expect(
    first.slice(0, 3).every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id!)),
  ).toBe(true)
})

test("an event id is echoed; refusals carry ids too", async () => {
  const { post } = start()
  const good = await post({ headers: { "cf-aig-event-id": "mine-1" } })
  const bad = await post({ token: "wrong", headers: { "cf-aig-event-id": "mine-2" } })

  expect(good.headers.get("cf-aig-event-id")).toBe("mine-1")
  expect(bad.headers.get("cf-aig-event-id")).toBe("mine-2")
  expect(bad.headers.get("cf-aig-request-id")).toBe("0199b3f0-0000-7000-8000-000000000002")
  // There is no log of it.
  expect(bad.headers.get("cf-aig-log-id")).toBe(null)
})

test("the client's record tells what the gateway's headers say", async () => {
  const { create } = start()
  const { gateway } = await create(hello, { gateway: { eventId: "mine", cacheKey: "k" } })

  expect(gateway).toMatchObject({
    logId: "0199b3f0-0000-7000-8000-000000000001",
    eventId: "mine",
    requestId: "0199b3f0-0000-7000-8000-000000000001",
    step: 0,
    cacheStatus: "MISS",
    status: 200,
  })
})

test("nothing is cached by default, and there is no cache header, not even with a lifetime", async () => {
  const { local, post } = start()
  local.reply("first", "second")
  const headers = { "cf-aig-cache-ttl": "60" }

  expect(await heard(await post({ headers }))).toEqual([null, "first"])
  expect(await heard(await post({ headers }))).toEqual([null, "second"])
})

test("a cache key opts in for five minutes, by the key alone", async () => {
  const { local, post } = start({ clock: "manual" })
  const headers = { "cf-aig-cache-key": "k" }
  local.reply("first", "second")

  expect(await heard(await post({ headers }))).toEqual(["MISS", "first"])
  local.clock.advance(299_999)
  expect(await heard(await post({ headers, body: model("anthropic/claude-sonnet-4-5") }))).toEqual(["HIT", "first"])
  local.clock.advance(1)
  expect(await heard(await post({ headers }))).toEqual(["MISS", "second"])
  local.clock.advance(299_999)
  expect(await heard(await post({ headers }))).toEqual(["HIT", "second"])
})

test("a hit has ids of its own and is JSON", async () => {
  const { post } = start()
  await post({ headers: { "cf-aig-cache-key": "k" } })
  const { headers } = await post({ headers: { "cf-aig-cache-key": "k" } })

  expect(headers.get("cf-aig-log-id")).toBe("0199b3f0-0000-7000-8000-000000000002")
  expect(headers.get("content-type")).toBe("application/json")
})

test("another cache key is another entry", async () => {
  const { post } = start()
  await post({ headers: { "cf-aig-cache-key": "a" } })

  expect(await heard(await post({ headers: { "cf-aig-cache-key": "b" } }))).toEqual(["MISS", "Say it again"])
})

test("a request's lifetime goes before five minutes, and before the gateway's own", async () => {
  const byKey = start({ clock: "manual" })
  const byGateway = start({ clock: "manual", cacheTtl: 3600 })
  const advance = (ms: number) => [byKey, byGateway].forEach(({ local }) => local.clock.advance(ms))
  const headers = { "cf-aig-cache-ttl": "60", "cf-aig-cache-key": "k" }
  const status = async ({ post }: typeof byKey) => (await heard(await post({ headers })))[0]
  await Promise.all([status(byKey), status(byGateway)])

  advance(59_999)
  expect([await status(byKey), await status(byGateway)]).toEqual(["HIT", "HIT"])
  advance(1)
  expect([await status(byKey), await status(byGateway)]).toEqual(["MISS", "MISS"])
})

test("a lifetime that is no number counts as none", async () => {
  const { local, post } = start({ clock: "manual" })
  const headers = { "cf-aig-cache-ttl": "soon", "cf-aig-cache-key": "k" }
  await post({ headers })
  local.clock.advance(299_999)

  expect((await heard(await post({ headers })))[0]).toBe("HIT")
  expect(local.requests[0]?.gateway).toEqual({ cacheKey: "k" })
})

test("a gateway that caches keeps answers by body and provider key, for its own lifetime", async () => {
  const { local, post } = start({ clock: "manual", cacheTtl: 10 })
  const status = async (request?: Post) => (await heard(await post(request)))[0]

  expect(await status()).toBe("MISS")
  expect(await status()).toBe("HIT")
  expect(await status({ body: { ...hello, temperature: 1 } })).toBe("MISS")
  expect(await status({ headers: { authorization: "Bearer other" } })).toBe("MISS")
  local.clock.advance(9_999)
  expect(await status()).toBe("HIT")
  local.clock.advance(1)
  expect(await status()).toBe("MISS")
})

test("skip-cache asks anew although an answer is stored, and what it gets is stored", async () => {
  const { local, post } = start()
  const headers = { "cf-aig-cache-key": "k" }
  local.reply("first", "second")

  expect(await heard(await post({ headers }))).toEqual(["MISS", "first"])
  expect(await heard(await post({ headers: { ...headers, "cf-aig-skip-cache": "true" } }))).toEqual(["MISS", "second"])
  expect(await heard(await post({ headers: { ...headers, "cf-aig-skip-cache": "false" } }))).toEqual(["HIT", "second"])
})

test("streams are neither cached nor answered from the cache", async () => {
  const { local, post } = start({ cacheTtl: 60 })
  const headers = { "cf-aig-cache-key": "k" }
  const body = { ...hello, stream: true }
  local.reply("first", "second", "third")
  const one = await post({ headers, body })
  const two = await post({ headers, body })

  expect([one.headers.get("cf-aig-cache-status"), two.headers.get("cf-aig-cache-status")]).toEqual([null, null])
  expect(await one.text()).toContain("first")
  expect(await two.text()).toContain("second")
  expect(await heard(await post({ headers }))).toEqual(["MISS", "third"])
})

test("a planned reply waits while the cache answers", async () => {
  const { local, post } = start()
  const headers = { "cf-aig-cache-key": "k" }
  local.reply("first", "second")

  expect(await heard(await post({ headers }))).toEqual(["MISS", "first"])
  expect(await heard(await post({ headers }))).toEqual(["HIT", "first"])
  expect(await heard(await post())).toEqual([null, "second"])
})

test("requests are noted in order, with their options as typed values", async () => {
  const { local, create } = start()
  const gateway = {
    cacheTtl: 60,
    skipCache: true,
    metadata: { team: "søk", n: 1, on: false },
    collectLog: false,
    requestTimeoutMs: 1000,
    retries: { maxAttempts: 2, retryDelayMs: 10, backoff: "linear" as const },
    customCost: { per_token_in: 0.5 },
    otel: { traceId: "a".repeat(32), parentSpanId: "b".repeat(16) },
    allowedModels: ["openai/*", "grok/*"],
    sessionId: "s-1",
  }
  await create(hello, { gateway, headers: { "x-any": "1" } })
  await create({ ...hello, temperature: 0 })
  const [first, second] = local.requests

  expect(first?.method).toBe("POST")
  expect(first?.url.href).toBe(url)
  expect(first?.headers.get("x-any")).toBe("1")
  expect(first?.params).toEqual(hello)
  expect(first?.gateway).toEqual(gateway)
  expect(second?.params).toEqual({ ...hello, temperature: 0 })
  expect(second?.gateway).toEqual({})
  expect(local.requests).toHaveLength(2)
})

test("a gateway header that cannot be read is left out of the noted options", async () => {
  const { local, post } = start()
  await post({ headers: { "cf-aig-metadata": "{", "cf-aig-custom-cost": '{"total_cost":1}', "cf-aig-cache-ttl": " " } })

  expect(local.requests[0]?.gateway).toEqual({ customCost: { total_cost: 1 } })
})

test("replies come in turn, then the echo again", async () => {
  const { local, create } = start()
  local.reply("one", "two")
  local.reply("three")
  const said: string[] = []
  for (let time = 0; time < 4; time++) said.push(toText(await create(hello)))

  expect(said).toEqual(["one", "two", "three", "Say it again"])
})

test("a reply by its parts: text, tool calls, usage, what the gateway tells, and anything else", async () => {
  const { local, create } = start()
  local.reply({
    text: "Let me see",
    toolCalls: [
      { name: "depth_at", input: { buoy: "A" } },
      { name: "tide", input: {}, id: "call_1" },
    ],
    usage: { input: 10, output: 5, cached: 4, reasoning: 2 },
    gateway: {
      logId: "01KA",
      eventId: "event",
      requestId: "request",
      step: 2,
      cacheStatus: "HIT",
      model: "gpt-5",
      provider: "openai",
      headers: new Headers({ "cf-ray": "ray-1" }),
    },
    completion: { model: "gpt-5-2026-01-01", system_fingerprint: "fp" },
  })
  const reply = await create(hello)

  expect(toText(reply)).toBe("Let me see")
  expect(toToolCalls(reply)).toMatchObject([
    { id: "call_local_0", name: "depth_at", input: { buoy: "A" } },
    { id: "call_1", name: "tide", input: {} },
  ])
  expect(reply.choices[0]?.finish_reason).toBe("tool_calls")
  expect(toUsage(reply)).toEqual({ input: 10, output: 5, total: 15, cached: 4, reasoning: 2 })
  expect(reply).toMatchObject({ model: "gpt-5-2026-01-01", system_fingerprint: "fp" })
  expect(reply.gateway).toMatchObject({
    logId: "01KA",
    eventId: "event",
    requestId: "request",
    step: 2,
    cacheStatus: "HIT",
    model: "gpt-5",
    provider: "openai",
    ray: "ray-1",
  })
})

test("tool calls alone have no content, whole and streamed", async () => {
  const { local, create } = start()
  const parts = { toolCalls: [{ name: "tide", input: { at: "noon" }, id: "call_1" }], usage: { total: 9 } }
  local.reply(parts, parts)
  const whole = await create(hello)
  const stream = await create({ ...hello, stream: true, stream_options: { include_usage: true } })
  const folded = await stream.final()

  expect(whole.choices[0]?.message.content).toBeNull()
  expect(whole.usage).toEqual({ prompt_tokens: 3, completion_tokens: 0, total_tokens: 9 })
  expect(folded.choices[0]?.message.tool_calls).toEqual([
    { id: "call_1", type: "function", function: { name: "tide", arguments: '{"at":"noon"}' } },
  ])
  expect(folded.choices[0]?.finish_reason).toBe("tool_calls")
  expect(folded.usage).toEqual({ prompt_tokens: 3, completion_tokens: 0, total_tokens: 9 })
})

test("a Response is what the provider says: it is passed on, with the gateway's headers", async () => {
  const { local, post } = start()
  local.reply(Response.json({ any: "thing" }, { status: 418, headers: { "x-provider": "p" } }))
  const response = await post()

  expect([response.status, await response.json()]).toEqual([418, { any: "thing" }])
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/json",
    "x-provider": "p",
    "cf-aig-log-id": "0199b3f0-0000-7000-8000-000000000001",
  })
})

test("functions are asked with the request, also when they are async or give functions", async () => {
  const { local, create } = start()
  local.reply(
    ({ params }) => `model ${params.model}`,
    async ({ gateway }) => ({ text: `key ${gateway.cacheKey}` }),
    () => () => Promise.resolve(Response.json({}, { status: 500 })),
  )

  expect(toText(await create(hello))).toBe("model openai/gpt-5-mini")
  expect(toText(await create(hello, { gateway: { cacheKey: "k" } }))).toBe("key k")
  expect(await rejection(create(hello))).toMatchObject({ code: "server_error", status: 500 })
})

test("a streamed reply of spaces and lines loses none of them", async () => {
  const { local, create } = start()
  local.reply("  one\n\ntwo  three \n")
  const pieces: string[] = []
  for await (const text of (await create({ ...hello, stream: true })).textStream) pieces.push(text)

  expect(pieces).toEqual(["  one", "\n\ntwo", "  three", " \n"])
})

// Every word of GatewayErrorCode stands in one of the two tables: a new one is a type error here.
const causes: { readonly [code in GatewayErrorCode]: readonly [status: number | undefined, origin: string] | "never" } =
  {
    rate_limited: [429, "gateway"],
    spend_limit: [429, "gateway"],
    unauthorized: [401, "gateway"],
    provider_unauthorized: [401, "provider"],
    forbidden: [403, "provider"],
    gateway_not_found: [400, "gateway"],
    credential_missing: [400, "gateway"],
    byok_required: [402, "gateway"],
    byok_alias_unknown: [400, "gateway"],
    insufficient_credits: [402, "gateway"],
    insufficient_quota: [429, "provider"],
    payment_required: [402, "provider"],
    guardrail_prompt_blocked: [424, "gateway"],
    guardrail_response_blocked: [424, "gateway"],
    guardrail_unavailable: [503, "gateway"],
    dlp_blocked: [400, "gateway"],
    policy_denied: [403, "gateway"],
    model_rejected: [404, "provider"],
    provider_rejected: [400, "gateway"],
    invalid_params: [400, "gateway"],
    context_length_exceeded: [400, "provider"],
    not_found: [404, "gateway"],
    upstream_failed: [400, "gateway"],
    upstream_timeout: [524, "gateway"],
    overloaded: [529, "provider"],
    server_error: [500, "provider"],
    redirected: [307, "gateway"],
    unknown: [502, "gateway"],
    invalid_response: [undefined, "provider"],
    connection_failed: [undefined, "client"],
    timeout: [undefined, "client"],
    stream_truncated: [undefined, "provider"],
    stream_interrupted: [undefined, "client"],
    invalid_request: "never",
    invalid_model: "never",
    unsupported_option: "never",
    not_configured: "never",
  }
const caused = Object.entries(causes).filter(([code]) => !/^(timeout|stream_)/.test(code)) as [GatewayErrorCode, any][]
const refusals = caused.filter(([, expected]) => expected !== "never")
const impossible = caused.filter(([, expected]) => expected === "never")

test.each(refusals)("fault %s is that error to our client, whole and streamed", async (code, [status, origin]) => {
  const { local, create } = start()
  local.fault(code, { times: 2 })
  const whole = await rejection(create(hello))
  const streamed = await rejection(create({ ...hello, stream: true }))

  expect([whole.code, whole.status, whole.origin]).toEqual([code, status, origin])
  expect([streamed.code, streamed.status, streamed.origin]).toEqual([code, status, origin])
  expect(local.requests).toHaveLength(2)
  expect(toText(await create(hello))).toBe("Say it again")
})

test.each(impossible)("fault %s is a TypeError where it is planned: no gateway can cause it", async (code) => {
  const { local, create } = start()

  expect(() => local.fault(code)).toThrow(TypeError)
  expect(() => local.fault(code)).toThrow(code)
  expect(toText(await create(hello))).toBe("Say it again")
})

test("faults of refusals carry ids and what belongs to them", async () => {
  const { local, create } = start()
  local.fault("dlp_blocked")
  local.fault("payment_required")
  const dlp = await rejection(create(hello))
  const payment = await rejection(create(hello))

  expect(dlp.logId).toBe("0199b3f0-0000-7000-8000-000000000001")
  expect(dlp.gateway.dlp).toMatchObject({ action: "BLOCK", findings: [{ check: "REQUEST" }] })
  expect(payment.gateway.headers.get("payment-required")).toBe("bG9jYWw=")
})

test.each([
  ["whole", false],
  ["streamed", true],
])("fault timeout never answers: the client's own clock ends it, %s", async (_, stream) => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { local, create } = start()
  local.fault("timeout")
  const failed = rejection(create({ ...hello, stream }, { timeout: 5000 }))
  await vi.advanceTimersByTimeAsync(5000)

  expect(await failed).toMatchObject({ code: "timeout", clock: "headers" })
})

test.each<[LocalFault, GatewayErrorCode]>([
  ["stream_truncated", "stream_truncated"],
  ["truncate", "stream_truncated"],
  ["stream_interrupted", "stream_interrupted"],
  ["reset", "stream_interrupted"],
])("fault %s ends a stream with %s, after as many events as told", async (fault, code) => {
  const { local, create } = start()
  const textBefore = async (): Promise<string> => {
    const stream = await create({ ...hello, stream: true })
    const error = await rejection(stream.final())
    expect(error.code).toBe(code)
    return toText(error.partial)
  }
  local.fault(fault)
  local.fault(fault, { afterEvents: 2 })

  expect(await textBefore()).toBe("Say")
  expect(await textBefore()).toBe("Say it")
})

test.each<[LocalFault, number | undefined, GatewayErrorCode, string]>([
  ["truncate", undefined, "invalid_response", '{"id":"chatcmpl-local"'],
  ["stream_truncated", 0, "invalid_response", '{"id":"chatcmpl-local"'],
  ["reset", undefined, "connection_failed", '{"id":"chatcmpl-local"'],
  ["reset", 0, "connection_failed", ""],
])("fault %s after %s pieces makes a whole reply fail too", async (fault, afterEvents, code, begin) => {
  const { local, create } = start()
  local.fault(fault, { afterEvents })
  const error = await rejection(create(hello))

  expect(error.code).toBe(code)
  expect(String(error.body ?? "").slice(0, 22)).toBe(begin)
})

test("fault truncate after all events still cuts the end mark", async () => {
  const { local, post } = start()
  local.fault("truncate", { afterEvents: 99 })
  const text = await (await post({ body: { ...hello, stream: true } })).text()

  expect(text).toMatch(/"finish_reason":"stop"\}\]\}\n\ndata: \[$/)
})

test("fault stall lets a stream go silent: the idle clock ends it", async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { local, create } = start()
  local.fault("stall", { afterEvents: 2 })
  const stream = await create({ ...hello, stream: true }, { idleTimeout: 4000 })
  const failed = rejection(stream.final())
  await vi.advanceTimersByTimeAsync(5000)
  const error = await failed

  expect(error).toMatchObject({ code: "timeout", clock: "idle" })
  expect(toText(error.partial)).toBe("Say it")
})

test("fault stall lets a whole reply never end: the clock of the attempt ends it", async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { local, create } = start()
  local.fault("stall")
  const failed = rejection(create(hello, { timeout: 4000 }))
  await vi.advanceTimersByTimeAsync(4000)

  expect(await failed).toMatchObject({ code: "timeout", clock: "headers" })
})

test("fault html-502 is a page of the edge", async () => {
  const { local, post, create } = start()
  local.fault("html-502", { times: 2 })
  const response = await post()

  expect([response.status, response.headers.get("content-type")]).toEqual([502, "text/html"])
  expect(response.headers.get("cf-aig-log-id")).toBeNull()
  expect(await rejection(create(hello))).toMatchObject({ code: "upstream_failed", status: 502, origin: "gateway" })
})

test("fault connection_failed rejects as fetch does", async () => {
  const { local, post } = start()
  local.fault("connection_failed")

  expect(await rejection(post())).toBeInstanceOf(TypeError)
})

test("replies and faults come in the order they were planned, a fault as often as told", async () => {
  const { local, post } = start({ cacheTtl: 60 })
  local.reply("one")
  local.fault("rate_limited", { times: 2 })
  local.fault("overloaded", { times: 0 })
  local.reply("two")
  const statuses: number[] = []
  // The same body each time: a planned fault goes before what the cache holds.
  for (let time = 0; time < 4; time++) statuses.push((await post()).status)

  expect(statuses).toEqual([200, 429, 429, 200])
  expect(await heard(await post({ headers: { "cf-aig-skip-cache": "true" } }))).toEqual(["MISS", "two"])
})

test("our client's retries meet one fault after another", async () => {
  const { local } = start()
  const client = createGatewayClient(local.options)
  local.reply(...["0", "0"].map((wait) => Response.json({}, { status: 503, headers: { "retry-after": wait } })), "Well")

  expect(toText(await client.chat.completions.create(hello))).toBe("Well")
  expect(local.requests).toHaveLength(3)
})

test("reset forgets requests, plans and cached answers", async () => {
  const { local, post } = start()
  const headers = { "cf-aig-cache-key": "k" }
  await post({ headers })
  local.reply("planned")
  local.fault("rate_limited")
  local.reset()

  expect(local.requests).toEqual([])
  expect(await heard(await post({ headers }))).toEqual(["MISS", "Say it again"])
  expect(local.requests).toHaveLength(1)
})

test("a fetch that was aborted before rejects with the caller's reason and leaves no trace", async () => {
  const { local, post } = start()
  local.reply("kept")
  const reason = { why: "changed my mind" }

  expect(await rejection(post({ signal: AbortSignal.abort(reason) }))).toBe(reason)
  expect(await rejection(local.fetch(new Request(url, { signal: AbortSignal.abort("gone") })))).toBe("gone")
  expect(local.requests).toEqual([])
  expect(await heard(await post())).toEqual([null, "kept"])
})

test("a fetch that is aborted as soon as it is made rejects with the caller's reason", async () => {
  const { local, post } = start()
  local.fault("timeout")
  const controller = new AbortController()
  const failed = rejection(post({ signal: controller.signal }))
  controller.abort("at once")

  expect(await failed).toBe("at once")
})

test("a fetch that is aborted while a reply is being made does not wait for it", async () => {
  const { local, post } = start()
  const asked = deferred<void>()
  local.reply(() => {
    asked.resolve()
    return new Promise(() => {})
  })
  const controller = new AbortController()
  const failed = rejection(post({ signal: controller.signal }))
  await asked.promise
  controller.abort("enough")

  expect(await failed).toBe("enough")
})

test("a Request's own signal counts as one that is given beside", async () => {
  const { local } = start()
  const controller = new AbortController()
  const headers = { "cf-aig-authorization": "Bearer local-gateway-token" }
  const body = JSON.stringify({ ...hello, stream: true })
  const response = await local.fetch(new Request(url, { method: "POST", headers, body, signal: controller.signal }))
  const reader = response.body!.getReader()
  await reader.read()
  controller.abort("enough")

  expect(await rejection(reader.read())).toBe("enough")
})

test.each<LocalFault | undefined>([undefined, "stall"])(
  "a body that is aborted ends with the caller's reason, fault %s",
  async (fault) => {
    const { local, post } = start()
    if (fault) local.fault(fault, { afterEvents: 1 })
    const controller = new AbortController()
    const response = await post({ body: { ...hello, stream: true }, signal: controller.signal })
    const reader = response.body!.getReader()
    await reader.read()
    const failed = rejection(reader.read())
    controller.abort("enough")

    expect(await failed).toBe("enough")
  },
)

test("an abort after the last byte harms nothing", async () => {
  const { post } = start()
  const controller = new AbortController()
  const response = await post({ signal: controller.signal })
  const text = await response.text()
  controller.abort()

  expect(JSON.parse(text).choices[0].message.content).toBe("Say it again")
})

test("a body that is cancelled gives no more and lets go of the signal", async () => {
  const { post } = start()
  const controller = new AbortController()
  const removed = vi.spyOn(controller.signal, "removeEventListener")
  const response = await post({ body: { ...hello, stream: true }, signal: controller.signal })
  const reader = response.body!.getReader()
  await reader.read()
  removed.mockClear()
  await reader.cancel()

  expect(removed).toHaveBeenCalledWith("abort", expect.any(Function))
  expect(await reader.read()).toEqual({ done: true, value: undefined })
})

test("our client's abort ends a local stream with the caller's reason", async () => {
  const { local, create } = start()
  local.fault("stall", { afterEvents: 1 })
  const controller = new AbortController()
  const stream = await create({ ...hello, stream: true }, { signal: controller.signal })
  const failed = rejection(
    (async () => {
      for await (const _ of stream) controller.abort("enough")
    })(),
  )

  expect(await failed).toBe("enough")
  expect(toText(stream.snapshot())).toBe("Say")
})

test("two local gateways share nothing", async () => {
  const [one, other] = [start(), start()]
  one.local.reply("mine")
  one.local.fault("rate_limited")
  await other.post({ headers: { "cf-aig-cache-key": "k" } })

  expect(await heard(await one.post({ headers: { "cf-aig-cache-key": "k" } }))).toEqual(["MISS", "mine"])
  expect(other.local.requests).toHaveLength(1)
  expect((await one.post()).status).toBe(429)
})

test("a gateway without authentication is met by its own options", async () => {
  const local = createLocalGateway({ token: null })
  expect(local.options.token).toBeNull()
  await createGatewayClient(local.options).chat.completions.create({
    model: "openai/gpt-5-mini",
    messages: [{ role: "user", content: "Hi" }],
  })
  expect(local.requests[0]?.headers.has("cf-aig-authorization")).toBe(false)
})
