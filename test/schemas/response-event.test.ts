import * as fc from "fast-check"
import { expect, test } from "vitest"
import { isPlainResponseEvent, responseEventSchema } from "../../src/schemas/response-event.ts"
import { readEvents } from "../responses/read-events.ts"
import { fixtureNames } from "../support/fixtures.ts"

const passes = (value: unknown): boolean => responseEventSchema.safeParse(value).success

test("every event of the fixtures passes, by hand too", () => {
  const names = fixtureNames("responses-").filter((name) => name.endsWith(".sse"))
  expect(names.length).toBeGreaterThan(5)
  for (const event of names.flatMap(readEvents)) {
    expect(isPlainResponseEvent(event), event.type).toBe(true)
    expect(passes(event), event.type).toBe(true)
  }
})

test("an event of a type that nobody knows passes", () => {
  expect(passes({ type: "response.vendor_thing.delta", delta: { odd: [1] } })).toBe(true)
  expect(isPlainResponseEvent({ type: "keepalive" })).toBe(true)
})

test("what does not say what it is, is refused", () => {
  for (const value of [null, undefined, "x", 5, [], {}, { type: 5 }, { type: null }, { choices: [] }]) {
    expect(passes(value), JSON.stringify(value)).toBe(false)
    expect(isPlainResponseEvent(value), JSON.stringify(value)).toBe(false)
  }
})

test("what passes by hand, the schema accepts too, and the other way round", () => {
  const event = fc.oneof(
    fc.jsonValue(),
    fc.record({ type: fc.oneof(fc.string(), fc.jsonValue()), delta: fc.jsonValue() }),
  )
  fc.assert(
    fc.property(event, (value) => {
      expect(isPlainResponseEvent(value)).toBe(passes(value))
    }),
    { numRuns: 1000 },
  )
})
