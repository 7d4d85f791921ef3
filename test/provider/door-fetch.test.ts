import { expect, test } from "vitest"
import type { GatewayHooks, Logger } from "../../src/index.ts"
import { readGatewayError } from "../../src/provider/read-gateway-error.ts"
import { rejection } from "../support/server.ts"
import { root, spied } from "./client-of.ts"

const url = `${root}/openai/chat/completions`
const post = (body: BodyInit | null, headers: HeadersInit = {}): RequestInit => ({ method: "POST", body, headers })

test.for([
  [{ authorization: "Bearer cf-ai-gateway-no-key" }],
  [{ Authorization: "Token cf-ai-gateway-no-key" }],
  [{ "x-api-key": "cf-ai-gateway-no-key" }],
  [{ "api-key": "cf-ai-gateway-no-key", authorization: "Bearer cf-ai-gateway-no-key" }],
  [{ "x-goog-api-key": "cf-ai-gateway-no-key" }],
  [{ "x-key-of-a-custom-provider": "cf-ai-gateway-no-key" }],
  [{ authorization: "Bearer\tcf-ai-gateway-no-key" }],
  [{ authorization: "cf-ai-gateway-no-key, other" }],
  [{ authorization: `Basic ${btoa("cf-ai-gateway-no-key:")}` }],
  [{ authorization: `basic ${btoa("user:cf-ai-gateway-no-key")}` }],
  [{ authorization: "AWS4-HMAC-SHA256 Credential=cf-ai-gateway-no-key/20260101/us-east-1, Signature=00" }],
])("the key that is none is taken off %j", async ([headers]) => {
  const { provider, sent } = spied()
  await provider("openai").fetch(url, post("{}", headers))
  expect(sent[0]!.headers).toEqual({
    "cf-aig-authorization": "Bearer test-token-1",
    "user-agent": "cf-ai-gateway/0.1.0",
  })
})

test("the key that is none is taken off the query, and nothing else there", async () => {
  const { provider, sent } = spied()
  const base = `${root}/google-ai-studio/v1beta/models/gemini-2.5-flash:generateContent`
  const { fetch, apiKey } = provider("google-ai-studio")
  await fetch(`${base}?key=${apiKey}&alt=sse`)
  await fetch(`${base}?alt=sse&q=a%20b`)
  expect(sent.map((request) => request.url)).toEqual([`${base}?alt=sse`, `${base}?alt=sse&q=a%20b`])
})

test("a key of the caller's own stays, as does what was signed, and beats the client's", async () => {
  const { provider, sent } = spied({ providerKey: { openai: "key-of-client" } })
  const { fetch } = provider("openai")
  await fetch(url, post("{}", { authorization: "Bearer key-of-call" }))
  await fetch(url, post("{}", { authorization: "AWS4-HMAC-SHA256 Credential=AKIA/20260101, Signature=00" }))
  await fetch(url, post("{}", { authorization: "Bearer cf-ai-gateway-no-key" }))
  expect(sent.map(({ headers }) => headers["authorization"])).toEqual([
    "Bearer key-of-call",
    "AWS4-HMAC-SHA256 Credential=AKIA/20260101, Signature=00",
    "Bearer key-of-client",
  ])
})

test("the client's options, headers and query go along, and the request's own win", async () => {
  const { provider, sent } = spied({
    gateway: { id: "my-gateway", metadata: { team: "a" }, cacheTtl: 3600, byokAlias: "live" },
    headers: { "x-app": "1", "x-mode": "client" },
    query: { region: "eu", "api-version": "client" },
  })
  await provider("anthropic").fetch(`${root}/anthropic/v1/messages?api-version=own`, {
    ...post('{"model":"claude-sonnet-4-5"}', [
      ["Content-Type", "application/json"],
      ["Accept", "text/event-stream"],
      ["Anthropic-Version", "2026-10-21"],
      ["User-Agent", "Anthropic/JS"],
      ["X-Mode", "call"],
      ["CF-AIG-Cache-TTL", "60"],
      ["cf-aig-event-id", "evt-1"],
    ]),
  })
  expect(sent[0]).toMatchObject({
    url: `${root}/anthropic/v1/messages?api-version=own&region=eu`,
    headers: {
      accept: "text/event-stream",
      "anthropic-version": "2026-10-21",
      "cf-aig-authorization": "Bearer test-token-1",
      "cf-aig-byok-alias": "live",
      "cf-aig-cache-ttl": "60",
      "cf-aig-event-id": "evt-1",
      "cf-aig-metadata": '{"team":"a"}',
      "content-type": "application/json",
      "user-agent": "Anthropic/JS",
      "x-app": "1",
      "x-mode": "call",
    },
  })
})

