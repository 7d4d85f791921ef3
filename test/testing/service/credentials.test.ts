// Reference E, the order of credentials; B, cf-aig-byok-alias and cf-aig-no-wholesale; D2, their refusals; G, Unified Billing.
import { expect, test } from "vitest"
import type { LocalGatewaySettings } from "../../../src/testing/index.ts"
import { anthropic, compat, messages, openai, requests, start, universal, workersAI } from "./start.ts"
import { refusal } from "./ways-in.ts"

const accountId = "0123456789abcdef0123456789abcdef"

/** A gateway with these settings on an account with this money. */
function pay(credits: number, settings: LocalGatewaySettings) {
  return start({ accounts: { [accountId]: { credits } }, gateways: { paying: settings } })
}

const own = { authorization: "Bearer sk-own" }
const stored = { openai: { default: "sk-stored", production: "sk-production" } }

test.each([
  ["compat", compat],
  ["the provider's path", openai],
  ["a step", universal],
])("on %s the request's key goes before a stored one, and that before credits", async (_, { path, body }) => {
  const all = pay(5, { byok: stored })
  const credits = pay(5, { byok: {} })
  await all.post(path, { body, headers: own })
  await all.post(path, { body })
  await credits.post(path, { body })

  expect(all.local.requests.map(({ credential }) => credential)).toEqual([
    { source: "request" },
    { source: "stored", alias: "default" },
  ])
  expect(credits.local.requests[0]?.credential).toEqual({ source: "unified" })
})

test("a request's key is asked alone: when the provider refuses it, no stored key helps", async () => {
  const { post } = start({
    gateways: { paying: { byok: stored } },
    providerKeys: { openai: ["sk-stored", "sk-production"] },
  })

  expect((await post(openai.path, { body: openai.body })).status).toBe(200)
  expect((await post(openai.path, { body: openai.body, headers: own })).status).toBe(401)
})

test.each([
  ["the provider's own path", openai, "production"],
  ["compat", compat, "default"],
  ["a step", universal, "default"],
])("an alias counts on native paths alone: %s", async (_, { path, body }, alias) => {
  const { local, post } = pay(0, { byok: stored })
  await post(path, { body, headers: { "cf-aig-byok-alias": "production" } })

  expect(local.requests[0]?.credential).toEqual({ source: "stored", alias })
})

test("which stored key goes to the provider shows in what it takes", async () => {
  const { post } = start({ gateways: { paying: { byok: stored } }, providerKeys: { openai: ["sk-production"] } })
  const ask = async (headers: Record<string, string>) =>
    (await post(openai.path, { body: openai.body, headers })).status

  expect(await ask({})).toBe(401)
  expect(await ask({ "cf-aig-byok-alias": "production" })).toBe(200)
})

test("an unknown alias is 400 with 2040 and the names there are, even with credits", async () => {
  const { post } = pay(5, { byok: stored })
  const response = await post(openai.path, { body: openai.body, headers: { "cf-aig-byok-alias": "staging" } })
  const message = "Provider openai has no BYOK credential named 'staging'. Configured aliases: default, production"

  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({
    success: false,
    result: [],
    messages: [],
    error: [{ code: 2040, message }],
    name: "AiGatewayError",
    httpCode: 400,
    internalCode: 2040,
    message,
    description: message,
  })
})

test("with nothing set up, every provider has the key `default` and no other", async () => {
  const { post } = start()
  const ask = (alias: string) => post(openai.path, { body: openai.body, headers: { "cf-aig-byok-alias": alias } })

  expect((await ask("default")).status).toBe(200)
  expect(await refusal(await ask("other"))).toEqual([400, 2040])
})

test.each(["xai", "grok"])("keys stored for %s are for xAI's path, grok", async (name) => {
  const { post } = start({
    gateways: { paying: { byok: { [name]: { default: "k" } } } },
    providerKeys: { grok: ["k"] },
  })

  expect((await post("grok/v1/chat/completions", { body: { model: "grok-4", messages } })).status).toBe(200)
})

