import { expect, test, vi } from "vitest"
import { isStream, type GatewayClientOptions } from "../../src/index.ts"
import type { UniversalStep } from "../../src/schemas/universal-steps.ts"
import { createLocalGateway, type LocalGatewayOptions } from "../../src/testing/index.ts"
import { chatStep } from "../../src/universal/chat-step.ts"
import { createUniversal, type UniversalOptions } from "../../src/universal/universal.ts"
import { callerOf } from "../support/caller-of.ts"
import { completion, identity, rejection } from "../support/server.ts"

const url = "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway"
const messages = [{ role: "user" as const, content: "Which way?" }]
const openai = { provider: "openai", endpoint: "chat/completions", query: { model: "gpt-5-mini", messages } }
const anthropic = {
  provider: "anthropic",
  endpoint: "v1/messages",
  query: { model: "claude-haiku-4-5", max_tokens: 100, messages },
}
const workersAI = { provider: "workers-ai", endpoint: "@cf/meta/llama-3.1-8b-instruct", query: { messages } }
const json = { "content-type": "application/json" }

interface Sent {
  readonly url: string
  readonly method: string | undefined
  readonly headers: Record<string, string>
  readonly body: any
}

// A client whose requests are noted and answered.
function start(answer: () => Response = () => Response.json(completion("North")), options: GatewayClientOptions = {}) {
  const sent: Sent[] = []
  const fetch = async (url: string, init: RequestInit) => {
    sent.push({
      url,
      method: init.method,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: JSON.parse(String(init.body)),
    })
    return answer()
  }
  const client = { universal: createUniversal(callerOf({ ...identity, maxRetries: 0, ...options, fetch })) }
  return { sent, client, headers: (step = 0) => sent[0]!.body[step].headers }
}

function startLocal(options: LocalGatewayOptions = {}) {
  const local = createLocalGateway(options)
  const http = { universal: createUniversal(callerOf({ ...local.options, maxRetries: 0 })) }
  const bound = { universal: createUniversal(callerOf({ binding: local.binding, gateway: "local", maxRetries: 0 })) }
  return { local, http, bound }
}

test("steps go out in one request to the gateway itself, each with what its provider demands", async () => {
  const { sent, client } = start()
  await client.universal([
    { ...openai, config: { requestTimeout: 1000, maxAttempts: 2, retryDelay: 500, backoff: "linear" } },
    anthropic,
  ])

  expect(sent).toEqual([
    {
      url,
      method: "POST",
      headers: {
        accept: "*/*",
        "cf-aig-authorization": "Bearer test-token-1",
        "content-type": "application/json",
        "user-agent": "cf-ai-gateway/0.1.0",
      },
      body: [
        {
          provider: "openai",
          endpoint: "chat/completions",
          query: { model: "gpt-5-mini", messages },
          config: { requestTimeout: 1000, maxAttempts: 2, retryDelay: 500, backoff: "linear" },
          headers: json,
        },
        {
          provider: "anthropic",
          endpoint: "v1/messages",
          query: { model: "claude-haiku-4-5", max_tokens: 100, messages },
          headers: { ...json, "anthropic-version": "2023-06-01" },
        },
      ],
    },
  ])
})

test("the answer is the step's own, untouched, and the record tells which step", async () => {
  const wire = { type: "message", content: [{ type: "text", text: "North" }], odd: null }
  const { client } = start(() => Response.json(wire, { headers: { "cf-aig-step": "1", "cf-aig-log-id": "log-1" } }))
  const reply = await client.universal<{ content: { text: string }[] }>([openai, anthropic])

  expect(reply).toEqual(wire)
  expect(Object.keys(reply)).toEqual(["type", "content", "odd"])
  expect(reply.content[0]!.text).toBe("North")
  expect(reply.gateway).toMatchObject({ step: 1, logId: "log-1", status: 200 })
})

