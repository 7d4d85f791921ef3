import { afterEach, expect, test, vi } from "vitest"
import { createGatewayClient, type AiBinding, type GatewayClientOptions } from "../../src/index.ts"
import { completion, rejection } from "../support/server.ts"

const accountId = "0123456789abcdef0123456789abcdef"
const messages = [{ role: "user" as const, content: "Hello" }]

afterEach(() => vi.unstubAllEnvs())

/** A fetch that notes what is sent and answers as told. */
function spy(answer: () => Response = () => Response.json(completion("Hi"))) {
  const sent: { url: string; method: string | undefined; headers: Record<string, string>; body: unknown }[] = []
  const fetch = async (url: string, { method, headers, body }: RequestInit) => {
    sent.push({
      url,
      method,
      headers: Object.fromEntries(new Headers(headers)),
      body: typeof body === "string" ? JSON.parse(body) : body,
    })
    return answer()
  }
  return { sent, fetch }
}

/** What a client of these options puts on the wire for a model. */
async function wire(options: GatewayClientOptions, model = "openai/gpt-5-mini", call = {}) {
  const { sent, fetch } = spy()
  const reply = await createGatewayClient({
    accountId,
    gateway: "my-gateway",
    fetch,
    ...options,
  }).chat.completions.create({ model, messages }, call)
  expect(sent).toHaveLength(1)
  return { ...sent[0]!, record: reply.gateway }
}

test("rest sends to Cloudflare's API with its token and the gateway's name, and nothing else of ours", async () => {
  const { url, method, headers, body } = await wire({ surface: "rest", token: "rest-token" })

  expect(url).toBe(
    "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef/ai/v1/chat/completions",
  )
  expect(method).toBe("POST")
  expect(headers).toEqual({
    accept: "application/json",
    authorization: "Bearer rest-token",
    "cf-aig-gateway-id": "my-gateway",
    "content-type": "application/json",
    "user-agent": "cf-ai-gateway/0.1.0",
  })
  expect(body).toEqual({ model: "openai/gpt-5-mini", messages })
})

test("rest leaves the gateway out where none is named, and the account's default one answers", async () => {
  const { headers } = await wire({ surface: "rest", token: "rest-token", gateway: undefined })

  expect(headers).not.toHaveProperty("cf-aig-gateway-id")
})

test("rest asks for a gateway where Workers AI would pass by every one of them", async () => {
  const { fetch, sent } = spy()
  const client = createGatewayClient({ accountId, token: "rest-token", surface: "rest", fetch })
  const error = await rejection(client.chat.completions.create({ model: "@cf/meta/llama-3.1-8b-instruct", messages }))

  expect(error).toMatchObject({ code: "not_configured", message: expect.stringContaining("`gateway` is missing") })
  expect(sent).toEqual([])
})

test("rest reads CLOUDFLARE_API_TOKEN, compat CF_AIG_TOKEN, and neither the other's", async () => {
  vi.stubEnv("CLOUDFLARE_API_TOKEN", "env-api-token")
  vi.stubEnv("CF_AIG_TOKEN", "env-gateway-token")

  expect((await wire({ surface: "rest" })).headers["authorization"]).toBe("Bearer env-api-token")
  const compat = await wire({})
  expect(compat.headers["cf-aig-authorization"]).toBe("Bearer env-gateway-token")
  expect(compat.headers).not.toHaveProperty("authorization")
})

const spellings: [asked: string, compat: string, rest: string][] = [
  ["openai/gpt-5-mini", "openai/gpt-5-mini", "openai/gpt-5-mini"],
  ["anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"],
  ["google-ai-studio/gemini-2.5-flash", "google-ai-studio/gemini-2.5-flash", "google/gemini-2.5-flash"],
  ["google/gemini-2.5-flash", "google-ai-studio/gemini-2.5-flash", "google/gemini-2.5-flash"],
  ["grok/grok-4", "grok/grok-4", "xai/grok-4"],
  ["xai/grok-4", "grok/grok-4", "xai/grok-4"],
  ["perplexity/sonar", "perplexity/sonar", "perplexity/sonar"],
  ["perplexity-ai/sonar", "perplexity/sonar", "perplexity/sonar"],
  ["@cf/meta/llama-3.1-8b-instruct", "workers-ai/@cf/meta/llama-3.1-8b-instruct", "@cf/meta/llama-3.1-8b-instruct"],
  [
    "workers-ai/@cf/meta/llama-3.1-8b-instruct",
    "workers-ai/@cf/meta/llama-3.1-8b-instruct",
    "@cf/meta/llama-3.1-8b-instruct",
  ],
  ["groq/openai/gpt-oss-120b", "groq/openai/gpt-oss-120b", "groq/openai/gpt-oss-120b"],
]

