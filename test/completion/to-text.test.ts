import { expect, test } from "vitest"
import { toText, type ChatCompletion, type ChatCompletionChunk } from "../../src/index.ts"

function answered(content: unknown, more: object = {}): ChatCompletion {
  return {
    id: "x",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", content }, ...more }],
  } as never
}

function streamed(...choices: object[]): ChatCompletionChunk {
  return { id: "x", object: "chat.completion.chunk", created: 1, model: "m", choices } as never
}

test("text is the content of the first answer", () => {
  expect(toText(answered("Hello"))).toBe("Hello")
})

test("parts of text are joined, other parts are no text", () => {
  const parts = [
    { type: "text", text: "It is " },
    { type: "thinking", thinking: "hm" },
    "so",
    { type: "text", text: "." },
    { type: "image_url" },
    null,
    5,
    { type: "text" },
  ]
  expect(toText(answered(parts))).toBe("It is so.")
})

test("a completion without content has no text", () => {
  for (const content of [null, undefined, "", [], 5]) expect(toText(answered(content))).toBe("")
  expect(toText({ choices: [] } as never)).toBe("")
  expect(toText({} as never)).toBe("")
  expect(toText({ choices: null } as never)).toBe("")
  expect(toText({ choices: [{ index: 0 }] } as never)).toBe("")
  expect(toText({ choices: [null] } as never)).toBe("")
})

test("a refusal is no text", () => {
  expect(toText(answered(null, { message: { role: "assistant", content: null, refusal: "No" } }))).toBe("")
})

test("a chunk's text is what it adds to the first answer", () => {
  expect(toText(streamed({ index: 0, delta: { content: "Hel" } }))).toBe("Hel")
  expect(toText(streamed({ index: 1, delta: { content: "other" } }))).toBe("")
  expect(toText(streamed({ index: 1, delta: { content: "other" } }, { index: 0, delta: { content: "lo" } }))).toBe("lo")
  expect(toText(streamed({ delta: { content: "no index" } }))).toBe("no index")
  expect(toText(streamed({ index: 0, delta: null }))).toBe("")
  expect(toText(streamed())).toBe("")
})

test("of message and delta, the one that the object is named after counts", () => {
  expect(toText(answered("whole", { delta: { content: "" } }))).toBe("whole")
  expect(toText(streamed({ index: 0, delta: { content: " day" }, message: { content: "Two a day" } }))).toBe(" day")
})
