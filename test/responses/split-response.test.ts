import { expect, test } from "vitest"
import { foldResponseEvents } from "../../src/responses/fold-response-events.ts"
import { splitResponse } from "../../src/responses/split-response.ts"
import { toOutputText } from "../../src/responses/to-output-text.ts"
import type { ResponseObject } from "../../src/schemas/response-object.ts"
import { readFixtureJSON } from "../support/fixtures.ts"

const message = (...content: unknown[]) => ({ id: "m1", type: "message", role: "assistant", content })
const split = (whole: object) => splitResponse(whole as ResponseObject).reverse()

test("the events of a response open each item, say its text and close it", () => {
  const part = { type: "output_text", text: "Ahoy", annotations: [] }
  const refusal = { type: "refusal", refusal: "No" }
  const call = { id: "f1", type: "function_call", call_id: "c", name: "look", arguments: "{}" }
  const whole = { id: "r", status: "incomplete", output: [message(part, refusal), call] }
  const place = { item_id: "m1", output_index: 0 }

  expect(split(whole)).toEqual([
    { type: "response.created", sequence_number: 0, response: { id: "r", status: "in_progress", output: [] } },
    { type: "response.output_item.added", sequence_number: 1, output_index: 0, item: message() },
    {
      type: "response.content_part.added",
      sequence_number: 2,
      ...place,
      content_index: 0,
      part: { type: "output_text", text: "", annotations: [] },
    },
    { type: "response.output_text.delta", sequence_number: 3, ...place, content_index: 0, delta: "Ahoy" },
    { type: "response.content_part.done", sequence_number: 4, ...place, content_index: 0, part },
    { type: "response.content_part.added", sequence_number: 5, ...place, content_index: 1, part: refusal },
    { type: "response.content_part.done", sequence_number: 6, ...place, content_index: 1, part: refusal },
    { type: "response.output_item.done", sequence_number: 7, output_index: 0, item: message(part, refusal) },
    { type: "response.output_item.added", sequence_number: 8, output_index: 1, item: call },
    { type: "response.output_item.done", sequence_number: 9, output_index: 1, item: call },
    { type: "response.incomplete", sequence_number: 10, response: whole },
  ])
})

test("they fold to the response they came of, and half of them to half of it", () => {
  const whole = readFixtureJSON("responses-whole.json")
  const events = split(whole)
  const texts = events.map(toOutputText).join("")

  expect(foldResponseEvents(events)).toEqual(whole)
  expect(texts).toBe(toOutputText(whole))
  // Nothing is said twice on the way.
  for (const end of events.keys())
    expect(toOutputText(whole)).toContain(toOutputText(foldResponseEvents(events.slice(0, end))))
})

test("a response that lacks what it should have is split all the same", () => {
  for (const whole of [{}, { output: null }, { output: [null, 5, message(null), { type: "message" }] }])
    expect(split(whole).at(-1)).toMatchObject({ type: "response.completed", response: whole })
})
