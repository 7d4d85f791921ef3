import * as fc from "fast-check"
import { expect, test } from "vitest"
import { foldChunks, toFinishReason, toMessage, toReasoning, toText, toToolCalls, toUsage } from "../../src/index.ts"

const odd = fc.jsonValue()
const loose = (keys: string[]) => fc.record(Object.fromEntries(keys.map((key) => [key, odd])), { requiredKeys: [] })
const calls = fc.array(
  fc.oneof(
    odd,
    fc.record(
      { index: odd, id: odd, type: odd, function: fc.oneof(odd, loose(["name", "arguments"])), custom: odd },
      { requiredKeys: [] },
    ),
  ),
  { maxLength: 3 },
)
const message = fc.oneof(
  odd,
  fc.record(
    {
      role: odd,
      content: odd,
      reasoning: odd,
      reasoning_content: odd,
      reasoning_details: odd,
      tool_calls: fc.oneof(odd, calls),
      function_call: odd,
      audio: odd,
      constructor: odd,
      list: odd,
    },
    { requiredKeys: [] },
  ),
)
const choice = fc.oneof(
  odd,
  fc.record(
    { index: fc.oneof(odd, fc.nat(2)), message, delta: message, finish_reason: odd, logprobs: odd, usage: odd },
    { requiredKeys: [] },
  ),
)
const body = fc.record(
  {
    id: odd,
    object: fc.oneof(odd, fc.constantFrom("chat.completion", "chat.completion.chunk")),
    created: odd,
    model: odd,
    choices: fc.oneof(odd, fc.array(choice, { maxLength: 3 })),
    usage: odd,
    x_groq: odd,
    toString: odd,
    vendor: odd,
  },
  { requiredKeys: [] },
)

test("no reader ever throws, whatever a provider sent", () => {
  fc.assert(
    fc.property(body, (completion) => {
      expect(typeof toText(completion as never)).toBe("string")
      expect(typeof toReasoning(completion as never)).toBe("string")
      for (const { id, name } of toToolCalls(completion as never))
        expect([typeof id, typeof name]).toEqual(["string", "string"])
      expect(toMessage(completion as never).role).toBe("assistant")
      toFinishReason(completion as never)
      const usage = toUsage(completion as never)
      if (usage) for (const count of Object.values(usage)) expect(Number.isFinite(count)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test("the fold never throws, and what it makes can be read", () => {
  fc.assert(
    fc.property(fc.array(body, { maxLength: 4 }), (chunks) => {
      const completion = foldChunks(chunks as never)
      expect(completion.object).toBe("chat.completion")
      expect(Array.isArray(completion.choices)).toBe(true)
      toToolCalls(completion)
    }),
    { numRuns: 2000 },
  )
})

test("a chunk cannot reach into the prototypes of this program", () => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  for (const text of [
    '{"__proto__":{"polluted":"top"},"choices":[]}',
    '{"choices":[{"index":0,"__proto__":{"polluted":"choice"},"delta":{}}]}',
    '{"choices":[{"index":0,"delta":{"__proto__":{"polluted":"delta"}}}]}',
    '{"choices":[{"index":0,"delta":{"vendor":{"__proto__":{"polluted":"deep"}}}}]}',
    '{"choices":[{"index":0,"delta":{"constructor":{"prototype":{"polluted":"constructor"}}}}]}',
    '{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"__proto__":{"polluted":"call"},"function":{"__proto__":{"polluted":"function"}}}]}}]}',
    '{"choices":[{"index":0,"delta":{},"logprobs":{"__proto__":{"polluted":"logprobs"}}}]}',
  ]) {
    const chunk = JSON.parse(text)
    foldChunks([chunk, structuredClone(chunk), JSON.parse(text)])
    const found = ({} as { polluted?: unknown }).polluted
    // Cleaned before the check, so that a failure here does not spoil other tests.
    delete (Object.prototype as { polluted?: unknown }).polluted
    expect(found, text).toBeUndefined()
  }
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
})
