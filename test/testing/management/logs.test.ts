import { expect, test } from "vitest"
import { createApi, refusal } from "./create-api.ts"

function createApiWithLogs() {
  const api = createApi({ gw: { logLag: 100 } })
  const log = { provider: "openai", model: "openai/gpt-5-mini", path: "chat/completions", duration: 12 }
  const { logs } = api.gateway
  logs.add({ ...log, id: "a", success: true, status_code: 200 }, { request: '{"model":"gpt-5-mini"}', response: "{}" })
  api.clock.advance(1)
  logs.add(
    { ...log, id: "b", success: false, status_code: 429, response_content_type: "text/event-stream" },
    { response: "data: [DONE]\n\n" },
  )
  api.clock.advance(100)
  return api
}

const notFound = refusal(404, 7002, "Log not found")

test("logs are listed, the latest first, with how many there are", async () => {
  const { call } = createApiWithLogs()
  const { status, body } = await call("GET", "/gateways/gw/logs?per_page=1", undefined, "read")
  expect(status).toBe(200)
  expect(body).toMatchObject({
    success: true,
    result: [{ id: "b", success: false, status_code: 429, model: "openai/gpt-5-mini" }],
    result_info: { page: 1, per_page: 1, count: 1, total_count: 2 },
  })
})

test("logs are listed by filter", async () => {
  const { call } = createApiWithLogs()
  const filters = encodeURIComponent('[{"key":"success","operator":"eq","value":[true]}]')
  const { body } = await call("GET", `/gateways/gw/logs?filters=${filters}`)
  expect(body.result.map(({ id }: { id: string }) => id)).toEqual(["a"])
})

test("a bad filter key answers 7001", async () => {
  const { call } = createApiWithLogs()
  const filters = encodeURIComponent('[{"key":"status","operator":"eq","value":[1]}]')
  for (const method of ["GET", "DELETE"]) {
    const answer = await call(method, `/gateways/gw/logs?filters=${filters}`)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({
      success: false,
      errors: [
        { code: 7001, message: expect.stringContaining("Invalid enum value"), path: ["query", "filters", 0, "key"] },
      ],
    })
  }
})

test("a log is read by its id, with the heads of its bodies", async () => {
  const { call } = createApiWithLogs()
  expect((await call("GET", "/gateways/gw/logs/a")).body.result).toMatchObject({
    id: "a",
    created_at: "2026-01-01T00:00:00.000Z",
    request_size: 22,
    request_head: '{"model":"gpt-5-mini"}',
    request_head_complete: true,
  })
})

test("a log that lags is not found, nor patched, and is there later", async () => {
  const { call, clock, gateway } = createApi({ gw: { logLag: 460 } })
  gateway.logs.add({ id: "a", provider: "openai", model: "m", path: "", duration: 1, success: true, status_code: 200 })
  expect(await call("GET", "/gateways/gw/logs/a")).toEqual(notFound)
  expect(await call("PATCH", "/gateways/gw/logs/a", { feedback: 1 })).toEqual(notFound)
  clock.advance(460)
  expect((await call("GET", "/gateways/gw/logs/a")).status).toBe(200)
})

test.each(["", "/request", "/response"])("an unknown log%s is not found", async (path) => {
  expect(await createApiWithLogs().call("GET", `/gateways/gw/logs/none${path}`)).toEqual(notFound)
})

test("bodies are answered as they were", async () => {
  const { app } = createApiWithLogs()
  const read = async (path: string) => {
    const url = `https://api.cloudflare.com/client/v4/accounts/acc/ai-gateway/gateways/gw/logs/${path}`
    const response = await app.request(url, { headers: { authorization: "Bearer read" } })
    return [response.headers.get("content-type"), await response.text()]
  }
  expect(await read("a/request")).toEqual(["application/json", '{"model":"gpt-5-mini"}'])
  expect(await read("a/response")).toEqual(["application/json", "{}"])
  expect(await read("b/response")).toEqual(["text/event-stream", "data: [DONE]\n\n"])
})

test("a body that was not kept is not found", async () => {
  const { call } = createApiWithLogs()
  expect(await call("GET", "/gateways/gw/logs/b/request")).toEqual(refusal(404, 7002, "Log payload not found"))
})

test.each([
  [{ feedback: 1 }, { feedback: 1 }],
  [{ feedback: -1 }, { feedback: -1 }],
  [{ feedback: 0 }, { feedback: 0 }],
  [
    { feedback: null, score: 99.5 },
    { feedback: null, score: 99.5 },
  ],
  [{ score: null }, { score: null }],
  [{ metadata: { team: "red", seats: 3, beta: true } }, { metadata: { team: "red", seats: 3, beta: true } }],
  [{ metadata: null }, { metadata: {} }],
  [{}, { feedback: null, score: null, metadata: {} }],
])("a log patched with %j tells so", async (patch, expected) => {
  const { call, gateway } = createApiWithLogs()
  expect(await call("PATCH", "/gateways/gw/logs/a", patch)).toEqual({
    status: 200,
    body: { success: true, result: {}, errors: [], messages: [] },
  })
  expect(gateway.logs.get("a")).toMatchObject(expected)
})

test.each([
  [{ feedback: 2 }, "feedback", "must be -1, 0, 1 or null"],
  [{ feedback: "1" }, "feedback", "must be -1, 0, 1 or null"],
  [{ score: "80" }, "score", "must be a number or null"],
  [{ metadata: "team" }, "metadata", "must be an object or null"],
  [{ metadata: { team: null } }, "metadata.team", "must be a text, a number or a boolean"],
  [{ metadata: { team: { name: "red" } } }, "metadata.team", "must be a text, a number or a boolean"],
])("a patch with %j is refused", async (patch, path, message) => {
  const { call } = createApiWithLogs()
  expect(await call("PATCH", "/gateways/gw/logs/a", patch)).toEqual(
    refusal(400, 7001, message, ["body", ...path.split(".")]),
  )
})

test("logs are deleted by filter", async () => {
  const { call, gateway } = createApiWithLogs()
  const filters = encodeURIComponent('[{"key":"id","operator":"eq","value":["a"]}]')
  expect(await call("DELETE", `/gateways/gw/logs?filters=${filters}`)).toEqual({
    status: 200,
    body: { success: true, result: null, errors: [], messages: [] },
  })
  expect(gateway.logs.get("a")).toBeUndefined()
  expect(gateway.logs.get("b")?.id).toBe("b")
})

test("as many logs are deleted as the limit says", async () => {
  const { call, gateway } = createApiWithLogs()
  await call("DELETE", "/gateways/gw/logs?limit=1&order_by=created_at&order_by_direction=asc")
  expect(gateway.logs.get("a")).toBeUndefined()
  expect(gateway.logs.get("b")?.id).toBe("b")
  await call("DELETE", "/gateways/gw/logs")
  expect(gateway.logs.get("b")).toBeUndefined()
  expect(await call("DELETE", "/gateways/gw/logs?limit=few")).toEqual(
    refusal(400, 7001, "must be a number", ["query", "limit"]),
  )
})
