import { expect, test } from "vitest"
import { errorOfEvent } from "../../src/messages/error-of-event.ts"
import { fixtureNames, readFixture } from "../support/fixtures.ts"

function readEvents(name: string): unknown[] {
  return [...new TextDecoder().decode(readFixture(name)).matchAll(/^data: (.*)$/gm)].map(([, data]) =>
    JSON.parse(data!),
  )
}

test("an error event gives its body, and nothing else does", () => {
  const errors = readEvents("messages-error-midway.sse").map(errorOfEvent)
  expect(errors).toEqual([
    undefined,
    undefined,
    undefined,
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" }, request_id: "req_05" },
  ])
  // As the gateway itself may put it.
  const refusal = { success: false, error: [{ code: 2005, message: "Failed to get response from provider" }] }
  expect(errorOfEvent(refusal)).toBe(refusal)
  expect(errorOfEvent(null)).toBeUndefined()
  for (const name of fixtureNames("messages-").filter((name) => name.endsWith(".sse") && !name.includes("error")))
    for (const event of readEvents(name)) expect(errorOfEvent(event)).toBeUndefined()
})
