import { expect, test } from "vitest"
import { toAnyText } from "../../src/completion/to-any-text.ts"

test.each([
  ["Workers AI's own", { response: "North", usage: {} }],
  ["Workers AI's in its envelope", { success: true, result: { response: "North" } }],
  ["a chat completion", { choices: [{ message: { content: "North" } }] }],
  ["a chat completion's parts", { choices: [{ message: { content: [{ type: "text", text: "North" }] } }] }],
  ["a chunk", { object: "chat.completion.chunk", choices: [{ delta: { content: "North" } }] }],
  [
    "a message",
    {
      type: "message",
      content: [
        { type: "thinking", thinking: "hm" },
        { type: "text", text: "North" },
      ],
    },
  ],
  ["a message's event", { type: "content_block_delta", delta: { type: "text_delta", text: "North" } }],
  [
    "a response",
    { output: [{ type: "reasoning" }, { content: [{ type: "output_text", text: "North" }, { type: "refusal" }] }] },
  ],
  ["a response's event", { type: "response.output_text.delta", delta: "North" }],
  ["Google's", { candidates: [{ content: { parts: [{ thought: true, text: "hm" }, { text: "North" }, {}] } }] }],
])("the text of %s is found", (_, answer) => {
  expect(toAnyText(answer)).toBe("North")
})

test.each([
  [{ type: "content_block_delta", delta: { type: "input_json_delta", partial_json: "{" } }],
  [{ type: "response.completed", response: { output: [{ content: [{ type: "output_text", text: "North" }] }] } }],
  [{ type: "response.output_text.done", text: "North" }],
  [{ candidates: [{ finishReason: "STOP" }] }],
  [{ response: { structured: true } }],
  [{ image: "aGk=" }],
  [[{ label: "POSITIVE" }]],
  [new Blob(["North"])],
])("%j has no text", (answer) => {
  expect(toAnyText(answer)).toBe("")
})

test("what is no answer yet is told as such", () => {
  expect(() => toAnyText(Promise.resolve({}))).toThrow(TypeError)
})
