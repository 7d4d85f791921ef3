// Your endpoint holds the token and passes the stream on; the page reads it with the same helpers. A handler of
// `Request` and `Response` fits Hono, Next.js, Workers, Deno and Bun; with Express, pipe
// `Readable.from(stream.toServerSentEvents())`.
import { createGatewayClient, isGatewayError, readCompletionStream, toErrorResponse, toText } from "cf-ai-gateway"

const client = createGatewayClient({ maxRetries: 0 })

async function chat(request: Request): Promise<Response> {
  const { question } = (await request.json()) as { question: string }
  try {
    const stream = await client.chat.completions.create(
      { model: "anthropic/claude-haiku-4-5", messages: [{ role: "user", content: question }], stream: true },
      { signal: request.signal },
    )
    return stream.toResponse()
  } catch (error) {
    return toErrorResponse(error)
  }
}

// In the page, where `post` is a plain `fetch("/chat", …)`.
async function ask(question: string): Promise<void> {
  const stream = readCompletionStream(await post({ question }))
  try {
    for await (const text of stream.textStream) console.log("shows:", text.trim())
    console.log("log entry:", stream.gateway.logId !== undefined)
  } catch (error) {
    if (!isGatewayError(error)) throw error
    console.log(`${error.code}, on the screen: "${toText(stream.snapshot())}"`)
  }
}

async function post(body: object): Promise<Response> {
  return chat(new Request("https://app.example/chat", { method: "POST", body: JSON.stringify(body) }))
}

await ask("Are you there?")
//=> shows: Yes,
//=> shows: I
//=> shows: am.
//=> log entry: true

// A refusal before the stream: the page sees a code and a status, and nothing of your account.
await ask("And now?")
//=> rate_limited, on the screen: ""

// A failure midway: what had come stays on the screen.
await ask("one two three")
//=> shows: one
//=> shows: two
//=> stream_truncated, on the screen: "one two"
