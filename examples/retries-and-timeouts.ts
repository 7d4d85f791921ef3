// What is tried again, how often, and when to give up.
import { createGatewayClient, isGatewayError, toText } from "cf-ai-gateway"

const client = createGatewayClient({ maxRetries: 2, maxRetryAfter: 20_000 })
const params = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "Hello" }] }

// A passing failure is repeated after the wait that the server asks for; the ledger tells.
const completion = await client.chat.completions.create(params)
for (const { status, waitMs, reason } of completion.gateway.attempts) console.log(status, waitMs, reason)
//=> 429 30 rate_limited
//=> 503 20 overloaded
//=> 200 0 undefined

// A wait longer than `maxRetryAfter` fails now, and says how long it would have been.
try {
  await client.chat.completions.create(params)
} catch (error) {
  if (!isGatewayError(error, "rate_limited")) throw error
  console.log(error.retryAfterMs, error.gateway.attempts.length) //=> 60000 1
}

// `timeout` is for one attempt. It is not repeated: what the provider did until then may be billed.
try {
  await client.chat.completions.create(params, { timeout: 500 })
} catch (error) {
  if (!isGatewayError(error, "timeout")) throw error
  console.log(error.clock, error.gateway.attempts.length) //=> headers 1
}

// `idleTimeout` is for the silence between two events of a stream; `partial` holds what came before it.
try {
  const stream = await client.chat.completions.create({ ...params, stream: true }, { idleTimeout: 300 })
  for await (const chunk of stream) console.log("came:", toText(chunk))
  //=> came: Hello
} catch (error) {
  if (!isGatewayError(error, "timeout")) throw error
  console.log(error.clock, error.partial && toText(error.partial)) //=> idle Hello
}

// `totalTimeout` is for everything: attempts, waits and the stream. A wait that would outlast it is not begun.
try {
  await client.chat.completions.create(params, { totalTimeout: 2000 })
} catch (error) {
  console.log(isGatewayError(error, "overloaded")) //=> true
}

// The gateway's own attempts, nearer to the provider. Ours are 0 then unless you ask for both, or they would multiply.
const nearer = createGatewayClient({
  gateway: { retries: { maxAttempts: 3, retryDelayMs: 500, backoff: "exponential" } },
})
const { headers } = nearer.chat.completions.describe(params)
console.log(headers["cf-aig-max-attempts"], headers["cf-aig-retry-delay"], headers["cf-aig-backoff"])
//=> 3 500 exponential
try {
  await nearer.chat.completions.create(params)
} catch (error) {
  if (!isGatewayError(error, "overloaded")) throw error
  console.log(error.gateway.attempts.length) //=> 1
}
