// One call on every way into the gateway. REST takes a token with Workers AI Read (CLOUDFLARE_API_TOKEN).
import { createGatewayClient, toText } from "cf-ai-gateway"

const clients = [
  createGatewayClient(), // compat: gateway.ai.cloudflare.com
  createGatewayClient({ surface: "rest" }), // api.cloudflare.com
  createGatewayClient({ surface: "auto" }), // REST where it serves the model and keeps the options, else compat
]

for (const client of clients) {
  const params = { model: "google/gemini-2.5-flash", messages: [{ role: "user" as const, content: "Which way?" }] }
  const { url } = client.chat.completions.describe(params)
  const completion = await client.chat.completions.create(params)
  // The prefix follows the way, the model's own name stays.
  console.log(new URL(url).pathname.replace(/[0-9a-f]{32}/, "…"), completion.gateway.modelSent, toText(completion))
}
//=> /v1/…/local/compat/chat/completions google-ai-studio/gemini-2.5-flash Which way?
//=> /client/v4/accounts/…/ai/v1/chat/completions google/gemini-2.5-flash Which way?
//=> /client/v4/accounts/…/ai/v1/chat/completions google/gemini-2.5-flash Which way?

// What a way would lose is refused with the reason, and "auto" goes where it is kept.
const [compat, rest, auto] = clients
const cost = { gateway: { customCost: { total_cost: 0.01 } } }
const params = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "And now?" }] }
await rest!.chat.completions.create(params, cost).catch((error) => console.log(error.code)) //=> unsupported_option
const kept = await auto!.chat.completions.create(params, cost)
console.log(kept.gateway.modelSent, toText(kept)) //=> openai/gpt-5-mini And now?

// Routes of the gateway's own answer on compat alone.
const routed = compat!.chat.completions.describe({ ...params, model: "dynamic/support" })
console.log(auto!.chat.completions.describe({ ...params, model: "dynamic/support" }).url === routed.url) //=> true
