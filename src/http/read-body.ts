/** A body as text. When it breaks off, `broken` says why and `text` holds what came. */
export interface BodyText {
  readonly text: string
  readonly broken?: { readonly error: unknown }
}

/** Reads a body to its end, or to `limit` bytes and no further. */
export async function readBody(response: Response, limit = Infinity, signal?: AbortSignal): Promise<BodyText> {
  if (!response.body) return { text: "" }
  const reader = response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>
  // A body that does not hear of the abort itself is let go, and its connection with it.
  signal?.addEventListener("abort", () => reader.cancel(signal.reason).catch(() => {}))
  const decoder = new TextDecoder()
  let text = ""
  let size = 0
  try {
    while (size < limit) {
      const { value, done } = await reader.read()
      if (done) return { text: text + decoder.decode() }
      text += decoder.decode(value.subarray(0, limit - size), { stream: true })
      size += value.byteLength
    }
    // Nobody waits for the rest, and its failure is nobody's either.
    reader.cancel().catch(() => {})
    return { text }
  } catch (error) {
    return { text, broken: { error } }
  }
}