test("an option that the way would lose is refused: an alias on compat, the Auto Router's on a provider's path", async () => {
  const { provider, sent } = spied({ gateway: { id: "my-gateway", byokAlias: "live" } })
  const lost = await rejection(provider("compat").fetch(`${root}/compat/chat/completions`, post("{}")))
  expect([lost.code, lost.message.includes("gateway.byokAlias")]).toEqual(["unsupported_option", true])
  await provider("openai").fetch(url, post("{}"))
  expect(sent[0]!.headers["cf-aig-byok-alias"]).toBe("live")

  const routed = spied({ gateway: { id: "my-gateway", sessionId: "s-1" } })
  await expect(routed.provider("openai").fetch(url)).rejects.toMatchObject({ code: "unsupported_option" })
  await routed.provider("compat").fetch(`${root}/compat/chat/completions`, post("{}"))
  expect(routed.sent.map(({ headers }) => headers["cf-aig-session-id"])).toEqual(["s-1"])
})

test.for([
  [`${url}`, { authorization: "Bearer test-token-1" }, "authorization"],
  [`${url}`, { "x-api-key": "test-token-1" }, "x-api-key"],
  [`${url}?key=test-token-1`, {}, "key"],
] as const)("the Cloudflare token does not reach a provider: %s %j", async ([input, headers, name]) => {
  const { provider, sent } = spied()
  const error = await rejection(provider("openai").fetch(input, post("{}", headers)))
  expect(error.code).toBe("invalid_request")
  expect(error.message).toBe(
    `The call was not sent: \`${name}\` is the Cloudflare token, which only workers-ai takes as a key: leave it out`,
  )
  expect(sent).toEqual([])
})

test("Workers AI takes the Cloudflare token as its key, on its own path and on compat", async () => {
  const { provider, sent } = spied()
  const headers = { authorization: "Bearer test-token-1" }
  await provider("workers-ai").fetch(`${root}/workers-ai/v1/chat/completions`, post("{}", headers))
  const body = '{"model":"@cf/meta/llama-3.3-70b-instruct-fp8-fast"}'
  await provider("compat").fetch(`${root}/compat/chat/completions`, post(body, headers))
  expect(sent.map((request) => request.headers["authorization"])).toEqual([
    "Bearer test-token-1",
    "Bearer test-token-1",
  ])
})

test("a token of the call's own takes the place of the client's", async () => {
  const { provider, sent } = spied()
  await provider("openai").fetch(url, { headers: { "cf-aig-authorization": "Bearer tenant-token" } })
  expect(sent[0]!.headers["cf-aig-authorization"]).toBe("Bearer tenant-token")
})

test("what else belongs to a fetch goes through: method, dispatcher, keepalive; redirects are not followed", async () => {
  const { provider, sent } = spied()
  const more = { dispatcher: "proxy", keepalive: true, redirect: "follow" } as RequestInit
  await provider("openai").fetch(`${root}/openai/files/f-1`, { ...more, method: "delete" })
  const [{ init, method, body }] = sent as [(typeof sent)[0]]
  expect([method, body]).toEqual(["DELETE", undefined])
  expect(init).toMatchObject({ dispatcher: "proxy", keepalive: true, redirect: "manual" })
  expect(init).not.toHaveProperty("body")
})

