// Reference A6 and G, dynamic routing JSON.
import { expect, test } from "vitest"
import type { LocalGatewayOptions, LocalGatewaySettings } from "../../../src/testing/index.ts"
import { compat, messages, start } from "./start.ts"
import { manage, refusal } from "./ways-in.ts"

type Elements = Extract<NonNullable<LocalGatewaySettings["routes"]>[string], readonly unknown[]>
type Element = Elements[number]

const to = (elementId: string) => ({ elementId })
const begin = (next: string): Element => ({ id: "start", type: "start", outputs: { next: to(next) } })
const end: Element = { id: "end", type: "end", outputs: {} }
const ask = (id: string, model: string, fallback = "end", more: object = {}): Element => ({
  id,
  type: "model",
  properties: { provider: model.slice(0, model.indexOf("/")), model: model.slice(model.indexOf("/") + 1), ...more },
  outputs: { success: to("end"), fallback: to(fallback) },
})

const cheap = "openai/gpt-5-mini"
const dear = "anthropic/claude-haiku-4-5"

/** A gateway with the route `support` of these elements, and a request for it. */
function route(elements: Elements, options: LocalGatewayOptions = {}) {
  const { local, post } = start({ gateways: { one: { routes: { support: elements } } }, ...options })
  return {
    local,
    post,
    call: (given: { headers?: Record<string, string>; body?: object; signal?: AbortSignal } = {}) =>
      post(compat.path, { ...given, body: { model: "dynamic/support", messages, ...given.body } }),
  }
}

const served = ({ headers }: Response) => [headers.get("cf-aig-provider"), headers.get("cf-aig-model")]

test("a route answers as its model does, and names it", async () => {
  const { local, call } = route([begin("a"), ask("a", cheap), end])
  const response = await call()

  expect([response.status, ...served(response)]).toEqual([200, "openai", "gpt-5-mini"])
  expect(response.headers.get("cf-aig-step")).toBe("0")
  expect(await response.json()).toMatchObject({
    model: "openai/gpt-5-mini",
    choices: [{ message: { content: "Say it again" } }],
  })
  expect(local.requests).toHaveLength(1)
  expect(local.requests[0]).toMatchObject({
    surface: "compat",
    provider: "openai",
    model: "gpt-5-mini",
    credential: { source: "stored", alias: "default" },
  })
})

test("a route streams", async () => {
  const { call } = route([begin("a"), ask("a", dear), end])
  const response = await call({ body: { stream: true } })

  expect(response.headers.get("content-type")).toBe("text/event-stream")
  expect(served(response)).toEqual(["anthropic", "claude-haiku-4-5"])
  expect(await response.text()).toContain("data: [DONE]")
})

test.each([
  ["workers-ai/@cf/meta/llama-3.1-8b-instruct", "workers-ai", "@cf/meta/llama-3.1-8b-instruct"],
  ["xai/grok-4", "grok", "grok-4"],
  ["google/gemini-2.5-flash", "google-ai-studio", "gemini-2.5-flash"],
  ["perplexity-ai/sonar", "perplexity", "sonar"],
])("a model element may name its provider as other surfaces do: %s", async (model, ...told) => {
  const { call } = route([begin("a"), ask("a", model), end])
  const response = await call()

  expect([response.status, ...served(response)]).toEqual([200, ...told])
})

const fork = (conditions: unknown): Elements => [
  begin("if"),
  {
    id: "if",
    type: "conditional",
    properties: { conditions: conditions as {} },
    outputs: { true: to("a"), false: to("b") },
  },
  ask("a", cheap),
  ask("b", dear),
  end,
]

