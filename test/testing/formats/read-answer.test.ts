import { expect, test } from "vitest"
import type { ChatCompletion } from "../../../src/schemas/chat-completion.ts"
import { readAnswer } from "../../../src/testing/formats/read-answer.ts"
import { createAnswer, weatherCall } from "./answers.ts"

test("an answer is read by its parts", () => {
  expect(readAnswer(createAnswer({ content: "Hi", reasoning: "Hmm", tool_calls: [weatherCall] }))).toEqual({
    text: "Hi",
    reasoning: "Hmm",
    refusal: "",
    calls: [
      {
        id: "call_1",
        name: "weather",
        arguments: '{"city":"São Paulo","days":3}',
        input: { city: "São Paulo", days: 3 },
        invalid: false,
      },
    ],
    finish: "tool_calls",
    usage: { input: 10, output: 7, total: 17, cached: 4, reasoning: 2 },
    id: "local",
  })
})

test("what a real server leaves out is filled in", () => {
  const bare = { choices: [{ message: { content: "Hi" } }] } as unknown as ChatCompletion
  expect(readAnswer(bare)).toEqual({
    text: "Hi",
    reasoning: "",
    refusal: "",
    calls: [],
    finish: "stop",
    usage: { input: 0, output: 0, total: 0, cached: 0, reasoning: 0 },
    id: "local",
  })
  expect(readAnswer({ choices: [] } as unknown as ChatCompletion)).toMatchObject({ text: "", refusal: "" })
})
