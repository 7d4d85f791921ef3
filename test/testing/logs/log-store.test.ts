import { expect, test } from "vitest"
import { createClock } from "../../../src/testing/clock.ts"
import type { NewLog } from "../../../src/testing/logs/log-entry.ts"
import { createLogStore } from "../../../src/testing/logs/log-store.ts"
import { readLogQuery, type LogQuery } from "../../../src/testing/logs/read-log-query.ts"

const all = readLogQuery(new URLSearchParams()) as LogQuery

function createStore(lag = 0) {
  const clock = createClock("manual")
  return { clock, store: createLogStore({ now: clock.now, lag: () => lag }) }
}

const log = (id: string, more: Partial<NewLog> = {}): NewLog => ({
  id,
  provider: "openai",
  model: "openai/gpt-5-mini",
  path: "chat/completions",
  duration: 12,
  success: true,
  status_code: 200,
  ...more,
})

test("a log is read back with all its fields", () => {
  const { store } = createStore()
  store.add(log("one", { metadata: { team: "red" }, step: 1, event_id: undefined }), { request: "{}", response: "[]" })
  expect(store.get("one")).toEqual({
    id: "one",
    created_at: "2026-01-01T00:00:00.000Z",
    provider: "openai",
    model: "openai/gpt-5-mini",
    path: "chat/completions",
    duration: 12,
    success: true,
    cached: false,
    status_code: 200,
    tokens_in: 0,
    tokens_out: 0,
    cost: 0,
    custom_cost: false,
    metadata: { team: "red" },
    step: 1,
    request_type: "",
    request_content_type: "application/json",
    response_content_type: "application/json",
    event_id: "one",
    feedback: null,
    score: null,
    wholesale: false,
    byok: false,
    authentication: false,
    compatibilityMode: false,
    dlp_action: null,
    user_agent: "",
    request_size: 2,
    request_head: "{}",
    request_head_complete: true,
    response_size: 2,
    response_head: "[]",
    response_head_complete: true,
  })
})

test("a long body is told by its beginning and its size in bytes", () => {
  const { store } = createStore()
  store.add(log("one"), { response: "é".repeat(1001) })
  expect(store.get("one")).toMatchObject({
    response_size: 2002,
    response_head: "é".repeat(1000),
    response_head_complete: false,
  })
  expect(store.response("one")).toBe("é".repeat(1001))
})

test("a body as long as the head is told as a whole", () => {
  const { store } = createStore()
  store.add(log("one"), { request: "x".repeat(1000), response: "x".repeat(1001) })
  expect(store.get("one")).toMatchObject({ request_head_complete: true, response_head_complete: false })
})

test("a log without payload has no bodies and no heads", () => {
  const { store } = createStore()
  store.add(log("one"))
  expect(store.request("one")).toBeUndefined()
  expect(store.response("one")).toBeUndefined()
  expect(store.get("one")).not.toHaveProperty("request_head")
  expect(store.get("one")).not.toHaveProperty("response_size")
})

test("a list shows no heads", () => {
  const { store } = createStore()
  store.add(log("one"), { request: "{}" })
  expect(store.list(all).logs[0]).not.toHaveProperty("request_head")
})

test("a log lags: nothing of it is read before its time", () => {
  const { clock, store } = createStore(500)
  store.add(log("one"), { request: "asked", response: "said" })
  clock.advance(499)
  expect(store.get("one")).toBeUndefined()
  expect(store.request("one")).toBeUndefined()
  expect(store.response("one")).toBeUndefined()
  expect(store.list(all)).toEqual({ logs: [], total: 0 })
  expect(store.delete(all)).toBe(0)
  clock.advance(1)
  expect(store.get("one")?.id).toBe("one")
  expect(store.request("one")).toBe("asked")
  expect(store.response("one")).toBe("said")
  expect(store.list(all).total).toBe(1)
})

test("feedback, score and metadata change alone or together, also while the log lags", () => {
  const { clock, store } = createStore(10)
  store.add(log("one", { metadata: { team: "red" } }))
  expect(store.update("one", { feedback: 1 })).toMatchObject({ feedback: 1, score: null, metadata: { team: "red" } })
  expect(store.update("one", { score: 80 })).toMatchObject({ feedback: 1, score: 80, metadata: { team: "red" } })
  expect(store.update("one", { metadata: { plan: "free" } })).toMatchObject({ metadata: { plan: "free" } })
  expect(store.update("one", { feedback: null, score: null, metadata: null })).toMatchObject({
    feedback: null,
    score: null,
    metadata: {},
  })
  expect(store.update("two", { feedback: 1 })).toBeUndefined()
  store.update("one", { score: 0 })
  clock.advance(10)
  expect(store.get("one")?.score).toBe(0)
})

