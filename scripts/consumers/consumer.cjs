const { createGatewayClient, isGatewayError, toText } = require("cf-ai-gateway")
const { chatCompletionSchema } = require("cf-ai-gateway/schemas")
const { createCompletion } = require("cf-ai-gateway/testing")
const { listen } = require("cf-ai-gateway/testing/node")

const client = createGatewayClient({ baseURL: process.argv[2], token: "consumer", maxRetries: 0 })
const messages = [{ role: "user", content: "Which way?" }]

async function run() {
  const reply = await client.chat.completions.create({ model: "openai/gpt-5-mini", messages })
  const stream = await client.chat.completions.create({ model: "openai/gpt-5-mini", messages, stream: true })
  const texts = []
  for await (const text of stream.textStream) texts.push(text)
  const final = await stream.final()
  const refused = await client.chat.completions.create({ model: "openai/gone", messages }).catch((error) => error)
  return {
    whole: toText(reply),
    logId: reply.gateway.logId,
    streamed: texts,
    final: toText(final),
    tokens: final.usage.total_tokens,
    refused: isGatewayError(refused, "rate_limited") && refused.name,
    faked: toText(createCompletion("Made up")),
    parsed: chatCompletionSchema.parse({ choices: [] }),
    listen: typeof listen,
  }
}

run().then((answers) => console.log(JSON.stringify(answers)))