test.each<[string, unknown, { headers?: Record<string, string>; body?: object }, string]>([
  [
    "metadata that fits",
    { "metadata.plan": { $eq: "free" } },
    { headers: { "cf-aig-metadata": '{"plan":"free"}' } },
    "gpt-5-mini",
  ],
  [
    "metadata that does not",
    { "metadata.plan": { $eq: "free" } },
    { headers: { "cf-aig-metadata": '{"plan":"paid"}' } },
    "claude-haiku-4-5",
  ],
  [
    "metadata that a null voids",
    { "metadata.plan": { $eq: "free" } },
    { headers: { "cf-aig-metadata": '{"plan":"free","user":null}' } },
    "claude-haiku-4-5",
  ],
  [
    "the sixth of the metadata",
    { "metadata.f": { $eq: 6 } },
    { headers: { "cf-aig-metadata": '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}' } },
    "claude-haiku-4-5",
  ],
  ["a header", { "headers.x-team": { $in: ["a", "b"] } }, { headers: { "x-team": "b" } }, "gpt-5-mini"],
  ["no header", { "headers.x-team": { $in: ["a", "b"] } }, {}, "claude-haiku-4-5"],
  ["the body", { "body.stream": { $ne: true } }, {}, "gpt-5-mini"],
  [
    "one of several",
    { $or: [{ "body.n": { $eq: 2 } }, { "metadata.plan": { $eq: "free" } }] },
    { body: { n: 2 } },
    "gpt-5-mini",
  ],
  [
    "all of several",
    { $and: [{ "body.n": { $eq: 2 } }, { "metadata.plan": { $eq: "free" } }] },
    { body: { n: 2 } },
    "claude-haiku-4-5",
  ],
])("a conditional decides by %s", async (_, conditions, given, model) => {
  const { call } = route(fork(conditions))

  expect((await call(given)).headers.get("cf-aig-model")).toBe(model)
})

test("the gateway's token is nothing that a conditional may see", async () => {
  const { call } = route(fork({ "headers.cf-aig-authorization": { $eq: "Bearer local-gateway-token" } }))

  expect((await call()).headers.get("cf-aig-model")).toBe("claude-haiku-4-5")
})

const shares: Elements = [
  begin("share"),
  { id: "share", type: "percentage", outputs: { "30%": to("a"), "70%": to("b") } },
  ask("a", cheap),
  ask("b", dear),
  end,
]

test("shares hold over many requests and are the same in every run of a seed", async () => {
  const run = async (seed: number) => {
    const { call } = route(shares, { gateways: { one: { routes: { support: shares } } }, seed })
    const models: (string | null)[] = []
    for (let time = 0; time < 200; time++) models.push((await call()).headers.get("cf-aig-model"))
    return models
  }
  const [first, again, other] = [await run(1), await run(1), await run(2)]
  const few = first.filter((model) => model === "gpt-5-mini").length

  expect(again).toEqual(first)
  expect(other).not.toEqual(first)
  expect(few).toBeGreaterThan(40)
  expect(few).toBeLessThan(80)
})

const limited = (
  properties: object,
  outputs: Element["outputs"] = { success: to("a"), fallback: to("b") },
): Elements => [
  begin("rate"),
  { id: "rate", type: "rate", properties: { key: "metadata.user", window: 60, ...properties }, outputs } as Element,
  ask("a", cheap),
  ask("b", dear),
  end,
]
const user = (name: string) => ({ headers: { "cf-aig-metadata": JSON.stringify({ user: name }) } })

test("a rate element counts by its key and window, and leads to its fallback", async () => {
  const { local, call } = route(limited({ limitType: "count", limit: 2 }), {
    gateways: { one: { routes: { support: limited({ limitType: "count", limit: 2 }) } } },
    clock: "manual",
  })
  const model = async (name: string) => (await call(user(name))).headers.get("cf-aig-model")

  expect([await model("ann"), await model("ann"), await model("ann")]).toEqual([
    "gpt-5-mini",
    "gpt-5-mini",
    "claude-haiku-4-5",
  ])
  expect(await model("bob")).toBe("gpt-5-mini")
  local.clock.advance(60_000)
  expect(await model("ann")).toBe("gpt-5-mini")
})

