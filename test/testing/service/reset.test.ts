import { expect, test } from "vitest"
import { textOf } from "../../../src/completion/to-text.ts"
import { createLocalGateway } from "../../../src/testing/index.ts"
import { deferred } from "../../support/server.ts"
import { ask, manage, refusal, turns, wayIn, ways, within } from "./ways-in.ts"

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

/** A gateway on which everything counts, and a model that answers when it is told. */
function hold() {
  const held = deferred<string>()
  const local = createLocalGateway({
    cacheTtl: 60,
    accounts: { [accountId]: { credits: 1 } },
    gateways: { local: { byok: {}, spendLimits: [{ id: "tight", limit: 0.000001, window: 60 }] } },
    models: { "openai/held": () => held.promise, "*": "Said" },
  })
  const body = (name: string) => ({ model: `openai/${name}`, messages: [{ role: "user", content: "Hello" }] })
  return { held, local, body }
}

test("a request that was on its way at a reset is answered, and leaves nothing behind", async () => {
  const { held, local, body } = hold()
  const pending = ask(local, compat, { body: body("held") })
  await turns()
  local.reset()
  held.resolve("Late")
  const late = await pending

  expect(compat.said(await late.json())).toBe("Late")
  expect([local.requests, local.logs]).toEqual([[], []])
  // Its cost would have used the budget up, and its answer would be a hit.
  const again = await ask(local, compat, { body: body("held") })
  expect([again.status, again.headers.get("cf-aig-cache-status")]).toEqual([200, "MISS"])
})

test("a request that was on its way at a reset takes nothing off the credits", async () => {
  const local = createLocalGateway({
    accounts: { [accountId]: { credits: 0.000009 } },
    gateways: { local: { byok: {} } },
  })
  const pending = ask(local, compat)
  local.reset()
  await pending

  expect((await ask(local, compat)).status).toBe(200)
})

test("a stream that was being read at a reset leaves no log", async () => {
  const local = createLocalGateway()
  const pieces = ["One", " two"].map(
    (content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`,
  )
  local.reply(new Response(pieces.join(""), { headers: { "content-type": "text/event-stream" } }))
  const response = await ask(local, compat, { stream: true })
  local.reset()
  await response.text()

  expect(local.logs).toEqual([])
})

test("a request that was begun before a reset takes no plan that was made after it", async () => {
  const local = createLocalGateway()
  const early = ask(local, compat)
  local.reset()
  local.fault("rate_limited")
  local.reply("Planned")

  expect(compat.said(await (await early).json())).toBe("Say it again")
  expect(local.requests).toEqual([])
  expect((await ask(local, compat)).status).toBe(429)
  expect(compat.said(await (await ask(local, compat)).json())).toBe("Planned")
})

test("a request that waits for its model while all is reset takes no reply of the next test", async () => {
  const local = createLocalGateway({ clock: "manual", latency: 100 })
  const early = ask(local, compat)
  await turns()
  local.reset()
  local.reply("Planned")
  local.clock.advance(100)
  expect(compat.said(await (await early).json())).toBe("Say it again")

  const next = ask(local, compat)
  expect(compat.said(await (await within(local, next)).json())).toBe("Planned")
})
