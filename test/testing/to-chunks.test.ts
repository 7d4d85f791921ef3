import { expect, test } from "vitest"
import { foldChunks } from "../../src/completion/fold-chunks.ts"
import { toCompletion } from "../../src/testing/create-completion.ts"
import type { ReplyParts } from "../../src/testing/local-reply.ts"
import { toChunks } from "../../src/testing/to-chunks.ts"
import { toWords } from "../../src/testing/to-words.ts"

const deltas = (parts: ReplyParts) =>
  toChunks(toCompletion(parts, "openai/gpt-5-mini"), toWords).map(({ choices }) => choices[0]?.delta)

test("thinking streams word by word before the text", () => {
  expect(deltas({ reasoning: "Let me", text: "One two" })).toEqual([
    { role: "assistant", reasoning_content: "Let" },
    { reasoning_content: " me" },
    { content: "One", refusal: null },
    { content: " two" },
    {},
    undefined,
  ])
})

test("what stands beside a message comes once, with the first piece", () => {
  const chunks = toChunks(toCompletion({ text: "One two" }, "openai/gpt-5-mini"), toWords)

  expect(chunks.map(({ choices }) => choices[0])).toEqual([
    { index: 0, delta: { role: "assistant", content: "One", refusal: null }, finish_reason: null, logprobs: null },
    { index: 0, delta: { content: " two" }, finish_reason: null },
    { index: 0, delta: {}, finish_reason: "stop" },
    undefined,
  ])
})

test("thinking streams before a call", () => {
  const id = "call_local_0"
  const tool = { name: "tide", arguments: "{}" }

  expect(deltas({ reasoning: "Hm", toolCalls: [{ name: "tide", input: {} }] })).toEqual([
    { role: "assistant", reasoning_content: "Hm" },
    { content: null, refusal: null, tool_calls: [{ index: 0, id, type: "function", function: tool }] },
    {},
    undefined,
  ])
})

test("a refusal streams word by word, without any text", () => {
  expect(deltas({ refusal: "I can't" })).toEqual([
    { role: "assistant", content: null, refusal: "I" },
    { refusal: " can't" },
    {},
    undefined,
  ])
})

test.each<[string, ReplyParts, number]>([
  ["thinking and text", { reasoning: "Let me think", text: "One two" }, 1],
  ["thinking and a call", { reasoning: "Hm", toolCalls: [{ name: "tide", input: { at: 1 } }] }, 1],
  ["a refusal", { refusal: "I can't help with that." }, 1],
  ["three answers", { reasoning: "Hm", text: "One two" }, 3],
  ["thinking alone", { reasoning: "Hm" }, 1],
])("a stream of %s folds to the whole answer", (_, parts, answers) => {
  const completion = toCompletion(parts, "openai/gpt-5-mini", "Hi", { answers })

  expect(foldChunks(toChunks(completion, toWords))).toEqual(completion)
})
