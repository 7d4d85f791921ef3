import { afterEach, expect, test, vi } from "vitest"
import {
  GatewayParseError,
  GatewayResponseError,
  GatewayStreamError,
  GatewayTimeoutError,
  toText,
  toToolCalls,
  type ChatCompletionChunk,
  type ChatCompletionStream,
  type GatewayClientOptions,
  type RequestOptions,
} from "../../src/index.ts"
import { isStream } from "../../src/index.ts"
import {
  answerEvents,
  bodyOf,
  chunkEvent,
  collect,
  createClientOf,
  eventResponse,
  openBody,
  type OpenBody,
} from "../support/fixtures.ts"

const params = {
  model: "openai/gpt-5-mini",
  messages: [{ role: "user" as const, content: "Hi" }],
  stream: true as const,
}

afterEach(() => {
  vi.useRealTimers()
})

function streamOf(
  body: BodyInit | null,
  options?: RequestOptions,
  clientOptions?: GatewayClientOptions,
): Promise<ChatCompletionStream> {
  return createClientOf(() => eventResponse(body, { "cf-aig-log-id": "log-1" }), clientOptions).chat.completions.create(
    params,
    options,
  )
}

const answer = (...texts: string[]): Promise<ChatCompletionStream> => streamOf(bodyOf(answerEvents(...texts)))

async function openStream(
  options?: RequestOptions,
  clientOptions?: GatewayClientOptions,
): Promise<{ stream: ChatCompletionStream; source: OpenBody }> {
  const source = openBody()
  return { source, stream: await streamOf(source.body, options, clientOptions) }
}

async function failureOf(work: Promise<unknown>): Promise<any> {
  return work.then(
    () => {
      throw new Error("This should have been rejected")
    },
    (error: unknown) => error,
  )
}

// ── reading

test("a loop gets the chunks as they stood on the wire", async () => {
  const stream = await answer("Hel", "lo")
  const chunks: ChatCompletionChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  expect(chunks.map(toText)).toEqual(["Hel", "lo", ""])
  expect(chunks[0]).toEqual({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_754_000_000,
    model: "sample",
    choices: [{ index: 0, delta: { content: "Hel" }, finish_reason: null }],
  })
})

test("textStream gives the pieces of text, and no empty ones", async () => {
  const stream = await streamOf(bodyOf([chunkEvent({ role: "assistant", content: "" }), ...answerEvents("Hel", "lo")]))
  expect(await collect(stream.textStream)).toEqual(["Hel", "lo"])
  expect(toText(await stream.final())).toBe("Hello")
})

test("a stream is told from a reply", async () => {
  const stream = await answer("Hi")
  expect(isStream(stream)).toBe(true)
  const reply = await createClientOf(() => Response.json({ choices: [] })).chat.completions.create({
    ...params,
    stream: false,
  })
  expect(isStream(reply)).toBe(false)
  await stream.final()
})

test("final reads the stream itself when nobody does", async () => {
  const stream = await answer("Hel", "lo")
  const final = await stream.final()
  expect(toText(final)).toBe("Hello")
  expect(final.gateway).toBe(stream.gateway)
  expect(Object.keys(final)).not.toContain("gateway")
})

test("final may be called any number of times, and each gets a completion of its own", async () => {
  const stream = await answer("Hello")
  const [first, second] = await Promise.all([stream.final(), stream.final()])
  const third = await stream.final()
  expect(second).toEqual(first)
  expect(third).toEqual(first)
  first.choices[0]!.message.content = "changed"
  expect(toText(second)).toBe("Hello")
  expect(toText(await stream.final())).toBe("Hello")
})

test("final settles when the loop of someone else is done", async () => {
  const { stream, source } = await openStream()
  const chunks = stream[Symbol.asyncIterator]()
  source.send(chunkEvent({ content: "Hi" }))
  await chunks.next()
  let settled = false
  const final = stream.final().then((completion) => {
    settled = true
    return completion
  })
  source.send(chunkEvent({}, { finish_reason: "stop" }))
  await chunks.next()
  expect(settled).toBe(false)
  source.send("data: [DONE]\n\n")
  source.end()
  expect((await chunks.next()).done).toBe(true)
  expect(toText(await final)).toBe("Hi")
})

