import { expect, onTestFinished, test, vi } from "vitest"
import { gzipSync } from "node:zlib"
import { readGatewayRecord, type GatewayClientOptions } from "../../src/index.ts"
import { clientOf, root } from "../provider/client-of.ts"
import { deferred, identity, rejection, sendJSON, startServer } from "../support/server.ts"

const url = `${root}/openai/chat/completions`

/** A body that is written to from outside. */
function createBody() {
  let controller!: ReadableStreamDefaultController<Uint8Array>
  const left = deferred<unknown>()
  const body = new ReadableStream<Uint8Array>({
    start: (given) => void (controller = given),
    cancel: (reason) => left.resolve(reason),
  })
  return {
    body,
    left: left.promise,
    write: (text: string) => controller.enqueue(new TextEncoder().encode(text)),
    controller,
  }
}

/** A door whose fetch answers with such a body, and tells how calls ended. */
function openDoor(options: GatewayClientOptions = {}, init: ResponseInit = {}) {
  const written = createBody()
  const ends: { status: number | undefined; error: unknown; totalMs: number | undefined }[] = []
  const onFinish: NonNullable<GatewayClientOptions["hooks"]>["onFinish"] = ({ gateway, error }) => {
    ends.push({ status: gateway.status, error, totalMs: gateway.timings.totalMs })
  }
  const fetch = async () => new Response(written.body, init)
  const door = clientOf({ ...identity, fetch, hooks: { onFinish }, ...options }).provider("openai")
  return { ...written, ends, fetch: door.fetch }
}

const textOf = (value: Uint8Array | undefined) => new TextDecoder().decode(value)

function fakeTimers() {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
}

test("a body is read when it is read, and ends as the wire's does", async () => {
  const { fetch, write, controller, ends } = openDoor({}, { headers: { "content-type": "text/event-stream" } })
  const response = await fetch(url)
  const reader = response.body!.getReader()
  write("data: 1\n\n")
  expect(textOf((await reader.read()).value)).toBe("data: 1\n\n")
  write("data: 2\n\n")
  expect(textOf((await reader.read()).value)).toBe("data: 2\n\n")
  expect(ends).toEqual([])
  controller.close()
  expect((await reader.read()).done).toBe(true)
  expect(ends).toEqual([{ status: 200, error: undefined, totalMs: expect.any(Number) }])
  expect(readGatewayRecord(response).timings.firstEventMs).toEqual(expect.any(Number))
})

test("status, headers, URL and compressed bodies are those of the wire", async () => {
  await using server = await startServer((response, { path }) => {
    if (path.endsWith("/empty")) return void response.writeHead(204, { "cf-aig-log-id": "log-2" }).end()
    if (path.endsWith("/moved")) return void response.writeHead(302, { location: "https://evil.example" }).end()
    response.writeHead(201, "Made", {
      "content-type": "application/json",
      "content-encoding": "gzip",
      "cf-aig-log-id": "log-1",
    })
    response.end(gzipSync('{"a":"ä"}'))
  })
  const door = clientOf(server.options).provider("openai")
  const made = await door.fetch(`${door.baseURL}/files`)
  const empty = await door.fetch(`${door.baseURL}/empty`)
  const moved = await door.fetch(`${door.baseURL}/moved`)

  expect([made.status, made.statusText, made.url, made.redirected]).toEqual([
    201,
    "Made",
    `${server.url}/openai/files`,
    false,
  ])
  expect(made.headers.get("cf-aig-log-id")).toBe("log-1")
  expect(made).toBeInstanceOf(Response)
  expect(await made.clone().json()).toEqual({ a: "ä" })
  expect(await made.json()).toEqual({ a: "ä" })
  expect([empty.status, empty.body, readGatewayRecord(empty).logId]).toEqual([204, null, "log-2"])
  expect([moved.status, moved.headers.get("location")]).toEqual([302, "https://evil.example"])
})

test("uploads reach the server byte by byte: a form, bytes, a stream", async () => {
  await using server = await startServer((response) => sendJSON(response, {}))
  const door = clientOf(server.options).provider("openai")
  const form = new FormData()
  form.set("model", "whisper-1")
  form.set("file", new Blob(["RIFF"], { type: "audio/wav" }), "a.wav")
  await door.fetch(`${door.baseURL}/audio/transcriptions`, { method: "POST", body: form })
  await door.fetch(`${door.baseURL}/files`, { method: "POST", body: new Uint8Array([65, 66]) })
  const stream = new Blob(["one", "two"]).stream()
  await door.fetch(`${door.baseURL}/files`, { method: "POST", body: stream, duplex: "half" } as RequestInit)
  await door.fetch(new Request(`${door.baseURL}/files`, { method: "POST", body: form }))

  const [first, second, third, fourth] = server.requests
  expect(first!.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/)
  expect(first!.body).toContain('filename="a.wav"')
  expect([second!.body, second!.headers["content-length"]]).toEqual(["AB", "2"])
  expect(third!.body).toBe("onetwo")
  expect(fourth!.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/)
  expect(fourth!.body).toContain("whisper-1")
})