test("what is no JSON comes as a Blob", async () => {
  const { client } = start(() => new Response("ID3", { headers: { "content-type": "audio/mpeg" } }))
  const sound = await client.universal<Blob>([
    { provider: "elevenlabs", endpoint: "v1/text-to-speech/x", query: { text: "North" } },
  ])

  expect([sound.type, await sound.text(), sound.gateway.status]).toEqual(["audio/mpeg", "ID3", 200])
})

test.each([
  ["openai", { openai: "sk-1234567890" }, { authorization: "Bearer sk-1234567890" }],
  ["anthropic", { anthropic: "sk-1234567890" }, { "x-api-key": "sk-1234567890", "anthropic-version": "2023-06-01" }],
  ["google-ai-studio", { google: "sk-1234567890" }, { "x-goog-api-key": "sk-1234567890" }],
  ["cohere", { cohere: "sk-1234567890" }, { authorization: "Token sk-1234567890" }],
  ["perplexity-ai", { perplexity: "sk-1234567890" }, { authorization: "Bearer sk-1234567890" }],
  ["grok", { xai: "sk-1234567890" }, { authorization: "Bearer sk-1234567890" }],
  ["custom-acme", { "custom-acme": "sk-1234567890" }, { authorization: "Bearer sk-1234567890" }],
  ["openai", { anthropic: "sk-1234567890" }, {}],
])("a step of %s takes the key of %j in its provider's own header", async (provider, providerKey, expected) => {
  const { sent, client, headers } = start(undefined, { providerKey })
  await client.universal([{ ...openai, provider }])

  expect(headers()).toEqual({ ...json, ...expected })
  expect(sent[0]!.headers).not.toHaveProperty("authorization")
})

test("a compat step takes its model's key, as compat takes all", async () => {
  const { client, headers } = start(undefined, {
    providerKey: { anthropic: "sk-1234567890", google: "AI-1234567890" },
  })
  await client.universal([
    chatStep({ model: "anthropic/claude-haiku-4-5", messages }),
    chatStep({ model: "google/gemini-2.5-flash", messages }),
    chatStep({ model: "dynamic/support", messages }),
    chatStep({ model: "openai/gpt-5-mini", messages }),
  ])

  expect([0, 1, 2, 3].map((step) => headers(step).authorization)).toEqual([
    "Bearer sk-1234567890",
    "Bearer AI-1234567890",
    undefined,
    undefined,
  ])
})

test("a function gives each step's key, at each attempt", async () => {
  let count = 0
  const providerKey = vi.fn(async (provider: string) => `sk-of-${provider}-${count}`)
  const { sent, client } = start(
    () => (count++ ? Response.json({}) : new Response("{}", { status: 503, headers: { "retry-after-ms": "1" } })),
    { maxRetries: 1 },
  )
  await client.universal([openai, anthropic, chatStep({ model: "dynamic/x", messages })], { providerKey })

  expect(sent.map(({ body }) => [body[0].headers.authorization, body[1].headers["x-api-key"]])).toEqual([
    ["Bearer sk-of-openai-0", "sk-of-anthropic-0"],
    ["Bearer sk-of-openai-1", "sk-of-anthropic-1"],
  ])
  expect(providerKey).toHaveBeenCalledTimes(4)
})

test("a record may hold functions, and null takes the client's keys off", async () => {
  const { sent, client } = start(undefined, { providerKey: { openai: () => "sk-1234567890" } })
  await client.universal([openai])
  await client.universal([openai], { providerKey: null })

  expect(sent.map(({ body }) => body[0].headers.authorization)).toEqual(["Bearer sk-1234567890", undefined])
})

test("a step's own headers go before, however they are written, and null keeps one off", async () => {
  const { client, headers } = start(undefined, { providerKey: { openai: "sk-1234567890", anthropic: "sk-0987654321" } })
  await client.universal([
    { ...openai, headers: { Authorization: "Bearer sk-of-this-step", "X-Any": "1", "X-None": undefined } },
    { ...anthropic, headers: { "X-Api-Key": null, "Anthropic-Version": "2024-01-01" } },
  ])

  expect(headers(0)).toEqual({ ...json, Authorization: "Bearer sk-of-this-step", "X-Any": "1" })
  expect(headers(1)).toEqual({ ...json, "Anthropic-Version": "2024-01-01" })
})