test("a list comes in pages, the latest first", () => {
  const { clock, store } = createStore()
  for (const id of ["a", "b", "c", "d", "e"]) {
    store.add(log(id))
    clock.advance(1)
  }
  const page = (page: number) => store.list({ ...all, page, perPage: 2 })
  expect(page(1).logs.map(({ id }) => id)).toEqual(["e", "d"])
  expect(page(2).logs.map(({ id }) => id)).toEqual(["c", "b"])
  expect(page(3).logs.map(({ id }) => id)).toEqual(["a"])
  expect(page(4)).toEqual({ logs: [], total: 5 })
})

test("logs of the same moment are listed by when they were written", () => {
  const { store } = createStore()
  for (const id of ["a", "b", "c"]) store.add(log(id))
  expect(store.list(all).logs.map(({ id }) => id)).toEqual(["c", "b", "a"])
})

test("a search reads the bodies", () => {
  const { store } = createStore()
  store.add(log("a"), { request: "the capital of France" })
  store.add(log("b"), { response: "Paris" })
  const search = (words: string) => store.list({ ...all, search: words }).logs.map(({ id }) => id)
  expect(search("capital")).toEqual(["a"])
  expect(search("paris")).toEqual(["b"])
})

test("logs are deleted by filter, so many at most", () => {
  const { store } = createStore()
  for (const id of ["a", "b", "c"]) store.add(log(id, { success: id !== "b" }))
  const failed = { ...all, filters: [{ key: "success", operator: "eq", value: [false] }] } as const
  expect(store.delete(failed)).toBe(1)
  expect(store.get("b")).toBeUndefined()
  expect(store.delete({ ...all, direction: "asc" }, 1)).toBe(1)
  expect(store.get("a")).toBeUndefined()
  expect(store.get("c")?.id).toBe("c")
})

test("a log over 10 MB is dropped", () => {
  const { store } = createStore()
  const half = "x".repeat(5 * 1024 * 1024)
  store.add(log("fits"), { request: half, response: half })
  store.add(log("does not"), { request: half, response: `${half}x` })
  expect(store.get("fits")?.id).toBe("fits")
  expect(store.get("does not")).toBeUndefined()
})

test("the oldest of more than 10,000 logs goes", () => {
  const { store } = createStore()
  for (let count = 0; count <= 10_000; count++) store.add(log(String(count)))
  expect(store.get("0")).toBeUndefined()
  expect(store.get("1")?.id).toBe("1")
  expect(store.list(all).total).toBe(10_000)
})

test("clear forgets everything", () => {
  const { store } = createStore()
  store.add(log("one"))
  store.clear()
  expect(store.list(all).total).toBe(0)
})

test("the oldest logs lose their bodies when all are over 64 MiB, and stay", () => {
  const { store } = createStore()
  const body = "x".repeat(9 * 1024 * 1024)
  for (let n = 0; n < 8; n++) store.add(log(`${n}`), { request: body })

  expect(store.all()).toHaveLength(8)
  expect(store.get("0")).not.toHaveProperty("request_size")
  expect([store.request("0"), store.request("1")?.length, store.request("7")?.length]).toEqual([
    undefined,
    9 * 1024 * 1024,
    9 * 1024 * 1024,
  ])
})

test("bodies of logs that are gone do not count", () => {
  const { store } = createStore()
  const body = "x".repeat(9 * 1024 * 1024)
  for (let n = 0; n < 7; n++) store.add(log(`${n}`), { request: body })
  store.delete(all, 6)
  for (let n = 10; n < 16; n++) store.add(log(`${n}`), { request: body })
  expect(store.all().map(({ id }) => store.request(id) !== undefined)).toEqual(Array(7).fill(true))
  store.clear()
  for (let n = 20; n < 27; n++) store.add(log(`${n}`), { request: body })
  expect(store.request("20")).toBeDefined()
})
