import { expect, test } from "vitest"
import { createLocalGateway } from "../../src/testing/index.ts"
import { providers } from "../../src/gateway/providers.ts"
import type { ProviderTarget } from "../../src/provider/provider-target.ts"
import { identity } from "../support/server.ts"
import { clientOf, root, spied } from "./client-of.ts"

const userAgent = "cf-ai-gateway/0.1.0"
const gatewayToken = { "cf-aig-authorization": "Bearer test-token-1", "user-agent": userAgent }

// Name, the base for OpenAI clients, and the headers that carry a key and what else is demanded.
const rows: [ProviderTarget, string, Record<string, string>][] = [
  ["openai", "/openai", { authorization: "Bearer key-1" }],
  ["anthropic", "/anthropic", { "x-api-key": "key-1", "anthropic-version": "2023-06-01" }],
  ["google-ai-studio", "/google-ai-studio", { "x-goog-api-key": "key-1" }],
  ["google", "/google-ai-studio", { "x-goog-api-key": "key-1" }],
  ["gemini", "/google-ai-studio", { "x-goog-api-key": "key-1" }],
  ["google-vertex-ai", "/google-vertex-ai", { authorization: "Bearer key-1" }],
  ["google-vertex", "/google-vertex-ai", { authorization: "Bearer key-1" }],
  ["vertex", "/google-vertex-ai", { authorization: "Bearer key-1" }],
  ["grok", "/grok/v1", { authorization: "Bearer key-1" }],
  ["xai", "/grok/v1", { authorization: "Bearer key-1" }],
  ["groq", "/groq", { authorization: "Bearer key-1" }],
  ["mistral", "/mistral/v1", { authorization: "Bearer key-1" }],
  ["cohere", "/cohere", { authorization: "Token key-1" }],
  ["perplexity", "/perplexity-ai", { authorization: "Bearer key-1" }],
  ["perplexity-ai", "/perplexity-ai", { authorization: "Bearer key-1" }],
  ["deepseek", "/deepseek", { authorization: "Bearer key-1" }],
  ["cerebras", "/cerebras", { authorization: "Bearer key-1" }],
  ["baseten", "/baseten/v1", { authorization: "Bearer key-1" }],
  ["parallel", "/parallel", { "x-api-key": "key-1" }],
  ["azure-openai", "/azure-openai", { "api-key": "key-1" }],
  ["azure", "/azure-openai", { "api-key": "key-1" }],
  ["aws-bedrock", "/aws-bedrock", { authorization: "Bearer key-1" }],
  ["bedrock", "/aws-bedrock", { authorization: "Bearer key-1" }],
  ["workers-ai", "/workers-ai/v1", { authorization: "Bearer key-1" }],
  ["openrouter", "/openrouter/v1", { authorization: "Bearer key-1" }],
  ["azure-anthropic", "/azure", { "x-api-key": "key-1", "anthropic-version": "2023-06-01" }],
  ["cartesia", "/cartesia", { "x-api-key": "key-1", "cartesia-version": "2024-06-10" }],
  ["deepgram", "/deepgram", { authorization: "Token key-1" }],
  ["elevenlabs", "/elevenlabs", { "xi-api-key": "key-1" }],
  ["fal", "/fal", { authorization: "Key key-1" }],
  ["fal-ai", "/fal", { authorization: "Key key-1" }],
  ["huggingface", "/huggingface", { authorization: "Bearer key-1" }],
  ["ideogram", "/ideogram", { "api-key": "key-1" }],
  ["replicate", "/replicate", { authorization: "Bearer key-1" }],
  ["fireworks", "/fireworks", { authorization: "Bearer key-1" }],
  ["fireworks-ai", "/fireworks", { authorization: "Bearer key-1" }],
  ["adobe-firefly", "/adobe-firefly", { authorization: "Bearer key-1" }],
  ["custom-acme", "/custom-acme", { authorization: "Bearer key-1" }],
  ["custom-Acme-2", "/custom-Acme-2", { authorization: "Bearer key-1" }],
]

test.for(rows)("the door %s leads to %s with a key in the provider's own header", async ([target, base, headers]) => {
  const { provider, sent } = spied({ providerKey: () => "key-1" })
  const door = provider(target)
  const response = await door.fetch(`${door.baseURL}/a/path?b=c`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"model":"m"}',
  })

  expect(door.baseURL).toBe(root + base)
  expect(sent).toEqual([
    {
      url: `${root}${base}/a/path?b=c`,
      method: "POST",
      headers: { ...gatewayToken, "content-type": "application/json", ...headers },
      body: '{"model":"m"}',
      init: expect.objectContaining({ redirect: "manual" }),
    },
  ])
  expect(await response.json()).toEqual({ ok: true })
})

test.for(rows)("without a key of the caller's the door %s sends none", async ([target, base, headers]) => {
  const { provider, sent } = spied()
  await provider(target).fetch(`${root}${base}/a`)

  const demanded = Object.fromEntries(Object.entries(headers).filter(([name]) => name.endsWith("-version")))
  expect(sent[0]!.headers).toEqual({ ...gatewayToken, ...demanded })
})

test("every provider of the table has its door", () => {
  const paths = new Set(rows.map(([, base]) => base.split("/")[1]))
  expect(providers.map(({ slug }) => slug).filter((slug) => !paths.has(slug))).toEqual([])
})

test("the door compat leads to the one path for all models, with no provider's key", async () => {
  const { provider, sent } = spied()
  const door = provider("compat")
  await door.fetch(new URL(`${door.baseURL}/chat/completions`), { method: "POST", body: "{}" })
  await door.fetch(`${door.baseURL}/models`)

  expect(door.baseURL).toBe(`${root}/compat`)
  expect(sent.map(({ method, url, headers }) => [method, url, headers])).toEqual([
    ["POST", `${root}/compat/chat/completions`, gatewayToken],
    ["GET", `${root}/compat/models`, gatewayToken],
  ])
})

