import { afterEach, expect, test, vi } from "vitest"
import {
  GatewayParseError,
  GatewayResponseError,
  GatewayStreamError,
  GatewayTimeoutError,
  isStream,
  readCompletionStream,
  toErrorResponse,
  toText,
  type ChatCompletionStream,
} from "../../src/index.ts"
import {
  answerEvents,
  bodyOf,
  chunkEvent,
  collect,
  createClientOf,
  eventResponse,
  openBody,
} from "../support/fixtures.ts"

const params = {
  model: "openai/gpt-5-mini",
  messages: [{ role: "user" as const, content: "Hi" }],
  stream: true as const,
}

afterEach(() => {
  vi.useRealTimers()
})

function streamOf(body: BodyInit | null, headers?: Record<string, string>): Promise<ChatCompletionStream> {
  return createClientOf(() => eventResponse(body, { "cf-aig-log-id": "log-1", ...headers })).chat.completions.create(
    params,
  )
}

async function failureOf(work: Promise<unknown>): Promise<any> {
  return work.then(
    () => {
      throw new Error("This should have been rejected")
    },
    (error: unknown) => error,
  )
}

const readTexts = (stream: ChatCompletionStream): Promise<string[]> => collect(stream.textStream)

// ── the other end of toResponse

test("a relayed stream is the same at its other end", async () => {
  const relay = await streamOf(
    bodyOf([
      ...answerEvents("Hel", "lo").slice(0, -1),
      'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}\n\n',
      "data: [DONE]\n\n",
    ]),
  )
  const stream = readCompletionStream(relay.toResponse())
  expect(isStream(stream)).toBe(true)
  expect(stream.gateway).toMatchObject({ logId: "log-1", status: 200, attempts: [] })
  expect(await readTexts(stream)).toEqual(["Hel", "lo"])
  const [near, far] = [await relay.final(), await stream.final()]
  expect(far).toEqual(near)
  expect(far.gateway.timings).toEqual({ firstEventMs: expect.any(Number), totalMs: expect.any(Number) })
})

test("a relayed failure keeps its code, and what came before it", async () => {
  const relay = await streamOf(
    bodyOf([
      chunkEvent({ content: "Hel" }),
      'data: {"success":false,"error":[{"code":2003,"message":"Rate limited"}]}\n\n',
    ]),
    { "retry-after": "7" },
  )
  const stream = readCompletionStream(relay.toResponse())
  const error = await failureOf(readTexts(stream))
  expect(error).toBeInstanceOf(GatewayResponseError)
  expect(error).toMatchObject({ code: "rate_limited", retryAfterMs: 7000, retryable: true, logId: "log-1" })
  expect(error.status).toBeGreaterThanOrEqual(400)
  expect(toText(error.partial)).toBe("Hel")
  expect(await failureOf(stream.final())).toBe(error)
})

test("a relay whose own stream was cut off says so", async () => {
  const relay = await streamOf(bodyOf([chunkEvent({ content: "Hel" })]))
  const error = await failureOf(readTexts(readCompletionStream(relay.toResponse())))
  expect(error).toBeInstanceOf(GatewayStreamError)
  expect(error).toMatchObject({ code: "stream_truncated" })
  expect(toText(error.partial)).toBe("Hel")
})

test("a relay that failed for reasons of its own says that it broke", async () => {
  for (const code of ["internal_error", "timeout", "invalid_response", "toString", "upstream_of_mine"]) {
    const stream = readCompletionStream(
      eventResponse(bodyOf([chunkEvent({ content: "Hel" }), `event: error\ndata: {"error":{"code":"${code}"}}\n\n`])),
    )
    const error = await failureOf(stream.final())
    expect(error, code).toBeInstanceOf(GatewayStreamError)
    expect(error).toMatchObject({ code: "stream_interrupted" })
    expect(toText(error.partial)).toBe("Hel")
  }
})

