import { createRandom } from "../random.ts"

/** A vector of length 1 for a text: the same for the same text, and nearer for texts that share words. */
export function toVector(text: string, dimensions: number): number[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  // The text as a whole has a little say, so that another order of words is another vector.
  const parts = [{ text, weight: 0.25 }, ...words.map((word) => ({ text: word, weight: 1 }))]
  const vector = Array.from({ length: dimensions }, () => 0)
  for (const part of parts) {
    const random = createRandom(hash(part.text))
    for (let index = 0; index < dimensions; index++) vector[index]! += part.weight * (random() * 2 - 1)
  }
  const length = Math.hypot(...vector)
  // As far as a float32 goes, so that both encodings say the same.
  return vector.map((value) => Math.fround(value / length))
}

// FNV-1a.
function hash(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash
}
