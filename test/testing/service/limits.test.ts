import { expect, test } from "vitest"
import { createLocalGateway, type LocalSpendLimit } from "../../../src/testing/index.ts"
import { ask, gatewayWays, manage, refusal, wayIn, ways, type Ask } from "./ways-in.ts"

const accountId = "0123456789abcdef0123456789abcdef"
const compat = wayIn("compat")
const statuses = (answers: readonly Response[]) => answers.map(({ status }) => status)

test.each(ways)("$name: more requests than the limit are 429 and 2003, until the window ends", async (way) => {
  const local = createLocalGateway({
    clock: "manual",
    gateways: { local: { rateLimit: { limit: 2, interval: 60 } } },
  })
  const answers = [await ask(local, way), await ask(local, way), await ask(local, way)]
  const limited = answers[2]!
  local.clock.advance(60_000)

  expect(statuses(answers)).toEqual([200, 200, 429])
  expect(limited.headers.get("retry-after")).toBe(null)
  expect(limited.headers.get("cf-aig-log-id") !== null).toBe(way.host === "gateway")
  const error = { code: 2003, message: "Rate limited" }
  expect(await limited.json()).toEqual(
    way.host === "gateway"
      ? {
          success: false,
          result: [],
          messages: [],
          error: [error],
          name: "AiGatewayError",
          httpCode: 429,
          internalCode: 2003,
          message: "Rate limited",
          description: "Rate limited",
        }
      : { result: null, success: false, errors: [error], messages: [] },
  )
  expect((await ask(local, way)).status).toBe(200)
})

test("the limit is the gateway's, over all ways in", async () => {
  const local = createLocalGateway({
    gateways: { local: { rateLimit: { limit: ways.length, interval: 60 } }, other: {} },
  })
  for (const way of ways) expect((await ask(local, way)).status).toBe(200)
  for (const way of ways) expect((await ask(local, way)).status).toBe(429)

  expect((await ask(local, compat, { gateway: "other" })).status).toBe(200)
})

// The clock begins with a window.
test.each([
  ["fixed", [200, 200, 429, 200, 200]],
  ["sliding", [200, 200, 429, 429, 200]],
] as const)("a %s window", async (technique, expected) => {
  const local = createLocalGateway({
    clock: "manual",
    gateways: { local: { rateLimit: { limit: 2, interval: 60, technique } } },
  })
  const answers: Response[] = []
  local.clock.advance(30_000)
  // At 30, 50, 59, 60 and 91 seconds.
  for (const wait of [0, 20_000, 9000, 1000, 31_000]) {
    local.clock.advance(wait)
    answers.push(await ask(local, compat))
  }

  expect(statuses(answers)).toEqual(expected)
})

test("a wrong token does not count", async () => {
  const local = createLocalGateway({ gateways: { local: { rateLimit: { limit: 1, interval: 60 } } } })
  for (const way of ways) expect((await ask(local, way, { token: "wrong" })).status).toBe(401)

  expect((await ask(local, compat)).status).toBe(200)
})

const tight: LocalSpendLimit = { id: "tight", limit: 0.000009, window: 60 }

// Three words in and three out cost 9 millionths at the usual prices.
test.each(ways)("$name: the request that spends too much completes, the next is 429 and 2045", async (way) => {
  const local = createLocalGateway({ clock: "manual", gateways: { local: { spendLimits: [tight] } } })
  const first = await ask(local, way)
  const next = await ask(local, way)
  local.clock.advance(60_000)

  expect([first.status, next.status, (await ask(local, way)).status]).toEqual([200, 429, 200])
  expect(next.headers.get("retry-after")).toBe(null)
  const body = await next.json()
  expect("errors" in body).toBe(way.host === "rest")
  const [error] = body.error ?? body.errors
  const provider = way.provider === "workers-ai" ? "internal-workers-ai" : way.provider
  expect(error.code).toBe(2045)
  expect(error.message).toContain(
    `Spend limit exceeded: rule 'tight' (cost limit 0.000009 per 60s, fixed) for ${provider}/`,
  )
})

