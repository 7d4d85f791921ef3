import { expect, test } from "vitest"
import { toVector } from "../../src/embeddings/to-vector.ts"

// 1, -2.5, 0 and the smallest float above 0, each least byte first.
const text = btoa(String.fromCharCode(0, 0, 128, 63, 0, 0, 32, 192, 0, 0, 0, 0, 1, 0, 0, 0))

test("base64 is read as 32-bit floats, least byte first", () => {
  expect(text).toBe("AACAPwAAIMAAAAAAAQAAAA==")
  expect(toVector(text)).toEqual(new Float32Array([1, -2.5, 0, 1.401298464324817e-45]))
})

test("numbers become 32-bit floats", () => {
  expect(toVector([1, -2.5, 0.1])).toEqual(new Float32Array([1, -2.5, 0.1]))
})

test("a vector that is one already is handed back", () => {
  const vector = new Float32Array([1, 2])

  expect(toVector(vector)).toBe(vector)
})

test("nothing is a vector of no length", () => {
  expect(toVector("")).toHaveLength(0)
  expect(toVector([])).toHaveLength(0)
})

test.each(["AACAPw=", "not base64!", btoa("12345"), btoa("123456"), "AAAA"])(
  "%s is refused without being quoted",
  (wrong) => {
    expect(() => toVector(wrong)).toThrow(new TypeError("The vector is no base64 of 32-bit floats"))
  },
)
