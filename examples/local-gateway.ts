// A gateway set up like yours, in your own process: stored keys, a cache, a limit, a dynamic route, models. No network, no account,
// and the same in every run.
import { createGatewayClient, isGatewayError, toText } from "cf-ai-gateway"
import { createLocalGateway } from "cf-ai-gateway/testing"

const local = createLocalGateway({
  // Stands still until it is moved on.
  clock: "manual",
  gateways: {
    support: {
      cacheTtl: 3600,
      rateLimit: { limit: 6, interval: 60 },
      byok: { anthropic: { default: "sk-stored-a" }, openai: { default: "sk-stored-o" } },
      // As the dashboard shows it: paying users get the large model.
      routes: {
        assistant: [
          { id: "start", type: "start", outputs: { next: { elementId: "who" } } },
          {
            id: "who",
            type: "conditional",
            properties: { conditions: { "metadata.plan": { $eq: "pro" } } },
            outputs: { true: { elementId: "large" }, false: { elementId: "small" } },
          },
          {
            id: "large",
            type: "model",
            properties: { provider: "anthropic", model: "claude-sonnet-4-5" },
            outputs: { success: { elementId: "end" }, fallback: { elementId: "small" } },
          },
          {
            id: "small",
            type: "model",
            properties: { provider: "openai", model: "gpt-5-mini" },
            outputs: { success: { elementId: "end" } },
          },
          { id: "end", type: "end", outputs: {} },
        ],
      },
    },
  },
  models: {
    "anthropic/*": "A long and careful answer.",
    "openai/*": ({ params }) => `A short answer, after ${params.messages.length} message`,
  },
})

const client = createGatewayClient({ ...local.options, maxRetries: 0 })

async function ask(question: string, model = "openai/gpt-5-mini", plan = "free") {
  const messages = [{ role: "user" as const, content: question }]
  return client.chat.completions.create({ model, messages }, { gateway: { metadata: { plan } } })
}

// The cache: a second time within the hour costs nothing.
const first = await ask("Where do you ship?")
console.log(first.gateway.cacheStatus, toText(first)) //=> MISS A short answer, after 1 message
console.log((await ask("Where do you ship?")).gateway.cacheStatus) //=> HIT
local.clock.advance(3_600_000)
console.log((await ask("Where do you ship?")).gateway.cacheStatus) //=> MISS

// The dynamic route goes by the metadata.
const routed = await ask("Is it waterproof?", "dynamic/assistant", "pro")
console.log(routed.gateway.provider, routed.gateway.model, toText(routed))
//=> anthropic claude-sonnet-4-5 A long and careful answer.

// No key is stored for Mistral, and Cloudflare does not bill for it.
const refusal = await ask("Bonjour", "mistral/mistral-large-latest").catch((error: unknown) => error)
if (isGatewayError(refusal)) console.log(refusal.code, refusal.gatewayCode) //=> byok_required 2021

// Three requests in this minute so far, of six.
const rest = await Promise.allSettled(["one", "two", "three", "four"].map((question) => ask(question)))
console.log(rest.map(({ status }) => status)) //=> [ 'fulfilled', 'fulfilled', 'fulfilled', 'rejected' ]
local.clock.advance(60_000)
console.log(toText(await ask("And now?"))) //=> A short answer, after 1 message

// What came in, whoever answered.
for (const { provider, model, gateway, credential } of local.requests.slice(3, 5))
  console.log(provider, model, gateway.metadata?.["plan"], credential?.source)
//=> anthropic claude-sonnet-4-5 pro stored
//=> mistral mistral-large-latest free undefined

// What the gateway has in its logs, by the same API as Cloudflare's.
const { CF_ACCOUNT_ID, GATEWAY_NAME, CLOUDFLARE_API_TOKEN } = local.env
const gateway = `https://api.cloudflare.com/client/v4/accounts/${CF_ACCOUNT_ID}/ai-gateway/gateways/${GATEWAY_NAME}`
const logs = await local.fetch(`${gateway}/logs?order_by_direction=asc`, {
  headers: { authorization: `Bearer ${CLOUDFLARE_API_TOKEN}` },
})
const { result } = (await logs.json()) as { result: Record<string, unknown>[] }
for (const log of result.slice(0, 5)) console.log(log.provider, log.status_code, log.cached, log.tokens_out, log.cost)
//=> openai 200 false 6 0.000016
//=> openai 200 true 0 0
//=> openai 200 false 6 0.000016
//=> anthropic 200 false 5 0.000013
//=> mistral 402 false 0 0
