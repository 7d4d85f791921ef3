import { expect, test } from "vitest"
import { foldChunks, toText, toToolCalls, type ChatCompletion } from "../../src/index.ts"

function fold(...chunks: object[]): ChatCompletion {
  const top = { id: "c1", object: "chat.completion.chunk", created: 7, model: "m", choices: [] }
  return foldChunks(chunks.map((chunk) => Object.assign({}, top, chunk)) as never)
}

const delta = (piece: object, more: object = {}): object => ({
  choices: [{ index: 0, delta: piece, finish_reason: null, ...more }],
})
const fragment = (...tool_calls: object[]): object => delta({ tool_calls })

test("pieces of text make one completion", () => {
  const completion = fold(
    delta({ role: "assistant", content: "" }),
    delta({ content: "Hel" }),
    delta({ content: "lo" }),
    delta({}, { finish_reason: "stop" }),
    {
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    },
  )
  expect(completion).toEqual({
    id: "c1",
    object: "chat.completion",
    created: 7,
    model: "m",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "Hello", refusal: null },
        finish_reason: "stop",
        logprobs: null,
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  })
})

test("the same piece twice is twice in the text", () => {
  expect(toText(fold(delta({ content: "ha" }), delta({ content: "ha" }), delta({ content: "haha" })))).toBe("hahahaha")
})

test("no chunks make an empty completion", () => {
  expect(foldChunks([])).toMatchObject({ object: "chat.completion", choices: [] })
})

test("the chunks are not touched", () => {
  const chunks = [
    delta({
      content: [{ type: "text", text: "a" }],
      tool_calls: [{ index: 0, id: "x", function: { name: "f", arguments: "{" } }],
      vendor: { a: [1] },
    }),
    delta({
      content: [{ type: "text", text: "b" }],
      tool_calls: [{ index: 0, function: { arguments: "}" } }],
      vendor: { a: [2] },
    }),
  ]
  const before = structuredClone(chunks)
  const completion = fold(...chunks)
  expect(chunks).toEqual(before)
  ;(completion.choices[0]!.message as unknown as { vendor: { a: number[] } }).vendor.a.push(9)
  expect(chunks).toEqual(before)
})

test("answers are kept apart by index and stand in its order", () => {
  const completion = fold(
    {
      choices: [
        { index: 2, delta: { content: "c" } },
        { index: 0, delta: { content: "a" } },
      ],
    },
    {
      choices: [
        { index: 1, delta: { content: "b" } },
        { index: 2, delta: { content: "C" }, finish_reason: "stop" },
      ],
    },
  )
  expect(completion.choices.map(({ index, message }) => [index, message.content])).toEqual([
    [0, "a"],
    [1, "b"],
    [2, "cC"],
  ])
  expect(completion.choices.map(({ finish_reason }) => finish_reason)).toEqual([null, null, "stop"])
})

test("a finish that was said is not unsaid", () => {
  const completion = fold(
    delta({ content: "a" }, { finish_reason: "stop" }),
    delta({ content: "b" }, { finish_reason: null }),
    delta({}, { finish_reason: "" }),
  )
  expect(completion.choices[0]).toMatchObject({ finish_reason: "stop", message: { content: "ab" } })
})

test("id, model and time are the first that say something", () => {
  expect(
    fold({ id: "", model: "", created: 0 }, { id: "a", model: "m1", created: 1 }, { id: "b", model: "m2", created: 2 }),
  ).toMatchObject({ id: "a", model: "m1", created: 1 })
})

test("usage is the last that was told, and nothing does not undo it", () => {
  const early = { usage: { prompt_tokens: 1, completion_tokens: 4, total_tokens: 5 } }
  const late = { usage: { prompt_tokens: 1, completion_tokens: 8, total_tokens: 9 } }
  expect(fold(early, late, { usage: null }).usage).toEqual({ prompt_tokens: 1, completion_tokens: 8, total_tokens: 9 })
})

test("usage is found under x_groq and on a choice", () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
  expect(fold(delta({ content: "a" }), { x_groq: { id: "r", usage } }).usage).toEqual(usage)
  expect(fold(delta({ content: "a" }, { usage })).usage).toEqual(usage)
})

