import { expect, test } from "vitest"
import { summariseMessage } from "../../src/messages/summarise-message.ts"
import type { MessageObject } from "../../src/schemas/message.ts"

const summarise = (message: object) => summariseMessage(message as MessageObject)

test("the tokens of the prompt are all of them, those of the cache too", () => {
  const usage = {
    input_tokens: 12,
    cache_creation_input_tokens: 100,
    cache_read_input_tokens: 1000,
    output_tokens: 50,
    output_tokens_details: { thinking_tokens: 30 },
  }
  expect(summarise({ usage }).usage).toEqual({ input: 1112, output: 50, total: 1162, cached: 1000, reasoning: 30 })
  expect(summarise({ usage: { input_tokens: 1, output_tokens: 2, cache_read_input_tokens: null } }).usage).toEqual({
    input: 1,
    output: 2,
    total: 3,
    cached: 0,
    reasoning: 0,
  })
})

test("tokens that nobody counted are not told", () => {
  for (const usage of [null, undefined, {}, { input_tokens: 0, output_tokens: 0 }, { input_tokens: "many" }])
    expect(summarise({ usage }).usage).toBeUndefined()
})

test.each([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["pause_turn", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool_calls"],
  ["refusal", "content_filter"],
  ["eos", "eos"],
  ["", undefined],
  [null, undefined],
  [undefined, undefined],
])("the stop reason %s is told as %s", (stop_reason, reason) => {
  expect(summarise({ stop_reason }).finishReason).toBe(reason)
})
