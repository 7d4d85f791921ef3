import { expect, test } from "vitest"
import { toIssues } from "../../src/schemas/issue.ts"
import { responseObjectSchema } from "../../src/schemas/response-object.ts"
import { readFixtureJSON } from "../support/fixtures.ts"

const pathsOf = (value: unknown): string[] | undefined => {
  const result = responseObjectSchema.safeParse(value)
  return result.success ? undefined : toIssues(result.error.issues).map(({ path }) => path.join("."))
}

test("a whole response passes, with items that nobody knows", () => {
  expect(pathsOf(readFixtureJSON("responses-whole.json"))).toBeUndefined()
})

test("keys with odd values pass: a list of items is all it takes", () => {
  expect(pathsOf({ output: [] })).toBeUndefined()
  expect(
    pathsOf({
      id: null,
      object: 5,
      status: "",
      usage: "none",
      error: {},
      output: [{}, { type: null, content: null }, { type: "message", content: "text", role: 5 }],
    }),
  ).toBeUndefined()
})

test("what is no response is refused", () => {
  for (const value of [null, "x", 5, []]) expect(pathsOf(value), JSON.stringify(value)).toEqual([""])
  for (const output of [undefined, null, "x", {}]) expect(pathsOf({ output })).toEqual(["output"])
  expect(pathsOf({ choices: [{ message: { content: "A completion" } }] })).toEqual(["output"])
  expect(pathsOf({ output: [{}, null] })).toEqual(["output.1"])
  expect(pathsOf({ output: ["text"] })).toEqual(["output.0"])
})