test("every vendor key is kept, at every level", () => {
  const completion = fold(
    {
      ...delta({ content: "a", signature: "c2ln", vendor_list: [1] }, { vendor_choice: "x" }),
      citations: ["u1"],
      x_vendor: { id: "r", seed: 3 },
      flag: false,
    },
    {
      ...delta({ content: "b", vendor_list: [2] }),
      citations: ["u1", "u2"],
      x_vendor: { id: "r", more: 1 },
      count: 0,
      nothing: null,
    },
  )
  expect(completion).toMatchObject({
    citations: ["u1", "u2"],
    x_vendor: { id: "r", seed: 3, more: 1 },
    flag: false,
    count: 0,
    nothing: null,
  })
  expect(completion.choices[0]).toMatchObject({
    vendor_choice: "x",
    message: { content: "ab", signature: "c2ln", vendor_list: [1, 2] },
  })
})

test("thinking grows under each of its names", () => {
  const completion = fold(
    delta({ reasoning: "a", reasoning_content: "x" }),
    delta({ reasoning: "b", reasoning_content: "y" }),
    delta({ refusal: "No" }),
    delta({ refusal: " way" }),
  )
  expect(completion.choices[0]!.message).toMatchObject({ reasoning: "ab", reasoning_content: "xy", refusal: "No way" })
})

test("details of thinking that go on are joined, others stand apart", () => {
  const completion = fold(
    delta({ reasoning_details: [{ type: "reasoning.text", text: "a", index: 0, format: "f1" }] }),
    delta({ reasoning_details: [{ type: "reasoning.text", text: "b", index: 0, format: "f1" }] }),
    delta({ reasoning_details: [{ type: "reasoning.text", signature: "s", index: 0, format: "f1" }] }),
    delta({ reasoning_details: [{ type: "reasoning.encrypted", data: "z", index: 1 }] }),
  )
  expect((completion.choices[0]!.message as { reasoning_details?: unknown }).reasoning_details).toEqual([
    { type: "reasoning.text", text: "ab", index: 0, format: "f1", signature: "s" },
    { type: "reasoning.encrypted", data: "z", index: 1 },
  ])
})

test("text and lists of parts go together", () => {
  const completion = fold(
    delta({ content: "a" }),
    delta({ content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }] }),
    delta({ content: [{ type: "text", text: "b" }] }),
    delta({ content: "c" }),
    delta({ content: [] }),
  )
  expect(toText(completion)).toBe("abc")
  expect(completion.choices[0]!.message.content).toContainEqual({
    type: "thinking",
    thinking: [{ type: "text", text: "hm" }],
  })
})

test("a list of parts comes out as it went in", () => {
  const parts = [
    { type: "text", text: "It is " },
    { type: "text", text: "132.", citation: 1 },
    { type: "reference", reference_ids: [3] },
  ]
  expect(fold(delta({ content: parts })).choices[0]!.message.content).toEqual(parts)
})

test("log probabilities grow with the text", () => {
  const completion = fold(
    delta({ content: "a" }, { logprobs: { content: [{ token: "a" }], refusal: null } }),
    delta({ content: "b" }, { logprobs: { content: [{ token: "b" }], refusal: null } }),
    delta({}, { logprobs: null }),
  )
  expect(completion.choices[0]!.logprobs).toEqual({ content: [{ token: "a" }, { token: "b" }], refusal: null })
})

test("a whole message beside the deltas does not count twice", () => {
  expect(
    toText(
      fold(
        delta({ content: "a" }, { message: { content: "a" } }),
        delta({ content: "b" }, { message: { content: "ab" } }),
      ),
    ),
  ).toBe("ab")
})

test("a whole message where the delta should be is the answer", () => {
  expect(
    toText(fold({ choices: [{ index: 0, message: { role: "assistant", content: "whole" }, finish_reason: "stop" }] })),
  ).toBe("whole")
})