test("a loop that begins in the same breath as final gets every chunk", async () => {
  const stream = await answer("Hel", "lo")
  const final = stream.final()
  const texts: string[] = []
  for await (const text of stream.textStream) texts.push(text)
  expect(texts).toEqual(["Hel", "lo"])
  expect(toText(await final)).toBe("Hello")
})

test("a second reader is a TypeError, whichever way it reads", async () => {
  const stream = await answer("Hi")
  await collect(stream)
  await expect(collect(stream)).rejects.toThrow(TypeError)
  await expect(collect(stream.textStream)).rejects.toThrow(TypeError)
  await expect(collect(stream.toServerSentEvents())).rejects.toThrow(TypeError)
  expect(() => stream.toResponse()).toThrow(TypeError)
  // The answer is there all the same.
  expect(toText(await stream.final())).toBe("Hi")
})

test("snapshot is the answer so far, a value of its own", async () => {
  const { stream, source } = await openStream()
  expect(toText(stream.snapshot())).toBe("")
  const chunks = stream[Symbol.asyncIterator]()
  source.send(chunkEvent({ content: "Hel" }))
  await chunks.next()
  const early = stream.snapshot()
  expect(toText(early)).toBe("Hel")
  source.send(chunkEvent({ content: "lo" }))
  await chunks.next()
  expect(toText(stream.snapshot())).toBe("Hello")
  expect(toText(early)).toBe("Hel")
  stream.abort()
})

test("no more is read from the network than the loop asks for", async () => {
  let sent = 0
  const endless = (function* () {
    while (true) yield chunkEvent({ content: String(++sent) })
  })()
  const stream = await streamOf(bodyOf(endless))
  expect(sent).toBe(0)
  const chunks = stream[Symbol.asyncIterator]()
  await chunks.next()
  await chunks.next()
  expect(sent).toBe(2)
  stream.abort()
})

test("reads that are asked for all at once come in order", async () => {
  const { stream, source } = await openStream()
  const chunks = stream[Symbol.asyncIterator]()
  const reads = Promise.all([chunks.next(), chunks.next(), chunks.next()])
  source.send(...answerEvents("a", "b"))
  source.end()
  const texts = (await reads).map(({ value }) => (value ? toText(value) : undefined))
  expect(texts).toEqual(["a", "b", ""])
})

// ── leaving

test("leaving a loop early hangs up, and final rejects", async () => {
  const { stream, source } = await openStream()
  source.send(chunkEvent({ content: "Hel" }), chunkEvent({ content: "lo" }))
  for await (const _ of stream) break
  await source.cancelled
  const error = await failureOf(stream.final())
  expect(error).toMatchObject({ name: "AbortError" })
  expect(toText(stream.snapshot())).toBe("Hel")
})

test("leaving textStream and toServerSentEvents hangs up too", async () => {
  for (const part of ["textStream", "toServerSentEvents"] as const) {
    const { stream, source } = await openStream()
    source.send(chunkEvent({ content: "Hel" }))
    for await (const _ of part === "textStream" ? stream.textStream : stream.toServerSentEvents()) break
    await source.cancelled
    await expect(stream.final()).rejects.toMatchObject({ name: "AbortError" })
  }
})

test("abort ends a loop quietly and hangs up, and final rejects with the reason", async () => {
  const { stream, source } = await openStream()
  source.send(chunkEvent({ content: "Hel" }))
  const texts: string[] = []
  const reason = new Error("The reader has had enough")
  const final = failureOf(stream.final())
  for await (const text of stream.textStream) {
    texts.push(text)
    stream.abort(reason)
  }
  expect(texts).toEqual(["Hel"])
  expect(await final).toBe(reason)
  expect(await failureOf(stream.final())).toBe(reason)
  expect(toText(stream.snapshot())).toBe("Hel")
  expect(source.isCancelled()).toBe(true)
})

test("abort ends a read that is waiting", async () => {
  const { stream, source } = await openStream()
  const reading = collect(stream)
  source.send(chunkEvent({ content: "Hel" }))
  await vi.waitFor(() => expect(toText(stream.snapshot())).toBe("Hel"))
  stream.abort()
  expect(await reading).toHaveLength(1)
  await expect(stream.final()).rejects.toMatchObject({ name: "AbortError" })
  await source.cancelled
})

