/** The same bytes; what they said as text is told once they have ended, or were left. */
export function tapText(bytes: ReadableStream<Uint8Array>, tell: (text: string) => void): ReadableStream<Uint8Array> {
  const reader = bytes.getReader()
  const decoder = new TextDecoder()
  let text = ""
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value, done } = await reader.read()
          if (!done) {
            text += decoder.decode(value, { stream: true })
            return controller.enqueue(value)
          }
          tell(text)
          controller.close()
        } catch (error) {
          tell(text)
          controller.error(error)
        }
      },
      async cancel(reason) {
        tell(text)
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}
