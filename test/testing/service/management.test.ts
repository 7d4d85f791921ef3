import { afterEach, expect, test, vi } from "vitest"
import { createLocalGateway, type LocalGateway } from "../../../src/testing/index.ts"
import { ask, gatewayWays, manage, refusal, wayIn } from "./ways-in.ts"

const compat = wayIn("compat")
const rest = wayIn("REST chat")

// Reference A10: required on create and on every PUT.
const gateway = {
  cache_invalidate_on_update: false,
  cache_ttl: 0,
  collect_logs: true,
  rate_limiting_interval: 0,
  rate_limiting_limit: 0,
}

const put = (local: LocalGateway, more: object, id = "local") =>
  manage(local, "PUT", `gateways/${id}`, { ...gateway, ...more })

afterEach(() => {
  vi.unstubAllGlobals()
})

test("a lifetime that is set switches caching on", async () => {
  const local = createLocalGateway({ clock: "manual" })
  await put(local, { cache_ttl: 120 })
  const status = async () => (await ask(local, compat)).headers.get("cf-aig-cache-status")

  expect([await status(), await status()]).toEqual(["MISS", "HIT"])
  local.clock.advance(120_000)
  expect(await status()).toBe("MISS")
  await put(local, { cache_ttl: 0 })
  expect(await status()).toBe(null)
})

test.each([
  [false, "HIT"],
  [true, "MISS"],
])("cache_invalidate_on_update: %s", async (cache_invalidate_on_update, expected) => {
  const local = createLocalGateway({ cacheTtl: 60 })
  await ask(local, compat)
  await put(local, { cache_ttl: 60, cache_invalidate_on_update })

  expect((await ask(local, compat)).headers.get("cf-aig-cache-status")).toBe(expected)
})

test("a rate limit that is set holds", async () => {
  const local = createLocalGateway()
  await put(local, { rate_limiting_limit: 1, rate_limiting_interval: 60, rate_limiting_technique: "sliding" })
  await ask(local, compat)

  expect(await refusal(await ask(local, compat))).toEqual([429, 2003])
  expect(await refusal(await ask(local, rest))).toEqual([429, 2003])
  await put(local, {})
  expect((await ask(local, compat)).status).toBe(200)
})

test.each<[string, object, string, number, number]>([
  ["guardrails", { guardrails: { prompt: { S1: "BLOCK" }, response: {} } }, "About [S1]", 424, 2016],
  ["guardrails on answers", { guardrails: { prompt: {}, response: { S1: "BLOCK" } } }, "About [S1]", 424, 2017],
  [
    "data loss prevention",
    {
      dlp: {
        enabled: true,
        policies: [{ id: "mail", enabled: true, action: "BLOCK", check: ["REQUEST"], profiles: ["email"] }],
      },
    },
    "Write to someone@example.com",
    400,
    2029,
  ],
  [
    "data loss prevention in its older form",
    { dlp: { enabled: true, action: "BLOCK", profiles: ["email"] } },
    "Write to someone@example.com",
    400,
    2029,
  ],
  [
    "a spend limit",
    { spend_limits: { enabled: true, rules: [{ limit: 0, limitType: "cost", window: 60 }] } },
    "Hello",
    429,
    2045,
  ],
])("%s that is set holds, and is off again after a PUT without it", async (_, settings, text, status, code) => {
  const local = createLocalGateway()
  const answer = await put(local, settings)

  expect(answer.status).toBe(200)
  expect(await refusal(await ask(local, compat, { text }))).toEqual([status, code])
  await put(local, {})
  expect((await ask(local, compat, { text })).status).toBe(200)
})

test("rules for answers that are set empty hold no stream back", async () => {
  const local = createLocalGateway()
  await put(local, { guardrails: { prompt: { S1: "BLOCK" }, response: {} } })

  expect((await ask(local, compat, { stream: true })).headers.get("content-type")).toBe("text/event-stream")
})

test("authentication can be switched off and on", async () => {
  const local = createLocalGateway()
  await put(local, { authentication: false })
  expect((await ask(local, compat, { token: "wrong" })).status).toBe(200)

  await put(local, { authentication: true })
  expect(await refusal(await ask(local, compat, { token: "wrong" }))).toEqual([401, 2009])
})

