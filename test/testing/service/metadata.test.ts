import { expect, test } from "vitest"
import { createLocalGateway, type LocalGatewayOptions } from "../../../src/testing/index.ts"
import { ask, manage, wayIn, ways, type Way } from "./ways-in.ts"

const compat = wayIn("compat")

async function logged(metadata: string, options: LocalGatewayOptions = {}, way: Way = compat): Promise<unknown> {
  const local = createLocalGateway(options)
  await ask(local, way, { headers: { "cf-aig-metadata": metadata } })
  return (await manage(local, "GET", "gateways/local/logs")).body.result[0].metadata
}

test.each(ways)("$name: metadata is in the log, as an object", async (way) => {
  expect(await logged('{"team":"a","user":1,"paid":true}', {}, way)).toEqual({ team: "a", user: 1, paid: true })
})

// Reference B, cf-aig-metadata.
test.each<[string, string, object]>([
  ["the first five entries are kept", '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}', { a: 1, b: 2, c: 3, d: 4, e: 5 }],
  ["one null voids all of it", '{"a":1,"b":null}', {}],
  ["one nested object voids all of it", '{"a":1,"b":{"c":2}}', {}],
  ["one list voids all of it", '{"a":1,"b":[]}', {}],
  ["keys that begin with cf. are Cloudflare's own and taken off", '{"cf.user_id":"me","cf.x":1,"a":1}', { a: 1 }],
  ["what is no JSON is nothing", "{", {}],
  ["what is no object is nothing", '"team"', {}],
  ["a list is nothing", "[1]", {}],
])("%s", async (_, header, expected) => {
  expect(await logged(header)).toEqual(expected)
})

test("a value of 600 characters is kept", async () => {
  const long = "x".repeat(600)

  expect(await logged(JSON.stringify({ long }))).toEqual({ long })
})

test.each(ways)("$name: spend limits divide by what is kept of it", async (way) => {
  const local = createLocalGateway({
    gateways: {
      local: { spendLimits: [{ id: "each", limit: 0.000001, window: 60, metadata: { user: { mode: "partition" } } }] },
    },
  })
  const statusFor = async (metadata: string) =>
    (await ask(local, way, { headers: { "cf-aig-metadata": metadata } })).status

  expect([await statusFor('{"user":"ann"}'), await statusFor('{"user":"ann"}')]).toEqual([200, 429])
  expect([await statusFor('{"user":"bob"}'), await statusFor('{"user":"bob"}')]).toEqual([200, 429])
  // Voided, so that it falls to the share of those who say nothing.
  expect([await statusFor('{"user":"cid","x":null}'), await statusFor("{}")]).toEqual([200, 429])
})

test("dynamic routes see what is kept of it", async () => {
  const model = (name: string) => ({
    id: name,
    type: "model",
    properties: { provider: "openai", model: name, timeout: 1000, retries: 0 },
    outputs: { success: { elementId: "end" }, fallback: { elementId: "end" } },
  })
  const route = [
    { id: "start", type: "start", outputs: { next: { elementId: "plan" } } },
    {
      id: "plan",
      type: "conditional",
      properties: { conditions: { "metadata.plan": { $eq: "paid" } } },
      outputs: { true: { elementId: "big" }, false: { elementId: "small" } },
    },
    model("big"),
    model("small"),
    { id: "end", type: "end", outputs: {} },
  ]
  const local = createLocalGateway({ gateways: { local: { routes: { plan: route as never } } } })
  const served = async (metadata: string) => {
    const body = { model: "dynamic/plan", messages: [{ role: "user", content: "Hello" }] }
    const response = await ask(local, compat, { body, headers: { "cf-aig-metadata": metadata } })
    return response.headers.get("cf-aig-model")
  }

  expect(await served('{"plan":"paid"}')).toBe("big")
  expect(await served('{"plan":"free"}')).toBe("small")
  expect(await served('{"plan":"paid","x":null}')).toBe("small")
})

test("logs are found by it, key and value apart", async () => {
  const local = createLocalGateway()
  for (const metadata of ['{"team":"a","user":"b"}', '{"team":"b"}'])
    await ask(local, compat, { headers: { "cf-aig-metadata": metadata } })
  const count = async (key: string, value: string) => {
    const filters = JSON.stringify([
      { key: "metadata.key", operator: "eq", value: [key] },
      { key: "metadata.value", operator: "eq", value: [value] },
    ])
    return (await manage(local, "GET", `gateways/local/logs?filters=${encodeURIComponent(filters)}`)).body.result.length
  }

  expect([await count("team", "a"), await count("team", "b"), await count("user", "a")]).toEqual([1, 2, 1])
})

test("a request is noted with the metadata that it asked for", async () => {
  const local = createLocalGateway()
  await ask(local, compat, { headers: { "cf-aig-metadata": '{"a":1,"b":null}' } })

  expect(local.requests[0]?.gateway.metadata).toEqual({ a: 1, b: null })
})
