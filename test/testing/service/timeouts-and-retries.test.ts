import { expect, onTestFinished, test, vi } from "vitest"
import { createLocalGateway, type LocalGatewaySettings } from "../../../src/testing/index.ts"
import { ask, manage, refusal, turns, wayIn, ways, within } from "./ways-in.ts"

const compat = wayIn("compat")
const never = () => new Promise<string>(() => {})
const failure = (status: number) => Response.json({ error: { message: `Failed with ${status}` } }, { status })

/** A gateway whose clock stands, and whose model fails that often; tells when it was asked, in ms from the start. */
function startFailing(failures: number, settings: LocalGatewaySettings = {}, status = 500) {
  const asked: number[] = []
  const local = createLocalGateway({
    clock: "manual",
    gateways: { local: settings },
    models: () => {
      asked.push(local.clock.now() - begun)
      return asked.length > failures ? "Sure" : failure(status)
    },
  })
  const begun = local.clock.now()
  return { local, asked }
}

test.each(ways)("$name: no first byte within the timeout is 504", async (way) => {
  const local = createLocalGateway({ clock: "manual", models: never })
  const waiting = ask(local, way, { headers: { "cf-aig-request-timeout": "5000" } })
  let isDone = false
  waiting.then(() => (isDone = true))

  await turns()
  local.clock.advance(4999)
  await turns()
  expect(isDone).toBe(false)
  local.clock.advance(1)
  const response = await waiting
  expect(response.status).toBe(504)
  // Neither status nor number is documented, so none is made up.
  expect(await refusal(response.clone())).toEqual([504, undefined])
  const body = await response.json()
  expect(body.success).toBe(false)
  expect("error" in body).toBe(way.host === "gateway")
  expect((await manage(local, "GET", "gateways/local/logs")).body.result[0]).toMatchObject({
    status_code: 504,
    success: false,
    duration: 5000,
  })
})

test.each(ways)("$name: what streams after its first byte may take its time", async (way) => {
  const local = createLocalGateway({ clock: "manual", latency: { headers: 500, event: 60_000 } })
  const response = await within(local, ask(local, way, { stream: true, headers: { "cf-aig-request-timeout": "1000" } }))
  const text = await within(local, response.text(), 60_000)

  expect(response.status).toBe(200)
  expect(text).toContain("again")
})

test("latency before the headers counts", async () => {
  const local = createLocalGateway({ clock: "manual", latency: 2000 })
  const asked = (ms: number) => within(local, ask(local, compat, { headers: { "cf-aig-request-timeout": String(ms) } }))

  expect((await asked(1500)).status).toBe(504)
  expect((await asked(2500)).status).toBe(200)
})

test.each(["0", "-5", "soon", ""])("a timeout of %j is none", async (value) => {
  const local = createLocalGateway({ clock: "manual", latency: 2000 })

  expect((await within(local, ask(local, compat, { headers: { "cf-aig-request-timeout": value } }))).status).toBe(200)
})

test("the last of several attempts waits without limit", async () => {
  const asked: number[] = []
  const local = createLocalGateway({
    clock: "manual",
    models: async () => {
      asked.push(local.clock.now() - begun)
      return asked.length < 3 ? never() : answer
    },
  })
  const begun = local.clock.now()
  const { promise: answer, resolve } = Promise.withResolvers<string>()
  const headers = { "cf-aig-request-timeout": "1000", "cf-aig-max-attempts": "3", "cf-aig-retry-delay": "500" }
  const waiting = ask(local, compat, { headers })
  for (const ms of [1000, 500, 1000, 500, 3_600_000]) {
    await turns()
    local.clock.advance(ms)
  }
  await turns()
  resolve("Late")
  const response = await waiting

  expect(response.status).toBe(200)
  expect(asked).toEqual([0, 1500, 3000])
})

test("a timeout leaves no timer behind when the answer, or an error of the model, comes first", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  onTestFinished(() => void vi.useRealTimers())
  const local = createLocalGateway()
  const headers = { "cf-aig-request-timeout": "3600000" }
  local.reply("Sure", () => {
    throw new Error("A bug of the test's own")
  })
  await ask(local, compat, { headers })
  expect((await ask(local, compat, { headers })).status).toBe(400)

  expect(vi.getTimerCount()).toBe(0)
})