test("a step of Workers AI takes a Cloudflare token of its own", async () => {
  const { client, headers } = start(undefined, { providerKey: { "workers-ai": "test-token-1" } })
  await client.universal([workersAI, { ...workersAI, headers: { Authorization: "Bearer test-token-1" } }])

  expect(headers(0)).toEqual({ ...json, authorization: "Bearer test-token-1" })
  expect(headers(1)).toEqual({ ...json, Authorization: "Bearer test-token-1" })
})

test.each([
  [{ ...openai, headers: { Authorization: "Bearer test-token-1" } }, "steps.0.headers.Authorization"],
  [{ ...anthropic, headers: { "x-any": "test-token-1" } }, "steps.0.headers.x-any"],
  [{ ...openai, headers: { "x-any": "Bearer test-api-token-1" } }, "steps.0.headers.x-any"],
  [{ ...openai, headers: { "x-any": `Basic ${btoa(":test-api-token-1")}` } }, "steps.0.headers.x-any"],
  [{ ...openai, endpoint: "models?key=test-token-1" }, "steps.0.endpoint"],
  [{ ...openai, endpoint: "models?key=test-api-token-1" }, "steps.0.endpoint"],
  [{ ...openai, query: { deep: [{ key: "test-token-1" }] } }, "steps.0.query"],
  [{ ...openai, query: { deep: [{ key: "test-api-token-1" }] } }, "steps.0.query"],
  [
    chatStep({ model: "openai/gpt-5-mini", messages }, { providerKey: "test-token-1" }),
    "steps.0.headers.authorization",
  ],
])("the Cloudflare token does not reach a provider", async (step, path) => {
  const { sent, client } = start(undefined, { apiToken: "test-api-token-1" })
  const error = await rejection(client.universal([step]))

  expect(error.code).toBe("invalid_request")
  expect(error.issues.map((issue: { path: string[] }) => issue.path.join("."))).toEqual([path])
  expect(error.message).not.toMatch(/test-(api-)?token-1/)
  expect(sent).toEqual([])
})

test("a compat step of Workers AI may bring the Cloudflare token", async () => {
  const { client, headers } = start()
  await client.universal([
    chatStep({ model: "@cf/meta/llama-3.1-8b-instruct", messages }, { providerKey: "test-token-1" }),
  ])

  expect(headers().authorization).toBe("Bearer test-token-1")
})

test.each([
  [() => Promise.reject(new Error("vault: sk-1234567890")), "not_configured"],
  [() => "Bearer sk-1234567890", "invalid_request"],
])("a key that cannot be had, or is none, is told without a word of it", async (openaiKey, code) => {
  const { sent, client } = start()
  const error = await rejection(client.universal([openai], { providerKey: { openai: openaiKey } }))

  expect(error).toMatchObject({ code, issues: [{ path: ["providerKey", "openai"] }] })
  expect(error.message).not.toContain("sk-1234567890")
  expect(sent).toEqual([])
})

test("keys and prompts that a provider quotes are not in the message", async () => {
  const { client } = start(
    () =>
      Response.json(
        {
          error: {
            message: "sk-1234567890, sk-of-this-step and Which way to the harbour?: refused by claude-haiku-4-5",
          },
        },
        { status: 400 },
      ),
    { providerKey: { openai: "sk-1234567890" } },
  )
  const query = { model: "claude-haiku-4-5", messages: [{ role: "user", content: "Which way to the harbour?" }] }
  const error = await rejection(
    client.universal([openai, { ...anthropic, query, headers: { "x-api-key": "sk-of-this-step" } }]),
  )

  expect(error.message).toContain("[redacted], [redacted] and [redacted]: refused by claude-haiku-4-5")
})

