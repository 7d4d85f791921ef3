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
  "^([a-z]+-)*[a-z]+$",
  "^(?=.*\\d)[a-z0-9]{2}$",
  "^[a-c]{2}(?<=a.)x$",
  "^[a-c]{2}(?<!a.)x$",
  "^a\\Bb$",
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

// JavaScript's own reader of patterns is busy with some of these for hours, or asks for more memory than there is.
test.each([
  ["(.*a){30}", 0, /^[^a]*(?:a[^a]*){30,}$/],
  ["(.*a){30}", 200, /^[^]{200,}$/],
  ["^(a+)+$", 5000, /^a{5000,10000}$/],
  ["^(a|a|aa)*b$", 20, /^a{19,}b$/],
])("%s of %i characters or more is soon written", (pattern, shortest, expected) => {
  expect(satisfyPattern(pattern, createRandom(0), shortest)).toMatch(expected)
})

test.each([
  ["a{1000000000}", 0],
  ["a{10001}", 0],
  ["(((a{99}){99}){99}){99}", 0],
  ["^(?:ab){9999}c$", 1e10],
  ["^(?<!x.*y.*)(?<=a+)b*$", 9999],
])("%s of %i characters or more is soon given up", (pattern, shortest) => {
  expect(satisfyPattern(pattern, createRandom(0), shortest)).toBeUndefined()
})

test.each([["("], ["^(a)\\1$"], ["^(?<x>a)\\k<x>$"], ["^[^\\s\\S]$"], ["^(?=x)y$"]])(
  "no text is made for %s",
  (pattern) => {
    expect(satisfyPattern(pattern, createRandom(0))).toBeUndefined()
  },
)
