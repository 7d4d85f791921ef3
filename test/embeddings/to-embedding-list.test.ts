import { expect, test } from "vitest"
import { toEmbeddingList, withVectors } from "../../src/embeddings/to-embedding-list.ts"

const model = "@cf/baai/bge-m3"
const list = {
  object: "list",
  data: [
    { object: "embedding", index: 0, embedding: [0.5, 1] },
    { object: "embedding", index: 1, embedding: [0, 2] },
  ],
  model,
}

test("bare vectors become OpenAI's list, and what stood beside them stays", () => {
  const native = {
    shape: [2, 2],
    data: [
      [0.5, 1],
      [0, 2],
    ],
    pooling: "cls",
  }
  expect(toEmbeddingList(native, model)).toEqual({ ...list, shape: [2, 2], pooling: "cls" })
})

test("bare vectors are found under their older name", () => {
  const native = {
    response: [
      [0.5, 1],
      [0, 2],
    ],
  }
  expect(toEmbeddingList(native, model)).toEqual(list)
})

test("an envelope is taken off", () => {
  const native = { result: { data: [[0.5, 1]] }, success: true, errors: [], messages: [] }

  expect(toEmbeddingList(native, model)).toEqual({ ...list, data: list.data.slice(0, 1) })
  expect(toEmbeddingList({ result: list, success: true }, model)).toBe(list)
})

test.each([list, { ...list, data: [] }, {}, { data: null }, { data: "text" }, null, 5])(
  "%j passes untouched",
  (given) => {
    expect(toEmbeddingList(given, model)).toBe(given)
  },
)

test("vectors are made of a copy", () => {
  const copy = withVectors(list)

  expect(copy.data.map(({ embedding }) => embedding)).toEqual([new Float32Array([0.5, 1]), new Float32Array([0, 2])])
  expect(list.data[0]?.embedding).toEqual([0.5, 1])
})