test.for([
  ['{"model":"openai/gpt-5-mini"}', "Bearer key-of-openai"],
  ['{"model":"google/gemini-2.5-flash"}', "Bearer key-of-google"],
  ['{"model":"custom-acme/m"}', "Bearer key-of-acme"],
  ['{"model":"mistral/large"}', undefined],
  ['{"model":"dynamic/support"}', undefined],
  ['{"model":"gpt-5-mini"}', undefined],
  ['{"model":5}', undefined],
  ["no JSON", undefined],
] as const)("on compat %s goes with the key %s", async ([body, authorization]) => {
  const providerKey = { openai: "key-of-openai", google: async () => "key-of-google", "custom-acme": "key-of-acme" }
  const { provider, sent } = spied({ providerKey })
  await provider("compat").fetch(`${root}/compat/chat/completions`, { method: "POST", body })

  expect(sent[0]!.headers).toEqual({ ...gatewayToken, ...(authorization && { authorization }) })
  expect(sent[0]!.body).toBe(body)
})

test("a name that no provider has is refused at once, with the one that was probably meant", () => {
  const { provider } = spied()
  expect(() => provider("opnai" as never)).toThrow(
    new TypeError("client.provider: the name is no provider known here, did you mean openai?"),
  )
  expect(() => provider("custom-a/b" as never)).toThrow(TypeError)
  expect(() => provider(undefined as never)).toThrow(TypeError)
  expect(() => provider({} as never)).toThrow(TypeError)
})

test("each part of a door works by itself", async () => {
  const { provider, sent } = spied()
  const { fetch, headers, baseURL, apiKey } = provider("openai")
  await fetch(`${baseURL}/models`, { headers: await headers() })

  expect(apiKey).toBe("cf-ai-gateway-no-key")
  expect(sent).toHaveLength(1)
})

test("headers are what a client without fetch needs, and tokens are asked for anew", async () => {
  let asked = 0
  const { provider } = clientOf({
    ...identity,
    token: async () => `token-${++asked}`,
    gateway: { id: "my-gateway", metadata: { team: "a" }, byokAlias: "live" },
    headers: { "x-app": "1" },
    providerKey: { anthropic: "key-1" },
  })
  const { headers } = provider("anthropic")

  expect(await headers()).toEqual({
    "cf-aig-authorization": "Bearer token-1",
    "cf-aig-metadata": '{"team":"a"}',
    "cf-aig-byok-alias": "live",
    "anthropic-version": "2023-06-01",
    "x-api-key": "key-1",
    "x-app": "1",
  })
  expect((await headers())["cf-aig-authorization"]).toBe("Bearer token-2")
})

test("headers of a compat door hold no provider's key, and a user agent only where the client names one", async () => {
  const { provider } = clientOf({ ...identity, providerKey: () => "key-1", headers: { "user-agent": "my-app/1" } })
  expect(await provider("compat").headers()).toEqual({
    "cf-aig-authorization": "Bearer test-token-1",
    "user-agent": "my-app/1",
  })
})

test("a door spread into options for another client brings no headers of its own", () => {
  expect({ ...spied().provider("openai").headers }).toEqual({})
})

test("on a rest client doors lead to the gateway's host with the gateway's token", async () => {
  const { provider, sent } = spied({ surface: "rest", token: "gateway-token", apiToken: "api-token" })
  await provider("openai").fetch(`${root}/openai/models`)

  expect(sent[0]!.url).toBe(`${root}/openai/models`)
  expect(sent[0]!.headers).toEqual({ "cf-aig-authorization": "Bearer gateway-token", "user-agent": userAgent })
})

test("behind Cloudflare Access the door brings the service token and no other", async () => {
  const { provider, sent } = spied({
    token: null,
    baseURL: "https://ai.example.com",
    accessToken: { clientId: "id.access", clientSecret: "secret-1" },
  })
  const door = provider("openai")
  await door.fetch(`${door.baseURL}/models`)

  expect(sent[0]!.url).toBe("https://ai.example.com/openai/models")
  expect(sent[0]!.headers).toEqual({
    "user-agent": userAgent,
    "cf-access-client-id": "id.access",
    "cf-access-client-secret": "secret-1",
  })
})

test("a door of a client that is not set up yet can be made, and says at the first request what is missing", async () => {
  const door = clientOf({ accountId: identity.accountId, fetch: async () => Response.json({}) }).provider("openai")
  await expect(door.fetch(`${door.baseURL}/models`)).rejects.toMatchObject({ code: "not_configured" })
  await expect(door.headers()).rejects.toMatchObject({ code: "not_configured" })
})

test("the local gateway takes the whole of a door for the service", async () => {
  const local = createLocalGateway()
  const { provider } = clientOf(local.options)
  const door = provider("openai")
  const response = await door.fetch(`${door.baseURL}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${door.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "gpt-5-mini", messages: [{ role: "user", content: "Hello" }] }),
  })

  expect(response.status).toBe(200)
  expect(local.requests[0]!.credential).toEqual({ source: "stored", alias: "default" })
})

test("a name without end is refused in no time, and a long one of the caller's own is kept", () => {
  const { provider } = spied()
  const began = performance.now()
  expect(() => provider("o".repeat(1_000_000) as never)).toThrow(TypeError)
  expect(performance.now() - began).toBeLessThan(1000)
  const own = `custom-${"a".repeat(100)}` as const
  expect(provider(own).baseURL).toBe(`${root}/${own}`)
})
