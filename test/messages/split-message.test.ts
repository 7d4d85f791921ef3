import { expect, test } from "vitest"
import { foldMessageEvents } from "../../src/messages/fold-message-events.ts"
import { splitMessage } from "../../src/messages/split-message.ts"
import { toMessageText } from "../../src/messages/to-message-text.ts"
import type { MessageObject } from "../../src/schemas/message.ts"
import { readFixtureJSON } from "../support/fixtures.ts"

const split = (whole: object) => splitMessage(whole as MessageObject).reverse()

test("the events of a message begin each block, say its text and end it", () => {
  const call = { type: "tool_use", id: "t", name: "look", input: { at: "it" } }
  const usage = { input_tokens: 3, output_tokens: 2 }
  const whole = {
    id: "m",
    content: [{ type: "text", text: "Ahoy", citations: null }, call],
    stop_reason: "tool_use",
    stop_sequence: null,
    usage,
  }

  expect(split(whole)).toEqual([
    { type: "message_start", message: { id: "m", content: [], stop_reason: null, stop_sequence: null, usage } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "", citations: null } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Ahoy" } },
    { type: "content_block_stop", index: 0 },
    { type: "content_block_start", index: 1, content_block: call },
    { type: "content_block_stop", index: 1 },
    { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: null }, usage },
    { type: "message_stop" },
  ])
})

test.each(["messages-whole.json", "messages-odd.json"])("they fold to the message they came of: %s", (name) => {
  const whole = readFixtureJSON(name)
  const events = split(whole)

  expect(events.map(toMessageText).join("")).toBe(toMessageText(whole))
  expect(foldMessageEvents(events)).toMatchObject({ ...whole, usage: whole.usage ?? {} })
})

test("a message that lacks what it should have is split all the same", () => {
  for (const whole of [{}, { content: null }, { content: [null, 5, { type: "text" }] }])
    expect(split(whole).at(-1)).toEqual({ type: "message_stop" })
})
