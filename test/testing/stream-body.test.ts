import { expect, onTestFinished, test, vi } from "vitest"
import { createClock } from "../../src/testing/clock.ts"
import { createStreamBody, type BodyFault } from "../../src/testing/stream-body.ts"
import { rejection } from "../support/server.ts"

const upstream = (chunks: readonly string[], cancel: (reason: unknown) => void = () => {}) => {
  const left = chunks.map((chunk) => new TextEncoder().encode(chunk))
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = left.shift()
        if (chunk) controller.enqueue(chunk)
        else controller.close()
      },
      cancel,
    },
    { highWaterMark: 0 },
  )
}

// What was asked for has begun by then.
const turn = () => new Promise((resolve) => setTimeout(resolve, 0))

/** The chunks that come, and how the body ends. */
async function readAll(body: ReadableStream<Uint8Array>): Promise<{ chunks: string[]; end: unknown }> {
  const chunks: string[] = []
  const reader = body.getReader()
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return { chunks, end: "closed" }
      chunks.push(new TextDecoder().decode(value))
    }
  } catch (error) {
    return { chunks, end: error }
  }
}

// The same whether the pieces are ours or come from elsewhere.
const sources = [
  ["texts", (pieces: readonly string[]) => pieces],
  ["an upstream", (pieces: readonly string[]) => upstream(pieces)],
] as const

test.each(sources)("pieces of %s come one by one, empty ones left out", async (_, from) => {
  expect(await readAll(createStreamBody(from(["one", "", "two"]), undefined))).toEqual({
    chunks: ["one", "two"],
    end: "closed",
  })
  expect(await readAll(createStreamBody(from([]), undefined))).toEqual({ chunks: [], end: "closed" })
})

test.each(sources)("%s can be cut in the middle of a piece, and the last one at the latest", async (_, from) => {
  const cut = (pieces: readonly string[], afterPieces: number) =>
    readAll(createStreamBody(from(pieces), undefined, { kind: "truncate", afterPieces }))

  expect(await cut(["one", "four", "six"], 1)).toEqual({ chunks: ["one", "fo"], end: "closed" })
  expect(await cut(["four", "six"], 0)).toEqual({ chunks: ["fo"], end: "closed" })
  expect(await cut(["one", "four"], 99)).toEqual({ chunks: ["one", "fo"], end: "closed" })
  expect(await cut(["one", "2"], 1)).toEqual({ chunks: ["one"], end: "closed" })
  expect(await cut(["2"], 0)).toEqual({ chunks: [], end: "closed" })
  expect(await cut([], 1)).toEqual({ chunks: [], end: "closed" })
})

test.each(sources)("%s can be reset, at their end at the latest", async (_, from) => {
  for (const [afterPieces, chunks] of [
    [0, []],
    [1, ["one"]],
    [99, ["one", "two"]],
  ] as const) {
    const read = await readAll(createStreamBody(from(["one", "two"]), undefined, { kind: "reset", afterPieces }))
    expect(read.chunks).toEqual(chunks)
    expect(read.end).toEqual(new TypeError("terminated"))
  }
})

test.each(sources)("%s can come byte by byte, whole letters or not", async (_, from) => {
  const reader = createStreamBody(from(["né", "!"]), undefined, undefined, { isSplit: true }).getReader()
  const bytes: number[][] = []
  for (let read = await reader.read(); !read.done; read = await reader.read()) bytes.push([...read.value])

  expect(bytes).toEqual([[110], [195], [169], [33]])
})

test.each(sources)("%s wait for the clock before each piece", async (_, from) => {
  const clock = createClock("manual")
  const reader = createStreamBody(from(["one", "two"]), undefined, undefined, { clock, pieceMs: 20 }).getReader()
  const arrived = vi.fn()
  const first = reader.read()
  void first.then(arrived)
  await turn()
  clock.advance(19)
  await turn()
  expect(arrived).not.toHaveBeenCalled()
  clock.advance(1)

  expect(new TextDecoder().decode((await first).value)).toBe("one")
})

test.each<[string, BodyFault["afterPieces"], string[]]>([
  ["after some", 1, ["one"]],
  ["after all", 99, ["one", "two"]],
])("a stalled body is silent %s until it is aborted", async (_, afterPieces, chunks) => {
  for (const [, from] of sources) {
    const controller = new AbortController()
    const body = createStreamBody(from(["one", "two"]), controller.signal, { kind: "stall", afterPieces })
    const reader = body.getReader()
    const seen: string[] = []
    for (const _ of chunks) seen.push(new TextDecoder().decode((await reader.read()).value))
    const failed = rejection(reader.read())
    controller.abort("enough")

    expect(seen).toEqual(chunks)
    expect(await failed).toBe("enough")
  }
})

