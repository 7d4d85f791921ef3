import { expect, test } from "vitest"
import { createLocalGateway, type LocalGatewayOptions } from "../../../src/testing/index.ts"
import { ask, manage, restWays, wayIn, type Way } from "./ways-in.ts"

const api = "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef/ai"
const accountId = "0123456789abcdef0123456789abcdef"
const [chat, responses, messages] = [wayIn("REST chat"), wayIn("REST responses"), wayIn("REST messages")]
const hello = [{ role: "user", content: "Say it again" }]

interface Post {
  readonly method?: string
  readonly body?: unknown
  readonly token?: string | null
  readonly headers?: Record<string, string>
}

function start(options: LocalGatewayOptions = {}) {
  const local = createLocalGateway(options)
  const post = async (path: string, { method = "POST", body, token = "local-gateway-token", headers }: Post = {}) => {
    const response = await local.fetch(`${api}/${path}`, {
      method,
      headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    })
    return response
  }
  return { local, post }
}

test.each(restWays)("$name answers whole and streamed, through the gateway that the header names", async (way) => {
  const { local } = start()
  const whole = await ask(local, way)
  const stream = await ask(local, way, { stream: true })

  expect([whole.status, whole.headers.get("content-type")]).toEqual([200, "application/json"])
  expect(way.said(await whole.json())).toBe("Say it again")
  expect([stream.status, stream.headers.get("content-type")]).toEqual([200, "text/event-stream"])
  expect((await stream.text()).match(/Say| it| again/g)?.slice(0, 3)).toEqual(["Say", " it", " again"])
  const logs = await manage(local, "GET", "gateways/local/logs")
  expect(logs.body.result).toHaveLength(2)
  expect(whole.headers.get("cf-aig-log-id")).toBe(logs.body.result[1].id)
})

