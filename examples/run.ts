// Any model of Cloudflare's catalogue, of any kind: text, images, sound, vectors. Input and answer are in the model's own words.
import { createGatewayClient, isGatewayError, toAnyText } from "cf-ai-gateway"

const client = createGatewayClient()

const answer = await client.run("@cf/meta/llama-3.1-8b-instruct", { prompt: "When is low tide?" })
console.log(toAnyText(answer)) //=> At noon.
console.log(answer.gateway.status, answer.gateway.logId) //=> 200 …

// Say what you expect, and the answer is of that type. Nothing checks it: `validate` knows no model's words.
const vectors = await client.run<{ data: number[][] }>("@cf/baai/bge-base-en-v1.5", { text: ["low tide", "high tide"] })
console.log(vectors.data.length) //=> 2

// What comes as bytes is a Blob that knows its type, and has the record too.
const image = await client.run("@cf/stabilityai/stable-diffusion-xl-base-1.0", { prompt: "A harbour at low tide" })
if (image instanceof Blob) console.log(image.type, image.size > 0, image.gateway.status) //=> image/png true 200

// `stream: true` gives the events as the model writes them; `textStream` and `final()` read those of all text models.
const stream = await client.run("anthropic/claude-haiku-4.5", {
  messages: [{ role: "user", content: "And high tide?" }],
  max_tokens: 100,
  stream: true,
})
for await (const text of stream.textStream) process.stdout.write(text)
process.stdout.write("\n")
//=> At six.
console.log((await stream.final()).last) //=> { type: 'message_stop' }

// An answer that takes long may go to a webhook instead.
await client.run(
  "openai/gpt-5-mini",
  { messages: [{ role: "user", content: "Draw up a tide table" }] },
  { background: { webhookUrl: "https://example.com/tides" } },
)

// A route chooses its models itself: that is for chat.completions.
try {
  await client.run("dynamic/tides", {})
} catch (error) {
  if (!isGatewayError(error, "invalid_model")) throw error
  console.log(error.code) //=> invalid_model
}
