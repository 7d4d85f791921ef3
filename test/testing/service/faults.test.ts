import { expect, onTestFinished, test } from "vitest"
import { createGatewayClient } from "../../../src/index.ts"
import { createLocalGateway, type LocalFault, type LocalGateway } from "../../../src/testing/index.ts"
import { rejection, startServer } from "../../support/server.ts"
import {
  ask,
  gatewayWays,
  manage,
  refusal,
  restWays,
  turns,
  wayIn,
  ways,
  within,
  type Ask,
  type Way,
} from "./ways-in.ts"

const compat = wayIn("compat")
const fault = (name: string): Ask => ({ headers: { "x-local-gateway-fault": name } })

/** Each way to have something go wrong with one request. */
const causes: readonly (readonly [
  name: string,
  cause: (name: LocalFault, way: Way, more?: Ask) => Promise<Response>,
])[] = [
  ["the header", (name, way, more) => ask(createLocalGateway(), way, { ...more, ...fault(name) })],
  ["the option", (name, way, more) => ask(createLocalGateway({ fault: name }), way, more)],
  [
    "code",
    (name, way, more) => {
      const local = createLocalGateway()
      local.fault(name)
      return ask(local, way, more)
    },
  ],
]
const everywhere = causes.flatMap(([name, cause]) =>
  ways.map((way) => ({ cause: name, way: way.name, run: cause, on: way })),
)

test.each(everywhere)("a documented refusal asked for by $cause on $way", async ({ run, on }) => {
  const limited = await run("rate_limited", on)
  const blocked = await run("2016", on)

  expect(await refusal(limited.clone())).toEqual([429, 2003])
  expect(await refusal(blocked.clone())).toEqual([424, 2016])
  expect("errors" in (await limited.json())).toBe(on.host === "rest")
  expect(limited.headers.get("cf-aig-log-id")).toBe("0199b3f0-0000-7000-8000-000000000001")
})

test.each(everywhere)("an error within a 200 asked for by $cause on $way", async ({ run, on }) => {
  expect(await refusal(await run("error-in-200", on))).toEqual([200, 2005])
  expect(await refusal(await run("error-in-200", on, { stream: true }))).toEqual([200, 2005])
})

test.each(everywhere)("a page of the edge asked for by $cause on $way", async ({ run, on }) => {
  const response = await run("html-502", on)

  expect([response.status, response.headers.get("content-type")]).toEqual([502, "text/html"])
  expect(response.headers.get("cf-aig-log-id")).toBe(null)
  expect(await response.text()).toMatch(/^<html>/)
})

test.each(everywhere)("bodies that break asked for by $cause on $way", async ({ run, on }) => {
  const whole = JSON.stringify(await (await ask(createLocalGateway(), on)).json())
  const truncated = await (await run("truncate", on)).text()
  const reset = await run("reset", on, { stream: true })

  expect(truncated.length).toBeGreaterThan(0)
  expect(whole.startsWith(truncated.slice(0, 10))).toBe(true)
  expect(() => JSON.parse(truncated)).toThrow(SyntaxError)
  expect(reset.status).toBe(200)
  await expect(reset.text()).rejects.toThrow("terminated")
})

test.each(everywhere)("line ends, comments and single bytes asked for by $cause on $way", async ({ run, on }) => {
  const plain = await (await ask(createLocalGateway(), on, { stream: true })).text()
  const events = plain.split("\n\n").filter(Boolean)

  expect(await (await run("crlf", on, { stream: true })).text()).toBe(plain.replaceAll("\n", "\r\n"))
  const commented = await (await run("comments", on, { stream: true })).text()
  expect(commented).toBe(events.map((event) => `: ping\n\n:\n${event}\n\n`).join(""))
  const split = await run("split-bytes", on, { stream: true })
  const pieces: Uint8Array[] = []
  for await (const piece of split.body!) pieces.push(piece)
  expect(pieces.every(({ length }) => length === 1)).toBe(true)
  expect(Buffer.concat(pieces).toString()).toBe(plain)
})

test.each(ways)("$name: an error midway comes after the first event, and nothing after it", async (way) => {
  const local = createLocalGateway()
  const text = await (await ask(local, way, { ...fault("error-midway"), stream: true })).text()
  const events = text.split("\n\n").filter(Boolean)

  expect(events).toHaveLength(2)
  // Streams of named events are told so by a name.
  expect(events[1]).toBe(
    events[0]!.startsWith("event:")
      ? 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
      : 'data: {"error":{"message":"The server had an error while processing your request.","type":"server_error","param":null,"code":null}}',
  )
})

test.each(ways)("$name: without usage nothing is counted, whole or streamed", async (way) => {
  const local = createLocalGateway()
  const whole = await (await ask(local, way, fault("missing-usage"))).text()
  const streamed = await (await ask(local, way, { ...fault("missing-usage"), stream: true })).text()

  expect(`${whole}${streamed}`).not.toMatch(/"usage(Metadata)?":/)
})