test("REST chat completions speak as OpenAI's, with the catalogue's model name", async () => {
  const { local } = start()
  const response = await ask(local, chat)

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

test("REST chat completions stream to [DONE], responses to response.completed, messages to message_stop", async () => {
  const { local } = start()
  const end = async (way: Way) =>
    (await (await ask(local, way, { stream: true })).text()).trimEnd().split("\n\n").at(-1)

  expect(await end(chat)).toBe("data: [DONE]")
  expect(await end(responses)).toMatch(/^event: response\.completed\n/)
  expect(await end(messages)).toBe('event: message_stop\ndata: {"type":"message_stop"}')
})

test("REST embeddings of Workers AI are OpenAI's list of vectors", async () => {
  const { post } = start()
  const body = { model: "@cf/baai/bge-base-en-v1.5", input: ["one", "two"] }
  const response = await post("v1/embeddings", { body })
  const { object, data, model } = await response.json()

  expect([response.status, object, model]).toEqual([200, "list", "@cf/baai/bge-base-en-v1.5"])
  expect(data.map((entry: { index: number }) => entry.index)).toEqual([0, 1])
})

test.each([
  ["v1/chat/completions", { messages: hello }],
  ["v1/messages", { messages: hello, max_tokens: 9 }],
  ["v1/responses", { input: "Hello" }],
])("%s knows authors of the catalogue, by the names that REST has for them", async (path, more) => {
  const { local, post } = start()
  for (const model of ["google/gemini-3-flash", "xai/grok-3", "alibaba/qwen3-max", "z-ai/glm-4.7-flash"])
    expect((await post(path, { body: { ...more, model } })).status).toBe(200)

  expect(local.requests.map(({ surface, provider, model }) => [surface, provider, model])).toEqual([
    ["rest", "google-ai-studio", "gemini-3-flash"],
    ["rest", "grok", "grok-3"],
    ["rest", "alibaba", "qwen3-max"],
    ["rest", "z-ai", "glm-4.7-flash"],
  ])
})

// Reference F and A1: the spellings of other surfaces, and what each path does not take.
test.each<[string, string, object, number, number]>([
  ["compat's spelling of Workers AI", "v1/chat/completions", { model: "workers-ai/@cf/meta/llama" }, 404, 7003],
  ["a dynamic route", "v1/chat/completions", { model: "dynamic/support" }, 404, 7003],
  ["a custom provider", "v1/chat/completions", { model: "custom-mine/one" }, 404, 7003],
  ["an author without a model", "v1/chat/completions", { model: "openai/" }, 404, 7003],
  ["a bare model", "v1/chat/completions", { model: "gpt-5-mini" }, 404, 7003],
  ["a provider that Cloudflare does not bill there", "v1/chat/completions", { model: "mistral/small" }, 404, 7003],
  ["perplexity, which asks for a key of one's own", "v1/chat/completions", { model: "perplexity/sonar" }, 402, 2021],
  ["no model", "v1/chat/completions", {}, 400, 7003],
  ["Workers AI's models as messages", "v1/messages", { model: "@cf/meta/llama", max_tokens: 9 }, 404, 7003],
  ["others' models as embeddings", "v1/embeddings", { model: "openai/text-embedding-3-small", input: "a" }, 404, 7003],
])("%s is refused in the envelope of the v4 API", async (_, path, body, status, code) => {
  const { local, post } = start()
  const response = await post(path, { body: { messages: hello, ...body } })
  const envelope = await response.json()

  expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/json"])
  expect(envelope).toEqual({
    result: null,
    success: false,
    errors: [{ code, message: expect.any(String) }],
    messages: [],
  })
  expect(local.requests).toEqual([])
})

test("Anthropic's own hyphenated ids are taken on /ai/v1, though the catalogue writes dots", async () => {
  const { post } = start()
  const body = { model: "anthropic/claude-sonnet-4-5", max_tokens: 9, messages: hello }

  expect((await post("v1/messages", { body })).status).toBe(200)
  expect((await post("v1/chat/completions", { body })).status).toBe(200)
})

test.each<[string, string, Post, number, number]>([
  ["a path that is none", "v1/completions", { body: {} }, 404, 7003],
  ["another method", "v1/chat/completions", { method: "GET" }, 404, 7003],
  ["no JSON", "v1/chat/completions", { body: "{" }, 400, 7003],
  ["JSON that is no object", "v1/chat/completions", { body: "[]" }, 400, 7003],
  ["no messages", "v1/chat/completions", { body: { model: "openai/gpt-5-mini" } }, 400, 7003],
])("%s is refused", async (_, path, request, status, code) => {
  const { post } = start()
  const response = await post(path, request)
  const { errors, success } = await response.json()

  expect([response.status, errors[0].code, success]).toEqual([status, code, false])
})

test("a body that lacks what the provider needs is refused in the provider's own words on messages", async () => {
  const { post } = start()
  const response = await post("v1/messages", { body: { model: "anthropic/claude-haiku-4.5", messages: hello } })

  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({
    type: "error",
    error: { type: "invalid_request_error", message: "max_tokens: Field required" },
    request_id: "req_local",
  })
})

test("an account that is none is no route at all", async () => {
  const local = createLocalGateway()
  const response = await local.fetch(`${api.replace(accountId, "f".repeat(32))}/run`, { method: "POST", body: "{}" })
  const { errors } = await response.json()

  expect([response.status, errors[0].code]).toEqual([404, 7003])
  expect(errors[0].message).toMatch(/^Could not route to .*perhaps your object identifier is invalid\?$/)
})

// Reference E: REST needs Workers AI Read; AI Gateway permissions alone are not enough.
const tokens = {
  all: ["AI Gateway Run", "AI Gateway Read", "AI Gateway Edit", "Workers AI Read"],
  gateway: ["AI Gateway Run", "AI Gateway Read", "AI Gateway Edit"],
  workers: ["Workers AI Read"],
} as const

test.each([
  ["none", null, 401],
  ["an unknown one", "other", 401],
  ["one with AI Gateway's permissions alone", "gateway", 401],
  ["one with Workers AI Read", "workers", 200],
  ["one with everything", "all", 200],
])("a request to REST with a token: %s", async (_, token, status) => {
  const { post } = start({ accounts: { [accountId]: { apiTokens: tokens } } })
  const statuses: number[] = []
  for (const [path, body] of [
    ["run", { model: "openai/gpt-5-mini", input: { messages: hello } }],
    ["run/@cf/meta/llama-3.1-8b-instruct", { prompt: "Hello" }],
    ["v1/chat/completions", { model: "openai/gpt-5-mini", messages: hello }],
    ["v1/responses", { model: "openai/gpt-5-mini", input: "Hello" }],
    ["v1/messages", { model: "anthropic/claude-haiku-4.5", max_tokens: 9, messages: hello }],
    ["v1/embeddings", { model: "@cf/baai/bge-base-en-v1.5", input: "Hello" }],
  ] as const) {
    const response = await post(path, { body, token })
    statuses.push(response.status)
    if (status === 401)
      expect(await response.json()).toEqual({
        result: null,
        success: false,
        errors: [{ code: 10000, message: "Authentication error" }],
        messages: [],
      })
  }

  expect(statuses).toEqual(Array(6).fill(status))
})

test("cf-aig-authorization is no token for REST", async () => {
  const { post } = start()
  const headers = { "cf-aig-authorization": "Bearer local-gateway-token" }

  expect((await post("run", { token: null, headers, body: {} })).status).toBe(401)
})

test("a gateway's own token is no API token", async () => {
  const { local, post } = start({ gateways: { local: { tokens: ["only-here"] } } })

  expect((await ask(local, wayIn("compat"), { token: "only-here" })).status).toBe(200)
  expect((await post("run", { token: "only-here", body: {} })).status).toBe(401)
})

test("without cf-aig-gateway-id other makers' models take the default gateway, which makes itself", async () => {
  const { local, post } = start()
  const body = { model: "openai/gpt-5-mini", messages: hello }
  const response = await post("v1/chat/completions", { body })
  const { result } = (await manage(local, "GET", "gateways/default")).body

  expect(response.status).toBe(200)
  expect(result).toMatchObject({
    id: "default",
    is_default: true,
    authentication: true,
    collect_logs: true,
    cache_ttl: 0,
    rate_limiting_limit: 0,
    byok_only: false,
    workers_ai_billing_mode: "postpaid",
  })
  expect((await manage(local, "GET", "gateways/default/logs")).body.result).toHaveLength(1)
  expect((await manage(local, "GET", "gateways/local/logs")).body.result).toHaveLength(0)
})

test.each([
  ["v1/chat/completions", { model: "@cf/meta/llama-3.1-8b-instruct", messages: hello }],
  ["run/@cf/meta/llama-3.1-8b-instruct", { messages: hello }],
  ["run", { model: "@cf/meta/llama-3.1-8b-instruct", input: { messages: hello } }],
  ["v1/embeddings", { model: "@cf/baai/bge-base-en-v1.5", input: "Hello" }],
])("without cf-aig-gateway-id Workers AI on %s passes by every gateway", async (path, body) => {
  const { local, post } = start({ gateways: { default: { rateLimit: { limit: 0, interval: 60 } } } })
  const response = await post(path, { body, headers: { "cf-aig-cache-key": "k" } })

  expect(response.status).toBe(200)
  expect([...response.headers.keys()].filter((name) => name.startsWith("cf-aig"))).toEqual([])
  expect((await manage(local, "GET", "gateways/default/logs")).body.result).toEqual([])
  expect(local.requests).toHaveLength(1)
})

test.each(restWays)("$name through a gateway that does not exist is 2001, in the envelope", async (way) => {
  const { local } = start()
  const response = await ask(local, way, { gateway: "remote" })

  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({
    result: null,
    success: false,
    errors: [{ code: 2001, message: "Please configure AI Gateway in the Cloudflare dashboard" }],
    messages: [],
  })
})

test("REST looks at stored keys under the alias default alone", async () => {
  const { local } = start({ gateways: { local: { byok: { openai: { production: "key" } } } } })
  const response = await ask(local, chat, { headers: { "cf-aig-byok-alias": "production" } })

  // Falls to Unified Billing, and there are no credits.
  expect(response.status).toBe(402)
  expect((await response.json()).errors[0].code).toBe(2021)
})

test("a provider's key on REST is none", async () => {
  const { local } = start({ accounts: { [accountId]: { credits: 1, gateways: { local: { byok: {} } } } } })
  await ask(local, messages, { headers: { "x-api-key": "mine" } })

  expect(local.requests[0]?.credential).toEqual({ source: "unified" })
})

test("errors of the provider pass through REST as they are", async () => {
  const { local } = start()
  const said = { error: { message: "Slow down", type: "rate_limit", param: null, code: "rate_limit_exceeded" } }
  local.reply(Response.json(said, { status: 429, headers: { "retry-after": "7" } }))
  const response = await ask(local, chat)

  expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"])
  expect(await response.json()).toEqual(said)
})
