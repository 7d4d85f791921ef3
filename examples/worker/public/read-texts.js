/**
 * The text of an answer as it comes. By hand, since this page has no build; with one, `readCompletionStream(response).textStream` of
 * cf-ai-gateway does it, with typed errors and the whole answer besides.
 */
export async function* readTexts(response) {
  if (!response.ok) {
    const body = await response.json().catch(() => null)
    throw new Error(body?.error?.code ?? `status ${response.status}`)
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ""
  try {
    for (;;) {
      const { value, done } = await reader.read()
      // Without its end mark an answer is not whole.
      if (done) throw new Error("the answer was cut off")
      const events = (rest + value).split("\n\n")
      rest = events.pop()
      for (const event of events) {
        const data = event.slice(event.indexOf("data: ") + 6)
        if (data === "[DONE]") return
        const { choices, error } = JSON.parse(data)
        if (error) throw new Error(error.code)
        yield choices?.[0]?.delta?.content ?? ""
      }
    }
  } finally {
    await reader.cancel()
  }
}