test("logs and retries follow what is set", async () => {
  const local = createLocalGateway()
  await put(local, { collect_logs: false, retry_max_attempts: 2, retry_delay: 0 })
  local.reply(new Response("{}", { status: 500 }), "Sure")

  expect((await ask(local, compat)).status).toBe(200)
  expect((await manage(local, "GET", "gateways/local/logs")).body.result).toEqual([])
})

test("byok_only refuses what Cloudflare would pay for", async () => {
  const local = createLocalGateway({
    accounts: { "0123456789abcdef0123456789abcdef": { credits: 1, gateways: { local: { byok: {} } } } },
  })
  expect((await ask(local, compat)).status).toBe(200)
  await put(local, { byok_only: true })

  expect(await refusal(await ask(local, compat))).toEqual([400, undefined])
})

test("a gateway is created, called and deleted", async () => {
  const local = createLocalGateway()
  const key = { headers: { authorization: "Bearer mine" }, gateway: "fresh" }
  expect(await refusal(await ask(local, compat, key))).toEqual([400, 2001])
  const created = await manage(local, "POST", "gateways", { ...gateway, id: "fresh", cache_ttl: 60 })
  expect([created.status, created.body.result.id]).toEqual([200, "fresh"])

  expect((await ask(local, compat, key)).headers.get("cf-aig-cache-status")).toBe("MISS")
  // It holds no keys, and the account no credits.
  expect(await refusal(await ask(local, compat, { gateway: "fresh" }))).toEqual([402, 2021])
  await manage(local, "DELETE", "gateways/fresh")
  expect(await refusal(await ask(local, compat, key))).toEqual([400, 2001])
})

test.each(gatewayWays.slice(0, 2).concat(rest))("$name: a default gateway that was deleted comes back", async (way) => {
  const local = createLocalGateway()
  await ask(local, way, { gateway: "default" })
  await put(local, { cache_ttl: 60 }, "default")
  await manage(local, "DELETE", "gateways/default")
  const gone = await manage(local, "GET", "gateways/default")
  const response = await ask(local, way, { gateway: "default" })

  expect(gone.status).toBe(404)
  expect([response.status, response.headers.get("cf-aig-cache-status")]).toEqual([200, null])
  expect((await manage(local, "GET", "gateways/default")).body.result).toMatchObject({ cache_ttl: 0, is_default: true })
})

test("a provider config makes a stored key", async () => {
  const local = createLocalGateway({
    gateways: { local: { byok: {} } },
    providerKeys: { openai: ["sk-good"], anthropic: ["sk-ant"] },
  })
  expect(await refusal(await ask(local, compat))).toEqual([402, 2021])
  const config = { alias: "default", default_config: true, provider_slug: "openai", secret: "sk-good" }
  const created = await manage(local, "POST", "gateways/local/provider_configs", config)

  expect(JSON.stringify(created.body)).not.toContain("sk-good")
  expect((await ask(local, compat)).status).toBe(200)
  expect((await ask(local, rest)).status).toBe(200)
  expect(local.requests.at(-1)?.credential).toEqual({ source: "stored", alias: "default" })
})

test("a stored key under another alias is asked for on native paths", async () => {
  const local = createLocalGateway({ gateways: { local: { byok: {} } } })
  const config = { alias: "production", default_config: false, provider_slug: "openai", secret: "sk-good" }
  await manage(local, "POST", "gateways/local/provider_configs", config)
  const headers = { "cf-aig-byok-alias": "production" }

  expect((await ask(local, wayIn("openai chat"), { headers })).status).toBe(200)
  expect(await refusal(await ask(local, compat, { headers }))).toEqual([402, 2021])
  const other = { headers: { "cf-aig-byok-alias": "staging" } }
  const unknown = await ask(local, wayIn("openai chat"), other)
  expect(await refusal(unknown.clone())).toEqual([400, 2040])
  expect((await unknown.json()).message).toBe(
    "Provider openai has no BYOK credential named 'staging'. Configured aliases: production",
  )
})

