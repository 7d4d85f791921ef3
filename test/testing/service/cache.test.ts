import { expect, test } from "vitest"
import { createLocalGateway } from "../../../src/testing/index.ts"
import { deferred } from "../../support/server.ts"
import { ask, manage, refusal, wayIn, ways, type Ask } from "./ways-in.ts"

const accountId = "0123456789abcdef0123456789abcdef"
const compat = wayIn("compat")
const keyed = { headers: { "cf-aig-cache-key": "k" } }

const status = (response: Response) => response.headers.get("cf-aig-cache-status")

test.each(ways)("$name: nothing is cached by default, not even with a lifetime", async (way) => {
  const local = createLocalGateway()
  local.reply("first", "second")
  const headers = { "cf-aig-cache-ttl": "3600" }
  const answers = [await ask(local, way, { headers }), await ask(local, way, { headers })]

  expect(answers.map(status)).toEqual([null, null])
  expect([way.said(await answers[0]!.json()), way.said(await answers[1]!.json())]).toEqual(["first", "second"])
})

test.each(ways)("$name: a cache key opts in, and the key alone decides", async (way) => {
  const local = createLocalGateway()
  local.reply("first", "second")
  const first = await ask(local, way, keyed)
  const again = await ask(local, way, { ...keyed, text: "Something else" })
  const other = await ask(local, way, { headers: { "cf-aig-cache-key": "other" } })

  expect([first, again, other].map(status)).toEqual(["MISS", "HIT", "MISS"])
  const bodies = [await first.json(), await again.json(), await other.json()]
  expect(bodies.map((body) => way.said(body))).toEqual(["first", "first", "second"])
  expect(bodies[1]).toEqual(bodies[0])
  expect(again.headers.get("content-type")).toBe("application/json")
  expect(again.headers.get("cf-aig-log-id")).not.toBe(first.headers.get("cf-aig-log-id"))
})

test.each(ways)("$name: a gateway that caches finds the same body again, and no other", async (way) => {
  const local = createLocalGateway({ cacheTtl: 60 })
  const answers = [await ask(local, way), await ask(local, way), await ask(local, way, { text: "Something else" })]

  expect(answers.map(status)).toEqual(["MISS", "HIT", "MISS"])
})

test("endpoint, provider, model and the provider's key are part of the computed key", async () => {
  const local = createLocalGateway({ cacheTtl: 60 })
  const model = (name: string): Ask => ({ body: { model: name, messages: [{ role: "user", content: "Hello" }] } })
  const first = model("openai/gpt-5-mini")
  const key = (given: Ask, key: string): Ask => ({ ...given, headers: { authorization: `Bearer ${key}` } })
  const seen: unknown[] = []
  for (const given of [
    first,
    model("openai/gpt-4.1"),
    model("grok/gpt-5-mini"),
    key(first, "mine"),
    key(first, "yours"),
    key(first, "mine"),
    first,
  ])
    seen.push(status(await ask(local, compat, given)))

  expect(seen).toEqual(["MISS", "MISS", "MISS", "MISS", "MISS", "HIT", "HIT"])
})

test("hits are shared across metadata and event ids", async () => {
  const local = createLocalGateway({ cacheTtl: 60 })
  await ask(local, compat, { headers: { "cf-aig-metadata": '{"user":"ann"}' } })
  const other = await ask(local, compat, {
    headers: { "cf-aig-metadata": '{"user":"bob"}', "cf-aig-event-id": "mine" },
  })

  expect(status(other)).toBe("HIT")
  expect(other.headers.get("cf-aig-event-id")).toBe("mine")
})

test.each<[string, number, Record<string, string>, number]>([
  ["a key alone lasts five minutes", 0, { "cf-aig-cache-key": "k" }, 300],
  ["a key on a gateway that caches lasts as long as that", 120, { "cf-aig-cache-key": "k" }, 120],
  ["a request's lifetime goes before the gateway's", 120, { "cf-aig-cache-ttl": "600" }, 600],
  ["and before the five minutes", 0, { "cf-aig-cache-key": "k", "cf-aig-cache-ttl": "90" }, 90],
  ["less than a minute is a minute", 120, { "cf-aig-cache-ttl": "5" }, 60],
  ["more than a month is a month", 120, { "cf-aig-cache-ttl": "99999999" }, 2_592_000],
  ["0 does nothing", 120, { "cf-aig-cache-ttl": "0" }, 120],
  ["the deprecated name is still taken", 120, { "cf-cache-ttl": "600" }, 600],
  ["and comes after the new one", 120, { "cf-cache-ttl": "600", "cf-aig-cache-ttl": "700" }, 700],
])("%s", async (_, cacheTtl, headers, seconds) => {
  const local = createLocalGateway({ cacheTtl, clock: "manual" })
  await ask(local, compat, { headers })
  local.clock.advance(seconds * 1000 - 1)
  const within = await ask(local, compat, { headers })
  local.clock.advance(1)
  const after = await ask(local, compat, { headers })

  expect([within, after].map(status)).toEqual(["HIT", "MISS"])
})

