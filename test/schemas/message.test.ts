import * as fc from "fast-check"
import { expect, test } from "vitest"
import { toIssues } from "../../src/schemas/issue.ts"
import { isPlainMessageEvent, messageStreamEventSchema } from "../../src/schemas/message-event.ts"
import { messageObjectSchema } from "../../src/schemas/message.ts"
import { fixtureNames, readFixture, readFixtureJSON } from "../support/fixtures.ts"

function pathsOf(value: unknown): string[] {
  const result = messageObjectSchema.safeParse(value)
  return result.success ? [] : toIssues(result.error.issues).map(({ path, message }) => `${path.join(".")} ${message}`)
}

test("every whole message of the fixtures passes", () => {
  for (const name of fixtureNames("messages-").filter((name) => name.endsWith(".json")))
    expect(pathsOf(readFixtureJSON(name)), name).toEqual([])
})

test("a message without a list of blocks is refused", () => {
  expect(pathsOf({})).toEqual(["content must be a list"])
  expect(pathsOf({ content: null })).toEqual(["content must be a list"])
  expect(pathsOf({ content: "Hello" })).toEqual(["content must be a list"])
  expect(pathsOf({ content: [{ type: "text" }, "Hello"] })).toEqual(["content.1 must be an object"])
  expect(pathsOf("Hello")).toEqual([" must be an object"])
  expect(pathsOf({ type: "error", error: { type: "api_error" } })).toEqual(["content must be a list"])
})

test("known keys with odd values and unknown keys of a message pass", () => {
  const odd = fc.jsonValue()
  const block = fc.record({ type: odd, text: odd, input: odd, citations: odd, vendor: odd }, { requiredKeys: [] })
  const message = fc.record(
    { id: odd, type: odd, role: odd, model: odd, stop_reason: odd, usage: odd, vendor: odd, content: fc.array(block) },
    { requiredKeys: ["content"] },
  )
  fc.assert(
    fc.property(message, (value) => {
      expect(pathsOf(value)).toEqual([])
    }),
  )
})

test("every event of the fixtures passes by hand", () => {
  for (const name of fixtureNames("messages-").filter((name) => name.endsWith(".sse"))) {
    for (const [, data] of new TextDecoder().decode(readFixture(name)).matchAll(/^data: (.*)$/gm))
      expect(isPlainMessageEvent(JSON.parse(data!)), data).toBe(true)
  }
})

test("an event that does not say of which type it is is refused", () => {
  for (const value of [{}, { type: null }, { type: 5 }, { delta: {} }])
    expect(toIssues(messageStreamEventSchema.safeParse(value).error!.issues)).toEqual([
      { path: ["type"], message: "must be text" },
    ])
  for (const value of [null, "ping", 5, []]) expect(messageStreamEventSchema.safeParse(value).success).toBe(false)
})

test("the schema of events and the guard by hand agree", () => {
  const odd = fc.jsonValue()
  const event = fc.record({ type: fc.oneof(fc.string(), odd), delta: odd, vendor: odd }, { requiredKeys: [] })
  fc.assert(
    fc.property(fc.oneof(odd, event), (value) => {
      expect(isPlainMessageEvent(value)).toBe(messageStreamEventSchema.safeParse(value).success)
    }),
    { numRuns: 500 },
  )
})