test.each<[string, number, LocalGatewaySettings, Record<string, string>, readonly [number, unknown]]>([
  ["nothing stored and no credits", 0, { byok: {} }, {}, [402, 2021]],
  ["credits below none", -1, { byok: {} }, {}, [402, 2021]],
  ["cf-aig-no-wholesale", 5, { byok: {} }, { "cf-aig-no-wholesale": "true" }, [400, undefined]],
  ["byok_only", 5, { byok: {}, byokOnly: true }, {}, [400, undefined]],
  [
    "byok_only, which the header cannot relax",
    5,
    { byok: {}, byokOnly: true },
    { "cf-aig-no-wholesale": "false" },
    [400, undefined],
  ],
  ["Unified Billing off", 5, { byok: {}, unifiedBilling: false }, {}, [400, undefined]],
])("without a credential all ways of the gateway's host refuse: %s", async (_, credits, settings, headers, told) => {
  const { local, post } = pay(credits, settings)
  const ways = [requests.compat, requests.openai, requests.anthropic, requests.google, requests.universal]
  const refusals = await Promise.all(ways.map(async ({ path, body }) => refusal(await post(path, { body, headers }))))

  expect(refusals).toEqual(ways.map(() => told))
  expect(local.requests).toHaveLength(5)
  expect(local.requests[0]?.credential).toBeUndefined()
})

test.each<[string, LocalGatewaySettings, Record<string, string>, string]>([
  ["the gateway", { byok: {}, byokOnly: true }, {}, "This gateway is byok_only and has no key for this"],
  ["the request", { byok: {} }, { "cf-aig-no-wholesale": "true" }, "No provider credentials found for this request"],
])("own credentials only: %s says so, and own ones are taken", async (_, settings, headers, message) => {
  const { post } = pay(5, settings)
  const refused = await post(openai.path, { body: openai.body, headers })
  const taken = await post(openai.path, { body: openai.body, headers: { ...headers, ...own } })

  expect(await refused.json()).toEqual({
    success: false,
    result: [],
    messages: [],
    error: [{ message }],
    name: "AiGatewayError",
    httpCode: 400,
    message,
    description: message,
  })
  expect(taken.status).toBe(200)
})

test("no credits and a model that needs a key are told apart by their message", async () => {
  const { post } = pay(0, { byok: {} })
  const money = await (await post(openai.path, { body: openai.body })).json()
  const key = await (await post("mistral/v1/chat/completions", { body: { model: "m", messages } })).json()

  expect(money.message).toBe("Insufficient balance; add money to your account or use BYOK")
  expect(key.message).toBe("This model is not available via unified billing. Use BYOK")
})

test.each([
  ["openai/gpt-5-mini", 200],
  ["anthropic/claude-haiku-4-5", 200],
  ["google-ai-studio/gemini-2.5-flash", 200],
  ["google-vertex-ai/google/gemini-2.5-pro", 200],
  ["grok/grok-4", 200],
  ["groq/llama-3.3-70b-versatile", 200],
  ["mistral/mistral-large-latest", 402],
  ["perplexity/sonar", 402],
  ["deepseek/deepseek-chat", 402],
])("credits on the gateway's host: %s answers %i", async (model, status) => {
  const { post } = pay(5, { byok: {} })
  const response = await post(compat.path, { body: { model, messages } })

  expect(response.status).toBe(status)
})

test("credits are spent by what an answer costs, until there are none", async () => {
  const { local, post } = start({
    accounts: { [accountId]: { credits: 0.000_009 } },
    gateways: { paying: { byok: {} } },
    prices: { "*": { in: 0.000_001, out: 0.000_001 } },
  })
  // Three words in, three out: 0.000006.
  const ask = async () => (await post(openai.path, { body: openai.body })).status

  expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 402])
  expect(local.requests).toHaveLength(3)
})

test("reset gives spent credits back", async () => {
  const { local, post } = pay(0.000_001, { byok: {} })
  const ask = async () => (await post(openai.path, { body: openai.body })).status

  expect([await ask(), await ask()]).toEqual([200, 402])
  local.reset()
  expect(await ask()).toBe(200)
})

