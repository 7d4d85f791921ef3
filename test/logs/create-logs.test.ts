import { afterEach, expect, test, vi } from "vitest"
import type { CallEnd, RequestDescription } from "../../src/gateway/request-options.ts"
import type { GatewayRecord } from "../../src/gateway/gateway-record.ts"
import { readGatewayRecord } from "../../src/gateway/gateway-record.ts"
import type { LogDeletion, LogFilters } from "../../src/logs/log-filters.ts"
import { collect } from "../support/fixtures.ts"
import { rejection } from "../support/server.ts"
import { apiToken, createClient, envelope, log, missing, prefix, refusal } from "./create-client.ts"

const { id } = log
const queryOf = ({ url }: { url: string }) => Object.fromEntries(new URL(url).searchParams)

afterEach(() => void vi.useRealTimers())

test("a log is asked of the management API, with the API token alone", async () => {
  const { logs, sent } = createClient([() => envelope(log)], { providerKey: { openai: "sk-of-openai" } })

  expect(await logs.get(id)).toEqual(log)

  expect(sent).toEqual([
    {
      url: `${prefix}/${id}`,
      method: "GET",
      headers: {
        accept: "application/json",
        authorization: "Bearer test-api-token-1",
        "user-agent": "cf-ai-gateway/0.1.0",
      },
      body: undefined,
    },
  ])
})

test("what a client wants of models stays out of calls about logs", async () => {
  const { logs, sent } = createClient([() => envelope(log)], {
    gateway: { id: "my-gateway", metadata: { app: "support" }, byokAlias: "production", retries: { maxAttempts: 3 } },
    headers: { authorization: "Bearer sk-mine", "x-app": "1" },
    query: { region: "eu" },
    extraBody: { temperature: 0 },
  })

  await logs.feedback(id, { score: 80 })

  expect(sent).toEqual([
    {
      url: `${prefix}/${id}`,
      method: "PATCH",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        authorization: "Bearer test-api-token-1",
        "user-agent": "cf-ai-gateway/0.1.0",
      },
      body: { score: 80 },
    },
  ])
})

test("a call's own headers and query go out, and its token function is asked", async () => {
  const { logs, sent } = createClient([() => envelope(log)], { apiToken: async () => "fresh-token-2" })

  await logs.get(id, { headers: { "x-trace": "7" }, query: { meta_info: "true" } })

  expect(sent[0]!.url).toBe(`${prefix}/${id}?meta_info=true`)
  expect(sent[0]!.headers).toMatchObject({ "x-trace": "7", authorization: "Bearer fresh-token-2" })
})

test.each(["compat", "rest", "auto"] as const)(
  "a log is asked of the same place on the surface %s",
  async (surface) => {
    const { logs, sent } = createClient([() => envelope(log)], { surface })
    await logs.get(id)
    expect(sent[0]!.url).toBe(`${prefix}/${id}`)
    expect(sent[0]!.headers).not.toHaveProperty("cf-aig-authorization")
  },
)

test("on REST the token of the client does where there is no other", async () => {
  const { logs, sent } = createClient([() => envelope(log)], { surface: "rest", apiToken: null })
  await logs.get(id)
  expect(sent[0]!.headers["authorization"]).toBe("Bearer test-token-1")
})

test("without an API token nothing is sent, whatever key a provider has", async () => {
  const { logs, sent } = createClient([() => envelope(log)], {
    apiToken: null,
    providerKey: { openai: "sk-of-openai" },
  })
  const error = await rejection(logs.get(id))
  expect(error.code).toBe("not_configured")
  expect(error.message).toBe(
    "The call was not sent: `apiToken` is missing, and so is CLOUDFLARE_API_TOKEN in the environment",
  )
  expect(sent).toEqual([])
})

test("a log is found by a reply, a stream or an error: by anything with a record", async () => {
  const { logs, sent } = createClient([() => envelope(log)])
  const gateway: GatewayRecord = readGatewayRecord(new Response("", { headers: { "cf-aig-log-id": "01JADMCQQQ" } }))
  await logs.get({ gateway })
  expect(sent[0]!.url).toBe(`${prefix}/01JADMCQQQ`)
})