test("a rate element counts what answers cost; a cached one costs nothing", async () => {
  const { call } = route(limited({ limitType: "cost", limit: 0.000_009 }), {
    gateways: { one: { routes: { support: limited({ limitType: "cost", limit: 0.000_009 }) } } },
    clock: "manual",
    prices: { "*": { in: 0.000_001, out: 0.000_001 } },
  })
  const model = async (headers: object = {}) =>
    (await call({ headers: { ...user("ann").headers, ...headers } })).headers.get("cf-aig-model")
  const kept = { "cf-aig-cache-key": "k" }

  // Six words at a millionth each: the second request overspends and passes, the third does not.
  expect(await model(kept)).toBe("gpt-5-mini")
  expect([await model(kept), await model(kept)]).toEqual(["gpt-5-mini", "gpt-5-mini"])
  expect([await model(), await model()]).toEqual(["gpt-5-mini", "claude-haiku-4-5"])
})

test("a limit without a way out is 429 with 2003", async () => {
  const elements = limited({ limitType: "count", limit: 1 }, { success: to("a") })
  const { call } = route(elements)
  await call()

  expect(await refusal(await call())).toEqual([429, 2003])
})

const down = () => new Response('{"error":{"message":"Down"}}', { status: 500 })

test.each([
  ["an error", () => down()],
  ["a refusal of the request", () => new Response("{}", { status: 400 })],
  ["a broken connection", () => Response.error()],
])("a model's fallback answers after %s", async (_, reply) => {
  const { local, call } = route([begin("a"), ask("a", cheap, "b"), ask("b", dear), end])
  local.reply(reply)
  const response = await call()

  expect([response.status, ...served(response)]).toEqual([200, "anthropic", "claude-haiku-4-5"])
  expect(local.requests.map(({ provider }) => provider)).toEqual(["openai", "anthropic"])
})

test("a model that the gateway itself refuses falls back: no key, no credits", async () => {
  const elements = [begin("a"), ask("a", cheap, "b"), ask("b", dear), end]
  const { call } = route(elements, {
    gateways: { one: { byok: { anthropic: { default: "sk" } }, routes: { support: elements } } },
  })

  expect(served(await call())).toEqual(["anthropic", "claude-haiku-4-5"])
})

test("a spent budget of the gateway falls back", async () => {
  const elements = [begin("a"), ask("a", cheap, "b"), ask("b", dear), end]
  const spendLimits = [{ limit: 0.000_001, window: 60, provider: { mode: "filter" as const, values: ["openai"] } }]
  const { call } = route(elements, { gateways: { one: { spendLimits, routes: { support: elements } } } })

  expect(served(await call())).toEqual(["openai", "gpt-5-mini"])
  expect(served(await call())).toEqual(["anthropic", "claude-haiku-4-5"])
})

test("when every model fails, the last failure comes, with its name", async () => {
  const { local, call } = route([begin("a"), ask("a", cheap, "b"), ask("b", dear), end])
  local.reply(down, () => new Response('{"error":{"message":"Full"}}', { status: 503 }))
  const response = await call()

  expect([response.status, ...served(response)]).toEqual([503, "anthropic", "claude-haiku-4-5"])
  expect(await response.json()).toEqual({ error: { message: "Full" } })
})

test("a model without a fallback ends the route with its failure", async () => {
  const only = { ...ask("a", cheap), outputs: { success: to("end") } } as Element
  const { local, call } = route([begin("a"), only, end])
  local.reply(down)

  expect((await call()).status).toBe(500)
})

test("a model of a route that names no provider of compat is a failure like others", async () => {
  const { call } = route([begin("a"), ask("a", "openrouter/some-model", "b"), ask("b", dear), end])

  expect(served(await call())).toEqual(["anthropic", "claude-haiku-4-5"])
})

test("a model's retries come before its fallback", async () => {
  const { local, call } = route([begin("a"), ask("a", cheap, "b", { retries: 2 }), ask("b", dear), end], {
    gateways: {
      one: {
        retries: { retryDelayMs: 0 },
        routes: { support: [begin("a"), ask("a", cheap, "b", { retries: 2 }), ask("b", dear), end] },
      },
    },
  })
  local.reply(down, down, "At last")
  const third = await call()
  local.reply(down, down, down, "From the other")
  const fallen = await call()

  expect(served(third)).toEqual(["openai", "gpt-5-mini"])
  expect(served(fallen)).toEqual(["anthropic", "claude-haiku-4-5"])
  expect((await fallen.json()).choices[0].message.content).toBe("From the other")
})

