import OpenAI from "openai"
import { expect, test } from "vitest"
import { openaiEmbeddings } from "../../../src/testing/formats/openai-embeddings.ts"
import { toVector } from "../../../src/testing/formats/to-vector.ts"
import { createAnswer, createFormatFetch } from "./answers.ts"

const answer = createAnswer({ content: "never told" })

function embed(body: object): any {
  return openaiEmbeddings.toBody(answer, body as { input: unknown })
}

function cosine(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + value * other[index]!, 0)
}

test.each([
  ["Hi there", ["Hi there"]],
  [
    ["Hi", "there"],
    ["Hi", "there"],
  ],
  [[1, 22, 333], ["1 22 333"]],
  [
    [[1, 2], [3]],
    ["1 2", "3"],
  ],
])("the input %j is read as the messages %j", (input, texts) => {
  expect(openaiEmbeddings.toParams({ model: "m", input }, "m")).toEqual({
    model: "m",
    messages: texts.map((content) => ({ role: "user", content })),
  })
})

test.each([undefined, "", [], [""], [[]], 5, [1.5], ["a", 1], Array(2049).fill("a")])(
  "an input that OpenAI would not take is refused",
  (input) => {
    expect(openaiEmbeddings.toParams({ input }, "m")).toBe(
      "Invalid 'input': expected a non-empty text, or 1 to 2048 texts or lists of tokens",
    )
  },
)

test.each([0, -1, 1.5, "8", 3073])("dimensions that no model has are refused: %j", (dimensions) => {
  expect(openaiEmbeddings.toParams({ input: "Hi", dimensions }, "m")).toBe(
    "Invalid 'dimensions': expected a whole number from 1 to 3072",
  )
})

test("a reply has a vector of 16 numbers for each text, in order", () => {
  const { data, ...rest } = embed({ input: ["Hi", "there"] })
  expect(rest).toEqual({ object: "list", model: "the-model", usage: { prompt_tokens: 10, total_tokens: 10 } })
  expect(data.map(({ object, index, embedding }: any) => [object, index, embedding.length])).toEqual([
    ["embedding", 0, 16],
    ["embedding", 1, 16],
  ])
})

test("the same text has the same vector of length 1, in every run", () => {
  const [one, other] = embed({ input: ["What is Cloudflare?", "What is Cloudflare?"], dimensions: 4 }).data
  expect(one.embedding).toEqual(other.embedding)
  expect(one.embedding).toEqual([0.42243701219558716, -0.8951732516288757, -0.03834381327033043, 0.1368996798992157])
  expect(Math.hypot(...one.embedding)).toBeCloseTo(1, 5)
})

test("texts that share words are nearer than others, and the order of words makes a difference", () => {
  const text = toVector("The cat sat on the mat", 64)
  const near = cosine(text, toVector("The cat lay on the mat", 64))
  const far = cosine(text, toVector("Quarterly revenue grew", 64))
  expect(near).toBeGreaterThan(0.5)
  expect(far).toBeLessThan(0.4)
  expect(toVector("dog bites man", 8)).not.toEqual(toVector("man bites dog", 8))
})

test("a text without words has a vector too", () => {
  expect(Math.hypot(...toVector("?!", 16))).toBeCloseTo(1, 5)
})

test("base64 holds the same numbers as float32, the low byte first", () => {
  const [{ embedding }] = embed({ input: "Hi", dimensions: 2 }).data
  const [{ embedding: text }] = embed({ input: "Hi", dimensions: 2, encoding_format: "base64" }).data
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  expect([view.getFloat32(0, true), view.getFloat32(4, true)]).toEqual(embedding)
})

test("openai's client, which asks for base64, reads the numbers", async () => {
  const { fetch, bodies } = createFormatFetch(openaiEmbeddings, answer)
  const openai = new OpenAI({ baseURL: "https://local.test/v1", apiKey: "unused", fetch, maxRetries: 0 })
  const { data } = await openai.embeddings.create({ model: "text-embedding-3-small", input: "Hi", dimensions: 3072 })
  expect(bodies[0]?.["encoding_format"]).toBe("base64")
  expect(data[0]?.embedding).toEqual(toVector("Hi", 3072))
  const floats = await openai.embeddings.create({ model: "m", input: ["Hi"], dimensions: 3, encoding_format: "float" })
  expect(floats.data[0]?.embedding).toEqual(toVector("Hi", 3))
})

test("embeddings are never streamed", () => {
  expect(openaiEmbeddings.isStream({ stream: true }, "embeddings")).toBe(false)
  expect(openaiEmbeddings.toEvents(answer, { input: "Hi", dimensions: 1 })).toHaveLength(1)
})

test("a request that was never checked has no vectors", () => {
  expect(embed({ input: 5 }).data).toEqual([])
})