test.each(ways)("$name: skip-cache asks anew while an entry exists", async (way) => {
  const local = createLocalGateway({ cacheTtl: 60 })
  local.reply("first", "second")
  await ask(local, way)
  const skipped = await ask(local, way, { headers: { "cf-aig-skip-cache": "true" } })
  const after = await ask(local, way)

  expect([skipped, after].map(status)).toEqual(["MISS", "HIT"])
  expect(way.said(await skipped.json())).toBe("second")
  // A choice: the fresh answer takes the old one's place.
  expect(way.said(await after.json())).toBe("second")
})

test.each([
  [{ "cf-skip-cache": "true" }, "MISS"],
  [{ "cf-aig-skip-cache": "false" }, "HIT"],
  [{ "cf-skip-cache": "true", "cf-aig-skip-cache": "false" }, "HIT"],
])("with %j an entry that exists is a %s", async (headers, expected) => {
  const local = createLocalGateway({ cacheTtl: 60 })
  await ask(local, compat)

  expect(status(await ask(local, compat, { headers }))).toBe(expected)
})

test.each(ways)("$name: a stream is neither kept nor answered from what is kept", async (way) => {
  const local = createLocalGateway({ cacheTtl: 60 })
  const first = await ask(local, way, { ...keyed, stream: true })
  await first.text()
  const whole = await ask(local, way, keyed)
  const second = await ask(local, way, { ...keyed, stream: true })

  expect([first, whole, second].map(status)).toEqual([null, "MISS", null])
  expect(second.headers.get("content-type")).toBe("text/event-stream")
})

test("embeddings are not cached", async () => {
  const local = createLocalGateway({ cacheTtl: 60 })
  const way = { ...compat, path: "openai/embeddings" }
  const body = { model: "text-embedding-3-small", input: "Hello" }

  expect(status(await ask(local, way, { body }))).toBe(null)
  expect(status(await ask(local, way, { body }))).toBe(null)
})

test.each([
  ["audio/mpeg", [null, null]],
  ["image/png", ["MISS", "HIT"]],
])("bytes of %s are cached: %j", async (type, expected) => {
  const local = createLocalGateway({ cacheTtl: 60 })
  const way = { ...compat, path: "openai/some/media" }
  local.reply(...[1, 1].map((byte) => new Response(new Uint8Array([byte, 255]), { headers: { "content-type": type } })))
  const answers = [await ask(local, way, { body: {} }), await ask(local, way, { body: {} })]

  expect(answers.map(status)).toEqual(expected)
  for (const answer of answers) {
    expect(answer.headers.get("content-type")).toBe(type)
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(new Uint8Array([1, 255]))
  }
})

test("an image that comes with a failure is not kept", async () => {
  const local = createLocalGateway({ cacheTtl: 60 })
  const way = { ...compat, path: "openai/some/media" }
  const image = (status: number) =>
    new Response(new Uint8Array([1]), { status, headers: { "content-type": "image/png" } })
  local.reply(image(404), image(200))

  expect((await ask(local, way, { body: {} })).status).toBe(404)
  expect(status(await ask(local, way, { body: {} }))).toBe("MISS")
})

test("two requests at the same time both miss", async () => {
  const local = createLocalGateway({ cacheTtl: 60 })
  const held = deferred<string>()
  local.reply(
    () => held.promise,
    () => held.promise,
  )
  const both = Promise.all([ask(local, compat), ask(local, compat)])
  held.resolve("Late")

  expect((await both).map(status)).toEqual(["MISS", "MISS"])
  expect(status(await ask(local, compat))).toBe("HIT")
})

test("a failure is not kept", async () => {
  const local = createLocalGateway({ cacheTtl: 60 })
  local.reply(Response.json({ error: { message: "Down" } }, { status: 500 }))
  const failed = await ask(local, compat)
  const answers = [await ask(local, compat), await ask(local, compat)]

  expect(failed.status).toBe(500)
  expect(answers.map(status)).toEqual(["MISS", "HIT"])
})

test("what a refusal took the place of is not kept", async () => {
  const local = createLocalGateway({ cacheTtl: 60, gateways: { local: { guardrails: { response: { S1: "BLOCK" } } } } })
  local.reply("Some [S1]")

  expect((await ask(local, compat)).status).toBe(424)
  expect(status(await ask(local, compat))).toBe("MISS")
})