test.each(spellings)("%s is spelled as each surface wants it", async (asked, compat, rest) => {
  const overCompat = await wire({ token: "gateway-token" }, asked)
  const overRest = await wire({ surface: "rest", token: "rest-token" }, asked)

  expect(overCompat.body).toMatchObject({ model: compat })
  expect(overRest.body).toMatchObject({ model: rest })
  expect(overRest.record).toMatchObject({ modelRequested: asked, modelSent: rest })
})

test.each(["dynamic/support", "cloudflare/auto", "custom-mine/model"])(
  "%s is refused on rest with the way out",
  async (model) => {
    const { fetch, sent } = spy()
    const client = createGatewayClient({ accountId, gateway: "g", token: "rest-token", surface: "rest", fetch })
    const error = await rejection(client.chat.completions.create({ model, messages }))

    expect(error).toMatchObject({ code: "invalid_model", message: expect.stringContaining('`surface: "auto"`') })
    expect(sent).toEqual([])
  },
)

const autos: [model: string, host: string][] = [
  ["openai/gpt-5-mini", "api.cloudflare.com"],
  ["anthropic/claude-haiku-4.5", "api.cloudflare.com"],
  ["google-ai-studio/gemini-2.5-flash", "api.cloudflare.com"],
  ["alibaba/qwen3-max", "api.cloudflare.com"],
  ["@cf/meta/llama-3.1-8b-instruct", "api.cloudflare.com"],
  ["mistral/mistral-large-latest", "gateway.ai.cloudflare.com"],
  ["custom-mine/model", "gateway.ai.cloudflare.com"],
  ["dynamic/support", "gateway.ai.cloudflare.com"],
  ["cloudflare/auto", "gateway.ai.cloudflare.com"],
]

test.each(autos)("auto sends %s to %s", async (model, host) => {
  const { url, headers } = await wire({ surface: "auto", token: "gateway-token", apiToken: "rest-token" }, model)

  expect(new URL(url).host).toBe(host)
  expect(headers).toMatchObject(
    host === "api.cloudflare.com"
      ? { authorization: "Bearer rest-token" }
      : { "cf-aig-authorization": "Bearer gateway-token" },
  )
  expect(JSON.stringify(headers)).not.toContain(host === "api.cloudflare.com" ? "gateway-token" : "rest-token")
})

test("auto goes where an option is honoured, and where a key of one's own is taken", async () => {
  const options = { surface: "auto", token: "gateway-token", apiToken: "rest-token" } as const
  const costed = await wire(options, "openai/gpt-5-mini", { gateway: { customCost: { total_cost: 1 } } })
  const keyed = await wire(options, "openai/gpt-5-mini", { providerKey: "sk-own" })

  expect(costed.url).toContain("gateway.ai.cloudflare.com")
  expect(costed.headers["cf-aig-custom-cost"]).toBe('{"total_cost":1}')
  expect(keyed.url).toContain("gateway.ai.cloudflare.com")
  expect(keyed.headers).toMatchObject({
    authorization: "Bearer sk-own",
    "cf-aig-authorization": "Bearer gateway-token",
  })
})

test("rest refuses a provider's key, on the call and on the client", async () => {
  const { fetch, sent } = spy()
  const rest = { accountId, gateway: "g", token: "rest-token", surface: "rest", fetch } as const
  const call = createGatewayClient(rest).chat.completions.create(
    { model: "openai/gpt-5-mini", messages },
    { providerKey: "sk-own" },
  )
  const client = createGatewayClient({ ...rest, providerKey: { openai: "sk-own" } }).chat.completions

  expect(await rejection(call)).toMatchObject({
    code: "unsupported_option",
    message: expect.stringContaining("providerKey"),
  })
  expect(await rejection(client.create({ model: "openai/gpt-5-mini", messages }))).toMatchObject({
    code: "unsupported_option",
  })
  expect(sent).toEqual([])
})

test("an own base of the REST API stands in place of Cloudflare's", async () => {
  const proxy = await wire({ surface: "rest", token: "t-1", baseURL: "https://proxy.example.com/cloudflare/" })
  const pasted = await wire({
    surface: "rest",
    token: "t-1",
    baseURL: `https://api.cloudflare.com/client/v4/accounts/${accountId}/ai/v1`,
  })

  expect(proxy.url).toBe("https://proxy.example.com/cloudflare/ai/v1/chat/completions")
  expect(pasted.url).toBe(`https://api.cloudflare.com/client/v4/accounts/${accountId}/ai/v1/chat/completions`)
})