test("leaving the body lets go of the connection and is no failure", async () => {
  const { fetch, write, left, ends } = openDoor()
  const response = await fetch(url)
  const reader = response.body!.getReader()
  write("some")
  await reader.read()
  await reader.cancel("enough")
  expect(await left).toBe("enough")
  expect(ends).toEqual([{ status: 200, error: undefined, totalMs: expect.any(Number) }])
})

test("an abort before the headers rejects with the caller's own reason, and a late answer is let go", async () => {
  const answer = deferred<Response>()
  const { body, left } = createBody()
  const signals: (AbortSignal | null | undefined)[] = []
  const ends: unknown[] = []
  const { fetch } = clientOf({
    ...identity,
    hooks: { onFinish: ({ error }) => ends.push(error) },
    // Does not heed its signal.
    fetch: (_, init) => (signals.push(init.signal), answer.promise),
  }).provider("openai")
  const controller = new AbortController()
  const reason = new Error("the visitor left")
  const call = rejection(fetch(url, { signal: controller.signal }))
  await vi.waitFor(() => expect(signals).toHaveLength(1))
  controller.abort(reason)
  expect(await call).toBe(reason)
  expect(signals[0]).toMatchObject({ aborted: true, reason })
  expect(ends).toEqual([reason])
  answer.resolve(new Response(body))
  await left
})

test("an abort that came first sends nothing and asks for no token", async () => {
  const asked: string[] = []
  const fetch = async () => (asked.push("fetch"), new Response())
  const token = () => (asked.push("token"), "token-1")
  const { fetch: send } = clientOf({ ...identity, token, fetch }).provider("openai")
  expect((await rejection(send(url, { signal: AbortSignal.abort() }))).name).toBe("AbortError")
  expect(asked).toEqual([])
})

test("a token function that never answers is given up like a server that does not, and is no attempt", async () => {
  fakeTimers()
  const attempts: unknown[] = []
  const { fetch } = clientOf({
    ...identity,
    token: () => new Promise(() => {}),
    timeout: 1000,
    hooks: { onAttempt: (attempt) => attempts.push(attempt) },
  }).provider("openai")
  const call = rejection(fetch(url))
  await vi.advanceTimersByTimeAsync(1000)
  expect(await call).toMatchObject({ code: "timeout", clock: "headers" })
  expect(attempts).toEqual([])
})

test("a body that is no stream of events has no first one", async () => {
  const { fetch, write, controller } = openDoor({}, { headers: { "content-type": "application/json" } })
  const response = await fetch(url)
  write("{}")
  controller.close()
  await response.text()
  expect(readGatewayRecord(response).timings).toEqual({ headersMs: expect.any(Number), totalMs: expect.any(Number) })
})

test("an abort while the body is read, or lies unread, errors it with the caller's own reason", async () => {
  for (const isRead of [true, false]) {
    const { fetch, left, ends } = openDoor()
    const controller = new AbortController()
    const response = await fetch(url, { signal: controller.signal })
    const reading = isRead ? rejection(response.text()) : undefined
    controller.abort()
    const error = await (reading ?? rejection(response.text()))
    expect([error.name, error === controller.signal.reason]).toEqual(["AbortError", true])
    expect(await left).toBe(error)
    expect(ends.map((end) => end.error)).toEqual([error])
  }
})

test("an abort after the end changes nothing", async () => {
  const { fetch, controller: body, ends } = openDoor()
  const controller = new AbortController()
  const response = await fetch(url, { signal: controller.signal })
  body.close()
  expect(await response.text()).toBe("")
  controller.abort()
  expect(ends).toEqual([{ status: 200, error: undefined, totalMs: expect.any(Number) }])
})

test("the clock `timeout` holds to the headers", async () => {
  fakeTimers()
  const attempts: unknown[] = []
  const { fetch } = clientOf({
    ...identity,
    timeout: 1000,
    hooks: { onAttempt: (attempt) => attempts.push(attempt) },
    fetch: () => new Promise(() => {}),
  }).provider("openai")
  const call = rejection(fetch(url))
  await vi.advanceTimersByTimeAsync(1000)
  const error = await call
  expect([error.name, error.clock, error.message, error.hint]).toEqual([
    "GatewayTimeoutError",
    "headers",
    "Not done within 1000 ms",
    "Raise `timeout`",
  ])
  expect(attempts).toEqual([{ waitMs: 0, reason: "timeout" }])
  expect(error.gateway.attempts).toEqual(attempts)
})

