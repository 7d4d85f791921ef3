import { expect, test } from "vitest"
import {
  isStream,
  toFinishReason,
  toReasoning,
  toText,
  toToolCalls,
  toUsage,
  type ChatCompletionChunk,
  type ChatCompletionStream,
} from "../../src/index.ts"
import { createCompletion, createCompletionStream, createFakeCreate } from "../../src/testing/index.ts"
import { rejection } from "../support/server.ts"

const hello = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "Hello" }] }

async function textsOf(stream: ChatCompletionStream): Promise<string[]> {
  const texts: string[] = []
  for await (const text of stream.textStream) texts.push(text)
  return texts
}

async function chunksOf(stream: ChatCompletionStream): Promise<ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

test("createCompletion makes a completion of a text, the same each time", () => {
  const expected = {
    id: "chatcmpl-local",
    object: "chat.completion",
    created: 1_767_225_600,
    model: "local/echo",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "Good day", refusal: null },
        finish_reason: "stop",
        logprobs: null,
      },
    ],
    usage: { prompt_tokens: 0, completion_tokens: 2, total_tokens: 2 },
  }

  expect(createCompletion("Good day")).toEqual(expected)
  expect(createCompletion("Good day")).toEqual(createCompletion({ text: "Good day" }))
  expect(createCompletion("Good day")).not.toBe(createCompletion("Good day"))
})

test("createCompletion without anything to say is an empty answer", () => {
  const completion = createCompletion({})

  expect(toText(completion)).toBe("")
  expect(completion.choices[0]?.message.content).toBe("")
  expect(toUsage(completion)).toEqual({ input: 0, output: 0, total: 0, cached: 0, reasoning: 0 })
})

test("the record of a fake stands beside the completion, where JSON, keys and equality do not see it", () => {
  const completion = createCompletion({ text: "Hi", gateway: { logId: "01KA", cacheStatus: "HIT" } })

  expect(completion.gateway).toMatchObject({
    logId: "01KA",
    cacheStatus: "HIT",
    status: 200,
    attempts: [],
    timings: {},
  })
  expect(completion.gateway.headers.get("cf-aig-log-id")).toBeNull()
  expect(completion).toEqual(createCompletion("Hi"))
  expect(Object.keys(completion)).toEqual(["id", "object", "created", "model", "choices", "usage"])
  expect(createCompletion("Hi").gateway.logId).toBeUndefined()
})

test("createCompletion takes tool calls, usage, and anything else of a completion", () => {
  const completion = createCompletion({
    text: "Let me see",
    toolCalls: [
      { name: "tide", input: { at: "noon" } },
      { name: "depth", input: null, id: "call_1" },
    ],
    usage: { input: 7, output: 3, total: 11, cached: 2, reasoning: 1 },
    completion: { id: "mine", system_fingerprint: "fp" },
  })

  expect(toText(completion)).toBe("Let me see")
  expect(completion.choices[0]?.message.tool_calls).toEqual([
    { id: "call_local_0", type: "function", function: { name: "tide", arguments: '{"at":"noon"}' } },
    { id: "call_1", type: "function", function: { name: "depth", arguments: "null" } },
  ])
  expect(toFinishReason(completion)).toBe("tool_calls")
  expect(toUsage(completion)).toEqual({ input: 7, output: 3, total: 11, cached: 2, reasoning: 1 })
  expect(completion).toMatchObject({ id: "mine", system_fingerprint: "fp" })
})

test("createCompletion takes thinking, which counts as output", () => {
  const completion = createCompletion({ reasoning: "Let me think", text: "Fine" })

  expect(toReasoning(completion)).toBe("Let me think")
  expect(completion.choices[0]?.message).toEqual({
    role: "assistant",
    content: "Fine",
    refusal: null,
    reasoning_content: "Let me think",
  })
  expect(toUsage(completion)).toEqual({ input: 0, output: 4, total: 4, cached: 0, reasoning: 3 })
})

test("createCompletion takes a refusal, which leaves no text", () => {
  const completion = createCompletion({ refusal: "I can't", text: "unsaid" })

  expect(completion.choices[0]).toEqual({
    index: 0,
    message: { role: "assistant", content: null, refusal: "I can't" },
    finish_reason: "stop",
    logprobs: null,
  })
  expect(toUsage(completion)?.output).toBe(2)
})

test("createCompletion takes sound and images by the completion's own keys", async () => {
  const message = {
    role: "assistant" as const,
    content: null,
    refusal: null,
    audio: { id: "audio_1", data: "AAAA", expires_at: 1_767_225_600, transcript: "Hi" },
    images: [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }],
  }
  const choices = [{ index: 0, message, finish_reason: "stop" as const, logprobs: null }]
  const parts = { completion: { choices } }

  expect(createCompletion(parts).choices[0]?.message).toEqual(message)
  expect((await createCompletionStream(parts).final()).choices[0]?.message).toEqual(message)
})

test("createCompletionStream gives a text word by word", async () => {
  expect(await textsOf(createCompletionStream("One two  three"))).toEqual(["One", " two", "  three"])
})

test("createCompletionStream gives a list of texts as it stands", async () => {
  const pieces = ["On", "e two", " thr", "ee"]

  expect(await textsOf(createCompletionStream(pieces))).toEqual(["On", "e two", " thr", "ee"])
  expect(toText(await createCompletionStream(pieces).final())).toBe("One two three")
  expect(pieces).toEqual(["On", "e two", " thr", "ee"])
})