test.each(ways)("$name: the gateway's own retries ask again after its delay", async (way) => {
  const { local, asked } = startFailing(2, { retries: { maxAttempts: 3, retryDelayMs: 1000 } })
  const response = await within(local, ask(local, way))

  expect(response.status).toBe(200)
  expect(asked).toEqual([0, 1000, 2000])
  expect(local.requests).toHaveLength(1)
  expect((await manage(local, "GET", "gateways/local/logs")).body.result).toHaveLength(1)
})

test.each(ways)("$name: a request's headers go before the gateway's retries", async (way) => {
  const { local, asked } = startFailing(9, { retries: { maxAttempts: 5, retryDelayMs: 9000, backoff: "linear" } })
  const headers = { "cf-aig-max-attempts": "3", "cf-aig-retry-delay": "2000", "cf-aig-backoff": "exponential" }
  const response = await within(local, ask(local, way, { headers }))

  expect(asked).toEqual([0, 2000, 6000])
  expect([response.status, await response.json()]).toEqual([500, { error: { message: "Failed with 500" } }])
})

test.each([
  ["constant", [0, 1000, 2000, 3000, 4000]],
  ["linear", [0, 1000, 3000, 6000, 10_000]],
  ["exponential", [0, 1000, 3000, 7000, 15_000]],
] as const)("backoff %s", async (backoff, expected) => {
  const { local, asked } = startFailing(9, { retries: { maxAttempts: 5, retryDelayMs: 1000, backoff } })
  await within(local, ask(local, compat))

  expect(asked).toEqual(expected)
})

test("each header goes before its own setting, the others stay", async () => {
  const { local, asked } = startFailing(9, { retries: { maxAttempts: 3, retryDelayMs: 1000, backoff: "exponential" } })
  await within(local, ask(local, compat, { headers: { "cf-aig-retry-delay": "3000" } }))

  expect(asked).toEqual([0, 3000, 9000])
})

test("one attempt turns the gateway's retries off", async () => {
  const { local, asked } = startFailing(9, { retries: { maxAttempts: 5 } })
  await within(local, ask(local, compat, { headers: { "cf-aig-max-attempts": "1" } }))

  expect(asked).toEqual([0])
})

test("more than five attempts are five, and a wait of more than a minute is a minute", async () => {
  const { local, asked } = startFailing(9)
  const headers = { "cf-aig-max-attempts": "50", "cf-aig-retry-delay": "600000" }
  await within(local, ask(local, compat, { headers }), 60_000)

  expect(asked).toEqual([0, 60_000, 120_000, 180_000, 240_000])
})

// Reference D2, last paragraphs: what Cloudflare's own packages ask again for.
test.each([
  [400, 1],
  [401, 1],
  [404, 1],
  [408, 2],
  [409, 2],
  [422, 1],
  [429, 2],
  [500, 2],
  [503, 2],
])("a %d of the provider is asked %d times", async (status, times) => {
  const { local, asked } = startFailing(1, { retries: { maxAttempts: 2, retryDelayMs: 1000 } }, status)
  const response = await within(local, ask(local, compat))

  expect(asked).toHaveLength(times)
  expect(response.status).toBe(times === 2 ? 200 : status)
})

test.each(ways)("$name: a connection that fails every time is 2005", async (way) => {
  let asked = 0
  const local = createLocalGateway({
    clock: "manual",
    gateways: { local: { retries: { maxAttempts: 3 } } },
    models: () => {
      asked++
      return Response.error()
    },
  })

  expect(await refusal(await within(local, ask(local, way)))).toEqual([400, 2005])
  expect(asked).toBe(3)
})

test("refusals of the gateway itself are not asked again", async () => {
  const { local, asked } = startFailing(0, {
    retries: { maxAttempts: 3 },
    guardrails: { prompt: { S1: "BLOCK" }, words: { S1: ["bad"] } },
  })

  expect((await ask(local, compat, { text: "bad" })).status).toBe(424)
  expect(asked).toEqual([])
})

test("an abort ends the wait between attempts", async () => {
  const { local } = startFailing(9, { retries: { maxAttempts: 5, retryDelayMs: 60_000 } })
  const controller = new AbortController()
  const waiting = ask(local, compat, { signal: controller.signal })
  await turns()
  controller.abort(new Error("Enough"))

  await expect(waiting).rejects.toThrow("Enough")
})