test("arguments of calls are put together by index", () => {
  const completion = fold(
    fragment(
      { index: 0, id: "a", type: "function", function: { name: "f", arguments: "" } },
      { index: 1, id: "b", type: "function", function: { name: "g", arguments: "" } },
    ),
    fragment({ index: 1, function: { arguments: '{"y"' } }),
    fragment({ index: 0, function: { arguments: '{"x":' } }),
    fragment({ index: 0, function: { arguments: "1}" } }, { index: 1, function: { arguments: ":2}" } }),
  )
  expect(completion.choices[0]!.message.tool_calls).toEqual([
    { id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
    { id: "b", type: "function", function: { name: "g", arguments: '{"y":2}' } },
  ])
})

test("calls without an index are known by their id, or go on with the last", () => {
  const completion = fold(
    fragment({ id: "a", function: { name: "f", arguments: '{"x":' } }),
    fragment({ function: { arguments: "1" } }),
    fragment({ id: "a", function: { arguments: "}" } }),
    fragment({ id: "b", function: { name: "f", arguments: "{}" } }),
  )
  expect(toToolCalls(completion).map(({ id, input }) => [id, input])).toEqual([
    ["a", { x: 1 }],
    ["b", {}],
  ])
})

test("two calls that share an index are two", () => {
  const completion = fold(
    fragment({ index: 0, id: "a", function: { name: "f", arguments: '{"x":1}' } }),
    fragment({ index: 0, id: "b", function: { name: "f", arguments: '{"x":2}' } }),
  )
  expect(toToolCalls(completion).map(({ id, input }) => [id, input])).toEqual([
    ["a", { x: 1 }],
    ["b", { x: 2 }],
  ])
})

test("two calls without index and id are two, if each brings its name", () => {
  const completion = fold(
    fragment({ function: { name: "f", arguments: "{}" } }),
    fragment({ function: { name: "f", arguments: '{"x":2}' } }),
  )
  expect(toToolCalls(completion).map(({ input }) => input)).toEqual([{}, { x: 2 }])
})

test("an id that comes late is taken", () => {
  const completion = fold(
    fragment({ index: 0, id: "", function: { name: "f", arguments: "{" } }),
    fragment({ index: 0, id: "late", function: { arguments: "}" } }),
  )
  expect(toToolCalls(completion)).toMatchObject([{ id: "late", input: {} }])
})

test("ids are made up only where none came, and are the reader's", () => {
  const completion = fold(
    fragment({ index: 0, function: { name: "f", arguments: "{}" } }),
    fragment({ index: 1, id: "given", function: { name: "g", arguments: "{}" } }),
  )
  const calls = completion.choices[0]!.message.tool_calls!
  expect(calls[0]!.id).toMatch(/^[a-z0-9]{9}$/)
  expect(calls[1]!.id).toBe("given")
  expect(toToolCalls(completion).map(({ id }) => id)).toEqual(calls.map(({ id }) => id))
})

test("a custom tool's input is put together too", () => {
  const completion = fold(
    fragment({ index: 0, id: "c", type: "custom", custom: { name: "sh", input: "ls" } }),
    fragment({ index: 0, custom: { input: " -1" } }),
  )
  expect(completion.choices[0]!.message.tool_calls).toEqual([
    { id: "c", type: "custom", custom: { name: "sh", input: "ls -1" } },
  ])
})

test("the deprecated function_call is put together too", () => {
  const completion = fold(
    delta({ function_call: { name: "f", arguments: '{"a"' } }),
    delta({ function_call: { arguments: ":1}" } }),
  )
  expect(toToolCalls(completion)).toMatchObject([{ name: "f", input: { a: 1 } }])
})

test("values that change their kind midway do not break it", () => {
  const completion = fold(
    delta({ content: null, vendor: 1, tool_calls: null, other: "x" }),
    delta({
      content: "a",
      vendor: [2],
      tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: { x: 1 } } }],
      other: { a: 1 },
    }),
    delta({ content: "b", vendor: "text", tool_calls: [], other: null }),
    delta({ content: "c", vendor: { a: 1 }, tool_calls: [null] }),
  )
  expect(toText(completion)).toBe("abc")
  expect(toToolCalls(completion)).toMatchObject([{ id: "a", name: "f" }])
})