test("the clock `timeout` does not cut a long body", async () => {
  fakeTimers()
  const { fetch, write, controller } = openDoor({ timeout: 1000, idleTimeout: 5000 })
  const response = await fetch(url)
  const text = response.text()
  await vi.advanceTimersByTimeAsync(4000)
  write("late")
  controller.close()
  expect(await text).toBe("late")
})

test("the clock `idleTimeout` holds while a read waits, and rests while nobody reads", async () => {
  fakeTimers()
  const { fetch, write, left, ends } = openDoor({ idleTimeout: 1000 })
  const response = await fetch(url)
  await vi.advanceTimersByTimeAsync(60_000)
  const reader = response.body!.getReader()
  write("one")
  expect(textOf((await reader.read()).value)).toBe("one")
  await vi.advanceTimersByTimeAsync(60_000)
  const silent = rejection(reader.read())
  await vi.advanceTimersByTimeAsync(1000)
  const error = await silent
  expect([error.name, error.clock, error.message]).toEqual(["GatewayTimeoutError", "idle", "Silent for 1000 ms"])
  expect(error.gateway).toMatchObject({ status: 200, timings: { totalMs: expect.any(Number) } })
  expect(await left).toBe(error)
  expect(ends.map((end) => end.error)).toEqual([error])
})

test("the clock `totalTimeout` holds to the last byte, read or not", async () => {
  fakeTimers()
  const { fetch, left } = openDoor({ totalTimeout: 1000, idleTimeout: false })
  const response = await fetch(url)
  await vi.advanceTimersByTimeAsync(1000)
  const error = await left
  expect(error).toMatchObject({ name: "GatewayTimeoutError", clock: "total", message: "Not done within 1000 ms" })
  expect(await rejection(response.text())).toBe(error)
})

test("no clock runs on after the end", async () => {
  fakeTimers()
  const { fetch, controller } = openDoor({ totalTimeout: 1000 })
  const response = await fetch(url)
  controller.close()
  await response.text()
  expect(vi.getTimerCount()).toBe(0)
})

test("no connection is a typed error after one attempt, without the token", async () => {
  const { fetch } = clientOf({
    ...identity,
    maxRetries: 5,
    fetch: async () => {
      throw new TypeError("fetch failed", {
        cause: Object.assign(new Error("refused for test-token-1"), { code: "ECONNREFUSED" }),
      })
    },
  }).provider("openai")
  const error = await rejection(fetch(url))
  expect([error.name, error.message]).toEqual([
    "GatewayConnectionError",
    "The gateway could not be reached ECONNREFUSED",
  ])
  expect(error.gateway.attempts).toEqual([{ waitMs: 0, reason: "connection_failed" }])
  expect(error.cause.cause.message).toBe("refused for [redacted]")
})

test("a body that breaks off errors with a typed error", async () => {
  const { fetch, write, controller, ends } = openDoor()
  const response = await fetch(url)
  const reader = response.body!.getReader()
  write("half")
  await reader.read()
  controller.error(new Error("socket hang up"))
  const error = await rejection(reader.read())
  expect([error.name, error.message, error.gateway.status]).toEqual([
    "GatewayConnectionError",
    "The connection broke within the reply",
    200,
  ])
  expect(ends.map((end) => end.error)).toEqual([error])
})

test("a refusal is sent once, handed on untouched, and told as the error it is", async () => {
  const { fetch, write, controller, ends } = openDoor({ maxRetries: 3 }, { status: 429 })
  const body = '{"success":false,"name":"AiGatewayError","error":[{"code":2003,"message":"Rate limited"}]}'
  const response = await fetch(url)
  write(body.slice(0, 20))
  write(body.slice(20))
  controller.close()
  expect([response.status, await response.text()]).toEqual([429, body])
  expect(ends).toEqual([
    {
      status: 429,
      error: expect.objectContaining({ name: "GatewayResponseError", code: "rate_limited", gatewayCode: 2003 }),
      totalMs: expect.any(Number),
    },
  ])
})

test("a status beyond what responses can be made with is handed on", async () => {
  const odd = new Response("odd")
  Object.defineProperties(odd, { status: { value: 999 }, ok: { value: false } })
  const { fetch } = clientOf({ ...identity, fetch: async () => odd }).provider("openai")
  expect(await fetch(url)).toBe(odd)
})
