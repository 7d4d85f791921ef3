// OpenAI's Responses through the gateway: a call of your function and its answer, and a stream of typed events.
import { createGatewayClient, toOutputText, type ResponseParams } from "cf-ai-gateway"

const client = createGatewayClient()

// One step of the conversation: what was said before, what the model may call.
const params = {
  model: "openai/gpt-5-mini",
  instructions: "You keep the tide tables of the harbour.",
  input: [{ role: "user", content: "When is low tide today?" }],
  tools: [
    {
      type: "function",
      name: "tides_on",
      parameters: { type: "object", properties: { day: { type: "string" } }, required: ["day"] },
    },
  ],
} satisfies ResponseParams<false>

const asked = await client.responses.create(params)
const calls = asked.output.filter((item) => item.type === "function_call")
for (const call of calls) console.log(call.name, call.arguments) //=> tides_on {"day":"2026-03-01"}

// What came goes back as it is, with the answer of the function behind it.
const answered = await client.responses.create({
  ...params,
  input: [
    ...params.input,
    ...asked.output,
    ...calls.map(({ call_id }) => ({ type: "function_call_output" as const, call_id, output: '{"low":"12:04"}' })),
  ],
})
console.log(toOutputText(answered), answered.status) //=> At four past noon. completed
console.log(answered.gateway.modelRequested, answered.gateway.modelSent) //=> openai/gpt-5-mini gpt-5-mini

// Events are told apart by their type; the editor knows what each holds. `textStream` is the short way to the text.
const stream = await client.responses.create({ model: "openai/gpt-5-mini", input: "And high tide?", stream: true })
for await (const event of stream) {
  if (event.type === "response.output_item.added") console.log("begins:", event.item.type)
  if (event.type === "response.output_text.delta") console.log("says:", event.delta)
}
//=> begins: message
//=> says: At
//=> says:  six.
const { usage } = await stream.final()
console.log(usage?.total_tokens) //=> …