test.each(ways)("$name: a hit costs nothing, and is logged as cached", async (way) => {
  const local = createLocalGateway()
  await ask(local, way, keyed)
  await ask(local, way, { headers: { ...keyed.headers, "cf-aig-custom-cost": '{"total_cost":1}' } })
  const { result } = (await manage(local, "GET", "gateways/local/logs")).body

  expect(result.map((log: any) => [log.cached, log.cost > 0, log.success])).toEqual([
    [true, false, true],
    [false, true, true],
  ])
})

test.each(ways)("$name: a hit passes by spend limits, guardrails, DLP and empty credits", async (way) => {
  const local = createLocalGateway({
    accounts: { [accountId]: { credits: 0.000001 } },
    gateways: {
      local: {
        byok: {},
        spendLimits: [{ id: "tight", limit: 0.000001, window: 3600 }],
        guardrails: { prompt: { S1: "BLOCK" }, words: { S1: ["bad"] } },
        dlp: { policies: [{ id: "mail", action: "BLOCK", check: ["REQUEST"], profiles: ["email"] }] },
      },
    },
  })
  const first = await ask(local, way, keyed)
  const hit = await ask(local, way, { ...keyed, text: "bad, write to someone@example.com" })
  const past = await ask(local, way, { text: "bad, write to someone@example.com" })

  expect([first.status, hit.status]).toEqual([200, 200])
  expect([first, hit].map(status)).toEqual(["MISS", "HIT"])
  expect([402, 429, 424, 422]).toContain(past.status)
})

test("a hit counts for the rate limit", async () => {
  const local = createLocalGateway({
    cacheTtl: 60,
    gateways: { local: { rateLimit: { limit: 2, interval: 60 } } },
  })
  await ask(local, compat)

  expect(status(await ask(local, compat))).toBe("HIT")
  expect(await refusal(await ask(local, compat))).toEqual([429, 2003])
})

test("a hit at a later step says which, with ids and step of its own", async () => {
  const local = createLocalGateway({ cacheTtl: 60, models: { "openai/down": () => Response.error(), "*": "Sure" } })
  const body = ["down", "up"].map((model) => ({
    provider: "openai",
    endpoint: "chat/completions",
    query: { model, messages: [{ role: "user", content: "Hello" }] },
  }))
  const universal = wayIn("universal")
  const answers = [await ask(local, universal, { body }), await ask(local, universal, { body })]

  expect(answers.map(status)).toEqual(["MISS", "HIT"])
  expect(answers.map((answer) => answer.headers.get("cf-aig-step"))).toEqual(["1", "1"])
})

test("the ids that a planned reply names are not those of its hits", async () => {
  const local = createLocalGateway({ cacheTtl: 60 })
  local.reply({ text: "Sure", gateway: { logId: "planned" } })
  const answers = [await ask(local, compat), await ask(local, compat)]

  expect(answers.map((answer) => answer.headers.get("cf-aig-log-id"))).toEqual([
    "planned",
    "0199b3f0-0000-7000-8000-000000000002",
  ])
})

test("gateways keep to themselves what they have cached", async () => {
  const local = createLocalGateway({ gateways: { one: {}, two: {} } })
  const seen = []
  for (const gateway of ["one", "two", "one"]) seen.push(status(await ask(local, compat, { ...keyed, gateway })))

  expect(seen).toEqual(["MISS", "MISS", "HIT"])
})

test("only what is posted is cached", async () => {
  const local = createLocalGateway({ models: () => Response.json({ files: [] }) })
  const seen = []
  for (const method of ["GET", "DELETE", "POST", "GET", "POST"]) {
    const response = await local.fetch(`${local.options.baseURL}/openai/v1/files/one`, {
      method,
      headers: { "cf-aig-authorization": "Bearer local-gateway-token", ...keyed.headers },
    })
    seen.push(status(response))
  }

  expect(seen).toEqual([null, null, "MISS", null, "HIT"])
})

test("bodies that are no text are told apart by their bytes", async () => {
  const local = createLocalGateway({ cacheTtl: 60, models: () => Response.json({ text: "Heard" }) })
  const seen = []
  for (const bytes of [[0xff], [0xfe], [0xff], [0xef, 0xbb, 0xbf, 0x61], [0x61], [0x61]]) {
    const response = await local.fetch(`${local.options.baseURL}/openai/v1/audio/transcriptions`, {
      method: "POST",
      headers: { "cf-aig-authorization": "Bearer local-gateway-token" },
      body: new Uint8Array(bytes),
    })
    seen.push(status(response))
  }

  expect(seen).toEqual(["MISS", "MISS", "HIT", "MISS", "MISS", "HIT"])
})
