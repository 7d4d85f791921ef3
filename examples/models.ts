// What there is to ask, and what it costs. Listed page by page, as far as it is read.
import { createGatewayClient, estimateCost, toPrice, toUsage } from "cf-ai-gateway"

const client = createGatewayClient()

for await (const { id } of client.models.list({ author: "anthropic" })) console.log(id) //=> anthropic/claude-sonnet-4-5
//=> anthropic/claude-haiku-4-5

// An id is what a call takes.
const [mini] = await client.models.list({ search: "gpt-5-mini" }).toArray()
const completion = await client.chat.completions.create({
  model: mini!.id,
  messages: [{ role: "user", content: "How much is the fish?" }],
})

// Compat tells prices a token, Workers AI by the million: `toPrice` reads both.
const price = toPrice(mini!)
const usage = toUsage(completion)
console.log(price) //=> { per_token_in: 0.000001, per_token_out: 0.000002 }
if (price && usage) console.log(estimateCost(usage, price) > 0) //=> true

// Workers AI's own listing also tells what a model is for. It is on REST, and on `env.AI` inside a Worker.
const rest = createGatewayClient({ surface: "rest", token: process.env.CLOUDFLARE_API_TOKEN })
const found = await rest.models.list({ task: "Text Generation", search: "llama" }).toArray()
console.log(found.map(({ id, task }) => `${id}: ${task?.name}`).join()) //=> @cf/meta/llama-3.3-70b-instruct-fp8-fast: Text Generation
