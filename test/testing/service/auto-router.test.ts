// Reference A7, B (cf-aig-allowed-*), C (cf-aig-routed-*), G (fallback).
import { expect, test } from "vitest"
import { compat, messages, start } from "./start.ts"
import { refusal } from "./ways-in.ts"

const body = { model: "cloudflare/auto", messages }
const routed = ({ headers }: Response) => [
  headers.get("cf-aig-routed-model"),
  headers.get("cf-aig-routing-reason"),
  headers.get("cf-aig-routing-decision-id"),
]

test("the Auto Router takes a model of its pool and tells which, and why", async () => {
  const { local, post } = start()
  const response = await post(compat.path, { body })

  expect(routed(response)).toEqual([
    "openai/gpt-5-mini",
    "cost_optimal_within_pool",
    "0199b3f0-0000-7000-8000-000000000001",
  ])
  expect(await response.json()).toMatchObject({ model: "openai/gpt-5-mini" })
  expect(local.requests).toHaveLength(1)
  expect(local.requests[0]).toMatchObject({ provider: "openai", model: "gpt-5-mini", surface: "compat" })
})

test("the Auto Router streams, and may be a step", async () => {
  const { post } = start()
  const stream = await post(compat.path, { body: { ...body, stream: true } })
  const step = { provider: "compat", endpoint: "chat/completions", headers: {}, query: body }
  const stepped = await post("", { body: [step] })

  expect(await stream.text()).toContain("data: [DONE]")
  expect(routed(stepped)[0]).toBe("openai/gpt-5-mini")
})

test.each<[string, Record<string, string>, string]>([
  ["a pattern", { "cf-aig-allowed-models": "anthropic/*" }, "anthropic/claude-haiku-4-5"],
  ["several, with blanks", { "cf-aig-allowed-models": "mistral/*, anthropic/claude-*" }, "anthropic/claude-haiku-4-5"],
  ["a model beside the pool", { "cf-aig-allowed-models": "openai/gpt-4.1" }, "openai/gpt-4.1"],
  ["the other spelling", { "cf-aig-allowed-models": "google/gemini-2.5-flash" }, "google-ai-studio/gemini-2.5-flash"],
  ["xAI's", { "cf-aig-allowed-models": "xai/grok-4" }, "grok/grok-4"],
  ["providers", { "cf-aig-allowed-providers": "anthropic" }, "anthropic/claude-haiku-4-5"],
  [
    "providers in the other spelling",
    { "cf-aig-allowed-providers": "xai, google" },
    "google-ai-studio/gemini-2.5-flash",
  ],
  [
    "a star for each part",
    { "cf-aig-allowed-models": "workers-ai/*/*/*" },
    "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast",
  ],
  ["any provider", { "cf-aig-allowed-models": "*/gemini-*" }, "google-ai-studio/gemini-2.5-flash"],
  ["a star that stands for nothing", { "cf-aig-allowed-models": "openai/*gpt-5*-mini*" }, "openai/gpt-5-mini"],
  ["more stars than one", { "cf-aig-allowed-models": "anthropic/c*-*-4-*5" }, "anthropic/claude-haiku-4-5"],
  [
    "both lists",
    { "cf-aig-allowed-models": "openai/*,anthropic/*", "cf-aig-allowed-providers": "anthropic,grok" },
    "anthropic/claude-haiku-4-5",
  ],
])("what is allowed takes the pool's place: %s", async (_, headers, model) => {
  const { post } = start()
  const response = await post(compat.path, { body, headers })

  expect([response.status, ...routed(response).slice(0, 2)]).toEqual([200, model, "forced_by_candidate_pool"])
})

test.each<[string, Record<string, string>]>([
  ["a star that would cross a slash", { "cf-aig-allowed-models": "workers-ai/*" }],
  ["an end that begins within the start", { "cf-aig-allowed-models": "openai/gpt-5-mi*mini" }],
  ["pieces in another order", { "cf-aig-allowed-models": "anthropic/*haiku*claude*" }],
  ["more stars than a regular expression bears", { "cf-aig-allowed-models": `anthropic/${"*".repeat(40)}x` }],
  ["a word of JavaScript's as provider", { "cf-aig-allowed-providers": "constructor" }],
  ["a word of JavaScript's in a model", { "cf-aig-allowed-models": "constructor/*" }],
  ["nothing in both lists", { "cf-aig-allowed-models": "openai/*", "cf-aig-allowed-providers": "anthropic" }],
  ["a model without a provider", { "cf-aig-allowed-models": "openai/*,gpt-5" }],
  ["a provider without a model", { "cf-aig-allowed-models": "openai/" }],
  ["an unknown provider's model", { "cf-aig-allowed-models": "openai/*,openia/gpt-5" }],
  ["an unknown provider", { "cf-aig-allowed-providers": "openai,openia" }],
  ["a route", { "cf-aig-allowed-models": "dynamic/support" }],
  ["itself", { "cf-aig-allowed-models": "cloudflare/auto" }],
  ["nothing", { "cf-aig-allowed-models": "" }],
])("lists that allow nothing, or name nothing, are 400: %s", async (_, headers) => {
  const { local, post } = start()

  expect(await refusal(await post(compat.path, { body, headers }))).toEqual([400, 2008])
  expect(local.requests).toEqual([])
})

test("the refusal names the entry", async () => {
  const { post } = start()
  const headers = { "cf-aig-allowed-models": "gpt-5" }
  const { message } = await (await post(compat.path, { body, headers })).json()

  expect(message).toBe('The allowed models and providers hold "gpt-5", which names none')
})

test("a model that fails gives way to the next one", async () => {
  const { local, post } = start({ models: { "openai/*": () => new Response("{}", { status: 503 }) } })
  const response = await post(compat.path, { body })

  expect(routed(response)).toEqual([
    "anthropic/claude-haiku-4-5",
    "fallback_candidate_unavailable",
    "0199b3f0-0000-7000-8000-000000000001",
  ])
  expect(local.requests.map(({ provider }) => provider)).toEqual(["openai", "anthropic"])
})

test("a model without a credential gives way to one that has", async () => {
  const { post } = start({ gateways: { one: { byok: { anthropic: { default: "sk" } } } } })

  expect(routed(await post(compat.path, { body }))[0]).toBe("anthropic/claude-haiku-4-5")
})

test("when all fail, the last failure comes", async () => {
  const { post } = start({ models: { "*": () => new Response('{"error":{}}', { status: 503 }) } })
  const headers = { "cf-aig-allowed-models": "openai/*,anthropic/*" }
  const response = await post(compat.path, { body, headers })

  expect([response.status, ...routed(response).slice(0, 2)]).toEqual([
    503,
    "anthropic/claude-haiku-4-5",
    "fallback_candidate_unavailable",
  ])
})
