import { expect, test } from "vitest"
import { nameOfEvent } from "../../src/call/name-of-event.ts"

test("an event is named by its type", () => {
  expect(nameOfEvent({ type: "response.output_text.delta" })).toBe("response.output_text.delta")
  expect(nameOfEvent({ type: "message_start" })).toBe("message_start")
})

test("a type that is none, or would break out of its line, is no name", () => {
  for (const type of [undefined, null, 5, "", "a b", "ping\ndata: {}"]) expect(nameOfEvent({ type })).toBe("message")
})
