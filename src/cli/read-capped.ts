/** The text of a response; nothing where it has more than so many bytes, of which the rest is not read. */
export async function readCapped({ body }: Response, maximum: number): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let size = 0
  let text = ""
  for await (const bytes of body ?? []) {
    size += bytes.byteLength
    if (size > maximum) return undefined
    text += decoder.decode(bytes, { stream: true })
  }
  return text + decoder.decode()
}
