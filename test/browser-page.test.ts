import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { createGatewayClient, type GatewayClientOptions } from "../src/index.ts"
import { completion, hello, identity } from "./support/server.ts"

beforeEach(() => {
  vi.stubGlobal("window", globalThis)
  vi.stubGlobal("document", {})
  vi.stubGlobal("location", { origin: "https://app.example.com", href: "https://app.example.com/chat?id=1" })
  vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0" })
})
afterEach(() => vi.unstubAllGlobals())

const { token } = identity

async function send(options: GatewayClientOptions): Promise<{ url: string; headers: Headers }> {
  const fetch = vi.fn(async (_url: string, _init: RequestInit) => Response.json(completion("Hi")))
  await createGatewayClient({ ...options, fetch }).chat.completions.create(hello)
  const [url, init] = fetch.mock.calls[0]!
  return { url, headers: new Headers(init.headers) }
}

test.for([
  ["a token", identity],
  ["a token function", { ...identity, token: () => token }],
  ["a provider key", { ...identity, token: null, providerKey: { openai: token } }],
  ["a key function", { ...identity, token: null, providerKey: () => token }],
  ["a token for another origin", { ...identity, baseURL: "https://relay.example.com" }],
  ["a token for another port", { ...identity, baseURL: "https://app.example.com:8443/ai" }],
] as const)("a client with %s is a TypeError in a page, and says how else", ([, options]) => {
  const make = () => createGatewayClient(options)

  expect(make).toThrow(TypeError)
  expect(make).toThrow("dangerouslyAllowBrowser")
  expect(make).toThrow(/token|providerKey/)
  expect(make).not.toThrow(token)
})

test("whoever means it may", async () => {
  const { headers } = await send({ ...identity, dangerouslyAllowBrowser: true })

  expect(headers.get("cf-aig-authorization")).toBe("Bearer test-token-1")
})

describe("a base URL on the page's own origin", () => {
  test.for([
    ["/ai", "https://app.example.com/ai/compat/chat/completions"],
    ["relay", "https://app.example.com/relay/compat/chat/completions"],
    ["https://app.example.com", "https://app.example.com/compat/chat/completions"],
  ] as const)("%s may be sent credentials", async ([baseURL, url]) => {
    const sent = await send({ ...identity, baseURL })

    expect(sent.url).toBe(url)
    expect(sent.headers.get("cf-aig-authorization")).toBe("Bearer test-token-1")
  })
})

test("without credentials any base URL will do", async () => {
  const { url, headers } = await send({ baseURL: "https://relay.example.com/ai" })

  expect(url).toBe("https://relay.example.com/ai/compat/chat/completions")
  expect(Object.fromEntries(headers)).toEqual({ accept: "application/json", "content-type": "application/json" })
})

test("a page sends no user agent of ours", async () => {
  const { headers } = await send({ ...identity, dangerouslyAllowBrowser: true })

  expect(headers.has("user-agent")).toBe(false)
})

test("a worker, which has a location and no document, is no page", async () => {
  vi.stubGlobal("document", undefined)

  expect((await send(identity)).headers.get("cf-aig-authorization")).toBe("Bearer test-token-1")
})

test("a changed copy is checked as well", () => {
  const client = createGatewayClient({ baseURL: "/ai" })

  expect(() => client.withOptions({ baseURL: "https://relay.example.com", token })).toThrow(TypeError)
})
