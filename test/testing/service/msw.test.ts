// Both hosts behind msw 3: whoever calls keeps the real `fetch`.
import { http } from "msw"
import { setupServer } from "msw/node"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { createLocalGateway } from "../../../src/testing/index.ts"
import { ask, manage, refusal, wayIn, ways } from "./ways-in.ts"

const local = createLocalGateway()
const server = setupServer(...local.handlers(http))
// The same calls, over the network that msw stands before.
const network = { ...local, fetch: (...request: Parameters<typeof fetch>) => fetch(...request) }
beforeAll(() => server.listen({ onUnhandledFrame: "error" }))
beforeEach(() => local.reset())
afterAll(() => server.close())

test.each(ways)("$name is answered, whole and streamed", async (way) => {
  const whole = await ask(network, way)
  const stream = await ask(network, way, { stream: true })

  expect(way.said(await whole.json())).toBe("Say it again")
  expect(stream.headers.get("content-type")).toBe("text/event-stream")
  expect(await stream.text()).toContain("again")
})

test.each(ways)("$name is refused as the service refuses it", async (way) => {
  local.fault("rate_limited")
  expect(await refusal(await ask(network, way))).toEqual([429, 2003])
  local.fault("connection_failed")
  await expect(ask(network, way)).rejects.toThrow(TypeError)
})

test("the management API is there too", async () => {
  await ask(network, wayIn("REST chat"))
  const { status, body } = await manage(network, "GET", "gateways/local/logs")

  expect([status, body.result.length]).toEqual([200, 1])
})

test("REST without a token is 10000", async () => {
  expect(await refusal(await ask(network, wayIn("run"), { token: "other" }))).toEqual([401, 10000])
})
