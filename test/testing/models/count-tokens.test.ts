import { expect, test } from "vitest"
import { countTokens } from "../../../src/testing/models/count-tokens.ts"

const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }
const audio = { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } }

test.each([
  ["nothing", "", 0],
  ["a word", "Hello", 1],
  ["words, however far apart", "One two\n\n three", 3],
  ["a text part", [{ type: "text", text: "One two" }], 2],
  ["texts in a list", ["One two", "three"], 3],
  ["an image", [{ type: "text", text: "See" }, image], 86],
  ["an image and a sound", [image, audio], 170],
  ["a refusal sent back", [{ type: "refusal", refusal: "I will not" }], 3],
  [
    "messages",
    [
      { role: "system", content: "Be brief" },
      { role: "user", content: [image] },
    ],
    87,
  ],
  ["a message without content", [{ role: "assistant", content: null, tool_calls: [] }], 0],
  ["null", null, 0],
])("%s counts", (_, content, expected) => {
  expect(countTokens(content)).toBe(expected)
})
