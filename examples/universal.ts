// Providers in turn, in one request: the gateway asks the next one when the one before it fails.
import { chatStep, createGatewayClient, toAnyText } from "cf-ai-gateway"

// A key goes into the header that its provider reads. Without one, the key stored on the gateway is used.
const client = createGatewayClient({ providerKey: { openai: process.env.OPENAI_API_KEY } })
const messages = [{ role: "user" as const, content: "When is low tide?" }]

// Steps are the providers' own requests: each with its path, its model id, its body. The answer is in the words of who gave it.
const reply = await client.universal([
  {
    provider: "openai",
    endpoint: "chat/completions",
    query: { model: "gpt-5-mini", messages },
    config: { requestTimeout: 2000, maxAttempts: 2, retryDelay: 100 },
  },
  { provider: "anthropic", endpoint: "v1/messages", query: { model: "claude-haiku-4-5", max_tokens: 100, messages } },
])
console.log(reply.gateway.step, toAnyText(reply)) //=> 1 At noon.

// Chat completions of any provider, so that all steps answer in one form, and stream in one.
const stream = await client.universal([
  chatStep({ model: "openai/gpt-5-mini", messages, stream: true }),
  chatStep({ model: "google-ai-studio/gemini-2.5-flash", messages, stream: true }),
])
for await (const text of stream.textStream) process.stdout.write(text)
process.stdout.write("\n")
//=> At noon, as I said.
console.log(stream.gateway.step) //=> 0
