import { expect, test } from "vitest"
import { toFinishReason } from "../../src/index.ts"

const finished = (finish_reason: unknown, message: object = { content: "x" }) =>
  toFinishReason({ object: "chat.completion", choices: [{ index: 0, message, finish_reason }] } as never)

test("a reason is passed on, also one that only a single provider uses", () => {
  for (const reason of ["stop", "length", "tool_calls", "content_filter", "function_call", "eos", "model_length"])
    expect(finished(reason)).toBe(reason)
})

test("an empty or absent reason is unknown", () => {
  for (const reason of ["", null, undefined]) expect(finished(reason)).toBeUndefined()
  expect(toFinishReason({ choices: [] } as never)).toBeUndefined()
  expect(toFinishReason({} as never)).toBeUndefined()
})

test("a stop beside calls means the calls", () => {
  const message = { content: "", tool_calls: [{ id: "a", function: { name: "f" } }] }
  expect(finished("stop", message)).toBe("tool_calls")
  expect(finished("length", message)).toBe("length")
  expect(finished("stop", { content: "x", tool_calls: [] })).toBe("stop")
  expect(finished("stop", { content: "x", tool_calls: null })).toBe("stop")
})
