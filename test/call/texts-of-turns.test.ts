import { expect, test } from "vitest"
import { textsOfTurns } from "../../src/call/texts-of-turns.ts"

test("what stands as content is text, a single word too", () => {
  const turns = [
    "one",
    { role: "user", content: "two" },
    { role: "user", content: [{ type: "text", text: "three" }, "four"] },
    { type: "function_call", name: "look", arguments: "five" },
    { type: "function_call_output", call_id: "call_1", output: [{ type: "input_text", text: "six" }] },
    { type: "custom_tool_call", input: "seven" },
  ]
  expect(textsOfTurns(turns)).toEqual(["one", "two", "three", "four", "five", "six", "seven"])
})

test("of all else it is prose that is text: no names, no models", () => {
  const call = { type: "tool_use", id: "toolu_1", name: "look", input: { where: "the attic, left", room: "attic" } }
  expect(textsOfTurns([{ role: "assistant", content: [call] }])).toEqual(["the attic, left"])
})

test("there is none where there are no turns", () => {
  for (const odd of [undefined, null, 5, true, {}, []]) expect(textsOfTurns(odd)).toEqual([])
})
