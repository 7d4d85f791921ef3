import { expect, test } from "vitest"
import { satisfyPattern } from "../../../src/testing/models/satisfy-pattern.ts"
import { createRandom } from "../../../src/testing/random.ts"

const seeds = Array.from({ length: 20 }, (_, seed) => seed)

test.each([
  "^abc$",
  "b+",
  "^a?b*c+$",
  "^[A-Z]{3}-\\d{4}$",
  "^(foo|bar|)$",
  "^(?:a|b){2,3}$",
  "^(?<year>\\d{4})-(\\d\\d)$",
  "^(?i:x)$",
  "^[^a-z]+$",
  "^[\\]\\-a]{3}$",
  "^\\S+@\\S+\\.\\S+$",
  "^.{5}$",
  "^.{2,}?$",
  "^\\u0041\\x42\\u{43}$",
  "^\\p{Lu}{2}$",
  "^\\$\\d+\\.\\d{2}$",
  "^\\-?[0-9]+$",
  "^日本😀+$",
  "\\bword\\b",
  "^(?!no)[a-z]{4}$",
  "^\\s\\n?$",
  "^x{0}y$",
])("a text is made that matches %s", (pattern) => {
  const regex = pattern.includes("\\-?") ? new RegExp(pattern) : new RegExp(pattern, "u")
  const texts = seeds.map((seed) => satisfyPattern(pattern, createRandom(seed)))

  expect(texts.filter((text) => text === undefined || !regex.test(text))).toEqual([])
})

test("letters and digits are taken where they fit", () => {
  expect(satisfyPattern("^.{8}$", createRandom(1))).toMatch(/^[a-zA-Z0-9]{8}$/)
})

test("a text is as long as asked for, in characters", () => {
  expect(satisfyPattern("^[a-z]*$", createRandom(0), 30, 30)).toMatch(/^[a-z]{30}$/)
  expect(satisfyPattern("^😀+$", createRandom(0), 2, 2)).toBe("😀😀")
  expect(satisfyPattern("^[a-z]{1,20}$", createRandom(0), 18)).toMatch(/^[a-z]{18,20}$/)
})

test.each([["("], ["^(a)\\1$"], ["^[^\\s\\S]$"], ["^(?=x)y$"]])("no text is made for %s", (pattern) => {
  expect(satisfyPattern(pattern, createRandom(0))).toBeUndefined()
})