test.each(ways)("$name: streams are counted too", async (way) => {
  const local = createLocalGateway({ gateways: { local: { spendLimits: [tight] } } })
  await (await ask(local, way, { stream: true })).text()

  expect(await refusal(await ask(local, way, { stream: true }))).toEqual([429, 2045])
})

test("less than the limit may be spent in many requests", async () => {
  const local = createLocalGateway({ gateways: { local: { spendLimits: [{ ...tight, limit: 0.000018 }] } } })
  const answers = [await ask(local, compat), await ask(local, compat), await ask(local, compat)]

  expect(statuses(answers)).toEqual([200, 200, 429])
})

const named = (name: string, metadata?: object): Ask => ({
  body: { model: name, messages: [{ role: "user", content: "Say it again" }] },
  ...(metadata && { headers: { "cf-aig-metadata": JSON.stringify(metadata) } }),
})

test.each<[string, Partial<LocalSpendLimit>, Ask, Ask]>([
  ["a provider", { provider: { mode: "filter", values: ["openai"] } }, named("openai/a"), named("anthropic/a")],
  ["a model", { model: { mode: "filter", values: ["a"] } }, named("openai/a"), named("openai/b")],
  [
    "a value of the metadata",
    { metadata: { team: { mode: "filter", values: ["red", 7] } } },
    named("openai/a", { team: "red" }),
    named("openai/a", { team: "blue" }),
  ],
  [
    "each value of the metadata",
    { metadata: { team: { mode: "partition" } } },
    named("openai/a", { team: "red" }),
    named("openai/a", { team: "blue" }),
  ],
])("a limit for %s leaves the others alone", async (_, rule, meant, other) => {
  const local = createLocalGateway({ gateways: { local: { spendLimits: [{ ...tight, ...rule }] } } })
  await ask(local, compat, meant)

  expect((await ask(local, compat, meant)).status).toBe(429)
  expect((await ask(local, compat, other)).status).toBe(200)
})

test("the first rule that is spent is named; one that is off counts nothing", async () => {
  const spendLimits = [{ ...tight, id: "off", enabled: false }, { ...tight, id: "loose", limit: 1 }, tight]
  const local = createLocalGateway({ gateways: { local: { spendLimits } } })
  await ask(local, compat)

  expect((await (await ask(local, compat)).json()).message).toBe(
    "Spend limit exceeded: rule 'tight' (cost limit 0.000009 per 60s, fixed) for openai/gpt-5-mini",
  )
})

test("money spent in a sliding window comes back when it is as old as the window", async () => {
  const spendLimits = [{ ...tight, technique: "sliding" as const }]
  const local = createLocalGateway({ clock: "manual", gateways: { local: { spendLimits } } })
  local.clock.advance(30_000)
  const answers = [await ask(local, compat)]
  for (const wait of [30_000, 29_999, 1]) {
    local.clock.advance(wait)
    answers.push(await ask(local, compat))
  }

  expect(statuses(answers)).toEqual([200, 429, 429, 200])
})

test.each(ways)("$name: a custom cost is what is logged and what spend limits count", async (way) => {
  const local = createLocalGateway({ gateways: { local: { spendLimits: [{ ...tight, limit: 1 }] } } })
  const headers = { "cf-aig-custom-cost": '{"per_token_in":0.1,"per_token_out":0.3}' }
  const answers = [await ask(local, way, { headers }), await ask(local, way)]
  const { result } = (await manage(local, "GET", "gateways/local/logs")).body

  expect(statuses(answers)).toEqual([200, 429])
  expect(result[1]).toMatchObject({ cost: 1.2, custom_cost: true, tokens_in: 3, tokens_out: 3 })
})

