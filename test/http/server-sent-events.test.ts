import * as fc from "fast-check"
import { expect, test } from "vitest"
import { readServerSentEvents } from "../../src/http/server-sent-events.ts"
import { bodyOf, openBody } from "../support/fixtures.ts"

interface PlainEvent {
  event: string | undefined
  data: string
}

async function readEvents(pieces: Iterable<Uint8Array | string>): Promise<PlainEvent[]> {
  const events = readServerSentEvents(bodyOf(pieces))
  const read: PlainEvent[] = []
  while (await events.fill()) {
    for (let next = events.take(); next; next = events.take())
      read.push({ event: next.event || undefined, data: next.data })
  }
  return read
}

const plain = (...data: string[]): PlainEvent[] => data.map((text) => ({ event: undefined, data: text }))

test("an event is its data", async () => {
  expect(await readEvents(["data: one\n\ndata: two\n\n"])).toEqual(plain("one", "two"))
})

test("the space after the colon is optional, and only one is taken", async () => {
  expect(await readEvents(["data:one\n\ndata:  two\n\n"])).toEqual(plain("one", " two"))
})

test("LF, CRLF and CR end a line, also mixed", async () => {
  expect(await readEvents(["data: one\r\n\r\ndata: two\r\rdata: three\n\ndata: four\r\n\ndata: five\n\r\n"])).toEqual(
    plain("one", "two", "three", "four", "five"),
  )
})

test("a CRLF that is cut in two is one line end", async () => {
  expect(await readEvents(["data: one\r", "\ndata: more\r", "\n\r", "\ndata: two\r", "\n\r\n"])).toEqual(
    plain("one\nmore", "two"),
  )
})

test("data over several lines is joined by line feeds", async () => {
  expect(await readEvents(['data: {\ndata: "a": 1\ndata: }\n\n'])).toEqual(plain('{\n"a": 1\n}'))
})

test("names of events are read, and last for one event", async () => {
  expect(await readEvents(["event: error\ndata: one\n\ndata: two\n\n"])).toEqual([
    { event: "error", data: "one" },
    { event: undefined, data: "two" },
  ])
})

test("comments, ids, retries and unknown fields are no events", async () => {
  expect(await readEvents([": ping\n\n:\n\nid: 7\n\nretry: 3000\n\nother: x\n\nevent: ping\n\ndata: one\n\n"])).toEqual(
    plain("one"),
  )
})

test("a byte order mark is dropped", async () => {
  expect(await readEvents(["\uFEFFdata: one\n\n"])).toEqual(plain("one"))
  expect(await readEvents([Uint8Array.of(0xef), Uint8Array.of(0xbb, 0xbf), "data: one\n\n"])).toEqual(plain("one"))
})

