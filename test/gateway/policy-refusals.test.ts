// The bodies of policies, `{ success: false, error: { message } }`, in `error-codes.ts`.
import { expect, test } from "vitest"
import { classifyRefusal } from "../../src/gateway/error-codes.ts"
import { readErrorBody } from "../../src/gateway/read-error-body.ts"

const body = readErrorBody({ success: false, error: { message: "Access denied by policy" } })

test.each([
  [403, "policy_denied", false],
  [429, "spend_limit", false],
  [401, "unauthorized", false],
  [400, "invalid_params", false],
  [503, "overloaded", true],
])("a policy's refusal under %s is %s", (status, code, retryable) => {
  expect(classifyRefusal({ ...body, status })).toMatchObject({ code, retryable, origin: "gateway" })
})
