// Metadata for logs, spend limits and routes: up to 5 flat entries, the client's and the call's together.
import { createGatewayClient, isGatewayError } from "cf-ai-gateway"

const client = createGatewayClient({
  gateway: { metadata: { app: "support", stage: "live" }, collectLogPayload: false },
})
const params = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "Hello" }] }
const options = { gateway: { metadata: { user: 42, "plan-é": "pro" }, eventId: "order-1977" } }

const completion = await client.chat.completions.create(params, options)
console.log(completion.gateway.eventId) //=> order-1977

// What goes over the wire, without sending it. A header is ASCII, so other letters are escaped.
const { headers } = client.chat.completions.describe(params, options)
console.log(headers["cf-aig-metadata"]) //=> {"app":"support","stage":"live","user":42,"plan-\u00e9":"pro"}
console.log(headers["cf-aig-collect-log-payload"]) //=> false

// Cloudflare keeps 5 entries: a sixth is refused here, before it would be lost there.
try {
  await client.chat.completions.create(params, { gateway: { metadata: { a: 1, b: 2, c: 3, d: 4 } } })
} catch (error) {
  if (!isGatewayError(error, "invalid_request")) throw error
  console.log(error.code, error.issues[0]?.path.join(".")) //=> invalid_request gateway.metadata
}