test("hooks and logger see no step", async () => {
  const seen: unknown[] = []
  const note = (...told: unknown[]) => void seen.push(told)
  const { client } = start(undefined, {
    providerKey: { openai: "sk-1234567890" },
    hooks: { onRequest: note, onAttempt: note, onFinish: note },
    logger: { debug: note, info: note, warn: note, error: note },
  })
  await client.universal([{ ...openai, headers: { "x-api-key": "sk-of-this-step" } }])

  expect(seen.length).toBeGreaterThan(3)
  expect(JSON.stringify(seen)).not.toMatch(/sk-|Which way/)
})

test("a provider may be called by any of its names", async () => {
  const { sent, client } = start()
  await client.universal(
    ["google", "xai", "perplexity", "azure", "openrouter"].map((provider) => ({ ...openai, provider })),
  )

  expect(sent[0]!.body.map((step: UniversalStep) => step.provider)).toEqual([
    "google-ai-studio",
    "grok",
    "perplexity-ai",
    "azure",
    "openrouter",
  ])
})

test("a slip in a provider's name is told, and goes out where models are not checked", async () => {
  const { sent, client } = start()
  const error = await rejection(client.universal([openai, { ...openai, provider: "antropic" }]))
  expect(error).toMatchObject({ code: "invalid_model", issues: [{ path: ["steps", 1, "provider"] }] })
  expect(error.message).toContain("did you mean anthropic?")
  expect(sent).toEqual([])

  await client.universal([{ ...openai, provider: "brand-new" }], { validate: { model: "off" } })
  expect(sent[0]!.body[0]).toMatchObject({ provider: "brand-new", headers: json })
})

const compat = (model: unknown) => ({ provider: "compat", endpoint: "chat/completions", query: { model, messages } })

test.each([
  ["gpt-5-mini", "names no provider: write openai/gpt-5-mini"],
  ["mini", "names no provider: write provider/model, as openai/gpt-5-mini or workers-ai/@cf/…"],
  [" openai/gpt-5-mini", "has blanks around it"],
  [undefined, "is missing, or no text"],
])("a compat step that asks %j is refused before anything is sent, as a chat completion is", async (model, problem) => {
  const { sent, client } = start()
  for (const step of [compat(model), chatStep({ model: model as string, messages })]) {
    const error = await rejection(client.universal([openai, step]))
    expect(error).toMatchObject({
      code: "invalid_model",
      message: `The call was not sent: \`steps.1.query.model\` ${problem}`,
    })
  }
  expect(sent).toEqual([])
})

test("a compat step's model goes out as compat spells it, and as it is where models are not checked", async () => {
  const { sent, client } = start()
  const steps = ["google/gemini-2.5-flash", "xai/grok-4", "@cf/meta/llama", "openai/gpt-5-mini", "dynamic/x"].map(
    compat,
  )
  await client.universal(steps)
  await client.universal([...steps, compat("gpt-5-mini")], { validate: { model: "off" } })

  expect(sent.map(({ body }) => body.map((step: UniversalStep) => step.query["model"]))).toEqual([
    ["google-ai-studio/gemini-2.5-flash", "grok/grok-4", "workers-ai/@cf/meta/llama", "openai/gpt-5-mini", "dynamic/x"],
    ["google/gemini-2.5-flash", "xai/grok-4", "@cf/meta/llama", "openai/gpt-5-mini", "dynamic/x", "gpt-5-mini"],
  ])
  expect(steps[0]!.query.model).toBe("google/gemini-2.5-flash")
})

