import { createParser } from "eventsource-parser"
import fc from "fast-check"
import { expect, test } from "vitest"
import { createEventParser } from "../../src/http/event-parser.ts"

type Event = { event: string; data: string }

function parseOurs(pieces: readonly string[]): Event[] {
  const events: Event[] = []
  const parse = createEventParser(({ event = "", data }) => events.push({ event, data }))
  for (const piece of pieces) parse(piece)
  return events
}

// Another project's parser as the judge.
function parseTheirs(text: string): Event[] {
  const events: Event[] = []
  const parser = createParser({ onEvent: ({ event = "", data }) => events.push({ event, data }) })
  parser.feed(text)
  return events
}

const line = fc.oneof(
  fc.constantFrom(
    "data:",
    "data",
    "data: ",
    "data:  two blanks",
    "event: ping",
    "event:",
    "id: 1",
    "retry: 3",
    ": note",
    ":",
    "unknown: 1",
    "",
  ),
  fc.string({ unit: "grapheme" }).map((text) => `data: ${text.replace(/[\r\n]/g, "")}`),
)
const text = fc
  .array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "\r")), { maxLength: 30 })
  .map((lines) => `${lines.flat().join("")}\n\n`)

test("any events in any pieces are those that eventsource-parser finds in the whole", () => {
  fc.assert(
    fc.property(text, fc.array(fc.nat(400), { maxLength: 8 }), (whole, cuts) => {
      const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length].sort((a, b) => a - b)
      const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end))
      expect(parseOurs(pieces)).toEqual(parseTheirs(whole))
    }),
    { numRuns: 2000 },
  )
})

test("a line that begins with error: is an event named error", () => {
  expect(parseOurs(['data: 1\n\nerror: {"message":"no"}\n\n'])).toEqual([
    { event: "", data: "1" },
    { event: "error", data: '{"message":"no"}' },
  ])
})

test("a long line in many pieces is read once it has ended", () => {
  const pieces = Array.from({ length: 5000 }, () => "x".repeat(100))
  expect(parseOurs(["data: ", ...pieces, "\n\n"])[0]?.data).toHaveLength(500_000)
})