test("abort before anyone reads hangs up", async () => {
  const { stream, source } = await openStream()
  stream.abort("why not")
  expect(await failureOf(stream.final())).toBe("why not")
  expect(await collect(stream)).toEqual([])
  await source.cancelled
})

test("abort after the end changes nothing", async () => {
  const stream = await answer("Hi")
  await collect(stream)
  stream.abort(new Error("late"))
  expect(toText(await stream.final())).toBe("Hi")
})

test("what is left at the end of an `await using` block is closed", async () => {
  const { stream, source } = await openStream()
  {
    await using open = stream
    const chunks = open[Symbol.asyncIterator]()
    source.send(chunkEvent({ content: "Hi" }))
    await chunks.next()
    expect(source.isCancelled()).toBe(false)
  }
  await source.cancelled
  await expect(stream.final()).rejects.toMatchObject({ name: "AbortError" })
})

test("an `await using` block that read to the end leaves the answer", async () => {
  const stream = await answer("Hi")
  {
    await using open = stream
    await collect(open)
  }
  expect(toText(await stream.final())).toBe("Hi")
})

test("a caller's signal throws its own reason into the loop, and final rejects with it", async () => {
  const controller = new AbortController()
  const { stream, source } = await openStream({ signal: controller.signal })
  const final = failureOf(stream.final())
  const reason = { mine: true }
  source.send(chunkEvent({ content: "Hel" }))
  const texts: string[] = []
  const thrown = await failureOf(
    (async () => {
      for await (const text of stream.textStream) {
        texts.push(text)
        controller.abort(reason)
      }
    })(),
  )
  expect(texts).toEqual(["Hel"])
  expect(thrown).toBe(reason)
  expect(await final).toBe(reason)
  expect(toText(stream.snapshot())).toBe("Hel")
  await source.cancelled
})

test("a caller's signal ends a stream that nobody reads", async () => {
  const controller = new AbortController()
  const { stream, source } = await openStream({ signal: controller.signal })
  controller.abort(new Error("gone"))
  await source.cancelled
  await expect(stream.final()).rejects.toThrow("gone")
})

test("a signal lets go of the call when the stream is done", async () => {
  const controller = new AbortController()
  const remove = vi.spyOn(controller.signal, "removeEventListener")
  const stream = await streamOf(bodyOf(answerEvents("Hi")), { signal: controller.signal })
  await collect(stream)
  expect(remove).toHaveBeenCalledWith("abort", expect.anything())
  controller.abort(new Error("late"))
  expect(toText(await stream.final())).toBe("Hi")
})

test("a failure that nobody waits for is not an unhandled rejection", async () => {
  const unhandled = vi.fn()
  process.on("unhandledRejection", unhandled)
  const { stream, source } = await openStream()
  source.fail(new TypeError("terminated"))
  await expect(collect(stream)).rejects.toThrow(GatewayStreamError)
  stream.abort()
  await new Promise((resolve) => setImmediate(resolve))
  process.off("unhandledRejection", unhandled)
  expect(unhandled).not.toHaveBeenCalled()
})

// ── ends of all kinds

test("a stream without [DONE] is whole once it has said why it ended", async () => {
  const stream = await streamOf(bodyOf([chunkEvent({ content: "Hi" }), chunkEvent({}, { finish_reason: "stop" })]))
  expect(await collect(stream)).toHaveLength(2)
  expect(toText(await stream.final())).toBe("Hi")
})

test("a stream without a finish reason is whole once [DONE] came", async () => {
  const stream = await streamOf(bodyOf([chunkEvent({ content: "Hi" }), "data: [DONE]\n\n"]))
  expect(toText(await stream.final())).toBe("Hi")
})

test("a stream that has neither was cut off", async () => {
  const stream = await streamOf(bodyOf([chunkEvent({ content: "Hel" }), chunkEvent({ content: "lo" }).slice(0, 40)]))
  const texts: string[] = []
  const error = await failureOf(
    (async () => {
      for await (const text of stream.textStream) texts.push(text)
    })(),
  )
  expect(texts).toEqual(["Hel"])
  expect(error).toBeInstanceOf(GatewayStreamError)
  expect(error).toMatchObject({ code: "stream_truncated", retryable: false, logId: "log-1" })
  expect(toText(error.partial)).toBe("Hel")
  expect(await failureOf(stream.final())).toBe(error)
})