test.each<[string, unknown, string]>([
  ["no list", openai, "steps"],
  ["nothing", undefined, "steps"],
  ["an empty list", [], "steps"],
  ["a step without provider", [{ endpoint: "x", query: {} }], "steps.0.provider"],
  ["a step without endpoint", [{ provider: "openai", query: {} }], "steps.0.endpoint"],
  ["a step without query", [{ provider: "openai", endpoint: "x" }], "steps.0.query"],
  ["headers that are no texts", [{ ...openai, headers: { a: 1 } }], "steps.0.headers"],
  ["six attempts", [{ ...openai, config: { maxAttempts: 6 } }], "steps.0.config.maxAttempts"],
  ["a delay of two minutes", [openai, { ...openai, config: { retryDelay: 120_000 } }], "steps.1.config.retryDelay"],
  ["a timeout of nothing", [{ ...openai, config: { requestTimeout: 0 } }], "steps.0.config.requestTimeout"],
  ["an unknown backoff", [{ ...openai, config: { backoff: "none" } }], "steps.0.config.backoff"],
  ["a slip in config", [{ ...openai, config: { maxAttemps: 2 } }], "steps.0.config.maxAttemps"],
  [
    "a stream among whole answers",
    [openai, { ...openai, query: { ...openai.query, stream: true } }],
    "steps.1.query.stream",
  ],
])("%s is refused before anything is sent", async (_, steps, path) => {
  const { sent, client } = start()
  const error = await rejection(client.universal(steps as UniversalStep<false>[]))

  expect(error.code).toBe("invalid_request")
  expect(error.issues.map((issue: { path: string[] }) => issue.path.join("."))).toEqual([path])
  expect(sent).toEqual([])
})

test("limits are not judged where requests are not", async () => {
  const { sent, client } = start()
  await client.universal([{ ...openai, config: { maxAttempts: 9 } }], { validate: { request: "off" } })

  expect(sent[0]!.body[0].config).toEqual({ maxAttempts: 9 })
})

test.each([
  [{ providerKey: "sk-1234567890" }, "providerKey"],
  [{ extraBody: { seed: 1 } }, "extraBody"],
  [{ gateway: { byokAlias: "b" } }, "gateway.byokAlias"],
])("%j has no place among steps", async (options, path) => {
  const { sent, client } = start()
  const error = await rejection(client.universal([openai], options as UniversalOptions))

  expect(error.issues.map((issue: { path: string[] }) => issue.path.join("."))).toEqual([path])
  expect(sent).toEqual([])
})

test("a custom domain behind Access serves no steps", async () => {
  const { sent, client } = start(undefined, { baseURL: "https://ai.example.com", accessToken: "jwt-1234567890" })

  expect(await rejection(client.universal([openai]))).toMatchObject({ code: "unsupported_option" })
  expect(sent).toEqual([])
})

test("gateway options and own headers stand on the request, which steps override", async () => {
  const { sent, client } = start()
  await client.universal([openai], {
    gateway: { cacheTtl: 60, metadata: { team: "a" } },
    headers: { "x-any": "1" },
    query: { trace: "1" },
  })

  expect(sent[0]!.url).toBe(`${url}?trace=1`)
  expect(sent[0]!.headers).toMatchObject({ "cf-aig-cache-ttl": "60", "cf-aig-metadata": '{"team":"a"}', "x-any": "1" })
})

test("a client of REST takes the gateway's own host, with the gateway's token", async () => {
  const sent: [string, string | null, string | null][] = []
  const fetch = async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers)
    sent.push([url, headers.get("cf-aig-authorization"), headers.get("authorization")])
    return Response.json({})
  }
  const { accountId, gateway } = identity
  await createUniversal(callerOf({ accountId, gateway, token: "t-1", surface: "rest", fetch }))([openai])

  expect(sent).toEqual([[url, "Bearer t-1", null]])
})

