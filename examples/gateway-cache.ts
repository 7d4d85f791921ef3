// Answers from the gateway's cache. `cacheKey` switches caching on for this request; `cacheTtl` says for how long, and
// switches nothing on by itself.
import { createGatewayClient, toText } from "cf-ai-gateway"

const client = createGatewayClient()

async function ask(question: string, skipCache = false) {
  const completion = await client.chat.completions.create(
    { model: "openai/gpt-5-mini", messages: [{ role: "user", content: question }] },
    { gateway: { cacheKey: `faq:${question}`, cacheTtl: 3600, skipCache } },
  )
  return `${completion.gateway.cacheStatus} ${toText(completion)}`
}

console.log(await ask("Where do you ship?")) //=> MISS To all of Europe.
console.log(await ask("Where do you ship?")) //=> HIT To all of Europe.

// Asks the provider although an answer is stored.
console.log(await ask("Where do you ship?", true)) //=> MISS To all of Europe, and to Norway.

// No cache option, no cache header: what is set on the gateway decides.
const { headers } = client.chat.completions.describe({ model: "openai/gpt-5-mini", messages: [] })
console.log(Object.keys(headers).filter((name) => name.includes("cache"))) //=> []
