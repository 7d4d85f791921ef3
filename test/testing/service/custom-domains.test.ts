// Reference A9.
import { expect, test } from "vitest"
import { createGatewayClient, toMessageText, toText, type GatewayClientOptions } from "../../../src/index.ts"
import { createLocalGateway, type LocalAccess, type LocalGatewaySettings } from "../../../src/testing/index.ts"
import { listen } from "../../../src/testing/node.ts"
import { hello, rejection, sendJSON, startServer } from "../../support/server.ts"
import { messages } from "./start.ts"

const baseURL = "https://ai.example.com"
const ada = jwtOf({ sub: "ada-1", email: "ada@example.com" })
const token = "Bearer local-gateway-token"

function start(access?: LocalAccess, settings: LocalGatewaySettings = {}) {
  const domains = { "ai.example.com": access ? { access } : {} }
  const local = createLocalGateway({ gateways: { local: { domains, ...settings } } })
  const ask = (path: string, headers: Record<string, string> = {}, body: unknown = hello, method = "POST") =>
    local.fetch(`${baseURL}/${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(method === "POST" && { body: JSON.stringify(body) }),
    })
  const createClient = (options: GatewayClientOptions = {}) =>
    createGatewayClient({ baseURL, fetch: local.fetch, maxRetries: 0, ...options })
  return { local, ask, createClient }
}

test.each<[path: string, body: unknown]>([
  ["compat/chat/completions", hello],
  ["openai/v1/chat/completions", { model: "gpt-5-mini", messages }],
  ["openai/responses", { model: "gpt-5-mini", input: "Hi" }],
  ["anthropic/v1/messages", { model: "claude-haiku-4-5", max_tokens: 9, messages }],
  ["google-ai-studio/v1beta/models/gemini-2.5-flash:generateContent", { contents: [{ parts: [{ text: "Hi" }] }] }],
])("a custom domain leads to its gateway without ids: %s", async (path, body) => {
  const { local, ask } = start()
  const response = await ask(path, { "cf-aig-authorization": token }, body)

  expect(response.status).toBe(200)
  expect(response.headers.get("cf-aig-log-id")).toBe(local.logs[0]?.id)
  expect(local.requests[0]?.url.hostname).toBe("ai.example.com")
})

test("the models are listed there too, and a HEAD has no body", async () => {
  const { ask } = start()
  const headers = { "cf-aig-authorization": token }
  expect((await (await ask("compat/models", headers, undefined, "GET")).json()).object).toBe("list")
  const head = await ask("compat/models", headers, undefined, "HEAD")
  expect([head.status, await head.text()]).toEqual([200, ""])
})

test.each([
  ["", "POST", 404, 7003],
  ["compat", "POST", 404, 7003],
  ["v1/0123456789abcdef0123456789abcdef/local/compat/chat/completions", "POST", 400, 2008],
  ["client/v4/accounts/0123456789abcdef0123456789abcdef/ai/run", "POST", 400, 2008],
  ["client/v4/accounts/0123456789abcdef0123456789abcdef/ai-gateway/gateways", "GET", 400, 2008],
])("what else Cloudflare has is not on it: /%s", async (path, method, status, code) => {
  const { local, ask } = start()
  const response = await ask(path, { "cf-aig-authorization": token, authorization: token }, hello, method)
  expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(`"code":${code}`)])
  expect(local.requests).toEqual([])
})

test("a query goes on with its path", async () => {
  const { ask } = start()
  const path = "google-ai-studio/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
  const response = await ask(path, { "cf-aig-authorization": token }, { contents: [{ parts: [{ text: "Hi" }] }] })
  expect(response.headers.get("content-type")).toBe("text/event-stream")
  expect(await response.text()).toMatch(/^data: /)
})

test("without Access the gateway's token is asked for, and a refusal has the gateway's ids", async () => {
  const { ask } = start()
  const response = await ask("compat/chat/completions")
  expect([response.status, (await response.json()).internalCode]).toEqual([401, 2009])
  expect(response.headers.get("cf-aig-event-id")).toMatch(/^[0-9a-f-]{36}$/)
})

test.each<[name: string, headers: Record<string, string>]>([
  ["a JWT in cf-access-token", { "cf-access-token": ada }],
  ["a JWT in the cookie", { cookie: `theme=dark; CF_Authorization=${ada}; lang=en` }],
  ["a service token", { "cf-access-client-id": "bot.access", "cf-access-client-secret": "bot-secret" }],
  ["a JWT beside the gateway's token", { "cf-access-token": ada, "cf-aig-authorization": token }],
])("Access lets pass in the token's place: %s", async (_, headers) => {
  const { ask } = start({ jwts: [ada], serviceTokens: { "bot.access": "bot-secret" } })
  expect((await ask("compat/chat/completions", headers)).status).toBe(200)
})

test.each<[name: string, headers: Record<string, string>]>([
  ["nothing", {}],
  ["the gateway's token alone", { "cf-aig-authorization": token }],
  ["a JWT of nobody", { "cf-access-token": jwtOf({ sub: "eve" }) }],
  ["a JWT as a bearer, where Access was not set up for it", { authorization: `Bearer ${ada}` }],
  ["half a service token", { "cf-access-client-id": "bot.access" }],
  ["a wrong secret", { "cf-access-client-id": "bot.access", "cf-access-client-secret": "other" }],
  ["a name of JavaScript's own", { "cf-access-client-id": "toString", "cf-access-client-secret": "other" }],
])("Access stops %s with a page of its own", async (_, headers) => {
  const { local, ask } = start({ jwts: [ada], serviceTokens: { "bot.access": "bot-secret" } })
  const response = await ask("compat/chat/completions", headers)

  expect([response.status, response.headers.get("content-type")]).toEqual([403, "text/html"])
  expect([...response.headers.keys()].filter((name) => name.startsWith("cf-"))).toEqual([])
  expect(await response.text()).toContain("Forbidden by Cloudflare Access")
  expect([local.requests, local.logs]).toEqual([[], []])
})

test("a JWT may come as a bearer where Access was set up from the gateway's tab, and is no provider's key then", async () => {
  const { local, ask } = start({ jwts: [ada], bearer: true })
  expect((await ask("compat/chat/completions", { authorization: `Bearer ${ada}` })).status).toBe(200)
  expect((await ask("compat/chat/completions", { authorization: "Bearer sk-mine" })).status).toBe(403)
  expect(
    (await ask("compat/chat/completions", { authorization: "Bearer sk-mine", "cf-access-token": ada })).status,
  ).toBe(200)
  expect(local.requests.map(({ credential }) => credential?.source)).toEqual(["stored", "request"])
})

test("what opened the door does not go on to the provider", async () => {
  await using server = await startServer((response) => sendJSON(response, { choices: [] }))
  const { ask } = start(
    { jwts: [ada], serviceTokens: { "bot.access": "bot-secret" } },
    { customProviders: { mine: { baseURL: server.url } } },
  )
  await ask("custom-mine/anything", {
    "cf-aig-authorization": token,
    "cf-access-token": ada,
    "cf-access-client-id": "bot.access",
    "cf-access-client-secret": "bot-secret",
    cookie: `theme=dark; CF_Authorization=${ada}`,
    "x-own": "kept",
  })

  await ask("custom-mine/anything", { cookie: `CF_Authorization=${ada}` })

  const { headers } = server.requests[0]!
  expect(Object.keys(headers).filter((name) => name.startsWith("cf-"))).toEqual([])
  expect(headers).toMatchObject({ cookie: "theme=dark", "x-own": "kept" })
  expect(server.requests[1]?.headers).not.toHaveProperty("cookie")
})

test("a user that Access knows is told in the metadata, a service token is not", async () => {
  const { local, createClient } = start({
    jwts: [ada, "opaque", "a.b%.c", "a.bbbbb.c", jwtOf({ sub: "" })],
    serviceTokens: { bot: "s" },
  })
  const five = { a: 1, b: 2, c: 3, d: 4, e: 5 }
  await createClient({ accessToken: ada }).chat.completions.create(hello, { gateway: { metadata: five } })
  await createClient({ accessToken: { clientId: "bot", clientSecret: "s" } }).chat.completions.create(hello)
  for (const accessToken of ["opaque", "a.b%.c", "a.bbbbb.c", jwtOf({ sub: "" })])
    await createClient({ accessToken }).chat.completions.create(hello)

  expect(local.logs.map(({ metadata }) => metadata)).toEqual([
    { a: 1, b: 2, c: 3, d: 4, "cf.user_id": "ada-1" },
    {},
    {},
    {},
    {},
    {},
  ])
})

test("spend limits and dynamic routes go by the user that Access knows", async () => {
  const bob = jwtOf({ sub: "bob-é" })
  const to = (elementId: string) => ({ elementId })
  const { local, createClient } = start(
    { jwts: [ada, bob] },
    {
      spendLimits: [{ limit: 0.000_001, window: 60, metadata: { "cf.user_id": { mode: "partition" } } }],
      routes: {
        mine: [
          { id: "start", type: "start", outputs: { next: to("who") } },
          {
            id: "who",
            type: "conditional",
            properties: { conditions: { "metadata.cf.user_id": { $eq: "bob-é" } } },
            outputs: { true: to("big"), false: to("small") },
          },
          {
            id: "big",
            type: "model",
            properties: { provider: "openai", model: "big" },
            outputs: { success: to("end") },
          },
          {
            id: "small",
            type: "model",
            properties: { provider: "openai", model: "small" },
            outputs: { success: to("end") },
          },
          { id: "end", type: "end", outputs: {} },
        ],
      },
    },
  )
  const [clientOfAda, clientOfBob] = [createClient({ accessToken: ada }), createClient({ accessToken: bob })]
  const params = { ...hello, model: "dynamic/mine" }
  expect((await clientOfAda.chat.completions.create(params)).gateway.model).toBe("small")
  expect(await rejection(clientOfAda.chat.completions.create(params))).toMatchObject({ code: "spend_limit" })
  expect((await clientOfBob.chat.completions.create(params)).gateway.model).toBe("big")
  expect(local.logs.map(({ metadata }) => metadata["cf.user_id"])).toEqual(["ada-1", "ada-1", "bob-é"])
})

test("the client opens a domain behind Access with either token, and without one is forbidden", async () => {
  const { local, createClient } = start({ jwts: [ada], serviceTokens: { bot: "s" } })
  const { chat, messages: anthropic } = createClient({ accessToken: ada })
  expect(toText(await chat.completions.create(hello))).toBe("Hello")
  const stream = await createClient({ accessToken: { clientId: "bot", clientSecret: "s" } }).chat.completions.create({
    ...hello,
    stream: true,
  })
  expect((await stream.final()).choices[0]?.message?.content).toBe("Hello")
  const message = await anthropic.create({
    model: "anthropic/claude-haiku-4-5",
    max_tokens: 9,
    messages: hello.messages,
  })
  expect(toMessageText(message)).toBe("Hello")
  expect(local.requests.map(({ surface }) => surface)).toEqual(["compat", "compat", "native"])

  const error = await rejection(createClient({ token: "local-gateway-token" }).chat.completions.create(hello))
  expect(error).toMatchObject({ code: "forbidden", status: 403, retryable: false })
})

test("limits of the gateway hold on its domain, and faults come there", async () => {
  const { local, createClient } = start(undefined, { rateLimit: { limit: 1, interval: 60 } })
  const { create } = createClient({ token: "local-gateway-token" }).chat.completions
  local.fault("2045")
  expect(await rejection(create(hello))).toMatchObject({ code: "spend_limit" })
  expect(await rejection(create(hello))).toMatchObject({ code: "rate_limited" })
})

test("steps are not served on a domain", async () => {
  const { createClient } = start()
  const { universal } = createClient({ token: "local-gateway-token" })
  const step = { provider: "openai", endpoint: "chat/completions", query: { model: "gpt-5-mini", messages } }
  expect(await rejection(universal([step]))).toMatchObject({ code: "not_found", status: 404 })
})

test("on a port the Host header names the domain", async () => {
  const { local } = start({ jwts: [ada] })
  await using listening = await listen(local)
  const { request } = await import("node:http")
  const status = await new Promise((resolve, reject) => {
    const headers = { host: "ai.example.com", "cf-access-token": ada, "content-type": "application/json" }
    request(`${listening.url}/compat/chat/completions`, { method: "POST", headers }, ({ statusCode }) =>
      resolve(statusCode),
    )
      .on("error", reject)
      .end(JSON.stringify(hello))
  })
  expect([status, local.logs[0]?.metadata]).toEqual([200, { "cf.user_id": "ada-1" }])
})

test("msw's handlers know the domains", () => {
  const { local } = start()
  const paths: string[] = []
  local.handlers({ all: (path) => void paths.push(path) })
  expect(paths.at(-1)).toBe("https://ai.example.com/*")
})

test("a hostname leads to one gateway", () => {
  const domains = { "ai.example.com": {} }
  expect(() => createLocalGateway({ gateways: { one: { domains }, two: { domains } } })).toThrow(
    new TypeError("createLocalGateway: `ai.example.com` leads to two gateways: leave one of the `domains` out"),
  )
})

function jwtOf(payload: object): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")
  return `${encode({ alg: "RS256" })}.${encode(payload)}.signature`
}