const elements = (model: string) => [
  { id: "start", type: "start", outputs: { next: { elementId: "ask" } } },
  {
    id: "ask",
    type: "model",
    properties: { provider: "openai", model, timeout: 1000, retries: 0 },
    outputs: { success: { elementId: "end" }, fallback: { elementId: "end" } },
  },
  { id: "end", type: "end", outputs: {} },
]

test("a route is created over the API, called, changed once it is deployed, renamed and deleted", async () => {
  const local = createLocalGateway()
  const created = await manage(local, "POST", "gateways/local/routes", { name: "mine", elements: elements("one") })
  const { id } = created.body.result
  const served = async (name = "mine") => {
    const body = { model: `dynamic/${name}`, messages: [{ role: "user", content: "Hello" }] }
    const response = await ask(local, compat, { body })
    return response.status === 200 ? response.headers.get("cf-aig-model") : refusal(response)
  }

  expect(await served()).toBe("one")
  const version = await manage(local, "POST", `gateways/local/routes/${id}/versions`, { elements: elements("two") })
  expect(await served()).toBe("one")
  const { version_id } = version.body.result
  await manage(local, "POST", `gateways/local/routes/${id}/deployments`, { version_id })
  expect(await served()).toBe("two")
  await manage(local, "PATCH", `gateways/local/routes/${id}`, { name: "yours" })
  expect(await served("yours")).toBe("two")
  await manage(local, "POST", "gateways/local/routes", { name: "another", elements: elements("one") })
  expect(await served()).toEqual([400, 2008])
  await manage(local, "DELETE", `gateways/local/routes/${id}`)
  expect(await served("yours")).toEqual([400, 2008])
})

test("a custom provider is created over the API and called, natively and by its model, once it is enabled", async () => {
  const seen: [string, RequestInit | undefined][] = []
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
    seen.push([url, init])
    return Response.json({ choices: [{ index: 0, message: { role: "assistant", content: "From mine" } }] })
  })
  const local = createLocalGateway()
  // Where any is set up, the others are unknown.
  const created = await manage(local, "POST", "custom-providers", {
    name: "Mine",
    slug: "mine",
    base_url: "https://llm.example.com/v1/",
  })
  const { id } = created.body.result
  const native = { ...compat, path: "custom-mine/chat/completions?v=2" }
  const key = { authorization: "Bearer mine" }
  const body = { model: "custom-mine/big", messages: [{ role: "user", content: "Hello" }] }

  expect(created.body.result.enable).toBe(false)
  expect(await refusal(await ask(local, compat, { body }))).toEqual([400, 2008])
  expect(await refusal(await ask(local, native))).toEqual([400, 2008])
  await manage(local, "PATCH", `custom-providers/${id}`, { enable: true })
  expect(compat.said(await (await ask(local, compat, { body, headers: key })).json())).toBe("From mine")
  expect(compat.said(await (await ask(local, native, { headers: key })).json())).toBe("From mine")
  expect(seen.map(([url]) => url)).toEqual([
    "https://llm.example.com/v1/chat/completions",
    "https://llm.example.com/v1/chat/completions?v=2",
  ])
  expect(JSON.parse(String(seen[0]![1]?.body)).model).toBe("big")
  expect(new Headers(seen[0]![1]?.headers).get("authorization")).toBe("Bearer mine")
  expect([...new Headers(seen[0]![1]?.headers).keys()].filter((name) => name.startsWith("cf-"))).toEqual([])
})

test("what the management API changed stays over a reset", async () => {
  const local = createLocalGateway()
  await put(local, { cache_ttl: 60 })
  await ask(local, compat)
  local.reset()
  const status = async () => (await ask(local, compat)).headers.get("cf-aig-cache-status")

  expect([await status(), await status()]).toEqual(["MISS", "HIT"])
})

test("a gateway's URL is that of its host", async () => {
  const local = createLocalGateway()

  expect((await manage(local, "GET", "gateways/local/url/openai")).body.result).toBe(
    "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/local/openai",
  )
})
