import * as fc from "fast-check"
import { expect, test } from "vitest"
import { isPlainChunk } from "../../src/schemas/chat-completion-chunk.ts"
import { chatCompletionChunkSchema } from "../../src/schemas/index.ts"
import { fixtureNames, readFixture } from "../support/fixtures.ts"

const passes = (value: unknown): boolean => chatCompletionChunkSchema.safeParse(value).success

test("every chunk of the samples passes", () => {
  for (const name of fixtureNames("stream-").filter((name) => name !== "stream-framing.sse")) {
    for (const [, data] of new TextDecoder().decode(readFixture(name)).matchAll(/^data: (\{.*\})\r?$/gm))
      expect(passes(JSON.parse(data!)), data).toBe(true)
  }
})

test("ordinary chunks pass by hand", () => {
  expect(
    isPlainChunk({
      id: "1",
      choices: [{ index: 0, delta: { role: "assistant", content: "Hi" }, finish_reason: null }],
    }),
  ).toBe(true)
  expect(isPlainChunk({ id: "1", choices: [{ index: 0, delta: { content: null, reasoning: "hm" } }] })).toBe(true)
  expect(isPlainChunk({ id: "1", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })).toBe(true)
  expect(isPlainChunk({ id: "1", choices: [], usage: {} })).toBe(true)
})

test("what is out of the ordinary is left to the schema", () => {
  for (const value of [
    null,
    "x",
    5,
    [],
    {},
    { choices: "x" },
    { choices: [null] },
    { choices: [5] },
    { choices: [[]] },
    { choices: [{ delta: null }] },
  ]) {
    expect(isPlainChunk(value), JSON.stringify(value)).toBe(false)
  }
  for (const delta of ["x", [], { content: 5 }, { content: [{}] }, { tool_calls: [{}] }, { tool_calls: null }]) {
    expect(isPlainChunk({ choices: [{ delta }] }), JSON.stringify(delta)).toBe(false)
  }
  expect(isPlainChunk({ choices: [{ delta: {}, message: {} }] })).toBe(false)
})

test("what is no chunk is refused", () => {
  for (const value of [
    null,
    "x",
    5,
    [],
    { choices: "x" },
    { choices: ["x"] },
    { choices: [{ delta: "x" }] },
    { choices: [{ delta: { content: 5 } }] },
  ]) {
    expect(passes(value), JSON.stringify(value)).toBe(false)
  }
  expect(passes({ choices: [{ delta: { tool_calls: "x" } }] })).toBe(false)
  expect(passes({ choices: [{ delta: {}, message: { content: 5 } }] })).toBe(false)
})

const odd = fc.jsonValue()
const delta = fc.oneof(odd, fc.record({ role: odd, content: odd, tool_calls: odd, vendor: odd }, { requiredKeys: [] }))
const choice = fc.oneof(odd, fc.record({ index: odd, delta, message: delta, finish_reason: odd }, { requiredKeys: [] }))
const chunk = fc.oneof(
  odd,
  fc.record({ id: odd, choices: fc.oneof(odd, fc.array(choice)), usage: odd }, { requiredKeys: [] }),
)
// Close to the ordinary, so that the guard says yes often enough to matter.
const nearlyPlain = fc.record({
  choices: fc.array(
    fc.record(
      {
        delta: fc.record(
          { content: fc.oneof(fc.string(), fc.constant(null), odd), role: odd, tool_calls: odd },
          { requiredKeys: [] },
        ),
        message: odd,
      },
      { requiredKeys: ["delta"] },
    ),
    { maxLength: 2 },
  ),
})

test("what passes by hand, the schema accepts too", () => {
  let plain = 0
  fc.assert(
    fc.property(fc.oneof(chunk, nearlyPlain), (value) => {
      if (!isPlainChunk(value)) return
      plain++
      expect(passes(value)).toBe(true)
    }),
    { numRuns: 2000 },
  )
  expect(plain).toBeGreaterThan(50)
})