test("a stream is cut off while one of several answers is not finished", async () => {
  const both = `data: ${JSON.stringify({
    id: "c",
    object: "chat.completion.chunk",
    choices: [
      { index: 0, delta: { content: "a" }, finish_reason: "stop" },
      { index: 1, delta: { content: "b" } },
    ],
  })}\n\n`
  const stream = await streamOf(bodyOf([both]))
  await expect(stream.final()).rejects.toMatchObject({ code: "stream_truncated" })
})

test("an empty stream was cut off", async () => {
  const stream = await streamOf(bodyOf([]))
  await expect(stream.final()).rejects.toMatchObject({ code: "stream_truncated" })
})

test("[DONE] ends a stream whose socket stays open, and the socket is closed in the end", async () => {
  vi.useFakeTimers()
  const { stream, source } = await openStream()
  source.send(...answerEvents("Hi"))
  expect(await collect(stream)).toHaveLength(2)
  expect(toText(await stream.final())).toBe("Hi")
  await vi.advanceTimersByTimeAsync(10_000)
  expect(source.isCancelled()).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})

test("nothing after [DONE] is read as a part of the answer", async () => {
  const stream = await streamOf(bodyOf([answerEvents("Hi").join("") + chunkEvent({ content: " again" })]))
  expect(toText(await stream.final())).toBe("Hi")
})

test("a connection that breaks midway is stream_interrupted, with what came", async () => {
  const { stream, source } = await openStream()
  const reading = failureOf(collect(stream))
  source.send(chunkEvent({ content: "Hel" }))
  await vi.waitFor(() => expect(toText(stream.snapshot())).toBe("Hel"))
  const cause = new TypeError("terminated")
  source.fail(cause)
  const error = await reading
  expect(error).toBeInstanceOf(GatewayStreamError)
  expect(error).toMatchObject({ code: "stream_interrupted" })
  expect(error.cause).toMatchObject({ name: cause.name, message: cause.message })
  expect(toText(error.partial)).toBe("Hel")
  expect(toText(stream.snapshot())).toBe("Hel")
  expect(await failureOf(stream.final())).toBe(error)
  expect(Object.keys(error)).not.toContain("partial")
})

test("an error is thrown once, and the loop is over after it", async () => {
  const stream = await streamOf(bodyOf([chunkEvent({ content: "Hel" })]))
  const chunks = stream[Symbol.asyncIterator]()
  await chunks.next()
  await expect(chunks.next()).rejects.toMatchObject({ code: "stream_truncated" })
  expect(await chunks.next()).toEqual({ value: undefined, done: true })
})

test("an error inside the stream is the typed error, with what came before it", async () => {
  const body = { success: false, error: [{ code: 2003, message: "Rate limited" }] }
  const { stream, source } = await openStream()
  source.send(chunkEvent({ content: "Hel" }), `data: ${JSON.stringify(body)}\n\n`, chunkEvent({ content: "lo" }))
  const error = await failureOf(collect(stream))
  expect(error).toBeInstanceOf(GatewayResponseError)
  expect(error).toMatchObject({ code: "rate_limited", gatewayCode: 2003, retryable: true, body })
  expect(error.gateway.status).toBe(200)
  expect(error.status).toBeGreaterThanOrEqual(400)
  expect(toText(error.partial)).toBe("Hel")
  await source.cancelled
})

test("an `event: error` is an error, whatever its data looks like", async () => {
  for (const data of ['{"message":"no error key"}', "plain words", '{"detail":"x"}']) {
    const stream = await streamOf(
      bodyOf([chunkEvent({ content: "Hel" }), `event: error\ndata: ${data}\n\n`, "data: [DONE]\n\n"]),
    )
    const error = await failureOf(stream.final())
    expect(error).toBeInstanceOf(GatewayResponseError)
    expect(toText(error.partial)).toBe("Hel")
  }
})

test("events of other names are no chunks, unless they are", async () => {
  const stream = await streamOf(
    bodyOf([
      "event: ping\ndata: {}\n\n",
      'event: metadata\ndata: {"x":1}\n\n',
      `event: completion\n${chunkEvent({ content: "Hi" })}`,
      chunkEvent({}, { finish_reason: "stop" }),
    ]),
  )
  expect((await collect(stream.textStream)).join("")).toBe("Hi")
})