test("a relayed stream that was aborted does not look whole", async () => {
  const source = openBody()
  const relay = await streamOf(source.body)
  source.send(chunkEvent({ content: "Hel" }))
  const stream = readCompletionStream(relay.toResponse())
  const texts: string[] = []
  const error = await failureOf(
    (async () => {
      for await (const text of stream.textStream) {
        texts.push(text)
        relay.abort()
      }
    })(),
  )
  expect(texts).toEqual(["Hel"])
  expect(error).toMatchObject({ code: "stream_truncated" })
})

test("leaving the far end closes the near one", async () => {
  const source = openBody()
  const relay = await streamOf(source.body)
  source.send(chunkEvent({ content: "Hel" }))
  for await (const _ of readCompletionStream(relay.toResponse())) break
  await source.cancelled
  await expect(relay.final()).rejects.toMatchObject({ name: "AbortError" })
})

// ── refusals

test("a relayed refusal is the same code again, with its wait", async () => {
  const refused = await failureOf(
    createClientOf(() =>
      Response.json(
        { success: false, error: [{ code: 2003, message: "Rate limited" }] },
        { status: 429, headers: { "retry-after": "3" } },
      ),
    ).chat.completions.create(params),
  )
  const response = toErrorResponse(refused)
  expect(response.status).toBe(429)
  const stream = readCompletionStream(response)
  const error = await failureOf(readTexts(stream))
  expect(error).toBeInstanceOf(GatewayResponseError)
  expect(error).toMatchObject({ code: "rate_limited", retryAfterMs: 3000, retryable: true, status: 429 })
  expect(await failureOf(stream.final())).toBe(error)
})

test("codes that the relay hides behind a plain status are known by their word", async () => {
  const refused = await failureOf(
    createClientOf(() =>
      Response.json({ success: false, error: [{ code: 2009, message: "Unauthorized" }] }, { status: 401 }),
    ).chat.completions.create(params),
  )
  const response = toErrorResponse(refused)
  expect(response.status).toBe(502)
  expect(await failureOf(readCompletionStream(response).final())).toMatchObject({
    code: "unauthorized",
    status: 502,
    retryable: false,
  })
})

test("a refusal that comes straight from the gateway is read as create reads it", async () => {
  const body = { success: false, error: [{ code: 2009, message: "Unauthorized" }] }
  const error = await failureOf(
    readCompletionStream(Response.json(body, { status: 401, headers: { "cf-aig-log-id": "log-2" } })).final(),
  )
  expect(error).toBeInstanceOf(GatewayResponseError)
  expect(error).toMatchObject({ code: "unauthorized", status: 401, gatewayCode: 2009, body, logId: "log-2" })
})

function page(status: number): Response {
  return new Response("<html><title>Oops</title></html>", { status, headers: { "content-type": "text/html" } })
}

test("a page in place of a stream is a refusal or no reply, by its status", async () => {
  expect(await failureOf(readCompletionStream(page(502)).final())).toMatchObject({
    code: "upstream_failed",
    status: 502,
    body: "<html><title>Oops</title></html>",
  })
  const unread = await failureOf(readCompletionStream(page(200)).final())
  expect(unread).toBeInstanceOf(GatewayParseError)
  expect(unread).toMatchObject({ code: "invalid_response", body: "<html><title>Oops</title></html>" })
})

test("an error inside a whole 200 is the typed error", async () => {
  expect(
    await failureOf(
      readCompletionStream(Response.json({ error: { message: "Provider returned error", code: 429 } })).final(),
    ),
  ).toMatchObject({ code: "rate_limited", status: 429 })
})

// ── whole answers and odd bodies

test("a whole answer is read as a stream", async () => {
  const whole = {
    id: "c",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "Hello", refusal: null },
        finish_reason: "stop",
        logprobs: null,
      },
    ],
  }
  const stream = readCompletionStream(Response.json(whole))
  expect(await readTexts(stream)).toEqual(["Hello"])
  expect({ ...(await stream.final()) }).toEqual(whole)
})

