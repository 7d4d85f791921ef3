// An answer as it is being written: by text, or by chunk where you want thinking and tool calls too.
import { createGatewayClient, toFinishReason, toReasoning, toText, toUsage } from "cf-ai-gateway"

const client = createGatewayClient()

const stream = await client.chat.completions.create({
  model: "anthropic/claude-sonnet-4-5",
  messages: [{ role: "user", content: "What does a cache do?" }],
  stream: true,
  stream_options: { include_usage: true },
})

for await (const text of stream.textStream) process.stdout.write(text)
process.stdout.write("\n")
//=> It keeps answers near those who ask.

const completion = await stream.final()
console.log(toFinishReason(completion)) //=> stop
console.log(toUsage(completion)?.total) //=> 12
console.log(stream.gateway.status, stream.gateway.modelSent) //=> 200 anthropic/claude-sonnet-4-5

const chunks = await client.chat.completions.create({
  model: "deepseek/deepseek-reasoner",
  messages: [{ role: "user", content: "Is 91 a prime?" }],
  stream: true,
})
for await (const chunk of chunks) {
  const thinking = toReasoning(chunk)
  if (thinking) console.log("thinks:", thinking)
  if (toText(chunk)) console.log("says:", toText(chunk))
}
//=> thinks: 7
//=> thinks:  times
//=> thinks:  13.
//=> says: No,
//=> says:  it
//=> says:  is
//=> says:  not.