test("an event that is no JSON is invalid_response, with the event as its body", async () => {
  const stream = await streamOf(bodyOf([chunkEvent({ content: "Hel" }), "data: {no json}\n\n", ...answerEvents("lo")]))
  const error = await failureOf(collect(stream))
  expect(error).toBeInstanceOf(GatewayParseError)
  expect(error).toMatchObject({ code: "invalid_response", body: "{no json}" })
  expect(toText(error.partial)).toBe("Hel")
  expect(error.message).not.toContain("no json")
})

test("a chunk that is none is invalid_response, and the error says where", async () => {
  for (const chunk of [{ choices: [null] }, { choices: "none" }, { choices: [{ delta: { content: 5 } }] }, 5, []]) {
    const stream = await streamOf(
      bodyOf([chunkEvent({ content: "Hel" }), `data: ${JSON.stringify(chunk)}\n\n`, ...answerEvents("lo")]),
    )
    const error = await failureOf(collect(stream))
    expect(error, JSON.stringify(chunk)).toBeInstanceOf(GatewayParseError)
    expect(error.issues).not.toEqual([])
    expect(error.body).toEqual(chunk)
    expect(toText(error.partial)).toBe("Hel")
  }
})

test("drift is told once a stream where it is asked to be told, and the answer goes on", async () => {
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const odd = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 5 } }] })}\n\n`
  const stream = await streamOf(
    bodyOf([odd, odd, ...answerEvents("Hi")]),
    { validate: { response: "warn" } },
    { logger },
  )
  expect((await collect(stream.textStream)).join("")).toBe("Hi")
  expect(logger.warn).toHaveBeenCalledTimes(1)
})

test("nothing is checked where that is off", async () => {
  const odd = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 5 } }] })}\n\n`
  const stream = await streamOf(bodyOf([odd, ...answerEvents("Hi")]), { validate: "off" })
  expect((await collect(stream.textStream)).join("")).toBe("Hi")
})

// ── clocks

test("a stream that falls silent is a timeout of the idle clock, with what came", async () => {
  vi.useFakeTimers()
  const { stream, source } = await openStream({ idleTimeout: 5000, timeout: 1000 })
  const reading = failureOf(collect(stream))
  source.send(chunkEvent({ content: "Hel" }))
  await vi.advanceTimersByTimeAsync(4999)
  expect(toText(stream.snapshot())).toBe("Hel")
  expect(source.isCancelled()).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  const error = await reading
  expect(error).toBeInstanceOf(GatewayTimeoutError)
  expect(error).toMatchObject({ code: "timeout", clock: "idle", retryable: false })
  expect(toText(error.partial)).toBe("Hel")
  expect(source.isCancelled()).toBe(true)
  expect(await failureOf(stream.final())).toBe(error)
  expect(vi.getTimerCount()).toBe(0)
})

test("comments are no sign of life, events are", async () => {
  vi.useFakeTimers()
  const { stream, source } = await openStream({ idleTimeout: 5000, timeout: 1000 })
  const reading = failureOf(collect(stream))
  source.send(chunkEvent({ content: "Hel" }))
  await vi.advanceTimersByTimeAsync(3000)
  source.send(chunkEvent({ content: "lo" }))
  await vi.advanceTimersByTimeAsync(3000)
  expect(toText(stream.snapshot())).toBe("Hello")
  source.send(": ping\n\n")
  await vi.advanceTimersByTimeAsync(1500)
  source.send(": ping\n\n")
  await vi.advanceTimersByTimeAsync(500)
  expect(await reading).toMatchObject({ code: "timeout", clock: "idle" })
})

test("the idle clock runs only while someone waits for a chunk", async () => {
  vi.useFakeTimers()
  const { stream, source } = await openStream({ idleTimeout: 5000, timeout: 1000 })
  const chunks = stream[Symbol.asyncIterator]()
  source.send(chunkEvent({ content: "Hel" }))
  await chunks.next()
  await vi.advanceTimersByTimeAsync(60_000)
  source.send(...answerEvents("lo"))
  source.end()
  expect(toText((await chunks.next()).value!)).toBe("lo")
  await chunks.next()
  expect((await chunks.next()).done).toBe(true)
})

