import * as z from "zod/mini"
import { expect, test } from "vitest"
import { describeIssues, toIssues } from "../../src/schemas/issue.ts"

const schema = z.looseObject({
  name: z.string(),
  age: z.number(),
  tags: z.array(z.string()),
  mode: z.enum(["a", "b"]),
  size: z.custom<string>((value) => value === "big", "must be big"),
})

function issuesOf(value: unknown) {
  return toIssues(schema.safeParse(value).error!.issues)
}

test("an issue says where and what was expected, and nothing of what was there", () => {
  const issues = issuesOf({
    name: 5,
    age: "secret-1",
    tags: ["ok", { secret: "secret-2" }],
    mode: "secret-3",
    size: "secret-4",
  })
  expect(issues.map(({ path }) => path)).toEqual([["name"], ["age"], ["tags", 1], ["mode"], ["size"]])
  expect(issues[0]!.message).toMatch(/string|text/)
  expect(issues[1]!.message).toContain("number")
  expect(issues[4]!.message).toBe("must be big")
  for (const issue of issues) expect(Object.keys(issue).toSorted()).toEqual(["message", "path"])
  expect(JSON.stringify(issues) + describeIssues(issues)).not.toContain("secret")
})

test("no issue is left without words", () => {
  for (const { message } of issuesOf({ name: 5, age: 1, tags: [], mode: "c", size: "big" }))
    expect(message).not.toBe("")
})

test("a description names paths with their keys, and the whole where there is none", () => {
  const said = describeIssues([
    { path: ["messages", 0, "role"], message: "must be text" },
    { path: [], message: "must be an object" },
  ])
  expect(said).toContain("messages.0.role")
  expect(said).toContain("must be text")
  expect(said).toContain("must be an object")
})

test("a long list of issues is cut short", () => {
  const issues = Array.from({ length: 500 }, (_, index) => ({
    path: ["messages", index, "role"],
    message: "must be text",
  }))
  expect(describeIssues(issues).length).toBeLessThan(2000)
})
