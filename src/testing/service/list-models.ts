import type { Answer } from "../answer.ts"
import { priceOf } from "../rules/cost-of.ts"
import type { Service } from "./service.ts"
import { toJSONAnswer } from "./to-json-answer.ts"

// Some of what Cloudflare's documentation names.
const names = [
  "openai/gpt-5-mini",
  "openai/gpt-4.1",
  "anthropic/claude-sonnet-4-5",
  "anthropic/claude-haiku-4-5",
  "google-ai-studio/gemini-2.5-flash",
  "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast",
]

/** `GET compat/models`, as its users found it: ids with prices a token (reference A2). */
export function listModels({ prices }: Service): Answer {
  const data = names.map((id) => {
    const price = priceOf(prices, id)
    return {
      id,
      object: "model",
      created_at: 1_767_225_600,
      cost_in: price.in,
      cost_out: price.out,
      owned_by: id.split("/")[0],
    }
  })
  return toJSONAnswer({ object: "list", data })
}