test("the first event may take as long as the longer of the two clocks", async () => {
  vi.useFakeTimers()
  const { stream, source } = await openStream({ idleTimeout: 1000, timeout: 8000 })
  const reading = failureOf(collect(stream))
  await vi.advanceTimersByTimeAsync(7000)
  expect(source.isCancelled()).toBe(false)
  source.send(chunkEvent({ content: "Hel" }))
  await vi.advanceTimersByTimeAsync(1000)
  expect(await reading).toMatchObject({ code: "timeout", clock: "idle" })
})

test("without an idle clock a stream may be silent for long", async () => {
  vi.useFakeTimers()
  const { stream, source } = await openStream({ idleTimeout: false })
  const reading = collect(stream)
  await vi.advanceTimersByTimeAsync(86_400_000)
  source.send(...answerEvents("Hi"))
  source.end()
  expect(await reading).toHaveLength(2)
})

test("the total clock ends a stream that goes on and on, read or not", async () => {
  vi.useFakeTimers()
  for (const isRead of [true, false]) {
    const { stream, source } = await openStream({ totalTimeout: 10_000 })
    source.send(chunkEvent({ content: "Hel" }))
    const reading = isRead ? failureOf(collect(stream)) : undefined
    await vi.advanceTimersByTimeAsync(10_000)
    expect(source.isCancelled()).toBe(true)
    const error = await failureOf(stream.final())
    expect(error).toMatchObject({ code: "timeout", clock: "total" })
    if (reading) expect(await reading).toBe(error)
  }
  expect(vi.getTimerCount()).toBe(0)
})

// ── the record

test("the record's timings fill in as the stream goes", async () => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] })
  const { stream, source } = await openStream()
  expect(stream.gateway.status).toBe(200)
  expect(stream.gateway.logId).toBe("log-1")
  expect(stream.gateway.attempts).toEqual([{ status: 200, waitMs: 0 }])
  expect(stream.gateway.timings).toEqual({ headersMs: 0 })
  const reading = stream.final()
  await vi.advanceTimersByTimeAsync(40)
  source.send(chunkEvent({ content: "Hi" }))
  await vi.advanceTimersByTimeAsync(60)
  expect(stream.gateway.timings).toEqual({ headersMs: 0, firstEventMs: 40 })
  source.send(chunkEvent({}, { finish_reason: "stop" }))
  source.end()
  const final = await reading
  expect(final.gateway.timings).toEqual({ headersMs: 0, firstEventMs: 40, totalMs: 100 })
})

test("a whole answer where a stream was asked for is a stream of it", async () => {
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
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  }
  const stream = await createClientOf(() => Response.json(whole)).chat.completions.create(params)
  expect(isStream(stream)).toBe(true)
  expect(stream.gateway.buffered).toBe(true)
  expect((await collect(stream.textStream)).join("")).toBe("Hello")
  const final = await stream.final()
  expect({ ...final }).toEqual(whole)
  expect(final.gateway.buffered).toBe(true)
  expect(final.gateway.timings.totalMs).toEqual(expect.any(Number))
})

test("a whole answer in pieces of a call is a stream of the calls", async () => {
  const whole = {
    id: "c",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
        },
        finish_reason: "tool_calls",
      },
    ],
  }
  const stream = await createClientOf(() => Response.json(whole)).chat.completions.create(params)
  expect(toToolCalls(await stream.final())).toMatchObject([{ id: "a", name: "f", input: {} }])
})

test("a stream that is one is not called buffered", async () => {
  const stream = await answer("Hi")
  await stream.final()
  expect(stream.gateway.buffered).toBeUndefined()
})

test("an error inside a whole 200 rejects the call", async () => {
  const client = createClientOf(() => Response.json({ error: { message: "Provider returned error", code: 429 } }))
  for (const stream of [true, false])
    await expect(client.chat.completions.create({ ...params, stream })).rejects.toMatchObject({
      code: "rate_limited",
      status: 429,
    })
})

