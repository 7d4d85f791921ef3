// Anthropic's own client through the gateway, whole and streamed.
import Anthropic from "@anthropic-ai/sdk"
import { createGatewayClient, readGatewayRecord } from "cf-ai-gateway"

const client = createGatewayClient({ gateway: { id: process.env.GATEWAY_NAME, metadata: { app: "writer" } } })

// `authToken: null`, or it would send ANTHROPIC_AUTH_TOKEN where your environment has that.
const anthropic = new Anthropic({ ...client.provider("anthropic"), authToken: null })
const params = {
  model: "claude-haiku-4-5",
  max_tokens: 256,
  messages: [{ role: "user" as const, content: "What is Cloudflare?" }],
}

const { data, response } = await anthropic.messages.create(params).withResponse()
console.log(data.content) //=> [ { type: 'text', text: 'What is Cloudflare?', citations: null } ]
console.log(readGatewayRecord(response).logId) //=> 0199b3f0-…

const stream = anthropic.messages.stream(params)
stream.on("text", (text) => console.log(text))
await stream.finalMessage()
//=> What
//=>  is
//=>  Cloudflare?