test("own and stored keys spend no credits", async () => {
  const { post } = pay(0.000_001, { byok: { openai: { default: "sk" } } })
  for (let time = 0; time < 3; time++) await post(openai.path, { body: openai.body })
  await post(anthropic.path, { body: anthropic.body, headers: { "x-api-key": "sk" } })

  expect((await post(anthropic.path, { body: anthropic.body })).status).toBe(200)
  expect(await refusal(await post(anthropic.path, { body: anthropic.body }))).toEqual([402, 2021])
})

test("Workers AI is on the account's bill: it needs neither key nor credits", async () => {
  const { local, post } = pay(0, { byok: {} })

  expect((await post(workersAI.path, { body: workersAI.body })).status).toBe(200)
  expect(local.requests[0]?.credential).toEqual({ source: "unified" })
})

test.each([
  ["anthropic/v1/messages", { "x-api-key": "k" }],
  ["google-ai-studio/v1/models/m:generateContent", { "x-goog-api-key": "k" }],
  ["google-ai-studio/v1/models/m:generateContent?key=k", {}],
  ["openai/chat/completions", { authorization: "Bearer k" }],
  ["cohere/v1/chat", { authorization: "Token k" }],
  ["fal/fal-ai/fast-sdxl", { authorization: "Key k" }],
  ["azure-openai/resource/deployment/chat/completions?api-version=2024-10-21", { "api-key": "k" }],
  ["azure/resource/anthropic/v1/messages", { "x-api-key": "k" }],
  ["parallel/v1/tasks/runs", { "x-api-key": "k" }],
  ["cartesia/tts/bytes", { "x-api-key": "k" }],
  ["elevenlabs/v1/text-to-speech/voice", { "xi-api-key": "k" }],
  ["ideogram/v1/ideogram-v3/generate", { "api-key": "k" }],
])("%s takes its key where the provider does", async (path, headers) => {
  const provider = path.replace(/\/.*/, "")
  const { local, post } = start({ providerKeys: { [provider]: ["k"] } })
  local.reply(new Response("{}"))
  const body = { contents: [{ parts: [{ text: "Hi" }] }], messages: [{ role: "user", content: "Hi" }], max_tokens: 9 }
  const response = await post(path, { body: path.includes("cohere") ? {} : { model: "m", ...body }, headers })

  expect(response.status).toBe(200)
  expect(local.requests[0]?.credential).toEqual({ source: "request" })
})

test("a step's endpoint may carry Google's key in its query", async () => {
  const { local, post } = start({ providerKeys: { "google-ai-studio": ["k"] } })
  const endpoint = "v1/models/gemini-2.5-flash:generateContent?key=k"
  const query = requests.google.body
  const response = await post("", { body: [{ provider: "google-ai-studio", endpoint, headers: {}, query }] })

  expect(response.status).toBe(200)
  expect(local.requests[0]?.credential).toEqual({ source: "request" })
})

test("a custom provider takes a stored key under its name", async () => {
  const { local, post } = start({
    gateways: { paying: { byok: { "custom-mine": { default: "k" } }, customProviders: { mine: "Hello" } } },
    providerKeys: { "custom-mine": ["k"] },
  })

  expect((await post(compat.path, { body: { model: "custom-mine/one", messages } })).status).toBe(200)
  expect(local.requests[0]?.credential).toEqual({ source: "stored", alias: "default" })
})

test.each([
  ["google", "google-ai-studio"],
  ["google-ai-studio", "google-ai-studio"],
])("the keys under %s are those of %s", async (name, provider) => {
  const { post } = start({ providerKeys: { [name]: ["right"], openai: undefined } })
  const ask = (key: string) =>
    post(compat.path, {
      body: { model: `${provider}/gemini-2.5-flash`, messages },
      headers: { authorization: `Bearer ${key}` },
    })

  expect([(await ask("right")).status, (await ask("wrong")).status]).toEqual([200, 401])
})
