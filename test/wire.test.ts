import { http, HttpResponse } from "msw"
import { setupServer } from "msw/node"
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest"
import { createGatewayClient, isStream, toText } from "../src/index.ts"
import { createLocalGateway } from "../src/testing/index.ts"
import { chunk, completion, hello, identity, rejection } from "./support/server.ts"

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: "error" }))
afterEach(() => {
  server.resetHandlers()
  vi.unstubAllEnvs()
})
afterAll(() => server.close())

const url = "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway/compat/chat/completions"

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
}

// Answers all requests to the mission's URL and notes them.
function intercept(reply: () => Response = () => HttpResponse.json(completion("A network"))): Seen[] {
  const seen: Seen[] = []
  server.use(
    http.post(url, async ({ request }) => {
      seen.push({
        method: request.method,
        url: request.url,
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      })
      return reply()
    }),
  )
  return seen
}

const mission: Seen = {
  method: "POST",
  url,
  // Without `authorization`, and without any cache header.
  headers: {
    accept: "application/json",
    "cf-aig-authorization": "Bearer test-token-1",
    "content-type": "application/json",
    "user-agent": "cf-ai-gateway/0.1.0",
  },
  body: '{"model":"anthropic/claude-sonnet-4-5","messages":[{"role":"user","content":"What is Cloudflare?"}]}',
}

const params = {
  model: "anthropic/claude-sonnet-4-5",
  messages: [{ role: "user" as const, content: "What is Cloudflare?" }],
}

// What the runtime's own fetch adds below us stands in the tests of the raw socket.
const ours = (seen: Seen[]) =>
  seen.map((request) => ({
    ...request,
    headers: Object.fromEntries(
      Object.entries(request.headers).filter(
        ([name]) => !/^(host|connection|content-length|accept-language|accept-encoding|sec-fetch-mode)$/.test(name),
      ),
    ),
  }))

test("the three options make the documented request", async () => {
  const seen = intercept()
  const client = createGatewayClient(identity)

  expect(toText(await client.chat.completions.create(params))).toBe("A network")
  expect(ours(seen)).toEqual([mission])
})

test("the three environment variables make the same request", async () => {
  const seen = intercept()
  vi.stubEnv("CF_ACCOUNT_ID", identity.accountId)
  vi.stubEnv("GATEWAY_NAME", identity.gateway)
  vi.stubEnv("CF_AIG_TOKEN", identity.token)

  await createGatewayClient().chat.completions.create(params)

  expect(ours(seen)).toEqual([mission])
})

test("Cloudflare's own names make the same request", async () => {
  const seen = intercept()
  vi.stubEnv("CLOUDFLARE_ACCOUNT_ID", identity.accountId)
  vi.stubEnv("CLOUDFLARE_GATEWAY_ID", identity.gateway)
  vi.stubEnv("CF_AIG_TOKEN", identity.token)

  await createGatewayClient().chat.completions.create(params)

  expect(ours(seen)).toEqual([mission])
})

test("a provider's key, options and query stand where they are documented", async () => {
  const seen = intercept()
  const client = createGatewayClient({
    ...identity,
    providerKey: { anthropic: "sk-ant" },
    gateway: { id: identity.gateway, metadata: { team: "a" } },
    headers: { "x-app": "1" },
  })

  await client.chat.completions.create(params, {
    gateway: { cacheTtl: 3600, cacheKey: "faq" },
    query: { debug: "1" },
    extraBody: { top_a: 1 },
  })

  expect(ours(seen)).toEqual([
    {
      ...mission,
      url: `${url}?debug=1`,
      headers: {
        ...mission.headers,
        authorization: "Bearer sk-ant",
        "cf-aig-cache-key": "faq",
        "cf-aig-cache-ttl": "3600",
        "cf-aig-metadata": '{"team":"a"}',
        "x-app": "1",
      },
      body: `${mission.body.slice(0, -1)},"top_a":1}`,
    },
  ])
})

test("a streamed reply comes piece by piece", async () => {
  const events = `${chunk("A ")}${chunk("network", "stop")}data: [DONE]\n\n`
  const seen = intercept(() => new HttpResponse(events, { headers: { "content-type": "text/event-stream" } }))
  const client = createGatewayClient(identity)

  const stream = await client.chat.completions.create({ ...params, stream: true })
  expect(isStream(stream)).toBe(true)
  const texts: string[] = []
  for await (const text of stream.textStream) texts.push(text)

  expect(texts).toEqual(["A ", "network"])
  expect(seen[0]?.headers["accept"]).toBe("text/event-stream")
})

test("a refusal is typed, with the gateway's record", async () => {
  intercept(() =>
    HttpResponse.json(
      { success: false, error: [{ code: 2009, message: "Unauthorized" }], name: "AiGatewayError" },
      { status: 401, headers: { "cf-aig-log-id": "log-1", "cf-ray": "ray-1" } },
    ),
  )

  const error = await rejection(createGatewayClient(identity).chat.completions.create(params))

  expect(error).toMatchObject({
    code: "unauthorized",
    origin: "gateway",
    status: 401,
    gatewayCode: 2009,
    logId: "log-1",
  })
  expect(error.gateway.ray).toBe("ray-1")
})

test("an interceptor that is installed after the client is seen", async () => {
  const client = createGatewayClient(identity)
  const seen = intercept()

  await client.chat.completions.create(params)

  expect(seen).toHaveLength(1)
})

test("msw's network error is tried again and then told as a connection that failed", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  const seen = intercept(() => HttpResponse.error())

  const error = await rejection(createGatewayClient(identity).chat.completions.create(params))

  expect(error).toMatchObject({ code: "connection_failed" })
  expect(seen).toHaveLength(3)
})

test("the local gateway answers behind msw", async () => {
  const local = createLocalGateway()
  server.use(...local.handlers(http))
  const { accountId, gateway, token } = local.options

  const reply = await createGatewayClient({ accountId, gateway, token }).chat.completions.create(hello)

  expect(toText(reply)).toBe("Hello")
})
