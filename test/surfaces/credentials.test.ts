import { afterEach, expect, test, vi } from "vitest"
import { createChatClient, createGatewayClient, type AiBinding, type GatewayClientOptions } from "../../src/index.ts"
import { completion, rejection } from "../support/server.ts"

const accountId = "0123456789abcdef0123456789abcdef"
const gateway = "my-gateway"
const hello = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "Hello" }] }

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

function spy() {
  const sent: { url: string; headers: Record<string, string> }[] = []
  const fetch = async (url: string, { headers }: RequestInit) => {
    sent.push({ url, headers: Object.fromEntries(new Headers(headers)) })
    return Response.json(completion("Hi"))
  }
  return { sent, fetch }
}

function start(options: GatewayClientOptions) {
  const { sent, fetch } = spy()
  return { sent, client: createGatewayClient({ accountId, gateway, fetch, ...options }) }
}

/** An `env.AI` that answers, or throws, as told. */
function bind(answer: () => unknown = () => Response.json(completion("Hi"))) {
  const calls: any[][] = []
  const binding: AiBinding = {
    async run(...given) {
      calls.push(["run", ...given])
      return answer()
    },
    gateway: () => ({
      async run(...given: unknown[]) {
        calls.push(["gateway", ...given])
        return answer()
      },
      getLog: async () => ({}),
      patchLog: async () => {},
    }),
  }
  return { calls, client: createGatewayClient({ binding, gateway, maxRetries: 0 }) }
}

test("token null sends none on rest either, whatever the environment holds", async () => {
  vi.stubEnv("CLOUDFLARE_API_TOKEN", "env-api-token")
  vi.stubEnv("CF_AIG_TOKEN", "env-gateway-token")
  const { client, sent } = start({ surface: "rest", token: null, baseURL: "https://proxy.example.com/x" })
  await client.chat.completions.create(hello)
  await client.universal([{ provider: "openai", endpoint: "chat/completions", query: {} }])

  expect(JSON.stringify(sent)).not.toContain("env-")
})

test("the API's token goes to no gateway that CF_AIG_BASE_URL names", async () => {
  vi.stubEnv("CLOUDFLARE_API_TOKEN", "env-api-token")
  vi.stubEnv("CF_AIG_BASE_URL", "https://ai.example.com")
  const { client, sent } = start({ surface: "rest" })
  await client.chat.completions.create(hello)

  expect(sent[0]?.url).toBe(`https://api.cloudflare.com/client/v4/accounts/${accountId}/ai/v1/chat/completions`)
})

test("a gateway's address of Cloudflare's names account and gateway for rest too", async () => {
  const { client, sent } = start({
    accountId: undefined,
    gateway: undefined,
    surface: "rest",
    token: "t-1",
    baseURL: `https://gateway.ai.cloudflare.com/v1/${accountId}/named`,
  })
  await client.chat.completions.create(hello)

  expect(sent[0]).toMatchObject({
    url: `https://api.cloudflare.com/client/v4/accounts/${accountId}/ai/v1/chat/completions`,
    headers: { "cf-aig-gateway-id": "named" },
  })
})

test("a proxy's token stays with the proxy: what REST alone has asks for one of its own", async () => {
  const proxied = { token: "proxy-token", baseURL: "https://proxy.example.com" }
  const { client, sent } = start(proxied)
  const error = await rejection(client.run("@cf/meta/llama", { prompt: "Hi" }))
  await start({ ...proxied, surface: "auto" }).client.chat.completions.create(hello)

  expect(error).toMatchObject({ code: "not_configured", message: expect.stringContaining("CLOUDFLARE_API_TOKEN") })
  expect(sent).toEqual([])
})

test("auto stays on compat where nothing opens REST", async () => {
  const { client, sent } = start({ surface: "auto", token: "proxy-token", baseURL: "https://proxy.example.com" })
  await client.chat.completions.create(hello)

  expect(sent[0]?.url).toBe("https://proxy.example.com/compat/chat/completions")
})

test("what opens Access goes to one's own domain alone", () => {
  const accessToken = "access.jwt.1"
  const bases = [undefined, `https://gateway.ai.cloudflare.com/v1/${accountId}/g`]
  for (const baseURL of bases)
    expect(() => createGatewayClient({ accountId, gateway, baseURL, accessToken })).toThrow("`accessToken` needs")
  expect(() =>
    createGatewayClient({ surface: "rest", baseURL: "https://proxy.example.com", accountId, gateway, accessToken }),
  ).toThrow("`accessToken` needs")
})

test("a provider's key lets nobody in at the REST API", async () => {
  const { client, sent } = start({ providerKey: { openai: "sk-own" } })

  expect(await rejection(client.run("@cf/meta/llama", { prompt: "Hi" }))).toMatchObject({ code: "not_configured" })
  expect(sent).toEqual([])
})

test("an authorization of one's own goes where it is a provider's key, and is refused where Cloudflare's token stands", async () => {
  const headers = { authorization: "Bearer sk-own" }
  const rest = start({ surface: "rest", token: "t-1", headers })
  const auto = start({ surface: "auto", token: "t-1", headers })
  await auto.client.chat.completions.create(hello)

  expect(await rejection(rest.client.chat.completions.create(hello))).toMatchObject({
    code: "unsupported_option",
    message: expect.stringContaining("headers.authorization"),
  })
  expect(auto.sent[0]).toMatchObject({ url: expect.stringContaining("/compat/"), headers })
  expect(rest.sent).toEqual([])
})

