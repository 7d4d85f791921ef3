import { expect, test } from "vitest"
import { toMessageText } from "../../src/messages/to-message-text.ts"
import { readFixtureJSON } from "../support/fixtures.ts"

test("the text blocks of a message are its text", () => {
  expect(toMessageText(readFixtureJSON("messages-whole.json"))).toBe("It is 132.")
})

test("a message without text blocks has the text of none", () => {
  expect(toMessageText(readFixtureJSON("messages-odd.json"))).toBe("")
  expect(toMessageText({ content: [{ type: "tool_use", id: "t", name: "f", input: {} }] } as never)).toBe("")
  expect(toMessageText({ content: [null, "x", { type: "text" }] } as never)).toBe("x")
})

test("an event has the text that it adds", () => {
  const texts = [
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "A" } },
    { type: "content_block_start", index: 1, content_block: { type: "thinking", thinking: "no" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "b" } },
    { type: "content_block_delta", index: 1, delta: { type: "thinking_delta", thinking: "no" } },
    { type: "content_block_delta", index: 1, delta: null },
    { type: "content_block_delta", index: 1, delta: { type: "next_years_delta", text: "no" } },
    { type: "message_stop" },
  ].map((event) => toMessageText(event as never))
  expect(texts).toEqual(["A", "", "b", "", "", "", ""])
})

test("what is no message yet is told so", () => {
  for (const early of [Promise.resolve({ content: [] }), { final: async () => ({ content: [] }) }])
    expect(() => toMessageText(early as never)).toThrow("This is no message yet: await it, or the stream's `final()`")
})
