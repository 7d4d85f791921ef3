import type { Answer } from "../answer.ts"
import { priceOf } from "../rules/cost-of.ts"
import type { Service } from "./service.ts"

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
  return toAnswer({ object: "list", data })
}

/** `GET ai/models/search`: Workers AI's among them, by part of the name, author and task. Other parameters are not looked at. */
export function searchModels(params: URLSearchParams): Answer {
  const task = "Text Generation"
  const found = names
    .filter((id) => id.startsWith("workers-ai/"))
    .map((id) => id.slice("workers-ai/".length))
    .filter((name) => name.includes(params.get("search") ?? "") && name.startsWith(`@cf/${params.get("author") ?? ""}`))
    .filter(() => (params.get("task") ?? task) === task)
  const result = found.map((name, index) => ({
    id: `00000000-0000-4000-8000-00000000000${index}`,
    name,
    task: { name: task },
  }))
  return toAnswer({ success: true, errors: [], messages: [], result })
}

function toAnswer(body: object): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    pieces: [JSON.stringify(body)],
    isStream: false,
  }
}