test("null takes no token of Cloudflare's off", async () => {
  const { client, sent } = start({ surface: "rest", token: "t-1", headers: { authorization: null } })
  await client.chat.completions.create(hello)

  expect(sent[0]?.headers["authorization"]).toBe("Bearer t-1")
})

test("the gateway is an option and no header", () => {
  expect(() => start({ headers: { "cf-aig-gateway-id": "other" } })).toThrow("from the option gateway")
})

test("the account's token is no provider's key", async () => {
  const { client, sent } = start({ token: "t-1", apiToken: "api-token", providerKey: { openai: "api-token" } })

  expect(await rejection(client.chat.completions.create(hello))).toMatchObject({ code: "invalid_request" })
  expect(sent).toEqual([])
})

test("in a page an API token is refused although the base is the page's own", () => {
  vi.stubGlobal("document", {})
  vi.stubGlobal("location", { origin: "https://app.example.com", href: "https://app.example.com/" })
  const options = { gateway, accountId, baseURL: "/gateway", apiToken: "api-token" }

  expect(() => createGatewayClient(options)).toThrow("`apiToken` can be read by every visitor")
  expect(() => createGatewayClient({ ...options, apiToken: undefined, token: null })).not.toThrow()
})

test("Workers AI needs a gateway's name on rest, however loosely models are checked", async () => {
  const { client, sent } = start({ gateway: undefined, surface: "rest", token: "t-1", validate: { model: "off" } })

  expect(await rejection(client.chat.completions.create({ ...hello, model: "@cf/meta/llama" }))).toMatchObject({
    code: "not_configured",
  })
  expect(sent).toEqual([])
})

test("a binding that is not there is named beside what else is missing", async () => {
  const client = createGatewayClient({ binding: undefined, gateway })

  expect(await rejection(client.chat.completions.create(hello))).toMatchObject({
    message: expect.stringContaining("is `ai` in wrangler.jsonc?"),
  })
})

test("a client for chat alone takes no binding, and says who does", () => {
  const { binding } = { binding: {} as never }

  expect(() => createChatClient({ binding } as never)).toThrow(TypeError)
  expect(() => createChatClient({ surface: "binding" })).toThrow("createGatewayClient")
})

test("a query joins a provider's path over the binding, and is refused where there is no path", async () => {
  const { client, calls } = bind()
  await client.chat.completions.create(hello, { query: { trace: "1" } })

  expect(calls[0]?.[1]).toMatchObject({ provider: "compat", endpoint: "chat/completions?trace=1" })
  const error = await rejection(
    client.chat.completions.create({ ...hello, model: "@cf/meta/llama" }, { query: { a: "1" } }),
  )
  expect(error).toMatchObject({ code: "unsupported_option", message: expect.stringContaining("`query`") })
  expect(error.gateway.attempts).toEqual([])
  expect(calls).toHaveLength(1)
})

test("an option that was taken off reaches no binding as null", async () => {
  const { client, calls } = bind()
  const bound = client.withOptions({ gateway: { cacheTtl: 60 } })
  const asked = { ...hello, model: "@cf/meta/llama" }
  await bound.chat.completions.create(asked, { gateway: { cacheTtl: null, retries: null } })

  expect(calls[0]?.[3]?.gateway).toEqual({ id: gateway })
})

test.each([
  ["text", "2021: Insufficient AI Gateway credits"],
  ["an error with its name before the number", new Error("AiError: 2021: Insufficient AI Gateway credits")],
  [
    "JSON",
    new Error(
      '{"name":"AiGatewayError","success":false,"httpCode":402,"error":[{"code":2021,"message":"Insufficient AI Gateway credits"}]}',
    ),
  ],
])("a refusal that the binding throws as %s is final, and decoded", async (_, thrown) => {
  const { client, calls } = bind(() => {
    throw thrown
  })
  const error = await rejection(
    client.withOptions({ maxRetries: 2 }).chat.completions.create({ ...hello, model: "@cf/meta/llama" }),
  )

  expect(error).toMatchObject({ code: "insufficient_credits", status: 402, gatewayCode: 2021 })
  expect(calls).toHaveLength(1)
})

test("a response of another realm is one", async () => {
  const real = Response.json(completion("Hi"))
  const foreign = { status: 200, ok: true, headers: real.headers, body: real.body }
  const { client } = bind(() => foreign)
  const reply = await client.chat.completions.create({ ...hello, model: "@cf/meta/llama" })

  expect(reply.choices[0]?.message.content).toBe("Hi")
})

const openai = (delta: object, finish_reason: string | null) => ({ choices: [{ index: 0, delta, finish_reason }] })
const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
const streamOf = (events: unknown[], end = "data: [DONE]\n\n") => {
  const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("") + end
  return new Response(body, { headers: { "content-type": "text/event-stream" } })
}

test.each(["length", "tool_calls", "content_filter"])(
  "usage in the old words after OpenAI's chunks leaves the finish at %s",
  async (reason) => {
    const { client } = bind(() => streamOf([openai({ content: "Hel" }, reason), { response: "", usage }]))
    const stream = await client.chat.completions.create({ ...hello, model: "@cf/zai-org/glm-4.7-flash", stream: true })
    const { choices, usage: told } = await stream.final()

    expect(choices[0]?.finish_reason).toBe(reason)
    expect(told).toEqual(usage)
  },
)

test("a stream in the old words that is cut while it counts is no whole answer", async () => {
  const { client } = bind(() => streamOf([{ response: "Hel", usage }], ""))
  const stream = await client.chat.completions.create({ ...hello, model: "@cf/meta/llama", stream: true })

  expect(await rejection(stream.final())).toMatchObject({ code: "stream_truncated" })
})