test.each(ways)("$name: a content type that is wrong", async (way) => {
  const local = createLocalGateway()

  expect((await ask(local, way, fault("wrong-content-type"))).headers.get("content-type")).toBe("text/plain")
})

test.each(["compat", "openai chat", "anthropic messages", "openai responses", "google generateContent", "REST chat"])(
  "%s: a finish that comes twice",
  async (name) => {
    const local = createLocalGateway()
    const count = async (given: Ask) =>
      (await (await ask(local, wayIn(name), { ...given, stream: true })).text()).match(
        /"(finish_reason|stop_reason|finishReason)":"|"type":"response\.completed"/g,
      )!.length

    expect([await count({}), await count(fault("duplicate-finish"))]).toEqual([1, 2])
  },
)

test.each(ways)("$name: slow headers and slow events take their time", async (way) => {
  const local = createLocalGateway({ clock: "manual" })
  const begun = local.clock.now()
  const response = await within(
    local,
    ask(local, way, { ...fault("slow-headers; ms=3000, latency; ms=500"), stream: true }),
  )
  expect(local.clock.now() - begun).toBe(3000)
  await within(local, response.text())

  expect(local.clock.now() - begun).toBeGreaterThanOrEqual(4500)
})

test.each(ways)("$name: a stream that stalls goes silent after as many events as told", async (way) => {
  const local = createLocalGateway()
  const response = await ask(local, way, { ...fault("stall; after=2"), stream: true })
  const reader = response.body!.getReader()
  await reader.read()
  await reader.read()
  let isSilent = true
  void reader.read().then(() => (isSilent = false))
  await turns()

  expect(isSilent).toBe(true)
  await reader.cancel()
})

test.each(ways)("$name: a connection that fails, and one that never answers", async (way) => {
  const local = createLocalGateway()
  const controller = new AbortController()
  await expect(ask(local, way, fault("connection_failed"))).rejects.toThrow(TypeError)
  const waiting = ask(local, way, { ...fault("timeout"), signal: controller.signal })
  await turns()
  controller.abort(new Error("Enough"))

  await expect(waiting).rejects.toThrow("Enough")
})

test("faults of the option hit as many requests as told", async () => {
  const local = createLocalGateway({ fault: "2003; times=2" })
  const statuses = []
  for (let count = 0; count < 3; count++) statuses.push((await ask(local, compat)).status)

  expect(statuses).toEqual([429, 429, 200])
})

test("faults of code come in turn with replies, before the header's and the option's", async () => {
  const local = createLocalGateway({ fault: "2009" })
  local.fault("2003")
  local.fault("2001", { times: 2 })
  const codes = []
  for (const given of [fault("2008"), {}, {}, fault("2008"), {}])
    codes.push((await refusal(await ask(local, compat, given)))[1])

  expect(codes).toEqual([2003, 2001, 2001, 2008, 2009])
})

test.each([
  ["stal", 'There is no fault "stal": did you mean "stall"?'],
  ["stall; afer=3", 'The fault "stall" has no parameter "afer": did you mean "after"?'],
  ["stall; after=soon", 'The fault "stall" has after="soon": give a whole number, as in "stall; after=3"'],
])("a header that asks for %s is told what is wrong with it", async (name, message) => {
  const local = createLocalGateway()
  const response = await ask(local, compat, fault(name))

  expect([response.status, await response.text()]).toEqual([400, `x-local-gateway-fault: ${message}`])
  expect(local.requests).toEqual([])
})

test("a fault of the option that is none is a TypeError", () => {
  expect(() => createLocalGateway({ fault: "stal" })).toThrow(TypeError)
})

test.each(gatewayWays)("$name: a refusal by a fault is logged as that, and not kept", async (way) => {
  const local = createLocalGateway({ cacheTtl: 60 })
  await ask(local, way, fault("2005"))
  const [log] = (await manage(local, "GET", "gateways/local/logs")).body.result

  expect(log).toMatchObject({ status_code: 400, success: false, cost: 0 })
  expect((await ask(local, way)).headers.get("cf-aig-cache-status")).toBe("MISS")
})

test("what goes wrong on the wire does not change what the gateway knows", async () => {
  const local = createLocalGateway({ cacheTtl: 60 })
  await (await ask(local, compat, fault("truncate"))).text()
  const [log] = (await manage(local, "GET", "gateways/local/logs")).body.result

  expect(log).toMatchObject({ success: true, tokens_out: 3 })
  expect(compat.said(await (await ask(local, compat)).json())).toBe("Say it again")
})

test("a universal request falls back where a step meets a refusal", async () => {
  const local = createLocalGateway()
  const step = (wayIn("universal").body("Hello") as object[])[0]!
  local.fault("2005")
  const response = await ask(local, wayIn("universal"), { body: [step, step] })

  expect([response.status, response.headers.get("cf-aig-step")]).toEqual([200, "1"])
})