test("bodies of any kind go out as they are, and the platform names their type", async () => {
  const form = new FormData()
  const bytes = new Uint8Array([0, 255])
  const stream = new ReadableStream()
  const { provider, sent } = spied()
  for (const body of [form, bytes, stream, new Blob(["x"]), "text"])
    await provider("openai").fetch(`${root}/openai/files`, { ...post(body), duplex: "half" } as RequestInit)
  expect(sent.map(({ body }) => body)).toEqual([form, bytes, stream, expect.any(Blob), "text"])
  expect(sent.map(({ headers }) => headers["content-type"])).toEqual(Array(5).fill(undefined))
  expect(sent[2]!.init).toHaveProperty("duplex", "half")
})

test("a Request goes through with method, headers, body and signal; init stands over it", async () => {
  const { provider, sent } = spied()
  const { fetch } = provider("openai")
  const headers = { "content-type": "application/json", "x-own": "1" }
  await fetch(new Request(url, post('{"model":"gpt-5-mini"}', headers)))
  await fetch(new Request(url, post(new Uint8Array([1, 2]))), { headers: { "x-own": "2" } })
  await fetch(new Request(url, post("old")), { method: "PUT", body: "new" })
  await fetch(new Request(url))
  expect(sent.map((request) => [request.method, request.headers["x-own"], request.body])).toEqual([
    ["POST", "1", '{"model":"gpt-5-mini"}'],
    ["POST", "2", new Uint8Array([1, 2]).buffer],
    ["PUT", undefined, "new"],
    ["GET", undefined, undefined],
  ])

  const aborted = new Request(url, { signal: AbortSignal.abort(new Error("not now")) })
  await expect(fetch(aborted)).rejects.toThrow("not now")
  await expect(fetch(aborted, { signal: null })).resolves.toHaveProperty("status", 200)
})

test("a Request that was read already and headers that cannot be are refused without a word of theirs", async () => {
  const { provider, sent } = spied()
  const { fetch } = provider("openai")
  const read = new Request(url, post("{}"))
  await read.text()
  const [spent, odd] = [
    await rejection(fetch(read)),
    await rejection(fetch(url, { headers: { authorization: "Bearer my-secret\nkey" } })),
  ]
  expect([spent.code, spent.message]).toEqual(["invalid_request", "The call was not sent: `body` was read already"])
  expect([odd.code, odd.message]).toEqual([
    "invalid_request",
    "The call was not sent: `headers` hold a character that no header may",
  ])
  expect(sent).toEqual([])
})

test("a token function that fails rejects before anything is sent", async () => {
  const { provider, sent } = spied({
    token: () => {
      throw new Error("vault is shut")
    },
  })
  await expect(provider("openai").fetch(url)).rejects.toMatchObject({ code: "not_configured" })
  expect(sent).toEqual([])
})

test("the platform's fetch is looked up at each request", async () => {
  const { fetch } = spied({ fetch: undefined }).provider("openai")
  const before = globalThis.fetch
  globalThis.fetch = async () => new Response("intercepted")
  try {
    expect(await (await fetch(url)).text()).toBe("intercepted")
  } finally {
    globalThis.fetch = before
  }
})