test("on this machine one base leads to both hosts, as `dev` serves both", async () => {
  const baseURL = `http://127.0.0.1:8787/v1/${accountId}/my-gateway`
  vi.stubEnv("CF_AIG_BASE_URL", baseURL)

  expect((await wire({ surface: "rest", token: "t-1" })).url).toBe(
    `http://127.0.0.1:8787/client/v4/accounts/${accountId}/ai/v1/chat/completions`,
  )
  expect((await wire({ token: "t-1" })).url).toBe(`${baseURL}/compat/chat/completions`)
})

test.each([
  ["a gateway's address", `https://proxy.example.com/v1/${accountId}/my-gateway`],
  ["Cloudflare's gateway host without ids", "https://gateway.ai.cloudflare.com"],
  ["an operation", "https://proxy.example.com/ai/v1/responses"],
  ["Cloudflare's API without an account", "https://api.cloudflare.com/client/v4"],
])("rest refuses %s as its base", (_, baseURL) => {
  expect(() => createGatewayClient({ surface: "rest", baseURL })).toThrow(
    /`baseURL` must be as https:\/\/api\.cloudflare\.com\/client\/v4\/accounts\/\{account\}/,
  )
})

test("a custom domain has no account and no gateway in its paths", async () => {
  const { url, headers } = await wire({ token: "gateway-token", baseURL: "https://ai.example.com" })

  expect(url).toBe("https://ai.example.com/compat/chat/completions")
  expect(headers["cf-aig-authorization"]).toBe("Bearer gateway-token")
})

test("behind Access a JWT opens the custom domain alone, without a token", async () => {
  const access = await wire({ baseURL: "https://ai.example.com", accessToken: "access.jwt.1" })
  const rotated = await wire({ baseURL: "https://ai.example.com", accessToken: async () => "access.jwt.2" })

  expect(access.headers).toEqual({
    accept: "application/json",
    "cf-access-token": "access.jwt.1",
    "content-type": "application/json",
    "user-agent": "cf-ai-gateway/0.1.0",
  })
  expect(rotated.headers["cf-access-token"]).toBe("access.jwt.2")
})

test("behind Access a service token goes in its two headers", async () => {
  const { headers } = await wire({
    baseURL: "https://ai.example.com",
    accessToken: { clientId: "id.access", clientSecret: "service-secret" },
  })

  expect(headers).toMatchObject({ "cf-access-client-id": "id.access", "cf-access-client-secret": "service-secret" })
  expect(headers).not.toHaveProperty("cf-aig-authorization")
})

test("what Access asks for is masked where a request is described, and needs a domain of one's own", () => {
  const options = { gateway: "g", accessToken: "access.jwt.1" }
  const described = createGatewayClient({ ...options, baseURL: "https://ai.example.com" }).chat.completions.describe({
    model: "openai/gpt-5-mini",
    messages,
  })

  expect(described.headers["cf-access-token"]).toBe("[redacted]")
  expect(() => createGatewayClient({ ...options, accountId })).toThrow("`accessToken` needs `baseURL`")
  expect(() =>
    createGatewayClient({ baseURL: "https://ai.example.com", accessToken: { clientId: "id" } as never }),
  ).toThrow("`accessToken`")
})

test.each([
  ["surface", { surface: "soap" as never }],
  ["binding", { binding: {} as never }],
  ["binding", { binding: fakeBinding().binding, surface: "rest" }],
  ["token", { binding: fakeBinding().binding, token: "t-1" }],
  ["baseURL", { binding: fakeBinding().binding, baseURL: "https://ai.example.com" }],
] as [string, GatewayClientOptions][])("a %s that makes no sense is refused at once (%j)", (name, options) => {
  expect(() => createGatewayClient({ accountId, gateway: "g", ...options })).toThrow(`\`${name}\``)
})

/** An `env.AI` that notes what is called. */
function fakeBinding(answer: (call: "run" | "gateway") => unknown = () => Response.json(completion("Hi"))) {
  const calls: unknown[][] = []
  const binding: AiBinding = {
    async run(...given) {
      calls.push(["run", ...given])
      return answer("run")
    },
    gateway: (id) => ({
      async run(...given: unknown[]) {
        calls.push(["gateway", id, ...given])
        return answer("gateway") as Response
      },
      getLog: async () => ({}),
      patchLog: async () => {},
    }),
  }
  return { binding, calls }
}

