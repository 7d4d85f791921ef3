// What the gateway has logged: cost and tokens, bodies, ratings. Takes an API token with AI Gateway Read, and Edit to rate and delete.
import { createGatewayClient, isGatewayError } from "cf-ai-gateway"

const client = createGatewayClient({ apiToken: process.env.CLOUDFLARE_API_TOKEN })
const params = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "Where is my parcel?" }] }

const completion = await client.chat.completions.create(params, {
  gateway: { eventId: "order-1977", metadata: { user: 42 } },
})

// Logs lag behind the answer: `wait` looks until it is there. A reply, a stream or an error says which log is its own.
const log = await client.logs.wait(completion)
console.log(log.model, log.status_code, log.tokens_in, log.tokens_out) //=> openai/gpt-5-mini 200 4 4
console.log(log.cost, log.cached, log.metadata) //=> 0.000012 false { user: 42 }

// What somebody thought of it, for evaluations.
await client.logs.feedback(completion, { feedback: 1, score: 90, metadata: { user: 42, reviewer: "ada" } })
const { score, metadata } = await client.logs.get(completion)
console.log(score, metadata) //=> 90 { user: 42, reviewer: 'ada' }

// The bodies, as they were sent and answered.
console.log(await client.logs.request(log.id))
//=> {
//=>   model: 'openai/gpt-5-mini',
//=>   messages: [ { role: 'user', content: 'Where is my parcel?' } ]
//=> }

// Page after page, as far as it is read; the newest first.
await client.chat.completions.create(params, { gateway: { eventId: "order-1978" } })
let spent = 0
for await (const { cost } of client.logs.list({ success: true })) spent += cost ?? 0
console.log(spent) //=> 0.000024

const cheap = [{ key: "cost", operator: "lt", value: [0.01] }]
for await (const { event_id } of client.logs.list({ eventId: "order-1977", filters: cheap })) console.log(event_id)
//=> order-1977

// What is deleted must be said, even if it is all.
await client.logs.delete({ eventId: "order-1977" })
try {
  await client.logs.get(log.id)
} catch (error) {
  if (!isGatewayError(error, "not_found")) throw error
  console.log(error.status, error.hint.startsWith("Check the id")) //=> 404 true
}
