// Any path of any provider with plain `fetch`: credentials, gateway options, clocks and the record come along.
import { createGatewayClient, isGatewayError, readGatewayError, readGatewayRecord } from "cf-ai-gateway"

const client = createGatewayClient({ idleTimeout: 60_000 })
const { baseURL, fetch } = client.provider("google-ai-studio")

// The response is the wire's: body, status and headers, untouched.
const response = await fetch(`${baseURL}/v1beta/models/gemini-2.5-flash:generateContent`, {
  method: "POST",
  headers: { "content-type": "application/json", "cf-aig-metadata": '{"team":"maps"}' },
  body: JSON.stringify({ contents: [{ role: "user", parts: [{ text: "Where is Lisbon?" }] }] }),
})
const answer = (await response.json()) as { candidates: { content: { parts: { text: string }[] } }[] }
console.log(response.status, answer.candidates[0]?.content.parts[0]?.text) //=> 200 Where is Lisbon?
console.log(readGatewayRecord(response).timings) //=> { headersMs: …, totalMs: … }

// A refusal is a response too. `readGatewayError` tells what it means, and leaves the body to be read.
const compat = client.provider("compat")
const refused = await compat.fetch(`${compat.baseURL}/chat/completions`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ model: "gpt-5-mini", messages: [{ role: "user", content: "Hello" }] }),
})
const error = await readGatewayError(refused)
console.log(refused.status, error?.code, error?.gatewayCode) //=> 400 invalid_params 2019
console.log(refused.bodyUsed) //=> false

// A door leads to its own provider and nowhere else: nothing is sent, and no credential with it.
try {
  await fetch("https://generativelanguage.googleapis.com/v1beta/models")
} catch (error) {
  if (!isGatewayError(error, "invalid_request")) throw error
  console.log(error.message.includes("must be below")) //=> true
}
