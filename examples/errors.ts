// Every failure has a code from a closed list; `switch (error.code)` narrows to the class that owns it.
import { createGatewayClient, isGatewayError, toErrorResponse, toText } from "cf-ai-gateway"

const client = createGatewayClient({ maxRetries: 0 })

async function ask(question: string): Promise<string> {
  try {
    const completion = await client.chat.completions.create({
      model: "anthropic/claude-sonnet-4-5",
      messages: [{ role: "user", content: question }],
    })
    return toText(completion)
  } catch (error) {
    if (!isGatewayError(error)) throw error
    switch (error.code) {
      case "rate_limited":
      case "overloaded":
        return `Try again in ${Math.ceil((error.retryAfterMs ?? 5000) / 1000)} s`
      case "spend_limit":
      case "insufficient_credits":
        return "The budget is used up"

      case "guardrail_prompt_blocked":
      case "dlp_blocked":
        return "This question is not allowed"
      case "unauthorized":
      case "provider_unauthorized":
        return `Set-up: the ${error.origin} refused its credential (HTTP ${error.status})`
      case "invalid_response":
        return `No completion, but ${typeof error.body} all the same`

      default:
        return `${error.code}, ${error.retryable ? "may pass" : "will not pass"}`
    }
  }
}

console.log(await ask("How are you?")) //=> Fine, thank you.
console.log(await ask("And now?")) //=> Try again in 7 s
console.log(await ask("And now?")) //=> The budget is used up
console.log(await ask("And now?")) //=> This question is not allowed
console.log(await ask("And now?")) //=> Set-up: the gateway refused its credential (HTTP 401)
console.log(await ask("And now?")) //=> Set-up: the provider refused its credential (HTTP 401)
console.log(await ask("And now?")) //=> No completion, but object all the same
console.log(await ask("And now?")) //=> upstream_failed, may pass
console.log(await ask("And now?")) //=> model_rejected, will not pass

// What a log should have: the code, who refused, Cloudflare's number, the log entry. `hint` is the fix, in a sentence.
// What a visitor may see: a safe status and the code. Our 401 is never theirs.
try {
  await client.chat.completions.create({ model: "openai/gpt-5-mini", messages: [{ role: "user", content: "Hello" }] })
} catch (error) {
  if (!isGatewayError(error, "unauthorized")) throw error
  console.log(error.code, error.origin, error.status, error.gatewayCode) //=> unauthorized gateway 401 2009
  console.log(error.hint !== "", error.logId === error.gateway.logId) //=> true true
  const response = toErrorResponse(error)
  console.log(response.status, await response.text()) //=> 502 {"error":{"code":"unauthorized"}}
}