test("a log is found by the record itself", async () => {
  const { logs, sent } = createClient([() => envelope(log)])
  const record = readGatewayRecord(new Response("", { headers: { "cf-aig-log-id": "01JADMCQQQ" } }))
  await logs.get(record)
  await logs.wait(record)
  await logs.feedback({ ...record }, { score: 1 })
  expect(sent.map(({ url }) => url)).toEqual(Array(3).fill(`${prefix}/01JADMCQQQ`))
})

test.each<[what: string, log: any, message: RegExp]>([
  ["a record without a log", { gateway: readGatewayRecord(new Response()) }, /carries no log id: .*`collectLog`/],
  ["a bare record without a log", readGatewayRecord(new Response()), /carries no log id: .*`collectLog`/],
  ["a promise of a reply", Promise.resolve({ gateway: {} }), /`log` is a promise: await it first$/],
  ["what has a log id alone", { logId: "01JADMCQQQ" }, /must be a log's id, or what carries a record/],
  ["nothing", undefined, /must be a log's id, or what carries a record/],
  ["a number", 7, /must be a log's id, or what carries a record/],
  ["an empty id", "", /is no log's id/],
  ["a path", "../../gateways", /is no log's id/],
  ["dots", "..", /is no log's id/],
  ["a query", "a?b", /is no log's id/],
  ["an escape", "%2e%2e", /is no log's id/],
  ["a line", "a\nb", /is no log's id/],
  ["a text of any length", "a".repeat(300), /is no log's id/],
])("%s leads to no log and nothing is sent", async (_, reference, message) => {
  const { logs, sent } = createClient([() => envelope(log)])
  for (const call of [logs.get, logs.wait, logs.request, logs.response]) {
    const error = await rejection(call(reference))
    expect(error.code).toBe("invalid_request")
    expect(error.message).toMatch(message)
  }
  expect((await rejection(logs.feedback(reference, { score: 1 }))).message).toMatch(message)
  expect(sent).toEqual([])
})

test("an id is opaque: what a path may hold goes out, escaped where it must be", async () => {
  const { logs, sent } = createClient([() => envelope(log)])
  await logs.get("a.b:c~é")
  expect(sent[0]!.url).toBe(`${prefix}/a.b%3Ac~%C3%A9`)
})

test("logs are listed the newest first, 50 at a time", async () => {
  const { logs, sent } = createClient([() => envelope([log, { id: "2" }])])
  expect(await collect(logs.list())).toEqual([log, { id: "2" }])
  expect(sent.map(({ url }) => url)).toEqual([
    `${prefix}?page=1&per_page=50&order_by=created_at&order_by_direction=desc`,
  ])
  expect(sent[0]).toMatchObject({
    method: "GET",
    body: undefined,
    headers: { authorization: "Bearer test-api-token-1" },
  })
})

test("filters, search and order go out as the API has them", async () => {
  const { logs, sent } = createClient([() => envelope([])])
  const filters: LogFilters = {
    model: "anthropic/claude-haiku-4.5",
    provider: "anthropic",
    success: false,
    cached: true,
    eventId: "order-1977",
    filters: [{ key: "cost", operator: "gt", value: [0.01] }],
    search: "parcel",
    orderBy: "model",
    order: "asc",
    pageSize: 10,
  }

  expect(await collect(logs.list(filters))).toEqual([])

  const { filters: sentFilters, ...query } = queryOf(sent[0]!)
  expect(query).toEqual({ page: "1", per_page: "10", order_by: "model", order_by_direction: "asc", search: "parcel" })
  expect(JSON.parse(sentFilters!)).toEqual([
    { key: "model", operator: "eq", value: ["anthropic/claude-haiku-4.5"] },
    { key: "provider", operator: "eq", value: ["anthropic"] },
    { key: "success", operator: "eq", value: [false] },
    { key: "cached", operator: "eq", value: [true] },
    { key: "event_id", operator: "eq", value: ["order-1977"] },
    { key: "cost", operator: "gt", value: [0.01] },
  ])
})

const pageOf = (name: string, count: number) => Array.from({ length: count }, (_, index) => ({ id: `${name}${index}` }))

test("pages are fetched as they are read, and not before", async () => {
  const { logs, sent } = createClient([
    () => envelope(pageOf("a", 3)),
    () => envelope(pageOf("b", 3)),
    () => envelope([]),
  ])
  const list = logs.list({ pageSize: 3 })
  expect(sent).toEqual([])

  const ids: string[] = []
  for await (const { id } of list) {
    ids.push(id)
    if (id === "b0") break
  }
  expect(ids).toEqual(["a0", "a1", "a2", "b0"])
  expect(sent.map((request) => queryOf(request)["page"])).toEqual(["1", "2"])
})

test("a list may be read again, from its beginning", async () => {
  const { logs, sent } = createClient([() => envelope([log])])
  const list = logs.list()
  expect(await collect(list)).toEqual([log])
  expect(await collect(list)).toEqual([log])
  expect(sent).toHaveLength(2)
})

test("a page that is full by the service's own count is not the last", async () => {
  const info = { page: 1, per_page: 2, count: 2, total_count: 3 }
  const { logs } = createClient([() => envelope(pageOf("a", 2), info), () => envelope(pageOf("b", 1), info)])
  expect((await collect(logs.list())).map(({ id }) => id)).toEqual(["a0", "a1", "b0"])
})

test("a full last page is followed by one look for more", async () => {
  const { logs, sent } = createClient([() => envelope(pageOf("a", 2)), () => envelope([])])
  expect(await collect(logs.list({ pageSize: 2 }))).toHaveLength(2)
  expect(sent).toHaveLength(2)
})

test("a service that counts nothing on a page ends the list there", async () => {
  const { logs, sent } = createClient([() => envelope([], { per_page: 0 })])
  expect(await collect(logs.list())).toEqual([])
  expect(sent).toHaveLength(1)
})

test("unchecked logs without ids all come", async () => {
  const { logs } = createClient([() => envelope([{}, { a: 1 }]), () => envelope([{ b: 1 }, null]), () => envelope([])])
  expect(await collect(logs.list({ pageSize: 2 }, { validate: "off" }))).toEqual([{}, { a: 1 }, { b: 1 }])
})

test("a log that new ones have pushed on to the next page comes once", async () => {
  const { logs } = createClient([
    () => envelope([{ id: "3" }, { id: "2" }]),
    () => envelope([{ id: "2" }, { id: "1" }]),
    () => envelope([]),
  ])
  expect((await collect(logs.list({ pageSize: 2 }))).map(({ id }) => id)).toEqual(["3", "2", "1"])
})

test.each<[what: string, filters: any, message: string]>([
  ["a slip", { modle: "a" }, "`modle` is no option, did you mean `model`?"],
  ["a limit", { limit: 5 }, "`limit` is no option: `pageSize` counts a page, and `break` ends the list"],
  ["the API's word", { per_page: 5 }, "`per_page` is no option: `pageSize` counts a page, and `break` ends the list"],
  ["a number for a model", { model: 4 }, "`model` must be text"],
  ["text for a flag", { success: "false" }, "`success` must be true or false"],
  [
    "a filter without values",
    { filters: [{ key: "id", operator: "eq", value: [] }] },
    "`filters` must be a list of { key, operator, value: [one or more] }",
  ],
  [
    "a filter with one value alone",
    { filters: [{ key: "id", operator: "eq", value: "a" }] },
    "`filters` must be a list of { key, operator, value: [one or more] }",
  ],
  [
    "a filter of objects",
    { filters: [{ key: "id", operator: "eq", value: [{}] }] },
    "`filters` must be a list of { key, operator, value: [one or more] }",
  ],
  ["filters as an object", { filters: {} }, "`filters` must be a list of { key, operator, value: [one or more] }"],
  ["a search for a number", { search: 1 }, "`search` must be text"],
  ["too large a page", { pageSize: 51 }, "`pageSize` must be 1 to 50"],
  ["no page", { pageSize: 0 }, "`pageSize` must be 1 to 50"],
  ["an order that is none", { order: "up" }, "`order` must be asc or desc"],
  ["a name of every object", { constructor: "a" }, "`constructor` is no option"],
  ["a list", [], "`filters` must be an object"],
  ["null", null, "`filters` must be an object"],
])("a list by %s is refused before it is sent", async (_, filters, message) => {
  const { logs, sent } = createClient([() => envelope([])])
  const error = await rejection(collect(logs.list(filters)))
  expect(error.code).toBe("invalid_request")
  expect(error.message).toContain(message)
  expect(sent).toEqual([])
})

test("filters that are not known here go out, and the service judges", async () => {
  const { logs, sent } = createClient([() => refusal(400, 7001, "Invalid enum value")])
  const error = await rejection(collect(logs.list({ filters: [{ key: "nope", operator: "like", value: [null] }] })))
  expect(queryOf(sent[0]!)["filters"]).toBe('[{"key":"nope","operator":"like","value":[null]}]')
  expect(error).toMatchObject({ code: "invalid_params", status: 400, gatewayCode: 7001, retryable: false })
  expect(error.message).toBe("Invalid enum value (HTTP 400, Cloudflare code 7001)")
})

test("a payload is handed out as it was logged, even one that looks like a refusal", async () => {
  const refused = { success: false, errors: [{ code: 2003, message: "Rate limited" }] }
  const { logs, sent } = createClient([
    () => Response.json({ model: "claude-haiku-4-5" }),
    () => Response.json(refused),
    () => new Response("data: [DONE]\n\n", { headers: { "content-type": "text/event-stream" } }),
  ])
  expect(await logs.request(id)).toEqual({ model: "claude-haiku-4-5" })
  expect(await logs.response(id)).toEqual(refused)
  expect(await logs.response(id)).toBe("data: [DONE]\n\n")
  expect(sent.map(({ url }) => url)).toEqual([
    `${prefix}/${id}/request`,
    `${prefix}/${id}/response`,
    `${prefix}/${id}/response`,
  ])
})

test("feedback goes out with all that it says, and takes no answer but a good one", async () => {
  const { logs, sent } = createClient([() => envelope({}), () => Response.json({ success: true })])
  const feedback = { feedback: -1, score: 12.5, metadata: { reviewer: "ada", sure: true, take: 2 } } as const
  expect(await logs.feedback(id, feedback)).toBeUndefined()
  await logs.feedback(id, { feedback: null, score: null, metadata: null })
  expect(sent.map(({ method, url, body }) => ({ method, url, body }))).toEqual([
    { method: "PATCH", url: `${prefix}/${id}`, body: feedback },
    { method: "PATCH", url: `${prefix}/${id}`, body: { feedback: null, score: null, metadata: null } },
  ])
})

test.each<[what: string, feedback: any, message: string]>([
  ["that says nothing", {}, "`feedback` is missing, as are score and metadata"],
  ["that is none", undefined, "`feedback` is missing, as are score and metadata"],
  ["of two thumbs", { feedback: 2 }, "`feedback` must be 1, -1 or null"],
  ["with a score in words", { score: "high" }, "`score` must be a number or null"],
  ["with no number as score", { score: Number.NaN }, "`score` must be a number or null"],
  [
    "with nested metadata",
    { metadata: { by: { name: "ada" } } },
    "`metadata` must be flat: text, numbers and booleans by key",
  ],
  ["with null in metadata", { metadata: { by: null } }, "`metadata` must be flat: text, numbers and booleans by key"],
  ["with a list as metadata", { metadata: ["ada"] }, "`metadata` must be flat: text, numbers and booleans by key"],
  ["with a slip", { score: 1, thumb: 1 }, "`thumb` is none of feedback, score and metadata"],
])("feedback %s is refused before it is sent", async (_, feedback, message) => {
  const { logs, sent } = createClient([() => envelope({})])
  const error = await rejection(logs.feedback(id, feedback))
  expect(error.code).toBe("invalid_request")
  expect(error.message).toContain(message)
  expect(sent).toEqual([])
})

test("logs are deleted by filter, or all where that is said", async () => {
  const { logs, sent } = createClient([() => envelope(null)])
  expect(await logs.delete({ success: false, cached: undefined })).toBeUndefined()
  await logs.delete({ filters: [{ key: "created_at", operator: "lt", value: ["2026-01-01T00:00:00Z"] }] })
  await logs.delete({ all: true })

  expect(sent.map(({ method }) => method)).toEqual(["DELETE", "DELETE", "DELETE"])
  expect(queryOf(sent[0]!)).toEqual({ filters: '[{"key":"success","operator":"eq","value":[false]}]' })
  expect(queryOf(sent[1]!)).toEqual({
    filters: '[{"key":"created_at","operator":"lt","value":["2026-01-01T00:00:00Z"]}]',
  })
  expect(sent[2]!.url).toBe(prefix)
  expect(sent[2]!.headers).toEqual({
    accept: "application/json",
    authorization: "Bearer test-api-token-1",
    "user-agent": "cf-ai-gateway/0.1.0",
  })
})

test.each<[what: string, filters: any, message: string]>([
  ["nothing", {}, "must say which logs, or `all: true` and nothing else"],
  ["what is undefined", { model: undefined }, "must say which logs, or `all: true` and nothing else"],
  ["no filters", { filters: [] }, "must say which logs, or `all: true` and nothing else"],
  ["all and some", { all: true, success: false }, "must say which logs, or `all: true` and nothing else"],
  ["all that is not true", { all: "yes" }, "`all` must be true, or left out"],
  ["a search", { success: false, search: "hi" }, "`search` is no option"],
  ["a limit", { success: false, limit: 5 }, "`limit` is no option"],
  ["a slip", { success: false, modle: "a" }, "`modle` is no option, did you mean `model`?"],
  ["nobody", undefined, "`filters` must be an object"],
])("a deletion by %s is refused before it is sent", async (_, filters: LogDeletion, message) => {
  const { logs, sent } = createClient([() => envelope(null)])
  const error = await rejection(logs.delete(filters))
  expect(error.code).toBe("invalid_request")
  expect(error.message).toContain(message)
  expect(sent).toEqual([])
})

test.each<[what: string, answer: () => Response, known: object]>([
  [
    "no token that may read",
    () => refusal(401, 10000, "Authentication error"),
    { code: "unauthorized", status: 401, gatewayCode: 10000, hint: "`apiToken` needs AI Gateway Read on this account" },
  ],
  [
    "a token that may not",
    () => refusal(403, undefined, "Forbidden"),
    { code: "forbidden", status: 403, hint: "`apiToken` needs AI Gateway Read on this account" },
  ],
  [
    "no such log",
    missing,
    {
      code: "not_found",
      status: 404,
      gatewayCode: 7002,
      hint: "Check the id, and that the gateway keeps logs and bodies; a fresh log lags: `logs.wait`",
    },
  ],
  [
    "no such gateway",
    () => refusal(404, 7002, "Gateway not found"),
    { code: "not_found", status: 404, hint: "Check `accountId` and `gateway`" },
  ],
  [
    "no such account",
    () => refusal(404, 7003, "Could not route to /x, perhaps your object identifier is invalid?"),
    { code: "not_found", status: 404, hint: "Check `accountId` and `gateway`" },
  ],
  [
    "a refusal inside a 200",
    () => refusal(200, 7001, "Invalid"),
    { code: "invalid_params", status: 502, gatewayCode: 7001 },
  ],
  ["a fault of the service", () => refusal(500, undefined, "Oops"), { code: "server_error", retryable: true }],
])("%s is a typed error with the fix that helps", async (_, answer, known) => {
  const { logs } = createClient([answer])
  expect(await rejection(logs.get(id))).toMatchObject(known)
})

test("a rating and a deletion that may not be ask for the permission to edit", async () => {
  const { logs } = createClient([() => refusal(403, undefined, "Forbidden")])
  const hint = "`apiToken` needs AI Gateway Edit on this account"
  expect((await rejection(logs.feedback(id, { score: 1 }))).hint).toBe(hint)
  expect((await rejection(logs.delete({ all: true }))).hint).toBe(hint)
})

test.each<[what: string, answer: () => Response]>([
  ["an envelope without a log", () => envelope(null)],
  ["a log without an id", () => envelope({ ...log, id: undefined })],
  ["no envelope", () => Response.json(log)],
])("%s is no log, and the error holds what came", async (_, answer) => {
  const { logs } = createClient([answer])
  const error = await rejection(logs.get(id))
  expect(error.code).toBe("invalid_response")
  expect(error.message).toMatch(/^The reply is no log: /)
  expect(error.body).toBeTypeOf("object")
})

test("a page that is none is an error where replies are checked, and the end of the list where they are not", async () => {
  const { logs } = createClient([() => envelope({ log })])
  const error = await rejection(collect(logs.list()))
  expect(error.code).toBe("invalid_response")
  expect(error.message).toBe("The reply is no page of logs: `result` must be a list")
  expect(await collect(logs.list({}, { validate: "off" }))).toEqual([])
})

test("odd values of known keys pass, unknown keys are kept, and it is the wire's own object", async () => {
  const odd = { id: "1", created_at: "2026-10-09 12:00:00", tokens_in: null, metadata: "{}", new_thing: { a: 1 } }
  const { logs } = createClient([() => envelope(odd)])
  expect(await logs.get("1")).toEqual(odd)
})

test("failures that pass are sent again, ratings too", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  const { logs, sent } = createClient([() => refusal(500, undefined, "Oops"), () => envelope(log)], { maxRetries: 1 })
  await logs.feedback(id, { score: 1 })
  expect(sent.map(({ method }) => method)).toEqual(["PATCH", "PATCH"])
})

test("options that are for models are refused", async () => {
  const { logs, sent } = createClient([() => envelope(log)])
  const options: any = { gateway: { metadata: { a: 1 } }, providerKey: "sk-1", extraBody: { a: 1 } }
  const error = await rejection(logs.get(id, options))
  expect(error.code).toBe("unsupported_option")
  expect(error.issues.map(({ path }: { path: string[] }) => path.join("."))).toEqual([
    "gateway",
    "providerKey",
    "extraBody",
  ])
  expect(await logs.get(id, null as any)).toEqual(log)
  expect(sent).toHaveLength(1)
})

test("a fresh log is looked for until it is there, with longer and longer pauses", async () => {
  vi.useFakeTimers()
  const times: number[] = []
  const began = performance.now()
  const look = (answer: () => Response) => () => {
    times.push(performance.now() - began)
    return answer()
  }
  const absent = look(missing)
  const { logs } = createClient([absent, absent, absent, absent, absent, absent, look(() => envelope(log))])

  const waiting = logs.wait(id)
  await vi.advanceTimersByTimeAsync(8000)

  expect(await waiting).toEqual(log)
  expect(times).toEqual([0, 250, 750, 1750, 3750, 5750, 7750])
  expect(vi.getTimerCount()).toBe(0)
})

test("a log that is there at once is not waited for", async () => {
  const { logs, sent } = createClient([() => envelope(log)])
  expect(await logs.wait(id)).toEqual(log)
  expect(sent).toHaveLength(1)
})

test("a log that never comes is the last not_found, when no look would come in time", async () => {
  vi.useFakeTimers()
  const { logs, sent } = createClient([missing])
  const waiting = rejection(logs.wait(id, { timeout: 1000 }))
  await vi.advanceTimersByTimeAsync(750)
  const error = await waiting
  expect(error).toMatchObject({ code: "not_found", status: 404 })
  expect(error.hint).toBe("Check the id, and that the gateway keeps logs and bodies; a fresh log lags: `logs.wait`")
  expect(error.body).toMatchObject({ errors: [{ code: 7002, message: "Log not found" }] })
  expect(sent).toHaveLength(3)
  expect(vi.getTimerCount()).toBe(0)
})

test("a log is waited for without end where there is no timeout", async () => {
  vi.useFakeTimers()
  const { logs, sent } = createClient([missing])
  const controller = new AbortController()
  const waiting = rejection(logs.wait(id, { timeout: false, signal: controller.signal }))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sent.length).toBeGreaterThan(30)
  controller.abort("enough")
  expect(await waiting).toBe("enough")
})

test("a look that hangs ends with the wait", async () => {
  vi.useFakeTimers()
  const { logs } = createClient([() => new Promise<Response>(() => {})])
  const waiting = rejection(logs.wait(id, { timeout: 500 }))
  await vi.advanceTimersByTimeAsync(500)
  expect(await waiting).toMatchObject({ code: "timeout", clock: "total", hint: "Raise `timeout`" })
})

test("an abort ends a wait at once, with its own reason", async () => {
  vi.useFakeTimers()
  const { logs, sent } = createClient([missing])
  const controller = new AbortController()
  const waiting = rejection(logs.wait(id, { signal: controller.signal }))
  await vi.advanceTimersByTimeAsync(100)
  controller.abort("left")
  expect(await waiting).toBe("left")
  expect(sent).toHaveLength(1)
  expect(vi.getTimerCount()).toBe(0)
})

test.each<[what: string, answer: () => Response]>([
  ["a gateway that is not there", () => refusal(404, 7002, "Gateway not found")],
  ["a path that leads nowhere", () => refusal(404, 7003, "Could not route to /x")],
  ["a page of somebody else", () => new Response("<title>Not here</title>", { status: 404 })],
  ["a token that may not", () => refusal(401, 10000, "Authentication error")],
])("%s is not waited for", async (_, answer) => {
  const { logs, sent } = createClient([answer])
  await rejection(logs.wait(id))
  expect(sent).toHaveLength(1)
})

test("a wait that is malformed is refused", async () => {
  const { logs, sent } = createClient([missing])
  const error = await rejection(logs.wait(id, { timeout: -1 }))
  expect(error.code).toBe("invalid_request")
  expect(error.message).toContain("`timeout` must be milliseconds above 0, or false for none")
  expect(sent).toEqual([])
})

test("hooks are told of a wait once, and of nothing that was looked for", async () => {
  vi.useFakeTimers()
  const requests: RequestDescription[] = []
  const ends: CallEnd[] = []
  const onAttempt = vi.fn()
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const { logs } = createClient([missing, () => envelope(log), () => envelope([])], {
    hooks: { onRequest: (request) => requests.push(request), onFinish: (end) => ends.push(end), onAttempt },
    logger,
  })
  const waiting = logs.wait(id)
  await vi.advanceTimersByTimeAsync(250)
  await waiting
  expect(requests).toHaveLength(1)
  expect(onAttempt).toHaveBeenCalledTimes(1)
  expect(ends.map(({ error }) => error)).toEqual([undefined])

  await collect(logs.list({ search: "marked-words" }))
  expect(requests[1]).toEqual({
    url: prefix,
    method: "GET",
    headers: {
      accept: "application/json",
      authorization: "Bearer [redacted]",
      "user-agent": "cf-ai-gateway/0.1.0",
    },
    body: undefined,
  })
  expect(JSON.stringify([requests, ends, Object.values(logger).map((told) => told.mock.calls)])).not.toMatch(
    /marked-words|test-api-token/,
  )
})

test("neither the token nor what was looked for stands in an error", async () => {
  const { logs } = createClient([
    () => refusal(400, 7001, `Bad search "marked-words of a prompt" of ${apiToken}`),
    () => refusal(400, 7001, "Bad value: marked-note-of-a-reader"),
  ])
  const error = await rejection(collect(logs.list({ search: "marked-words of a prompt" })))
  expect(error.message).toBe('Bad search "[redacted]" of [redacted] (HTTP 400, Cloudflare code 7001)')
  const other = await rejection(logs.feedback(id, { metadata: { note: "marked-note-of-a-reader" } }))
  expect(other.message).toBe("Bad value: [redacted] (HTTP 400, Cloudflare code 7001)")
})

test("a deletion's filters stay, whatever `query` says of them", async () => {
  const { logs, sent } = createClient([() => envelope(null)])
  for (const filters of [undefined, "", "[]"])
    await logs.delete({ success: false }, { query: { filters, more: "1" } as never })

  expect(sent).toHaveLength(3)
  for (const request of sent)
    expect(queryOf(request)).toEqual({ filters: '[{"key":"success","operator":"eq","value":[false]}]', more: "1" })
})

test("what a deletion looks for stands in no error", async () => {
  const { logs } = createClient([() => refusal(400, 7001, "Bad value: marked-note-of-a-reader")])
  const filters = [{ key: "metadata.value", operator: "eq", value: ["marked-note-of-a-reader"] }]
  expect((await rejection(logs.delete({ filters }))).message).toBe(
    "Bad value: [redacted] (HTTP 400, Cloudflare code 7001)",
  )
})
