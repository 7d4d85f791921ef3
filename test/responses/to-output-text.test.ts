import { expect, test } from "vitest"
import { toOutputText } from "../../src/responses/to-output-text.ts"
import { readFixtureJSON } from "../support/fixtures.ts"
import { readEvents } from "./read-events.ts"

const response = (output: unknown) => ({ output }) as never

test("the text of a response is what its messages say, in order", () => {
  expect(toOutputText(readFixtureJSON("responses-whole.json"))).toBe("Two high tides a day, été \u2028🌊")
  expect(
    toOutputText(
      response([
        { type: "message", content: [{ type: "output_text", text: "One. " }] },
        { type: "function_call", arguments: "{}" },
        {
          type: "message",
          content: [
            { type: "output_text", text: "Two" },
            { type: "output_text", text: "!" },
          ],
        },
      ]),
    ),
  ).toBe("One. Two!")
})

test("thoughts, calls and refusals are no text", () => {
  expect(
    toOutputText(
      response([
        {
          type: "reasoning",
          summary: [{ type: "summary_text", text: "hm" }],
          content: [{ type: "reasoning_text", text: "hm" }],
        },
        { type: "message", content: [{ type: "refusal", refusal: "No" }] },
      ]),
    ),
  ).toBe("")
  expect(toOutputText(response([]))).toBe("")
})

test("odd items and parts are passed over", () => {
  expect(
    toOutputText(
      response([
        null,
        5,
        { content: null },
        { content: "text" },
        {
          content: [null, "x", { type: "output_text", text: null }, { type: "output_text", text: { toString: null } }],
        },
      ]),
    ),
  ).toBe("")
})

test("the texts of a stream's events make the text of the response", () => {
  expect(readEvents("responses-text.sse").map(toOutputText).filter(Boolean)).toEqual([
    "Two high tides",
    " a day,",
    " été \u2028",
    "🌊",
  ])
  for (const delta of [undefined, null, 5, { toString: null }])
    expect(toOutputText({ type: "response.output_text.delta", delta } as never)).toBe("")
})

test("what is no response has the text of none", () => {
  expect(toOutputText({ object: "chat.completion", choices: [{ message: { content: "Hi" } }] } as never)).toBe("")
  expect(toOutputText({} as never)).toBe("")
  expect(toOutputText({ output: "Hi" } as never)).toBe("")
})

test("a response that was not waited for is told apart from an empty one", () => {
  for (const early of [Promise.resolve(response([])), { final: async () => response([]) }])
    expect(() => toOutputText(early as never)).toThrow(
      new TypeError("This is no response yet: await it, or the stream's `final()`"),
    )
})