test("createCompletionStream without any text still ends with a finish reason", async () => {
  const [first, last, usage, ...more] = await chunksOf(createCompletionStream([]))

  expect(first?.choices).toEqual([
    { index: 0, delta: { role: "assistant", content: "", refusal: null }, finish_reason: null, logprobs: null },
  ])
  expect(last?.choices).toEqual([{ index: 0, delta: {}, finish_reason: "stop" }])
  expect(usage).toMatchObject({ choices: [], usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } })
  expect(more).toEqual([])
})

test("createCompletionStream folds to what createCompletion makes of the same parts", async () => {
  const parts = {
    text: "Let me see",
    toolCalls: [{ name: "tide", input: { at: "noon" }, id: "call_1" }],
    usage: { input: 7 },
    gateway: { logId: "01KA" },
    completion: { model: "mine" },
  }
  const stream = createCompletionStream(parts)
  const folded = await stream.final()

  expect(isStream(stream)).toBe(true)
  expect(stream.gateway).toMatchObject({ logId: "01KA", status: 200 })
  expect(folded).toEqual(createCompletion(parts))
  expect(toToolCalls(folded)).toMatchObject([{ id: "call_1", name: "tide", input: { at: "noon" } }])
})

test("createCompletionStream of a completion without a message and without usage ends all the same", async () => {
  const completion = { choices: [{ index: 0, finish_reason: "length" }], usage: null } as never
  const chunks = await chunksOf(createCompletionStream({ completion }))

  expect(chunks.map(({ choices }) => choices)).toEqual([
    [{ index: 0, delta: {}, finish_reason: null }],
    [{ index: 0, delta: {}, finish_reason: "length" }],
  ])
})

test("a fake stream has the other members of a real one: snapshot, toResponse, abort", async () => {
  const stream = createCompletionStream("One two three")
  for await (const text of stream.textStream) if (text === " two") break
  const answered = await createCompletionStream("Hi").toResponse().text()
  const aborted = createCompletionStream("Hi")
  aborted.abort()

  expect(toText(stream.snapshot())).toBe("One two")
  expect(answered).toContain('"content":"Hi"')
  expect(answered.endsWith("data: [DONE]\n\n")).toBe(true)
  expect(await textsOf(aborted)).toEqual([])
})

test("createFakeCreate answers whole or streamed, as it is asked", async () => {
  const create = createFakeCreate("One two")
  const whole = await create(hello)
  const stream = await create({ ...hello, stream: true })
  const either = await create({ ...hello, stream: true as boolean })

  expect(toText(whole)).toBe("One two")
  expect(isStream(whole)).toBe(false)
  expect(await textsOf(stream)).toEqual(["One", " two"])
  expect(isStream(either)).toBe(true)
})

test("createFakeCreate gives the same answer to each call, none of them the same object", async () => {
  const create = createFakeCreate({ text: "Hi", gateway: { cacheStatus: "HIT" } })
  const [first, second] = [await create(hello), await create(hello)]

  expect(first).toEqual(second)
  expect(first).not.toBe(second)
  expect(second.gateway.cacheStatus).toBe("HIT")
})

test("createFakeCreate notes its calls", async () => {
  const create = createFakeCreate("Hi")
  await create(hello)
  await create({ ...hello, temperature: 0 }, { gateway: { cacheKey: "k" }, headers: { "x-a": "1", "x-b": null } })
  const [first, second] = create.calls

  expect(create.calls).toHaveLength(2)
  expect(first).toMatchObject({ method: "POST", params: hello, gateway: {} })
  expect(first).toMatchObject({ surface: "compat", provider: "openai", model: "gpt-5-mini", body: hello, step: 0 })
  expect([...first!.headers]).toEqual([])
  expect(first?.url.pathname).toMatch(/\/compat\/chat\/completions$/)
  expect(second).toMatchObject({ params: { ...hello, temperature: 0 }, gateway: { cacheKey: "k" } })
  expect([...second!.headers]).toEqual([["x-a", "1"]])
})

test("createFakeCreate tells the provider from a model with slashes", async () => {
  const create = createFakeCreate(({ provider, model }) => `${provider} ${model}`)

  expect(toText(await create({ ...hello, model: "workers-ai/@cf/meta/llama" }))).toBe("workers-ai @cf/meta/llama")
})

test("createFakeCreate asks functions with the call, async ones too", async () => {
  const create = createFakeCreate(async ({ params, gateway }) =>
    gateway.skipCache ? { toolCalls: [{ name: "tide", input: {} }] } : `${params.messages.length} message`,
  )
  const skipping = await create(hello, { gateway: { skipCache: true } })

  expect(toText(await create(hello))).toBe("1 message")
  expect(toToolCalls(skipping)).toMatchObject([{ name: "tide" }])
})

test("createFakeCreate rejects with what a function throws", async () => {
  const thrown = new Error("as planned")
  const create = createFakeCreate(() => {
    throw thrown
  })

  expect(await rejection(create(hello))).toBe(thrown)
  expect(create.calls).toHaveLength(1)
})

test("createFakeCreate refuses a whole Response, naming what takes one", async () => {
  const error = await rejection(createFakeCreate(Response.json({}))(hello))

  expect(error).toBeInstanceOf(TypeError)
  expect(error.message).toContain("createLocalGateway")
})

test("createFakeCreate rejects with the reason of a signal that was aborted before, and notes no call", async () => {
  const create = createFakeCreate("Hi")

  expect(await rejection(create(hello, { signal: AbortSignal.abort("gone") }))).toBe("gone")
  expect(create.calls).toEqual([])
  expect(toText(await create(hello, { signal: new AbortController().signal }))).toBe("Hi")
})