test.each([
  [{}, undefined, 3],
  [{}, { maxAttempts: 2 }, 1],
  [{ maxRetries: 1 }, { maxAttempts: 2 }, 2],
  [{}, { requestTimeout: 5 }, 3],
])("with the options %j and the config %j a failure of all steps is sent %i times", async (options, config, times) => {
  const { sent, client } = start(
    () => new Response("{}", { status: 503, headers: { "retry-after-ms": "1" } }),
    // As if not given.
    { maxRetries: undefined },
  )
  const error = await rejection(client.universal([{ ...openai, config }], options))

  expect(error.code).toBe("overloaded")
  expect(sent).toHaveLength(times)
})

test("the client's own maxRetries stands beside attempts of a step", async () => {
  const { sent, client } = start(() => new Response("{}", { status: 503, headers: { "retry-after-ms": "1" } }), {
    maxRetries: 1,
  })
  await rejection(client.universal([{ ...openai, config: { maxAttempts: 2 } }]))

  expect(sent).toHaveLength(2)
})

test("when no step answers, the last one's refusal is thrown, and whose it was", async () => {
  const { client } = start(() =>
    Response.json(
      { error: { message: "Bad key", type: "authentication_error" } },
      { status: 401, headers: { "cf-aig-step": "1" } },
    ),
  )

  expect(await rejection(client.universal([openai, anthropic]))).toMatchObject({
    code: "provider_unauthorized",
    status: 401,
    gateway: { step: 1 },
  })
})

test("steps that stream give the events of the one that answered", async () => {
  const lines = [
    'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":3}}}',
    'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"type":"text_delta","text":"North"}}',
    'event: message_stop\ndata: {"type":"message_stop"}',
  ]
  const { sent, client } = start(
    () =>
      new Response(lines.map((line) => `${line}\n\n`).join(""), {
        headers: { "content-type": "text/event-stream", "cf-aig-step": "1" },
      }),
  )
  const stream = await client.universal([
    { ...openai, query: { ...openai.query, stream: true } },
    { ...anthropic, query: { ...anthropic.query, stream: true } },
  ])
  const types: unknown[] = []
  for await (const event of stream) types.push(event["type"])

  expect(isStream(stream)).toBe(true)
  expect(sent[0]!.headers["accept"]).toBe("text/event-stream")
  expect(types).toEqual(["message_start", "content_block_delta", "message_stop"])
  expect(stream.gateway.step).toBe(1)
  expect(await stream.final()).toEqual({
    text: "North",
    usage: { input_tokens: 3 },
    last: { type: "message_stop" },
  })
})

test("an error of a step's stream is thrown", async () => {
  const { client } = start(
    () =>
      new Response('data: {"type":"response.failed","response":{"error":{"code":"server_error","message":"No"}}}\n\n', {
        headers: { "content-type": "text/event-stream" },
      }),
  )
  const stream = await client.universal([
    { provider: "openai", endpoint: "responses", query: { model: "gpt-5-mini", input: "Which?", stream: true } },
  ])

  expect(await rejection(stream.final())).toMatchObject({ code: "server_error" })
})

test("a chat step spells its model for compat and leaves the rest alone", () => {
  expect(chatStep({ model: "@cf/meta/llama", messages, temperature: 0 }, { config: { maxAttempts: 1 } })).toEqual({
    provider: "compat",
    endpoint: "chat/completions",
    query: { model: "workers-ai/@cf/meta/llama", messages, temperature: 0 },
    config: { maxAttempts: 1 },
  })
  expect(chatStep({ model: "nonsense", messages }, { providerKey: "sk-1" })).toEqual({
    provider: "compat",
    endpoint: "chat/completions",
    headers: { authorization: "Bearer sk-1" },
    query: { model: "nonsense", messages },
  })
})

test("a chat step's null keeps the client's key off", async () => {
  const { client, headers } = start(undefined, { providerKey: { openai: "sk-1234567890" } })
  await client.universal([chatStep({ model: "openai/gpt-5-mini", messages }, { providerKey: null })])

  expect(headers()).toEqual(json)
})

