import { expect, test } from "vitest"
import { textOf } from "../../../src/completion/to-text.ts"
import { createLocalGateway } from "../../../src/testing/index.ts"
import { ask, manage, refusal, wayIn, ways } from "./ways-in.ts"

const accountId = "0123456789abcdef0123456789abcdef"
const compat = wayIn("compat")

test("reset forgets requests, plans, cached answers, counted limits, spent money and logs", async () => {
  const local = createLocalGateway({
    cacheTtl: 60,
    accounts: { [accountId]: { credits: 0.000009 } },
    gateways: {
      local: {
        byok: {},
        rateLimit: { limit: 1, interval: 60 },
        spendLimits: [{ id: "tight", limit: 0.000009, window: 60 }],
      },
    },
  })
  expect((await ask(local, compat)).headers.get("cf-aig-cache-status")).toBe("MISS")
  expect((await ask(local, compat)).status).toBe(429)
  local.reply("planned")
  local.fault("rate_limited")
  local.reset()

  expect(local.requests).toEqual([])
  expect((await manage(local, "GET", "gateways/local/logs")).body.result).toEqual([])
  const again = await ask(local, compat)
  expect([again.status, again.headers.get("cf-aig-cache-status")]).toEqual([200, "MISS"])
  expect(compat.said(await again.json())).toBe("Say it again")
})

test("reset gives back what Unified Billing had taken, and its 200 requests", async () => {
  const local = createLocalGateway({
    clock: "manual",
    accounts: { [accountId]: { credits: 1, gateways: { local: { byok: {} } } } },
  })
  for (let count = 0; count < 200; count++) await ask(local, compat)
  expect(await refusal(await ask(local, compat))).toEqual([429, 2018])
  local.reset()

  expect((await ask(local, compat)).status).toBe(200)
})

test("ids go on after a reset: no two answers share one", async () => {
  const local = createLocalGateway()
  const first = await ask(local, compat)
  local.reset()

  expect((await ask(local, compat)).headers.get("cf-aig-log-id")).not.toBe(first.headers.get("cf-aig-log-id"))
})

test.each(ways)("$name: each request is noted once, in order, with where it came from", async (way) => {
  const local = createLocalGateway()
  await ask(local, way, { text: "One" })
  await ask(local, way, { text: "Two" })

  expect(local.requests.map(({ method, provider, step }) => [method, provider, step])).toEqual([
    ["POST", way.provider, 0],
    ["POST", way.provider, 0],
  ])
  expect(local.requests.map(({ params }) => textOf(params.messages.at(-1)?.content))).toEqual(["One", "Two"])
})
