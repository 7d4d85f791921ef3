// Three ways to test code that calls the gateway, from the smallest stand-in to the whole wire, with any test runner.
import { http } from "msw"
import { setupServer } from "msw/node"
import { createGatewayClient, isGatewayError, toText, type CreateChatCompletion } from "cf-ai-gateway"
import { createFakeCreate, createLocalGateway } from "cf-ai-gateway/testing"

// The code to test: takes a `create`, knows nothing of where it comes from.
async function summarise(create: CreateChatCompletion, article: string): Promise<string> {
  const completion = await create({
    model: "openai/gpt-5-mini",
    messages: [{ role: "user", content: `Summarise: ${article}` }],
  })
  return toText(completion)
}

// 1. A fake: no client at all.
const create = createFakeCreate("Short and good.")
console.log(await summarise(create, "A long article")) //=> Short and good.
console.log(create.calls[0]?.params.messages[0]?.content) //=> Summarise: A long article

// 2. A local gateway: the real client, headers, errors and streams, without a network.
const local = createLocalGateway()
const client = createGatewayClient({ ...local.options, maxRetries: 0 })
local.reply("Shorter still.")
console.log(await summarise(client.chat.completions.create, "A long article")) //=> Shorter still.
console.log(local.requests[0]?.headers.get("cf-aig-authorization")) //=> Bearer local-gateway-token

local.fault("spend_limit")
try {
  await summarise(client.chat.completions.create, "A long article")
} catch (error) {
  console.log(isGatewayError(error, "spend_limit")) //=> true
}

// 3. msw: the client is made as in production, and its requests are caught on their way out.
const server = setupServer(...local.handlers(http))
server.listen({ onUnhandledFrame: "error" })
const { accountId, gateway, token } = local.options
const live = createGatewayClient({ accountId, gateway, token })
local.reply("Caught.")
console.log(await summarise(live.chat.completions.create, "A long article")) //=> Caught.
server.close()
