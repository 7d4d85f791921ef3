// What goes wrong on the way, on demand: so that your code has met it before your users do.
import { createGatewayClient, isGatewayError, toText } from "cf-ai-gateway"
import { createLocalGateway } from "cf-ai-gateway/testing"

const local = createLocalGateway()
const client = createGatewayClient({ ...local.options, maxRetries: 0 })
const params = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "one two three four" }] }

async function read(options = {}): Promise<string> {
  const stream = await client.chat.completions.create({ ...params, stream: true }, options)
  try {
    return toText(await stream.final())
  } catch (error) {
    if (!isGatewayError(error)) throw error
    return `${error.code}, after "${toText(stream.snapshot())}"`
  }
}

async function ask(from = client, options = {}): Promise<string> {
  try {
    const completion = await from.chat.completions.create(params, options)
    return `${toText(completion)}, attempts: ${completion.gateway.attempts.map(({ status }) => status).join(" ")}`
  } catch (error) {
    if (!isGatewayError(error)) throw error
    return `${error.code} by the ${error.origin}, status ${error.gateway.status}`
  }
}

// A stream that ends too early, and one that falls silent. Each hits one request; the next is well again.
local.fault("truncate", { afterEvents: 2 })
console.log(await read()) //=> stream_truncated, after "one two"
local.fault("stall", { afterEvents: 3 })
console.log(await read({ idleTimeout: 50 })) //=> timeout, after "one two three"
console.log(await read()) //=> one two three four

// By the client's word for it, by the number of Cloudflare's documentation, or hidden in a 200.
local.fault("spend_limit")
console.log(await ask()) //=> spend_limit by the gateway, status 429
local.fault("2021-byok")
console.log(await ask()) //=> byok_required by the gateway, status 402
local.fault("error-in-200")
console.log(await ask()) //=> upstream_failed by the gateway, status 200

// What passes is asked again. A reply of your own speaks for the provider, and may say how long to wait.
const patient = client.withOptions({ maxRetries: 2 })
local.reply(Response.json({ error: { message: "Overloaded" } }, { status: 529, headers: { "retry-after-ms": "0" } }))
console.log(await ask(patient)) //=> one two three four, attempts: 529 200

// By header, from wherever a request can be given one: curl, another client, another process.
console.log(await ask(client, { headers: { "x-local-gateway-fault": "html-502" } }))
//=> upstream_failed by the gateway, status 502

// By option: all requests, or the first few.
const shaky = createLocalGateway({ fault: "rate_limited; times=1" })
const first = createGatewayClient({ ...shaky.options, maxRetries: 0 })
console.log(await ask(first)) //=> rate_limited by the gateway, status 429
console.log(await ask(first)) //=> one two three four, attempts: 200
