// Your first request. It goes to Cloudflare when CF_ACCOUNT_ID, GATEWAY_NAME and CF_AIG_TOKEN are set; else to a local
// gateway on a port of this machine, which says again what it is told.
import { createGatewayClient, toText } from "cf-ai-gateway"
import { createLocalGateway } from "cf-ai-gateway/testing"
import { listen } from "cf-ai-gateway/testing/node"

const { CF_ACCOUNT_ID, GATEWAY_NAME, CF_AIG_TOKEN } = process.env
const local = CF_ACCOUNT_ID && GATEWAY_NAME && CF_AIG_TOKEN ? undefined : await listen(createLocalGateway())
console.log(local ? `Asking a local gateway at ${local.url}` : "Asking Cloudflare AI Gateway") //=> Asking …

const client = createGatewayClient(local?.options)
const completion = await client.chat.completions.create({
  model: "anthropic/claude-sonnet-4-5",
  messages: [{ role: "user", content: "What is Cloudflare?" }],
})
console.log(toText(completion)) //=> What is Cloudflare?

const { logId, requestId, modelSent, status, attempts, timings } = completion.gateway
console.log("log id", logId) //=> log id 0199b3f0-…
console.log("request id", requestId) //=> request id 0199b3f0-…
console.log("model sent", modelSent) //=> model sent anthropic/claude-sonnet-4-5
console.log("status", status, "after", attempts.length, "attempt") //=> status 200 after 1 attempt
console.log("headers after", timings.headersMs, "ms, all after", timings.totalMs, "ms")
//=> headers after … ms, all after … ms

await local?.close()
