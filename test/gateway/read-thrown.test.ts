import { expect, test } from "vitest"
import { readThrown } from "../../src/gateway/read-thrown.ts"

test.each([
  ["an error with a number", new Error("2021: No credits"), { code: "2021", message: "No credits" }],
  ["names before the number", new Error("AiError: 5006: oneOf at '/'"), { code: "5006", message: "oneOf at '/'" }],
  ["text", "10000: Authentication error", { code: "10000", message: "Authentication error" }],
  ["words alone", "Log not found", { code: undefined, message: "Log not found" }],
  ["a time of day", new Error("At 12:30: lost"), { code: undefined, message: "At 12:30: lost" }],
  ["nothing", null, { code: undefined, message: "null" }],
])("of %s the number before the colon is read", (_, thrown, read) => {
  expect(readThrown(thrown)).toEqual(read)
})
