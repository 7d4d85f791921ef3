import * as fc from "fast-check"
import { expect, test } from "vitest"
import { splitCompletion } from "../../src/completion/split-completion.ts"
import { foldChunks, toText, type ChatCompletion } from "../../src/index.ts"
import { chatCompletionChunkSchema } from "../../src/schemas/index.ts"

// Names that mean nothing to us, as vendors give them.
const vendorKeys = fc.dictionary(
  fc.string({ unit: fc.constantFrom("a", "b", "_", "é"), maxLength: 6 }).map((key) => `vendor_${key}`),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 3 },
)
const name = fc.string({ minLength: 1, maxLength: 12 })
const joined = (parts: object[]): object => Object.assign({}, ...parts)

const functionCall = fc.record({
  id: name,
  type: fc.constant("function"),
  function: fc.record({ name, arguments: fc.string() }),
})
const customCall = fc.record({ id: name, type: fc.constant("custom"), custom: fc.record({ name, input: fc.string() }) })
const call = fc.tuple(vendorKeys, fc.oneof(functionCall, customCall)).map(joined)
const part = fc.oneof(
  fc.record({ type: fc.constant("text"), text: fc.string({ minLength: 1 }) }),
  fc.record({
    type: fc.constant("thinking"),
    thinking: fc.array(fc.record({ type: fc.constant("text"), text: fc.string({ minLength: 1 }) }), { minLength: 1 }),
  }),
  fc.record({ type: fc.constant("reference"), reference_ids: fc.array(fc.nat()) }),
)
const detail = fc.record({
  type: fc.constantFrom("reasoning.text", "reasoning.encrypted"),
  index: fc.nat(3),
  text: fc.string({ minLength: 1 }),
})

const message = fc
  .tuple(
    vendorKeys,
    fc.record({
      role: fc.constant("assistant"),
      content: fc.oneof(fc.string(), fc.constant(null), fc.array(part, { minLength: 1, maxLength: 4 })),
      refusal: fc.option(fc.string({ minLength: 1 })),
    }),
    fc.record(
      {
        tool_calls: fc.uniqueArray(call, {
          minLength: 1,
          maxLength: 3,
          selector: (call) => (call as { id?: string }).id,
        }),
        reasoning: fc.string({ minLength: 1 }),
        reasoning_details: fc.array(detail, { minLength: 1, maxLength: 3 }),
        annotations: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(joined)

const token = fc.record({ token: fc.string(), logprob: fc.integer(), bytes: fc.option(fc.array(fc.nat(255))) })
const logprobs = fc.option(fc.record({ content: fc.option(fc.array(token)), refusal: fc.option(fc.array(token)) }))
const choice = fc
  .tuple(
    vendorKeys,
    fc.record({ message, finish_reason: fc.option(fc.constantFrom("stop", "length", "tool_calls", "eos")), logprobs }),
  )
  .map(joined)
const usage = fc
  .tuple(vendorKeys, fc.record({ prompt_tokens: fc.nat(), completion_tokens: fc.nat(), total_tokens: fc.nat() }))
  .map(joined)

const completion = fc
  .tuple(
    vendorKeys,
    fc.record({
      id: name,
      object: fc.constant("chat.completion"),
      created: fc.integer({ min: 1 }),
      model: name,
      choices: fc
        .array(choice, { maxLength: 3 })
        .map((choices) => choices.map((choice, index) => Object.assign({ index }, choice))),
    }),
    fc.record({ usage, service_tier: name, system_fingerprint: name }, { requiredKeys: [] }),
  )
  .map(joined)

test("any completion is folded again from its chunks", () => {
  fc.assert(
    fc.property(completion, (whole) => {
      const before = structuredClone(whole)
      const chunks = splitCompletion(whole as never)
      expect(foldChunks(chunks)).toEqual(whole)
      expect(foldChunks(structuredClone(chunks))).toEqual(whole)
      expect(whole).toEqual(before)
      for (const chunk of chunks) expect(chunkProblems(chunk)).toEqual([])
    }),
    { numRuns: 1000 },
  )
})

test("the chunks are named as chunks, and hold the text where a chunk has it", () => {
  const whole = {
    id: "c",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [
      { index: 0, message: { role: "assistant", content: "Hi", refusal: null }, finish_reason: "stop", logprobs: null },
    ],
  }
  const chunks = splitCompletion(whole as ChatCompletion)
  expect(chunks.map(({ object }) => object)).toEqual(chunks.map(() => "chat.completion.chunk"))
  expect(chunks.map(toText).join("")).toBe("Hi")
  for (const chunk of chunks) expect(chunk.choices[0]).not.toHaveProperty("message")
})

test("answers without an index stay apart", () => {
  const whole = {
    id: "c",
    model: "m",
    created: 1,
    choices: [
      { message: { content: "a" }, finish_reason: "stop" },
      { message: { content: "b" }, finish_reason: "stop" },
    ],
  }
  expect(
    foldChunks(splitCompletion(whole as never)).choices.map(({ index, message }) => [index, message.content]),
  ).toEqual([
    [0, "a"],
    [1, "b"],
  ])
})

test("a delta beside the message of a whole answer does not hide it", () => {
  const whole = {
    id: "c",
    model: "m",
    created: 1,
    choices: [
      {
        index: 0,
        delta: { role: "assistant", content: "" },
        message: { role: "assistant", content: "Hi" },
        finish_reason: "stop",
      },
    ],
  }
  expect(toText(foldChunks(splitCompletion(whole as never)))).toBe("Hi")
})

test("an answer without a message, and none at all, can be split", () => {
  const filtered = { id: "c", model: "m", created: 1, choices: [{ index: 0, finish_reason: "content_filter" }] }
  expect(foldChunks(splitCompletion(filtered as never)).choices[0]).toMatchObject({
    finish_reason: "content_filter",
    message: { content: null },
  })
  expect(foldChunks(splitCompletion({ id: "c", model: "m", created: 1, choices: [] } as never))).toMatchObject({
    id: "c",
    model: "m",
    choices: [],
  })
  expect(foldChunks(splitCompletion({ id: "c" } as never))).toMatchObject({ id: "c", choices: [] })
})

function chunkProblems(chunk: unknown): unknown[] {
  const result = chatCompletionChunkSchema.safeParse(chunk)
  return result.success ? [] : result.error.issues
}