test("hooks and logger are told without prompts and secrets", async () => {
  const told: unknown[] = []
  const hooks: GatewayHooks = {
    onRequest: (request) => told.push(request),
    onAttempt: (attempt) => told.push(attempt),
    onFinish: ({ gateway, error }) => told.push([gateway.status, gateway.modelRequested, error]),
  }
  const lines: string[] = []
  const note = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`)
  const logger: Logger = { debug: note, info: note, warn: note, error: note }
  const { provider } = spied({ hooks, logger, gateway: { id: "my-gateway", metadata: { user: "ann" } } })
  const body = { model: "gpt-5-mini", temperature: 0, messages: [{ role: "user", content: "the whole question" }] }
  const response = await provider("openai").fetch(
    `${url}?key=own-secret-2`,
    post(JSON.stringify(body), { authorization: "Bearer own-secret-1", "x-title": "shop" }),
  )
  expect(told).toHaveLength(2)
  await response.text()

  expect(told).toEqual([
    {
      url,
      method: "POST",
      headers: {
        authorization: "[redacted]",
        "cf-aig-authorization": "Bearer [redacted]",
        "cf-aig-metadata": "[redacted]",
        "user-agent": "cf-ai-gateway/0.1.0",
        "x-title": "shop",
      },
      body: { model: "gpt-5-mini", temperature: 0, messages: [{ role: "user" }] },
    },
    { status: 200, waitMs: 0 },
    [200, "gpt-5-mini", undefined],
  ])
  const all = JSON.stringify([told, lines])
  for (const secret of ["own-secret", "test-token-1", "the whole question", "ann"]) expect(all).not.toContain(secret)
})

test("what is refused here is told once too", async () => {
  const ends: unknown[] = []
  const { provider } = spied({ hooks: { onFinish: ({ error }) => ends.push(error) } })
  const error = await rejection(provider("openai").fetch("https://api.openai.com/v1/models"))
  expect(ends).toEqual([error])
})

test("a Request whose body breaks off rejects with its own error and is told to nobody", async () => {
  const ends: unknown[] = []
  const { provider, sent } = spied({ hooks: { onFinish: ({ error }) => ends.push(error) } })
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("disk is gone")) })
  const request = new Request(url, { ...post(body), duplex: "half" } as RequestInit)
  await expect(provider("openai").fetch(request)).rejects.toThrow()
  expect([ends, sent]).toEqual([[], []])
})

test.for([
  ["x-any", "Bearer\ttest-token-1"],
  ["x-any", "Bearer test-token-1, Bearer other"],
  ["cookie", "a=b; session=test-token-1"],
  ["authorization", `Basic ${btoa(":test-token-1")}`],
  ["authorization", "Bearer test-api-token-1"],
  ["authorization", `BASIC ${btoa("test-api-token-1:")}`],
] as const)("neither Cloudflare token reaches a provider: %s: %s", async ([name, value]) => {
  const { provider, sent } = spied({ apiToken: "test-api-token-1" })
  await expect(provider("openai").fetch(url, post("{}", { [name]: value }))).rejects.toMatchObject({
    code: "invalid_request",
    issues: [{ path: [name] }],
  })
  await expect(provider("openai").fetch(`${url}?${new URLSearchParams({ q: value })}`)).rejects.toMatchObject({
    issues: [{ path: ["q"] }],
  })
  expect(sent).toEqual([])
})

test("a header that looks like Basic and is none goes through", async () => {
  const { provider, sent } = spied()
  await provider("openai").fetch(url, post("{}", { "x-plan": "Basic plan1" }))
  expect(sent[0]!.headers["x-plan"]).toBe("Basic plan1")
})

test.for(["cf-access-jwt-assertion", "x-password", "x-amz-credential", "x-signature", "set-cookie2"])(
  "hooks are not shown what a header %s holds",
  async (name) => {
    const described: unknown[] = []
    const onRequest = (...told: unknown[]) => void described.push(...told)
    const { provider } = spied({ hooks: { onRequest } })
    await provider("openai").fetch(url, post("{}", { [name]: "marked-value" }))
    expect(described).toMatchObject([{ headers: { [name]: "[redacted]" } }])
    expect(JSON.stringify(described)).not.toContain("marked-value")
  },
)

test("a body of any depth goes through, and its words stay out of messages", async () => {
  const depth = 20_000
  const body = `${"[".repeat(depth)}"my diary of May"${"]".repeat(depth)}`
  const refusal = () => Response.json({ error: { message: "Bad: my diary of May" } }, { status: 400 })
  const { provider, sent } = spied({}, refusal)
  const response = await provider("openai").fetch(url, post(body))
  expect((await readGatewayError(response))!.message).toBe("Bad: [redacted] (HTTP 400)")
  expect(sent[0]!.body).toBe(body)
})
