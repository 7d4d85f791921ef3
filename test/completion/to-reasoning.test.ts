import { expect, test } from "vitest"
import { toReasoning, type ChatCompletion } from "../../src/index.ts"

function answered(message: object): ChatCompletion {
  return { id: "x", object: "chat.completion", created: 1, model: "m", choices: [{ index: 0, message }] } as never
}

test("thinking is found under each of its names", () => {
  expect(toReasoning(answered({ reasoning: "hm" }))).toBe("hm")
  expect(toReasoning(answered({ reasoning_content: "hm" }))).toBe("hm")
  expect(
    toReasoning(
      answered({
        reasoning_details: [
          { type: "reasoning.text", text: "h" },
          { type: "reasoning.summary", summary: "m" },
        ],
      }),
    ),
  ).toBe("hm")
  expect(
    toReasoning(
      answered({
        content: [
          { type: "thinking", thinking: "hm" },
          { type: "text", text: "Yes" },
        ],
      }),
    ),
  ).toBe("hm")
  expect(toReasoning(answered({ content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }] }))).toBe(
    "hm",
  )
})

test("the same thinking under two names is told once", () => {
  expect(toReasoning(answered({ reasoning: "hm", reasoning_content: "hm" }))).toBe("hm")
  expect(toReasoning(answered({ reasoning: "hm", reasoning_details: [{ type: "reasoning.text", text: "hm" }] }))).toBe(
    "hm",
  )
})

test("without thinking there is none", () => {
  for (const message of [
    {},
    { reasoning: null },
    { reasoning: "" },
    { reasoning_details: [] },
    { reasoning_details: [{ type: "reasoning.encrypted", data: "x" }, null] },
    { content: "text" },
  ]) {
    expect(toReasoning(answered(message))).toBe("")
  }
  expect(toReasoning({ choices: [] } as never)).toBe("")
})

test("a chunk's thinking is what it adds", () => {
  const chunk = {
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta: { content: null, reasoning_content: " on" } }],
  }
  expect(toReasoning(chunk as never)).toBe(" on")
})
