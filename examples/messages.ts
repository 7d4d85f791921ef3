// Anthropic's Messages through the gateway: a call of your tool and its answer, and a stream of typed events.
import { createGatewayClient, toMessageText, type MessageParams } from "cf-ai-gateway"

const client = createGatewayClient()

// One step of the conversation: what was said before, what the model may call.
const params = {
  model: "anthropic/claude-sonnet-4-5",
  max_tokens: 1000,
  system: "You keep the tide tables of the harbour.",
  messages: [{ role: "user", content: "When is low tide today?" }],
  tools: [
    {
      name: "tides_on",
      input_schema: { type: "object", properties: { day: { type: "string" } }, required: ["day"] },
    },
  ],
} satisfies MessageParams<false>

const asked = await client.messages.create(params)
const calls = asked.content.filter((block) => block.type === "tool_use")
for (const call of calls) console.log(asked.stop_reason, call.name, call.input) //=> tool_use tides_on { day: '2026-03-01' }

// What came goes back as it is, with the answer of the tool behind it.
const answered = await client.messages.create({
  ...params,
  messages: [
    ...params.messages,
    { role: "assistant", content: asked.content },
    {
      role: "user",
      content: calls.map(({ id }) => ({ type: "tool_result", tool_use_id: id, content: '{"low":"12:04"}' })),
    },
  ],
})
console.log(toMessageText(answered), answered.stop_reason) //=> At four past noon. end_turn
console.log(answered.gateway.modelRequested, answered.gateway.modelSent)
//=> anthropic/claude-sonnet-4-5 claude-sonnet-4-5

// Events are told apart by their type; the editor knows what each holds. `textStream` is the short way to the text.
const stream = await client.messages.create({
  model: "anthropic/claude-haiku-4-5",
  max_tokens: 1000,
  messages: [{ role: "user", content: "And high tide?" }],
  stream: true,
})
for await (const event of stream) {
  if (event.type === "content_block_start") console.log("begins:", event.content_block.type)
  if (event.type === "content_block_delta" && event.delta.type === "text_delta") console.log("says:", event.delta.text)
}
//=> begins: text
//=> says: At
//=> says:  six.
const { usage } = await stream.final()
console.log(usage.output_tokens) //=> …
