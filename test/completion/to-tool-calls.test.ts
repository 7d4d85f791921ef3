import { expect, test } from "vitest"
import { toToolCalls, type ChatCompletion } from "../../src/index.ts"

function called(...tool_calls: unknown[]): ChatCompletion {
  return {
    id: "x",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", content: null, tool_calls } }],
  } as never
}

const call = (text: unknown) => ({ id: "call_1", type: "function", function: { name: "f", arguments: text } })

test("arguments are decoded beside their text", () => {
  expect(toToolCalls(called(call('{ "a": [1, null] }')))).toEqual([
    { id: "call_1", name: "f", arguments: '{ "a": [1, null] }', input: { a: [1, null] }, invalid: false },
  ])
})

test("empty arguments in any spelling are an empty object", () => {
  for (const text of ["", "null", " null ", null, undefined, "  \n"]) {
    expect(toToolCalls(called(call(text))), JSON.stringify(text)).toMatchObject([
      { arguments: "{}", input: {}, invalid: false },
    ])
  }
})

test("arguments that came decoded already are taken so", () => {
  expect(toToolCalls(called(call({ a: 1 })))).toMatchObject([{ arguments: '{"a":1}', input: { a: 1 }, invalid: false }])
})

test("arguments that are no JSON are that call's fault alone", () => {
  const calls = toToolCalls(called(call('{"a": "cut of'), { ...call("{}"), id: "call_2" }))
  expect(calls[0]).toEqual({ id: "call_1", name: "f", arguments: '{"a": "cut of', input: undefined, invalid: true })
  expect(calls[1]).toMatchObject({ id: "call_2", input: {}, invalid: false })
})

test("a custom tool's input is its text", () => {
  expect(toToolCalls(called({ id: "c", type: "custom", custom: { name: "sh", input: "ls | wc" } }))).toEqual([
    { id: "c", name: "sh", arguments: "ls | wc", input: "ls | wc", invalid: false },
  ])
})

test("a missing id is made up, the same each time, and different for each call", () => {
  const nameless = { type: "function", function: { name: "f", arguments: "{}" } }
  const completion = called(nameless, { ...nameless, id: "" }, { ...nameless, id: null }, nameless)
  const ids = toToolCalls(completion).map(({ id }) => id)
  for (const id of ids) expect(id).toMatch(/^[a-z0-9]{9}$/)
  expect(new Set(ids).size).toBe(4)
  expect(toToolCalls(structuredClone(completion)).map(({ id }) => id)).toEqual(ids)
  const other = toToolCalls({ ...completion, id: "y" }).map(({ id }) => id)
  expect(other).not.toEqual(ids)
  // The wire's object stays as it was.
  expect(completion.choices[0]!.message.tool_calls![1]).toMatchObject({ id: "" })
})

test("the deprecated function_call is a call too, unless there are others", () => {
  const message = { role: "assistant", content: null, function_call: { name: "old", arguments: '{"a":1}' } }
  const completion = { id: "x", object: "chat.completion", choices: [{ index: 0, message }] }
  expect(toToolCalls(completion as never)).toMatchObject([{ name: "old", input: { a: 1 } }])
  const both = { ...completion, choices: [{ index: 0, message: { ...message, tool_calls: [call("{}")] } }] }
  expect(toToolCalls(both as never)).toMatchObject([{ name: "f" }])
})

test("what is no call is passed over, and no calls are an empty list", () => {
  expect(toToolCalls(called(null, "x", call("{}")))).toHaveLength(1)
  expect(toToolCalls(called({}))).toMatchObject([{ name: "", arguments: "{}", input: {} }])
  for (const message of [{}, { tool_calls: null }, { tool_calls: [] }, { tool_calls: "x" }, { function_call: null }]) {
    expect(toToolCalls({ choices: [{ index: 0, message }] } as never)).toEqual([])
  }
})
