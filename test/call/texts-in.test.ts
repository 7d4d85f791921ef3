import { expect, test } from "vitest"
import { textsIn } from "../../src/call/texts-in.ts"

test("prose is found wherever it stands; names, numbers and flags are none", () => {
  expect(
    textsIn({ model: "openai/gpt-5-mini", n: 1, b: true, deep: [{ text: "Which way?" }, null, undefined] }),
  ).toEqual(["Which way?"])
})

test("of a data URL its bytes alone are found, too", () => {
  expect(textsIn("data:image/png;base64,AAAA")).toEqual(["data:image/png;base64,AAAA", "AAAA"])
})

test("depth and length are no obstacle", () => {
  let deep: unknown = "Which way?"
  for (let level = 0; level < 100_000; level++) deep = [deep]
  expect(textsIn([deep, Array(200_000).fill(1)])).toEqual(["Which way?"])
})
