import * as fc from "fast-check"
import { expect, test } from "vitest"
import { chatCompletionSchema } from "../../src/schemas/index.ts"
import { toIssues } from "../../src/schemas/issue.ts"
import { fixtureNames, readFixtureJSON } from "../support/fixtures.ts"

function pathsOf(value: unknown): string[] {
  const result = chatCompletionSchema.safeParse(value)
  return result.success ? [] : toIssues(result.error.issues).map(({ path }) => path.join("."))
}

test("every whole response of the samples passes", () => {
  for (const name of fixtureNames("response-")) expect(pathsOf(readFixtureJSON(name)), name).toEqual([])
})

// What a reader cannot do without.
for (const [value, path] of [
  [{}, "choices"],
  [{ choices: null }, "choices"],
  [{ choices: "x" }, "choices"],
  [{ choices: ["x"] }, "choices.0"],
  [{ choices: [{ message: "x" }] }, "choices.0.message"],
  [{ choices: [{ message: { content: 5 } }] }, "choices.0.message.content"],
  [{ choices: [{}, { message: { tool_calls: "x" } }] }, "choices.1.message.tool_calls"],
  [[], ""],
  ["x", ""],
  [null, ""],
] as const) {
  test(`${JSON.stringify(value)} is no completion`, () => {
    // A schema may stop a little above the place, but not miss it.
    expect(pathsOf(value)).toSatisfy((paths: string[]) =>
      paths.some((found) => path === found || (found !== "" && path.startsWith(`${found}.`))),
    )
  })
}

test("known keys with odd values and unknown keys pass", () => {
  const odd = fc.jsonValue()
  const choice = fc.record({
    index: odd,
    finish_reason: odd,
    logprobs: odd,
    message: fc.record({ role: odd, refusal: odd, reasoning: odd, annotations: odd, audio: odd }, { requiredKeys: [] }),
  })
  const completion = fc.record({
    id: odd,
    object: odd,
    created: odd,
    model: odd,
    usage: odd,
    service_tier: odd,
    vendor: odd,
    choices: fc.array(choice),
  })
  fc.assert(
    fc.property(completion, (value) => {
      expect(pathsOf(value)).toEqual([])
    }),
  )
})
