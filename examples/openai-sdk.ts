// OpenAI's own client through the gateway. One line changes; the rest of your code stays as it is.
import { createGatewayClient, readGatewayRecord } from "cf-ai-gateway"
import OpenAI from "openai"

const client = createGatewayClient()
const messages = [{ role: "user" as const, content: "What is Cloudflare?" }]

// Every provider's models, as `provider/model`. Keys stored on the gateway are used: what stands as `apiKey` never leaves this process.
const openai = new OpenAI({ ...client.provider("compat") })
const { data, response } = await openai.chat.completions
  .create({ model: "anthropic/claude-sonnet-4-5", messages })
  .withResponse()
console.log(data.choices[0]?.message.content) //=> What is Cloudflare?

// What the gateway and this package know of the request.
const { logId, modelRequested, attempts } = readGatewayRecord(response)
console.log(logId, modelRequested, attempts.length) //=> 0199b3f0-… anthropic/claude-sonnet-4-5 1

// OpenAI's own path has all of its API, with OpenAI's names of models: Responses, embeddings, files, audio, …
const native = new OpenAI({ ...client.provider("openai") })
const stream = await native.responses.create({ model: "gpt-5-mini", input: "Say it in pieces", stream: true })
for await (const event of stream) if (event.type === "response.output_text.delta") console.log(event.delta)
//=> Say
//=>  it
//=>  in
//=>  pieces

// Any provider that speaks OpenAI's format, one of your own (`custom-…`) too.
const groq = new OpenAI({ ...client.provider("groq") })
const { model } = await groq.chat.completions.create({ model: "llama-3.3-70b-versatile", messages })
console.log(model) //=> llama-3.3-70b-versatile

// Gateway options come with the client; one request's own are headers.
const tagged = client.withOptions({ gateway: { metadata: { team: "support" }, cacheTtl: 3600 } })
const cached = new OpenAI({ ...tagged.provider("openai") })
for (let turn = 0; turn < 2; turn++) {
  const reply = await cached.chat.completions
    .create({ model: "gpt-5-mini", messages }, { headers: { "cf-aig-cache-key": "what-is-cloudflare" } })
    .withResponse()
  console.log(readGatewayRecord(reply.response).cacheStatus)
}
//=> MISS
//=> HIT