test("the binding asks a provider's model through the gateway's compat endpoint, without any token", async () => {
  vi.stubEnv("CF_AIG_TOKEN", "env-gateway-token")
  vi.stubEnv("CLOUDFLARE_API_TOKEN", "env-api-token")
  const { binding, calls } = fakeBinding()
  const client = createGatewayClient({ binding, gateway: "my-gateway" })
  const reply = await client.chat.completions.create(
    { model: "google/gemini-2.5-flash", messages },
    { gateway: { cacheTtl: 60, metadata: { team: "a" } } },
  )

  expect(calls).toEqual([
    [
      "gateway",
      "my-gateway",
      {
        provider: "compat",
        endpoint: "chat/completions",
        headers: {
          accept: "application/json",
          "content-type": "application/json",
          "cf-aig-cache-ttl": "60",
          "cf-aig-metadata": '{"team":"a"}',
        },
        query: { model: "google-ai-studio/gemini-2.5-flash", messages },
      },
      { signal: expect.any(AbortSignal) },
    ],
  ])
  expect(reply.choices[0]?.message.content).toBe("Hi")
  expect(JSON.stringify(calls)).not.toContain("env-")
})

test("the binding runs Workers AI's models itself: a gateway's step would ask for a token", async () => {
  const { binding, calls } = fakeBinding(() =>
    Response.json(
      { response: "Hi", usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
      { headers: { "cf-aig-log-id": "log-1" } },
    ),
  )
  const client = createGatewayClient({ binding, gateway: "my-gateway" })
  const reply = await client.chat.completions.create(
    { model: "workers-ai/@cf/meta/llama-3.1-8b-instruct", messages, temperature: 0 },
    {
      gateway: {
        cacheTtl: 60,
        collectLog: false,
        collectLogPayload: false,
        metadata: { team: "a" },
        retries: { maxAttempts: 2 },
        zdr: true,
      },
    },
  )

  expect(calls).toEqual([
    [
      "run",
      "@cf/meta/llama-3.1-8b-instruct",
      { messages, temperature: 0 },
      {
        gateway: {
          id: "my-gateway",
          cacheTtl: 60,
          collectLog: false,
          collectLogPayload: false,
          metadata: { team: "a" },
          retries: { maxAttempts: 2 },
          zdr: true,
        },
        extraHeaders: {
          "cf-aig-cache-ttl": "60",
          "cf-aig-metadata": '{"team":"a"}',
          "cf-aig-collect-log": "false",
          "cf-aig-collect-log-payload": "false",
          "cf-aig-max-attempts": "2",
          "cf-aig-zdr": "true",
        },
        returnRawResponse: true,
        signal: expect.any(AbortSignal),
      },
    ],
  ])
  expect(reply).toEqual({
    id: "",
    created: 0,
    model: "@cf/meta/llama-3.1-8b-instruct",
    choices: [{ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  })
  expect(reply.gateway).toMatchObject({ logId: "log-1", modelSent: "@cf/meta/llama-3.1-8b-instruct" })
})

test("a stream of Workers AI's own chunks over the binding reads like any other", async () => {
  const events = [
    { response: "Hel" },
    { response: "lo" },
    { response: "", tool_calls: [{ name: "look", arguments: { at: "it" } }] },
    { response: "", usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
  ]
  const body = [...events.map((event) => JSON.stringify(event)), "[DONE]"].map((data) => `data: ${data}\n\n`).join("")
  const { binding } = fakeBinding(() => new Response(body, { headers: { "content-type": "text/event-stream" } }))
  const client = createGatewayClient({ binding, gateway: "my-gateway" })
  const stream = await client.chat.completions.create({
    model: "@cf/meta/llama-3.1-8b-instruct",
    messages,
    stream: true,
  })
  const texts: string[] = []
  for await (const text of stream.textStream) texts.push(text)
  const { choices, usage } = await stream.final()

  expect(texts).toEqual(["Hel", "lo"])
  expect(choices).toMatchObject([
    {
      finish_reason: "tool_calls",
      message: {
        content: "Hello",
        tool_calls: [{ type: "function", function: { name: "look", arguments: '{"at":"it"}' } }],
      },
    },
  ])
  expect(usage).toEqual({ prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 })
})

test("OpenAI's shape from env.AI.run passes untouched, in an envelope too", async () => {
  const answers = [completion("Hi"), { result: completion("Hi"), success: true, errors: [], messages: [] }]
  for (const answer of answers) {
    const { binding } = fakeBinding(() => Response.json(answer))
    const client = createGatewayClient({ binding, gateway: "my-gateway" })
    const reply = await client.chat.completions.create({ model: "@cf/openai/gpt-oss-120b", messages })

    expect(reply).toEqual(completion("Hi"))
  }
})

test.each([
  ["2021: Insufficient AI Gateway credits", "insufficient_credits", 402],
  ["2021: Wholesale rate limit exceeded for this gateway", "rate_limited", 402],
  ["2009: Unauthorized", "provider_unauthorized", 401],
  ["7003: Model not found: @cf/none", "model_rejected", 404],
  ["7003: Model execution failed (User Input Error): no messages", "invalid_params", 400],
  ["5006: Error: oneOf at '/' not met", "invalid_params", 400],
  ["3040: Capacity temporarily exceeded", "rate_limited", 429],
  ["2045: Spend limit exceeded: rule 'a'", "spend_limit", 429],
])("what the binding throws as %j decodes as over HTTP", async (message, code, status) => {
  const { binding } = fakeBinding(() => {
    throw Object.assign(new Error(message), { name: "AiGatewayError" })
  })
  const client = createGatewayClient({ binding, gateway: "my-gateway", maxRetries: 0 })
  const error = await rejection(client.chat.completions.create({ model: "@cf/meta/llama", messages }))

  expect(error).toMatchObject({ code, status, gatewayCode: Number(message.slice(0, 4)) })
})

test("what the binding throws without a number is a broken connection, and is tried again", async () => {
  let count = 0
  const { binding, calls } = fakeBinding(() => {
    if (count++ === 0) throw new Error("Network connection lost.")
    return Response.json(completion("Hi"))
  })
  const random = vi.spyOn(Math, "random").mockReturnValue(0)
  const client = createGatewayClient({ binding, gateway: "my-gateway" })
  const reply = await client.chat.completions.create({ model: "openai/gpt-5-mini", messages })
  random.mockRestore()

  expect(calls).toHaveLength(2)
  expect(reply.gateway.attempts).toMatchObject([{ reason: "connection_failed" }, { status: 200 }])
})

test("an older runtime that knows no raw response answers all the same", async () => {
  const { binding } = fakeBinding(() => ({ response: "Hi" }))
  const client = createGatewayClient({ binding, gateway: "my-gateway" })
  const reply = await client.chat.completions.create({ model: "@cf/meta/llama", messages })

  expect(reply.choices[0]?.message.content).toBe("Hi")
})

test("a binding without a gateway's name rejects the first call, and says which variable would do", async () => {
  const { binding, calls } = fakeBinding()
  const error = await rejection(
    createGatewayClient({ binding }).chat.completions.create({ model: "openai/gpt-5-mini", messages }),
  )

  expect(error).toMatchObject({ code: "not_configured", message: expect.stringContaining("GATEWAY_NAME") })
  expect(calls).toEqual([])
})

test("the binding describes what it would call", () => {
  const client = createGatewayClient({ binding: fakeBinding().binding, gateway: "my-gateway" }).chat.completions

  expect(client.describe({ model: "openai/gpt-5-mini", messages }).url).toBe(
    'env.AI.gateway("my-gateway").run("compat", "chat/completions")',
  )
  expect(client.describe({ model: "@cf/meta/llama", messages }).url).toBe('env.AI.run("@cf/meta/llama")')
})

test("an id that differs by dots and dashes alone is hinted at, and never rewritten", async () => {
  const refusal = () =>
    Response.json(
      { success: false, result: null, errors: [{ code: 7003, message: "Model not found: x" }] },
      { status: 404 },
    )
  const { fetch, sent } = spy(refusal)
  const rest = createGatewayClient({ accountId, gateway: "g", token: "t-1", surface: "rest", fetch })
  const compat = createGatewayClient({ accountId, gateway: "g", token: "t-1", fetch })
  const ask = (client: typeof rest, model: string) => rejection(client.chat.completions.create({ model, messages }))

  expect(await ask(rest, "anthropic/claude-haiku-4-5-20251001")).toMatchObject({
    code: "model_rejected",
    hint: expect.stringContaining("Did you mean anthropic/claude-haiku-4.5?"),
  })
  expect(await ask(compat, "anthropic/claude-haiku-4.5")).toMatchObject({
    hint: expect.stringContaining("Did you mean anthropic/claude-haiku-4-5?"),
  })
  expect((await ask(rest, "openai/gpt-9")).hint).not.toContain("Did you mean")
  expect(sent.map(({ body }) => (body as { model: string }).model)).toEqual([
    "anthropic/claude-haiku-4-5-20251001",
    "anthropic/claude-haiku-4.5",
    "openai/gpt-9",
  ])
})
