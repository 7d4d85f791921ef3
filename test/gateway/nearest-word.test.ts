import { expect, test } from "vitest"
import { nearestWord, unknownNames } from "../../src/gateway/nearest-word.ts"

const words = ["openai", "anthropic", "groq", "grok", "mistral"]

test.for([
  ["opnai", "openai"],
  ["opneai", "openai"],
  ["OpenAI", "openai"],
  ["antropic", "anthropic"],
  ["mistralai", "mistral"],
  ["anth", "anthropic"],
] as const)("%s is near %s", ([word, near]) => {
  expect(nearestWord(word, words)).toBe(near)
})

test("a word far from all is near none", () => {
  expect(nearestWord("bicycle", words)).toBeUndefined()
  expect(nearestWord("anything", [])).toBeUndefined()
})

test("known names are let through, unknown ones are told", () => {
  const issues = unknownNames(["timeout", "timeuot", "quux"], ["timeout", "headers"])

  expect(issues.map((issue) => issue.path)).toEqual([["timeuot"], ["quux"]])
  expect(issues[0]?.message).toContain("timeout")
  expect(issues[1]?.message).not.toMatch(/did you mean/i)
})