test("the local gateway goes on to the next step, by HTTP and by binding, for the same call", async () => {
  const down = () => new Response('{"error":{"message":"Down"}}', { status: 500 })
  const { local, http, bound } = startLocal({ models: { "openai/*": down } })
  for (const client of [http, bound]) {
    const reply = await client.universal([openai, anthropic])
    expect(reply).toMatchObject({ type: "message", content: [{ text: "Which way?" }] })
    expect(reply.gateway.step).toBe(1)
    expect(reply.gateway.logId).toBeTypeOf("string")

    const stream = await client.universal([
      chatStep({ model: "openai/gpt-5-mini", messages, stream: true }),
      chatStep({ model: "groq/llama-3.3-70b-versatile", messages, stream: true }),
    ])
    expect([(await stream.final()).text, stream.gateway.step]).toEqual(["Which way?", 1])

    expect(await rejection(client.universal([openai]))).toMatchObject({ status: 500, code: "server_error" })
  }
  expect(local.requests.map(({ surface, step }) => `${surface} ${step}`).slice(0, 2)).toEqual([
    "universal 0",
    "universal 1",
  ])
})

test("Workers AI answers a step that has its token, and refuses one that has none, with the fix", async () => {
  const { local, http } = startLocal()
  const reply = await http.universal([workersAI], { providerKey: { "workers-ai": local.options.token! } })
  expect(reply).toMatchObject({ result: { response: "Which way?" }, success: true })

  expect(await rejection(http.universal([workersAI]))).toMatchObject({
    gatewayCode: 10000,
    hint: expect.stringContaining('providerKey: { "workers-ai": token }'),
  })
})

test("a binding gets the steps as they are, with the request's headers in each", async () => {
  const run = vi.fn(async () => Response.json({}))
  const gateway = vi.fn(() => ({ run }))
  const universal = createUniversal(
    callerOf({
      binding: { run: vi.fn(), gateway } as never,
      gateway: "my-gateway",
      providerKey: { openai: "sk-1234567890" },
    }),
  )
  await universal([{ ...openai, headers: { "cf-aig-skip-cache": "false" } }, anthropic], {
    gateway: { skipCache: true },
  })

  expect(gateway).toHaveBeenCalledWith("my-gateway")
  expect(run).toHaveBeenCalledWith(
    [
      {
        ...openai,
        headers: expect.objectContaining({ authorization: "Bearer sk-1234567890", "cf-aig-skip-cache": "false" }),
      },
      {
        ...anthropic,
        headers: expect.objectContaining({ "anthropic-version": "2023-06-01", "cf-aig-skip-cache": "true" }),
      },
    ],
    expect.objectContaining({ signal: expect.any(AbortSignal) }),
  )
})

test.each([
  ["x-any", "one\r\nx-more: two"],
  ["x-any", "one\n"],
  ["x-any\r\nx-more", "one"],
  ["x any", "one"],
  ["x-any", "\u0000"],
  ["x-any", "日"],
])("a step's header that can be none is refused, also where nothing is checked: %j", async (name, value) => {
  for (const validate of ["strict", "off"] as const) {
    const { sent, client } = start()
    const error = await rejection(
      client.universal([openai, { ...openai, headers: { [name]: value } }], { validate: { request: validate } }),
    )

    expect(error).toMatchObject({ code: "invalid_request", issues: [{ path: ["steps", 1, "headers", name] }] })
    expect(sent).toEqual([])
  }
})

test("a name that all objects have is nobody's key", async () => {
  const { client, headers } = start(undefined, { providerKey: { openai: "sk-1234567890" } })
  await client.universal([{ ...openai, provider: "constructor" }], { validate: { model: "off" } })

  expect(headers()).toEqual(json)
})

test("the query of a step's endpoint is not quoted", async () => {
  const { client } = start(() => Response.json({ error: { message: "Bad: marked-key-1234" } }, { status: 400 }))
  const error = await rejection(client.universal([{ ...openai, endpoint: "models?key=marked-key-1234" }]))

  expect(error.message).toBe("Bad: [redacted] (HTTP 400)")
})