test("the header's faults hit what reaches no provider too: models, refusals, the management API", async () => {
  const local = createLocalGateway()
  const headers = { authorization: "Bearer local-gateway-token", "x-local-gateway-fault": "rate_limited" }
  const account = "0123456789abcdef0123456789abcdef"
  const api = `https://api.cloudflare.com/client/v4/accounts/${account}`
  const models = await local.fetch(`https://gateway.ai.cloudflare.com/v1/${account}/local/compat/models`, { headers })
  const search = await local.fetch(`${api}/ai/models/search`, { headers })
  const logs = await local.fetch(`${api}/ai-gateway/gateways/local/logs`, { headers })

  expect(await refusal(models)).toEqual([429, 2003])
  expect(await refusal(search)).toEqual([429, 2003])
  expect(await refusal(logs)).toEqual([429, 2003])
  const missing = await ask(local, compat, { ...fault("html-502"), body: {} })
  expect(missing.status).toBe(502)
})

test.each<[LocalFault, string]>([
  ["truncate", "stream_truncated"],
  ["reset", "stream_interrupted"],
  ["error-midway", "server_error"],
  ["html-502", "upstream_failed"],
])("our client takes a stream that meets %s for %s", async (name, code) => {
  const local = createLocalGateway()
  const { create } = createGatewayClient({ ...local.options, maxRetries: 0 }).chat.completions
  local.fault(name)
  const read = async () => {
    const stream = await create({
      model: "openai/gpt-5-mini",
      messages: [{ role: "user", content: "Hello there" }],
      stream: true,
    })
    for await (const _ of stream);
  }

  expect((await rejection(read())).code).toBe(code)
})

test.each<LocalFault>(["crlf", "comments", "split-bytes", "duplicate-finish", "missing-usage", "latency"])(
  "our client reads a stream through %s",
  async (name) => {
    const local: LocalGateway = createLocalGateway()
    const { create } = createGatewayClient({ ...local.options, maxRetries: 0 }).chat.completions
    local.fault(name, name === "latency" ? { ms: 1 } : {})
    const { textStream } = await create({
      model: "openai/gpt-5-mini",
      messages: [{ role: "user", content: "Say it again" }],
      stream: true,
    })
    const pieces = []
    for await (const piece of textStream) pieces.push(piece)

    expect(pieces).toEqual(["Say", " it", " again"])
  },
)

test("a fault within REST's envelope leaves no envelope around it", async () => {
  for (const way of restWays) {
    const response = await ask(createLocalGateway(), way, fault("provider-401"))
    expect([way.name, response.status, (await response.json()).error.code]).toEqual([way.name, 401, "invalid_api_key"])
  }
})

test("latency between events holds no whole answer back, nor the management API", async () => {
  const local = createLocalGateway({ clock: "manual", latency: { event: 60_000 } })
  const response = await ask(local, compat)

  expect(compat.said(await response.json())).toBe("Say it again")
  expect((await manage(local, "GET", "gateways/local/logs")).body.result).toHaveLength(1)
})

test.each<LocalFault>(["stall", "truncate", "reset"])(
  "%s counts the events of a stream from elsewhere, however they come",
  async (name) => {
    const local = createLocalGateway()
    const events = ["Say", " it", " again"].map(
      (content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`,
    )
    local.reply(new Response(events.join(""), { headers: { "content-type": "text/event-stream" } }))
    const response = await ask(local, compat, { ...fault(`${name}; after=2`), stream: true })
    const reader = response.body!.getReader()
    const read = async () => new TextDecoder().decode((await reader.read()).value)

    expect([await read(), await read()]).toEqual(events.slice(0, 2))
    await reader.cancel()
  },
)

test("a custom provider's stream meets an error midway", async () => {
  const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`
  const server = await startServer((response) => {
    response.setHeader("content-type", "text/event-stream")
    response.end(`${chunk("One")}${chunk(" two")}data: [DONE]\n\n`)
  })
  onTestFinished(() => server[Symbol.asyncDispose]())
  const local = createLocalGateway({ gateways: { local: { customProviders: { mine: { baseURL: server.url } } } } })
  const way = { ...compat, path: "custom-mine/chat/completions" }
  const response = await ask(local, way, {
    ...fault("error-midway; after=1"),
    body: { model: "m", messages: [], stream: true },
  })

  expect(await response.text()).toBe(
    `${chunk("One")}data: {"error":{"message":"The server had an error while processing your request.","type":"server_error","param":null,"code":null}}\n\n`,
  )
})

test("a fault planned for very many requests costs nothing until they come", async () => {
  const local = createLocalGateway()
  local.fault("2003", { times: 2_000_000_000 })

  expect((await ask(local, compat)).status).toBe(429)
  expect((await ask(local, compat)).status).toBe(429)
  local.reset()
  expect((await ask(local, compat)).status).toBe(200)
})

test("a slip in a fault's details is refused, and nothing is planned", async () => {
  const local = createLocalGateway()

  expect(() => local.fault("stall", { after: 3 } as never)).toThrow('did you mean "afterEvents"?')
  expect(() => local.fault(429 as never)).toThrow(TypeError)
  expect((await ask(local, compat)).status).toBe(200)
})
