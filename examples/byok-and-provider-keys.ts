// Who pays the provider: a key stored on the gateway (BYOK), or one that you send along.
import { createGatewayClient, isGatewayError, toText } from "cf-ai-gateway"

const client = createGatewayClient({
  accountId: process.env.CF_ACCOUNT_ID,
  gateway: process.env.GATEWAY_NAME,
  token: process.env.CF_AIG_TOKEN,
})

const completion = await client.chat.completions.create({
  model: "anthropic/claude-sonnet-4-5",
  messages: [{ role: "user", content: "What is Cloudflare?" }],
})
console.log(toText(completion)) //=> A network between your site and its visitors.
console.log(completion.gateway.logId) //=> 0199b3f0-…

// BYOK: one credential goes out, the gateway's. No provider key, not even a placeholder, so the stored one is used.
const params = { model: "anthropic/claude-sonnet-4-5", messages: [{ role: "user" as const, content: "Hello" }] }
const byok = client.chat.completions.describe(params)
console.log(byok.headers["cf-aig-authorization"]) //=> Bearer [redacted]
console.log(byok.headers["authorization"]) //=> undefined

// Rather an error than Cloudflare's bill, should there be no key on the gateway.
await client.chat.completions.create(params, { gateway: { noWholesale: true } })

// Keys of your own, by provider. They beat the stored ones, and each reaches its own provider alone.
const keyed = client.withOptions({ providerKey: { openai: process.env.OPENAI_API_KEY } })
console.log(keyed.chat.completions.describe({ ...params, model: "openai/gpt-5-mini" }).headers["authorization"])
//=> Bearer [redacted]
console.log(keyed.chat.completions.describe(params).headers["authorization"]) //=> undefined

// The first classic mistake: the Cloudflare token in the provider's header, which would send it to the provider.
try {
  createGatewayClient({ providerKey: { openai: process.env.CF_AIG_TOKEN } })
} catch (error) {
  console.log(error instanceof TypeError) //=> true
}

// The second: a model without its provider. The message holds the right spelling.
try {
  await client.chat.completions.create({ ...params, model: "claude-sonnet-4-5" })
} catch (error) {
  if (!isGatewayError(error, "invalid_model")) throw error
  console.log(error.message.includes("anthropic/claude-sonnet-4-5")) //=> true
}
