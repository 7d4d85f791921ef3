/**
 * A vector as 32-bit floats, from a list of numbers or from the base64 that `encoding_format: "base64"` brings over the wire.
 *
 * @throws {TypeError} It is no base64, or not of whole floats.
 */
export function toVector(embedding: string | ArrayLike<number>): Float32Array {
  if (typeof embedding !== "string") return embedding instanceof Float32Array ? embedding : Float32Array.from(embedding)
  let text = "-"
  try {
    text = atob(embedding)
  } catch {
    // Its message may hold the value.
  }
  if (text.length % 4) throw new TypeError("The vector is no base64 of 32-bit floats")
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(at)
  const view = new DataView(bytes.buffer)
  const vector = new Float32Array(bytes.length / 4)
  // Little-endian on the wire, whatever this machine is.
  for (let at = 0; at < vector.length; at++) vector[at] = view.getFloat32(at * 4, true)
  return vector
}