test("a whole answer without a reason to end is whole all the same", async () => {
  const whole = {
    id: "c",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", content: "Hello" } }],
  }
  expect(toText(await readCompletionStream(Response.json(whole)).final())).toBe("Hello")
})

test("JSON that is no completion is invalid_response", async () => {
  for (const body of [{ hello: "world" }, [], 5, "text"]) {
    const error = await failureOf(readCompletionStream(Response.json(body)).final())
    expect(error, JSON.stringify(body)).toBeInstanceOf(GatewayParseError)
    expect(error).toMatchObject({ code: "invalid_response", body })
  }
})

test("half a JSON answer is not taken for a whole one", async () => {
  const half = new Response('{"choices":[{"message":{"content":"Hel', {
    headers: { "content-type": "application/json" },
  })
  const error = await failureOf(readCompletionStream(half).final())
  expect(error).toBeInstanceOf(GatewayParseError)
  expect(error).toMatchObject({ body: '{"choices":[{"message":{"content":"Hel' })
})

test("a response without a body was cut off or is no reply", async () => {
  const error = await failureOf(readCompletionStream(eventResponse(null)).final())
  expect(["stream_truncated", "invalid_response"]).toContain(error.code)
})

test("a stream of a type that nobody named is read as events", async () => {
  const stream = readCompletionStream(new Response(bodyOf(answerEvents("Hi"))))
  expect(await readTexts(stream)).toEqual(["Hi"])
})

test("a connection that breaks is stream_interrupted", async () => {
  const source = openBody()
  const stream = readCompletionStream(eventResponse(source.body))
  const reading = failureOf(readTexts(stream))
  source.send(chunkEvent({ content: "Hel" }))
  await vi.waitFor(() => expect(toText(stream.snapshot())).toBe("Hel"))
  source.fail(new TypeError("network error"))
  const error = await reading
  expect(error).toMatchObject({ code: "stream_interrupted" })
  expect(toText(error.partial)).toBe("Hel")
})

// ── signal and clock

test("a signal throws its own reason, and closes the body", async () => {
  const controller = new AbortController()
  const source = openBody()
  const stream = readCompletionStream(eventResponse(source.body), { signal: controller.signal })
  const reading = failureOf(readTexts(stream))
  source.send(chunkEvent({ content: "Hel" }))
  await vi.waitFor(() => expect(toText(stream.snapshot())).toBe("Hel"))
  const reason = new Error("enough")
  controller.abort(reason)
  expect(await reading).toBe(reason)
  expect(await failureOf(stream.final())).toBe(reason)
  await source.cancelled
})

test("a signal that was aborted before closes the body at once", async () => {
  const source = openBody()
  const stream = readCompletionStream(eventResponse(source.body), { signal: AbortSignal.abort("before") })
  expect(await failureOf(stream.final())).toBe("before")
  await source.cancelled
})

test("a signal ends the reading of a whole answer too", async () => {
  const controller = new AbortController()
  const source = openBody()
  const stream = readCompletionStream(new Response(source.body, { headers: { "content-type": "application/json" } }), {
    signal: controller.signal,
  })
  const reading = failureOf(readTexts(stream))
  source.send('{"choices":')
  await new Promise((resolve) => setImmediate(resolve))
  controller.abort("enough")
  expect(await reading).toBe("enough")
  await source.cancelled
})

test("a stream that falls silent is a timeout of the idle clock", async () => {
  vi.useFakeTimers()
  const source = openBody()
  const stream = readCompletionStream(eventResponse(source.body), { idleTimeout: 2000 })
  const reading = failureOf(readTexts(stream))
  source.send(chunkEvent({ content: "Hel" }))
  await vi.advanceTimersByTimeAsync(1000)
  source.send(": ping\n\n")
  await vi.advanceTimersByTimeAsync(1000)
  const error = await reading
  expect(error).toBeInstanceOf(GatewayTimeoutError)
  expect(error).toMatchObject({ clock: "idle" })
  expect(toText(error.partial)).toBe("Hel")
  expect(source.isCancelled()).toBe(true)
})