test("a letter that is cut in two bytes is read whole", async () => {
  const bytes = new TextEncoder().encode("data: été 🌊\n\n")
  expect(await readEvents(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(plain("été 🌊"))
})

test("line separators of Unicode are part of the data", async () => {
  expect(await readEvents(["data: one\u2028two\u2029three\u0085four\n\n"])).toEqual(
    plain("one\u2028two\u2029three\u0085four"),
  )
})

test("the last event needs no line ends", async () => {
  expect(await readEvents(["data: one\n\ndata: [DONE]"])).toEqual(plain("one", "[DONE]"))
  expect(await readEvents(["data: one\n\ndata: [DONE]\n"])).toEqual(plain("one", "[DONE]"))
  expect(await readEvents(["data: one\n\ndata: [DONE]\r"])).toEqual(plain("one", "[DONE]"))
})

test("a line `error: …` is reported as an event of that name", async () => {
  expect(await readEvents(['data: one\n\nerror: {"detail":"x"}\n\n'])).toEqual([
    { event: undefined, data: "one" },
    { event: "error", data: '{"detail":"x"}' },
  ])
})

test("an empty body has no events", async () => {
  expect(await readEvents([])).toEqual([])
  expect(await readEvents(["\n\n\n"])).toEqual([])
})

test("no more is read than is asked for", async () => {
  let reads = 0
  const pieces = (function* () {
    while (true) yield `data: ${++reads}\n\n`
  })()
  const events = readServerSentEvents(bodyOf(pieces))
  await events.fill()
  expect(events.take()).toMatchObject({ data: "1" })
  expect(events.take()).toBeUndefined()
  expect(reads).toBe(1)
  events.cancel(undefined)
})

test("cancelling ends a read that waits and hangs up", async () => {
  const source = openBody()
  const events = readServerSentEvents(source.body)
  const waiting = events.fill()
  const reason = new Error("enough")
  events.cancel(reason)
  await expect(waiting).rejects.toBe(reason)
  expect(source.isCancelled()).toBe(true)
})

test("a connection that breaks rejects the read", async () => {
  const source = openBody()
  const events = readServerSentEvents(source.body)
  source.send("data: one\n\n")
  expect(await events.fill()).toBe(true)
  expect(events.take()).toMatchObject({ data: "one" })
  const waiting = events.fill()
  const broken = new TypeError("terminated")
  source.fail(broken)
  await expect(waiting).rejects.toBe(broken)
})

// ── whatever is written, and wherever it is cut

const lineEnd = fc.constantFrom("\n", "\r\n", "\r")
const letters = fc.string({ unit: "binary", maxLength: 12 }).map((text) => text.replace(/[\r\n\0\uFEFF]/g, ""))
// Starting with a letter: a space after the colon belongs to the format, and an empty event is none.
const dataLine = letters.map((text) => `x${text}`)

interface Written {
  text: string
  expected: PlainEvent[]
}

const writtenEvent: fc.Arbitrary<Written> = fc
  .record({
    comments: fc.array(letters, { maxLength: 2 }),
    name: fc.option(fc.constantFrom("message", "ping", "error"), { nil: undefined }),
    data: fc.array(dataLine, { minLength: 1, maxLength: 3 }),
    space: fc.boolean(),
    end: lineEnd,
  })
  .map(({ comments, name, data, space, end }) => ({
    text: [
      ...comments.map((comment) => `:${comment}`),
      ...(name ? [`event: ${name}`] : []),
      ...data.map((line) => `data:${space ? " " : ""}${line}`),
      "",
      "",
    ].join(end),
    expected: [{ event: name, data: data.join("\n") }],
  }))

const writtenStream: fc.Arbitrary<Written> = fc
  .tuple(fc.boolean(), fc.array(writtenEvent, { maxLength: 5 }))
  .map(([mark, events]) => ({
    text: (mark ? "\uFEFF" : "") + events.map(({ text }) => text).join(""),
    expected: events.flatMap(({ expected }) => expected),
  }))

function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b)
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length))
}

test("events come out as they were written, however the bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(writtenStream, fc.array(fc.nat(), { maxLength: 20 }), async ({ text, expected }, cuts) => {
      expect(await readEvents(cutAt(new TextEncoder().encode(text), cuts))).toEqual(expected)
    }),
    { numRuns: 500 },
  )
})

test("any text at all gives the same events, however the bytes are cut", async () => {
  const pieces = fc.constantFrom(
    "data:",
    "data: ",
    "data",
    "event:",
    "event: error",
    "id: 1",
    "error: x",
    "retry:",
    ":",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\uFEFF",
    "🌊",
    "é",
    "{}",
    "[DONE]",
    "\u2028",
    "\0",
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(pieces, { maxLength: 40 }),
      fc.array(fc.nat(), { maxLength: 20 }),
      async (parts, cuts) => {
        const bytes = new TextEncoder().encode(parts.join(""))
        const whole = await readEvents([bytes])
        expect(await readEvents(cutAt(bytes, cuts))).toEqual(whole)
        expect(await readEvents(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole)
      },
    ),
    { numRuns: 500 },
  )
})