test("a model that brings no first byte within its timeout falls back", async () => {
  const elements = [begin("a"), ask("a", cheap, "b", { timeout: 500 }), ask("b", dear), end]
  const { local, call } = route(elements, {
    gateways: { one: { routes: { support: elements } } },
    clock: "manual",
    models: { "openai/*": () => new Promise<never>(() => {}) },
  })
  let isAnswered = false
  const answer = call().finally(() => (isAnswered = true))
  await expect.poll(() => local.requests.length).toBe(1)
  local.clock.advance(499)
  await Promise.resolve()
  expect(isAnswered).toBe(false)
  local.clock.advance(1)

  expect(served(await answer)).toEqual(["anthropic", "claude-haiku-4-5"])
})

test("each model of a route has a log of its own in the same request", async () => {
  const { local, call } = route([begin("a"), ask("a", cheap, "b"), ask("b", dear), end])
  local.reply(down)
  const response = await call({ headers: { "cf-aig-event-id": "mine" } })
  const { body } = await manage(local, "GET", "gateways/one/logs")

  expect(response.headers.get("cf-aig-request-id")).toBe("0199b3f0-0000-7000-8000-000000000001")
  expect(response.headers.get("cf-aig-log-id")).toBe("0199b3f0-0000-7010-8000-100000000001")
  expect(body.result.map(({ id, model, success }: any) => [id, model, success]).toSorted()).toEqual([
    ["0199b3f0-0000-7000-8000-000000000001", "openai/gpt-5-mini", false],
    ["0199b3f0-0000-7010-8000-100000000001", "anthropic/claude-haiku-4.5", true],
  ])
})

test("a route that leads to its end asks nobody: 400 with 2005", async () => {
  const { local, call } = route([begin("end"), end])

  expect(await refusal(await call())).toEqual([400, 2005])
  expect(local.requests).toEqual([])
})

test("an unknown route is 400 with 2008 once there are routes", async () => {
  const { post } = route([begin("a"), ask("a", cheap), end])

  expect(await refusal(await post(compat.path, { body: { model: "dynamic/other", messages } }))).toEqual([400, 2008])
})

test("without any route set up, a route is a model like others", async () => {
  const { local, post } = start({ models: { "dynamic/support": "From the model of that name" } })
  const response = await post(compat.path, { body: { model: "dynamic/support", messages } })

  expect((await response.json()).choices[0].message.content).toBe("From the model of that name")
  expect(local.requests[0]).toMatchObject({ provider: "dynamic", model: "support" })
})

test("routes are called on compat alone", async () => {
  const { post } = route([begin("a"), ask("a", cheap), end])

  expect(await refusal(await post("dynamic/chat/completions", { body: compat.body }))).toEqual([400, 2008])
})

test("a route made over the API answers; its next version does once it is deployed", async () => {
  const { local, post } = start()
  const call = () => post(compat.path, { body: { model: "dynamic/support", messages } })
  const { body } = await manage(local, "POST", "gateways/local/routes", {
    name: "support",
    elements: [begin("a"), ask("a", cheap), end],
  })
  const { id } = body.result
  expect(served(await call())).toEqual(["openai", "gpt-5-mini"])

  const version = await manage(local, "POST", `gateways/local/routes/${id}/versions`, {
    elements: [begin("b"), ask("b", dear), end],
  })
  expect(served(await call())).toEqual(["openai", "gpt-5-mini"])

  const { version_id } = version.body.result
  await manage(local, "POST", `gateways/local/routes/${id}/deployments`, { version_id })
  expect(served(await call())).toEqual(["anthropic", "claude-haiku-4-5"])
})

test("the limits of a route are forgotten by reset", async () => {
  const elements = limited({ limitType: "count", limit: 1 }, { success: to("a") })
  const { local, call } = route(elements)
  await call()
  local.reset()

  expect((await call()).status).toBe(200)
})