// Reference B: either of the two switches cache pricing on, the missing one is per_token_in.
test.each([
  ['{"total_cost":0.5}', 0.5],
  ['{"per_token_in":0.01,"per_token_out":0.02,"per_cache_read_token":0.001}', 0.258],
  ['{"per_token_in":0.01,"per_token_out":0.02}', 0.33],
  ["none at all", 0.000033],
])("at a custom cost of %s an answer costs %d", async (cost, expected) => {
  const local = createLocalGateway()
  local.reply({ text: "Sure", usage: { input: 13, output: 10, cached: 8 } })
  await ask(local, compat, { headers: { "cf-aig-custom-cost": cost } })

  expect((await manage(local, "GET", "gateways/local/logs")).body.result[0].cost).toBe(expected)
})

test("an answer without usage costs nothing", async () => {
  const local = createLocalGateway()
  local.reply(Response.json({ choices: [{ index: 0, message: { role: "assistant", content: "Sure" } }] }))
  await ask(local, compat, { headers: { "cf-aig-custom-cost": '{"total_cost":0.5}' } })

  expect((await manage(local, "GET", "gateways/local/logs")).body.result[0].cost).toBe(0)
})

const billed = (credits: number) => ({
  clock: "manual" as const,
  accounts: { [accountId]: { credits } },
  gateways: { local: { byok: {} } },
})
const paidWays = ways.filter(({ provider }) => provider !== "workers-ai")

test.each(paidWays)("$name: credits run out, and the balance may end below nothing", async (way) => {
  const local = createLocalGateway(billed(0.00001))
  const answers = [await ask(local, way), await ask(local, way)]
  const refused = await ask(local, way)

  expect(statuses(answers)).toEqual([200, 200])
  expect(await refusal(refused)).toEqual([402, 2021])
  expect(local.requests.map(({ credential }) => credential?.source)).toEqual(["unified", "unified", undefined])
})

test("Workers AI is on the account's own bill", async () => {
  const local = createLocalGateway(billed(0))

  expect((await ask(local, wayIn("workers-ai"))).status).toBe(200)
  expect((await ask(local, wayIn("run of Workers AI"))).status).toBe(200)
})

test("Workers AI spends no credits, and is free of Unified Billing's limit", async () => {
  const local = createLocalGateway(billed(0.000009))
  for (let count = 0; count <= 200; count++) await ask(local, wayIn("workers-ai"))

  expect((await ask(local, wayIn("workers-ai"))).status).toBe(200)
  expect((await ask(local, compat)).status).toBe(200)
  expect((await ask(local, compat)).status).toBe(402)
})

test("a custom cost changes what is logged, not what Cloudflare charges", async () => {
  const local = createLocalGateway(billed(0.000009))
  await ask(local, compat, { headers: { "cf-aig-custom-cost": '{"total_cost":0}' } })

  expect(await refusal(await ask(local, compat))).toEqual([402, 2021])
})

test.each(paidWays)("$name: Unified Billing answers 200 requests a minute", async (way) => {
  const local = createLocalGateway(billed(1000))
  for (let count = 0; count < 200; count++) expect((await ask(local, way)).status).toBe(200)

  const refused = await ask(local, way)
  expect(await refusal(refused.clone())).toEqual([429, 2018])
  const body = await refused.json()
  expect((body.error ?? body.errors)[0].message).toBe("Wholesale Rate limited")
  if (way.host === "gateway")
    expect((await ask(local, compat, { headers: { authorization: "Bearer mine" } })).status).toBe(200)
  local.clock.advance(60_000)
  expect((await ask(local, way)).status).toBe(200)
})

test("stored keys are free of that limit", async () => {
  const local = createLocalGateway({ clock: "manual" })
  for (let count = 0; count < 200; count++) await ask(local, compat)

  expect((await ask(local, compat)).status).toBe(200)
})

test.each(gatewayWays)("$name: a refusal by a limit is logged where there is a log to be found", async (way) => {
  const local = createLocalGateway({ gateways: { local: { spendLimits: [{ ...tight, limit: 0 }] } } })
  const response = await ask(local, way)
  const { body } = await manage(local, "GET", `gateways/local/logs/${response.headers.get("cf-aig-log-id")}`)

  expect(response.status).toBe(429)
  expect(body.result).toMatchObject({ status_code: 429, success: false, cost: 0, provider: way.provider })
})
