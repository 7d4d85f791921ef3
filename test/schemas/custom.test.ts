import { expect, test } from "vitest"
import * as z from "zod/mini"
import { custom } from "../../src/schemas/custom.ts"
import { maybe } from "../../src/schemas/maybe.ts"

const even = custom<number>((value) => value % 2 === 0, "must be even")

test("what passes the check comes through as it is", () => {
  expect(even.safeParse(4)).toEqual({ success: true, data: 4 })
})

test("what does not is told with the words that were given, and its place, and never with the value", () => {
  const result = z.looseObject({ size: even }).safeParse({ size: 3 })

  expect(result.error?.issues).toEqual([{ code: "custom", path: ["size"], message: "must be even" }])
})

test("a key that is checked so is asked for, and one that may be absent is not", () => {
  const schema = z.looseObject({ size: even, more: maybe<number>(Number.isFinite, "must be a number") })

  expect(schema.safeParse({ size: 2 }).success).toBe(true)
  expect(schema.safeParse({}).error?.issues.map(({ path }) => path)).toEqual([["size"]])
})

test("a check that comes after it is left out once it failed", () => {
  const never = even.check(() => {
    throw new Error("It was run")
  })

  expect(never.safeParse(3).error?.issues).toHaveLength(1)
})