test("a reader that cancels stops the clock and the upstream", async () => {
  const clock = createClock("manual")
  const slept = vi.spyOn(clock, "sleep")
  const cancelled = vi.fn()
  const controller = new AbortController()
  const removed = vi.spyOn(controller.signal, "removeEventListener")
  const body = createStreamBody(upstream(["one"], cancelled), controller.signal, undefined, { clock, pieceMs: 1000 })
  const reader = body.getReader()
  const pending = reader.read()
  await turn()
  await reader.cancel("no more")

  expect(await pending).toEqual({ done: true, value: undefined })
  expect(cancelled).toHaveBeenCalledWith("no more")
  expect(removed).toHaveBeenCalledWith("abort", expect.any(Function))
  expect(await rejection(slept.mock.results[0]?.value)).toBe("no more")
})

test("a reader that cancels while the body stalls lets go of the upstream", async () => {
  const cancelled = vi.fn()
  const body = createStreamBody(upstream(["one"], cancelled), undefined, { kind: "stall", afterPieces: 0 })
  const reader = body.getReader()
  void reader.read()
  await turn()
  await reader.cancel("no more")

  expect(cancelled).toHaveBeenCalledWith("no more")
})

test.each<BodyFault["kind"]>(["truncate", "reset"])("fault %s lets go of the upstream", async (kind) => {
  const cancelled = vi.fn()
  await readAll(createStreamBody(upstream(["one", "two", "six"], cancelled), undefined, { kind, afterPieces: 1 }))

  expect(cancelled).toHaveBeenCalledTimes(1)
})

test("an abort ends the body at once with its reason, and the upstream too", async () => {
  const cancelled = vi.fn()
  const silent = new ReadableStream<Uint8Array>({ cancel: cancelled })
  const controller = new AbortController()
  const failed = rejection(createStreamBody(silent, controller.signal).getReader().read())
  await turn()
  controller.abort("enough")

  expect(await failed).toBe("enough")
  expect(cancelled).toHaveBeenCalledWith("enough")
})

test("a signal that was aborted before leaves nothing to read", async () => {
  const cancelled = vi.fn()
  const body = createStreamBody(upstream(["one"], cancelled), AbortSignal.abort("gone"))

  expect(await readAll(body)).toEqual({ chunks: [], end: "gone" })
  expect(cancelled).toHaveBeenCalledWith("gone")
})

test("an upstream that breaks breaks the body with its own error", async () => {
  const error = new TypeError("terminated there")
  const broken = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(new TextEncoder().encode("one")),
      pull: (controller) => controller.error(error),
    },
    { highWaterMark: 0 },
  )
  const controller = new AbortController()
  const removed = vi.spyOn(controller.signal, "removeEventListener")
  const read = await readAll(createStreamBody(broken, controller.signal))

  expect(read.end).toBe(error)
  expect(removed).toHaveBeenCalledWith("abort", expect.any(Function))
})

test("an upstream that breaks when it is let go harms nobody", async () => {
  const stubborn = new ReadableStream<Uint8Array>({
    cancel() {
      throw new Error("I stay")
    },
  })
  const reader = createStreamBody(stubborn, undefined).getReader()
  void reader.read()
  await turn()

  await reader.cancel()
})

test("a body that was read to its end forgets the signal", async () => {
  const controller = new AbortController()
  const removed = vi.spyOn(controller.signal, "removeEventListener")
  await readAll(createStreamBody(["one"], controller.signal))
  controller.abort()

  expect(removed).toHaveBeenCalledWith("abort", expect.any(Function))
})

test.each(sources)("without a wait %s need no timer", async (_, from) => {
  const clock = createClock("system")
  const slept = vi.spyOn(clock, "sleep")
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const pieces = Array.from({ length: 1000 }, (_, index) => `${index} `)

  expect((await readAll(createStreamBody(from(pieces), undefined, undefined, { clock }))).chunks).toEqual(pieces)
  expect(slept).not.toHaveBeenCalled()
})

test("a long body gives others a turn, so that its reader may leave by a timer", async () => {
  const controller = new AbortController()
  const body = createStreamBody(
    Array.from({ length: 300_000 }, () => "word "),
    controller.signal,
  )
  setTimeout(() => controller.abort("enough"), 10)
  const { chunks, end } = await readAll(body)

  expect(end).toBe("enough")
  expect(chunks.length).toBeLessThan(300_000)
})

test("the end of a body waits for nothing", async () => {
  const clock = createClock("manual")
  const reader = createStreamBody(["one"], undefined, undefined, { clock, pieceMs: 20 }).getReader()
  const first = reader.read()
  await turn()
  clock.advance(20)
  await first

  expect(await reader.read()).toEqual({ done: true, value: undefined })
})