test("a hook is told once how a stream ended", async () => {
  const ends: unknown[] = []
  const options = {
    hooks: {
      onFinish: (end: { error: unknown; finishReason: unknown }) =>
        void ends.push([end.finishReason, (end.error as { code?: string } | undefined)?.code]),
    },
  }
  await (await streamOf(bodyOf(answerEvents("Hi")), undefined, options)).final()
  await failureOf((await streamOf(bodyOf([chunkEvent({ content: "Hi" })]), undefined, options)).final())
  expect(ends).toEqual([
    ["stop", undefined],
    [undefined, "stream_truncated"],
  ])
})

// ── passing it on

test("toServerSentEvents gives the events as text, to the end mark", async () => {
  const stream = await answer("Hel", "lo")
  const events = await collect(stream.toServerSentEvents())
  expect(events).toEqual(answerEvents("Hel", "lo"))
  expect(toText(await stream.final())).toBe("Hello")
})

test("a failure midway is an event of its code alone", async () => {
  const stream = await streamOf(
    bodyOf([
      chunkEvent({ content: "Hel" }),
      `data: ${JSON.stringify({ error: { message: "secret words of the provider", code: 429 } })}\n\n`,
    ]),
  )
  const events = await collect(stream.toServerSentEvents())
  expect(events).toEqual([chunkEvent({ content: "Hel" }), 'event: error\ndata: {"error":{"code":"rate_limited"}}\n\n'])
  await expect(stream.final()).rejects.toMatchObject({ code: "rate_limited" })
})

test("events of a stream that was aborted have no end mark", async () => {
  const { stream, source } = await openStream()
  source.send(chunkEvent({ content: "Hel" }))
  const events: string[] = []
  for await (const event of stream.toServerSentEvents()) {
    events.push(event)
    stream.abort()
  }
  expect(events).toEqual([chunkEvent({ content: "Hel" })])
})

test("toResponse streams to a browser, with the log id and headers of one's own", async () => {
  const stream = await answer("Hel", "lo")
  const response = stream.toResponse({
    status: 203,
    headers: { "access-control-allow-origin": "*", "cache-control": "no-store", nothing: undefined },
  })
  expect(response.status).toBe(203)
  expect(Object.fromEntries(response.headers)).toEqual({
    "content-type": expect.stringContaining("text/event-stream"),
    "cache-control": "no-store",
    "cf-aig-log-id": "log-1",
    "access-control-allow-origin": "*",
  })
  expect(await response.text()).toBe(answerEvents("Hel", "lo").join(""))
  expect(toText(await stream.final())).toBe("Hello")
})

test("toResponse is an uncached 200 unless told otherwise", async () => {
  const source = bodyOf(answerEvents("été 🌊"))
  const stream = await createClientOf(() => eventResponse(source)).chat.completions.create(params)
  const response = stream.toResponse()
  expect(response.status).toBe(200)
  expect(response.headers.get("cache-control")).toContain("no-cache")
  expect(response.headers.has("cf-aig-log-id")).toBe(false)
  expect(new TextDecoder().decode(await response.arrayBuffer())).toBe(answerEvents("été 🌊").join(""))
})

test("a browser that leaves closes the stream behind its response", async () => {
  const { stream, source } = await openStream()
  const reader = stream.toResponse().body!.getReader()
  source.send(chunkEvent({ content: "Hel" }))
  await reader.read()
  await reader.cancel("gone")
  await source.cancelled
  await expect(stream.final()).rejects.toMatchObject({ name: "AbortError" })
  expect(toText(stream.snapshot())).toBe("Hel")
})

test("a browser that leaves while nothing comes closes the stream too", async () => {
  const { stream, source } = await openStream()
  const reader = stream.toResponse().body!.getReader()
  const reading = reader.read()
  await Promise.resolve()
  await reader.cancel("gone")
  await source.cancelled
  expect((await reading).done).toBe(true)
})

test("a browser that leaves before it has read anything closes the stream too", async () => {
  const { stream, source } = await openStream()
  await stream.toResponse().body!.cancel()
  await source.cancelled
  await expect(stream.final()).rejects.toMatchObject({ name: "AbortError" })
})

test("a response is not read ahead of its reader", async () => {
  let sent = 0
  const endless = (function* () {
    while (true) yield chunkEvent({ content: String(++sent) })
  })()
  const stream = await streamOf(bodyOf(endless))
  const reader = stream.toResponse().body!.getReader()
  await reader.read()
  expect(sent).toBeLessThanOrEqual(2)
  await reader.cancel()
})