test("a whole answer that never comes is a timeout too", async () => {
  vi.useFakeTimers()
  const source = openBody()
  const stream = readCompletionStream(new Response(source.body, { headers: { "content-type": "application/json" } }), {
    idleTimeout: 2000,
  })
  const reading = failureOf(stream.final())
  source.send('{"choices":')
  await vi.advanceTimersByTimeAsync(2000)
  expect(await reading).toMatchObject({ code: "timeout", clock: "idle" })
})

test("the idle clock is 300 s unless told otherwise, and can be taken off", async () => {
  vi.useFakeTimers()
  const silent = openBody()
  const reading = failureOf(readCompletionStream(eventResponse(silent.body)).final())
  await vi.advanceTimersByTimeAsync(299_999)
  expect(silent.isCancelled()).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await reading).toMatchObject({ clock: "idle" })

  const patient = openBody()
  const stream = readCompletionStream(eventResponse(patient.body), { idleTimeout: false })
  const texts = readTexts(stream)
  await vi.advanceTimersByTimeAsync(3_600_000)
  patient.send(...answerEvents("Hi"))
  patient.end()
  expect(await texts).toEqual(["Hi"])
})

test("a chunk that is none is invalid_response", async () => {
  const stream = readCompletionStream(
    eventResponse(bodyOf([chunkEvent({ content: "Hel" }), 'data: {"choices":"none"}\n\n'])),
  )
  const error = await failureOf(stream.final())
  expect(error).toBeInstanceOf(GatewayParseError)
  expect(toText(error.partial)).toBe("Hel")
})

test.each([
  ["run", 'data: {"response":"Hel"}\n\n', { response: "Hel" }],
  ["run's last", 'data: {"response":"","usage":{"total_tokens":3}}\n\n', { response: "", usage: { total_tokens: 3 } }],
  ["messages", 'event: message_start\ndata: {"type":"message_start"}\n\n', { type: "message_start" }],
  [
    "messages, after a ping",
    'event: ping\ndata: {"type":"ping"}\n\ndata: {"type":"content_block_delta"}\n\n',
    { type: "content_block_delta" },
  ],
  ["responses", 'event: response.created\ndata: {"type":"response.created"}\n\n', { type: "response.created" }],
])("events of %s are no chat chunks, and said to be none at once", async (_, events, body) => {
  const source = openBody()
  const stream = readCompletionStream(eventResponse(source.body))
  source.send(events)
  const error = await failureOf(stream.final())

  expect(error).toBeInstanceOf(GatewayParseError)
  expect(error).toMatchObject({
    code: "invalid_response",
    message: "These are events of run, messages or responses, no chat chunks",
    hint: "`body` holds the first: relay a stream of chat.completions, or read the events yourself",
    body,
    gateway: { status: 200 },
  })
  expect(source.isCancelled()).toBe(true)
})

test("a chunk that also has a response or a type of its own is a chunk", async () => {
  const odd = 'data: {"type":"response.x","response":"x","choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n'
  expect(await readTexts(readCompletionStream(eventResponse(bodyOf([odd, ...answerEvents("!")]))))).toEqual(["Hi", "!"])
})

test("the first event is timed once, however many follow", async () => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] })
  const source = openBody()
  const stream = readCompletionStream(eventResponse(source.body))
  const reading = stream.final()
  await vi.advanceTimersByTimeAsync(40)
  source.send(chunkEvent({ content: "Hel" }))
  await vi.advanceTimersByTimeAsync(60)
  source.send(...answerEvents("lo"))
  source.end()
  expect((await reading).gateway.timings).toEqual({ firstEventMs: 40, totalMs: 100 })
})
