import { expect, test } from "vitest"
import { toMessage, toToolCalls, type ChatCompletion } from "../../src/index.ts"

function answered(message: object | undefined): ChatCompletion {
  return {
    id: "x",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [{ index: 0, message, finish_reason: "stop" }],
  } as never
}

test("every key of the message goes back", () => {
  const message = {
    role: "assistant",
    content: "Hi",
    refusal: null,
    reasoning_details: [{ signature: "c2ln" }],
    thought_signature: "s",
    prefix: true,
  }
  expect(toMessage(answered(message))).toEqual(message)
})

test("calls get the ids that the reader gives, a type and readable arguments", () => {
  const completion = answered({
    role: "assistant",
    content: "",
    tool_calls: [
      { function: { name: "f", extra: 1 }, thought_signature: "s" },
      { id: "c2", type: "function", function: { name: "g", arguments: '{ "a":1 }' } },
      { custom: { name: "sh", input: "ls" } },
    ],
  })
  const ids = toToolCalls(completion).map(({ id }) => id)
  expect(toMessage(completion).tool_calls).toEqual([
    { id: ids[0], type: "function", function: { name: "f", extra: 1, arguments: "{}" }, thought_signature: "s" },
    { id: "c2", type: "function", function: { name: "g", arguments: '{ "a":1 }' } },
    { id: ids[2], type: "custom", custom: { name: "sh", input: "ls" } },
  ])
})

test("an empty list of calls is left out, since providers refuse it", () => {
  for (const tool_calls of [[], null, undefined])
    expect(toMessage(answered({ role: "assistant", content: "Hi", tool_calls }))).not.toHaveProperty("tool_calls")
})

test("a spoken answer goes back by its id", () => {
  expect(
    toMessage(answered({ role: "assistant", content: null, audio: { id: "a1", data: "UklG", transcript: "Hi" } })),
  ).toEqual({ role: "assistant", content: null, audio: { id: "a1" } })
  expect(toMessage(answered({ role: "assistant", content: "Hi", audio: null }))).not.toHaveProperty("audio")
})

test("a message without a role is the assistant's", () => {
  expect(toMessage(answered({ content: "Hi" }))).toEqual({ role: "assistant", content: "Hi" })
  expect(toMessage(answered({ role: null, content: "Hi" }))).toEqual({ role: "assistant", content: "Hi" })
})

test("no message at all is an empty turn", () => {
  for (const completion of [answered(undefined), { choices: [] }, {}])
    expect(toMessage(completion as never)).toEqual({ role: "assistant", content: "" })
})

test("the completion is not touched", () => {
  const completion = answered({
    content: null,
    audio: { id: "a", data: "x" },
    tool_calls: [{ function: { name: "f" } }],
  })
  const before = structuredClone(completion)
  toMessage(completion)
  expect(completion).toEqual(before)
})
