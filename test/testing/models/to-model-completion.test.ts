import { expect, test } from "vitest"
import { toFinishReason, toReasoning, toText, toUsage } from "../../../src/index.ts"
import type { ChatCompletionParams } from "../../../src/schemas/chat-completion-params.ts"
import type { ReplyParts } from "../../../src/testing/local-reply.ts"
import { toModelCompletion } from "../../../src/testing/models/to-model-completion.ts"
import { createRequest } from "./local-request.ts"

const complete = (parts: ReplyParts, params: Partial<ChatCompletionParams> = {}) =>
  toModelCompletion(parts, createRequest(params).params)

test("a reply without limits is the wire's completion", () => {
  expect(complete({ text: "One two" })).toEqual({
    id: "chatcmpl-local",
    object: "chat.completion",
    created: 1_767_225_600,
    model: "openai/gpt-5-mini",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "One two", refusal: null },
        finish_reason: "stop",
        logprobs: null,
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  })
  expect(toModelCompletion({}, createRequest().params, "gpt-5-mini").model).toBe("gpt-5-mini")
})

test("the prompt's tokens are those of all its messages and parts", () => {
  const messages = [
    { role: "system" as const, content: "Be brief" },
    { role: "user" as const, content: [{ type: "image_url" as const, image_url: { url: "data:," } }] },
  ]

  expect(toUsage(complete({ text: "Hi" }, { messages }))).toMatchObject({ input: 87, output: 1, total: 88 })
})

test("n gives that many answers, each counted", () => {
  const completion = complete({ text: "One two", reasoning: "Hm" }, { n: 3 })

  expect(completion.choices.map(({ index, message }) => [index, message.content])).toEqual([
    [0, "One two"],
    [1, "One two"],
    [2, "One two"],
  ])
  expect(toUsage(completion)).toMatchObject({ output: 9, reasoning: 3 })
})

test.each([
  [null, 1],
  [0, 1],
  [1.5, 1],
  [1000, 128],
])("n %j gives %i answers", (n, answers) => {
  expect(complete({ text: "Hi" }, { n }).choices).toHaveLength(answers)
})

test.each([
  [{ max_tokens: 2 }, "One two", "length"],
  [{ max_completion_tokens: 2 }, "One two", "length"],
  [{ max_tokens: 2, max_completion_tokens: 1 }, "One", "length"],
  [{ max_tokens: 0 }, "", "length"],
  [{ max_tokens: 3 }, "One two three", "stop"],
  [{ max_tokens: null }, "One two three", "stop"],
])("%j cuts the answer after that many words", (params, text, finish) => {
  const completion = complete({ text: "One two three" }, params)

  expect([toText(completion), toFinishReason(completion)]).toEqual([text, finish])
})

test("thinking counts against the limit and comes first", () => {
  const parts = { reasoning: "Let me think", text: "One two" }
  const some = complete(parts, { max_completion_tokens: 4 })
  const none = complete(parts, { max_completion_tokens: 2 })

  expect([toReasoning(some), toText(some), toUsage(some)?.output]).toEqual(["Let me think", "One", 4])
  expect([toReasoning(none), toText(none), toUsage(none)?.reasoning]).toEqual(["Let me", "", 2])
})

test("an answer that is cut loses the calls that would have come after it", () => {
  const parts = { text: "Let me see", toolCalls: [{ name: "tide", input: {} }] }
  const cut = complete(parts, { max_tokens: 1 })

  expect(cut.choices[0]).toMatchObject({ message: { content: "Let" }, finish_reason: "length" })
  expect(cut.choices[0]?.message).not.toHaveProperty("tool_calls")
  expect(toFinishReason(complete(parts, { max_tokens: 3 }))).toBe("tool_calls")
})

test.each([
  ["three", "One two "],
  [["nowhere", "two"], "One "],
  [["three", "two"], "One "],
  ["nowhere", "One two three"],
  ["", "One two three"],
  [null, "One two three"],
  [[], "One two three"],
])("stop %j ends the answer before it", (stop, text) => {
  const completion = complete({ text: "One two three" }, { stop })

  expect([toText(completion), toFinishReason(completion)]).toEqual([text, "stop"])
})

test("what a reply says of usage and completion wins", () => {
  const completion = complete(
    { text: "One two", usage: { input: 1, output: 1 }, completion: { id: "mine" } },
    { max_tokens: 1, n: 2 },
  )

  expect(completion).toMatchObject({ id: "mine", usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } })
})
