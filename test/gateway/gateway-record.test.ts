import { expect, test } from "vitest"
import { readGatewayRecord } from "../../src/index.ts"

const read = (headers: Record<string, string>, status = 200) =>
  readGatewayRecord(new Response(null, { status, headers }))

test("all headers of the gateway are read", () => {
  const record = read({
    "cf-aig-log-id": "0199b3f0-0000-7000-8000-000000000001",
    "cf-aig-event-id": "evt-1",
    "cf-aig-request-id": "req-1",
    "cf-aig-run-id": "run-1",
    "cf-aig-step": "2",
    "cf-aig-cache-status": "HIT",
    "cf-aig-model": "claude-haiku-4-5",
    "cf-aig-provider": "anthropic",
    "cf-aig-dlp": JSON.stringify({ action: "FLAG", findings: [{ check: "REQUEST" }] }),
    "cf-aig-routed-model": "openai/gpt-5-mini",
    "cf-aig-routing-reason": "cost_optimal_within_pool",
    "cf-aig-routing-decision-id": "dec-1",
    "cf-ray": "8f-TXL",
  })

  expect(record).toMatchObject({
    logId: "0199b3f0-0000-7000-8000-000000000001",
    eventId: "evt-1",
    requestId: "req-1",
    runId: "run-1",
    step: 2,
    cacheStatus: "HIT",
    model: "claude-haiku-4-5",
    provider: "anthropic",
    dlp: { action: "FLAG", findings: [{ check: "REQUEST" }] },
    routing: { model: "openai/gpt-5-mini", reason: "cost_optimal_within_pool", decisionId: "dec-1" },
    ray: "8f-TXL",
    status: 200,
    attempts: [],
    timings: {},
  })
})

test("without headers all is undefined", () => {
  const { attempts, timings, status, headers, ...rest } = read({})

  expect(Object.values(rest).filter((value) => value !== undefined)).toEqual([])
  expect({ attempts, timings, status }).toEqual({ attempts: [], timings: {}, status: 200 })
  expect(headers).toBeInstanceOf(Headers)
})

test("all headers of the response stand beside what is read of them", () => {
  expect(read({ "x-anything": "1" }).headers.get("x-anything")).toBe("1")
})

test("the first step is 0, and a step that is no number is unknown", () => {
  expect(read({ "cf-aig-step": "0" }).step).toBe(0)
  expect(read({ "cf-aig-step": "first" }).step).toBeUndefined()
})

test("an unknown cache status passes through", () => {
  expect(read({ "cf-aig-cache-status": "BYPASS" }).cacheStatus).toBe("BYPASS")
})

test("the model that the Auto Router chose stands for the model served", () => {
  const record = read({ "cf-aig-routed-model": "openai/gpt-5-mini" })

  expect(record.model).toBe("openai/gpt-5-mini")
  expect(record.routing).toEqual({ model: "openai/gpt-5-mini", reason: undefined, decisionId: undefined })
})

test.for(["", "no JSON", "null", "[]", '"text"', "7"])("a DLP header of %j does no harm", (header) => {
  expect(() => read({ "cf-aig-dlp": header })).not.toThrow()
})

test("a DLP header without findings has an empty list of them", () => {
  expect(read({ "cf-aig-dlp": '{"action":"BLOCK"}' }).dlp).toEqual({ action: "BLOCK", findings: [] })
})

test("the status of a refusal is told", () => {
  expect(read({}, 429).status).toBe(429)
})
