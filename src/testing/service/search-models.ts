import type { Answer } from "../answer.ts"
import { errorRows } from "../error-replies.ts"
import { priceOf } from "../rules/cost-of.ts"
import { refuse, withMessage } from "./refuse.ts"
import type { Service } from "./service.ts"
import { toJSONAnswer } from "./to-json-answer.ts"

// Of each kind one or two, with what Cloudflare says of them.
const models = [
  ["@cf/meta/llama-3.3-70b-instruct-fp8-fast", "Text Generation", "Llama 3.3 70B quantized to fp8, made to be fast"],
  ["@cf/openai/gpt-oss-20b", "Text Generation", "OpenAI's open-weight model for low latency"],
  ["@cf/baai/bge-base-en-v1.5", "Text Embeddings", "Turns any text into a vector of 768 numbers"],
  ["@cf/black-forest-labs/flux-1-schnell", "Text-to-Image", "Makes images of a description"],
  ["@cf/meta/llama-2-7b-chat-int8", "Text Generation", "Llama 2 7B quantized to int8", "deprecated"],
] as const

/**
 * `GET ai/models/search`: Workers AI's, by words of the name or the description, author, task and source, page by page. What is deprecated
 * is there where it is asked for; none is experimental.
 */
export function searchModels({ prices }: Service, params: URLSearchParams): Answer {
  const [page, perPage] = [Number(params.get("page") ?? 1), Number(params.get("per_page") ?? 20)]
  // How the service words this is not documented; nor how many there are on a page that is not told: 20 is the other lists'.
  if (![page, perPage].every((number) => Number.isInteger(number) && number > 0))
    return refuse("rest", withMessage(errorRows["7001"], "page and per_page must be whole numbers from 1"))
  const words = (params.get("search") ?? "").toLowerCase()
  const [author, task, source] = ["author", "task", "source"].map((name) => params.get(name))
  const found = models.filter(
    ([name, kind, description, state]) =>
      `${name}\n${description}`.toLowerCase().includes(words) &&
      (!author || author === name.split("/")[1]) &&
      (!task || task === kind) &&
      (!source || source === "1") &&
      (state === undefined || params.get("include_deprecated") === "true"),
  )
  const result = found.slice((page - 1) * perPage, page * perPage).map((model) => {
    const [name, kind, description] = model
    return {
      id: `00000000-0000-4000-8000-00000000000${models.indexOf(model)}`,
      source: 1,
      name,
      description,
      task: { name: kind },
      properties: kind === "Text Generation" ? [toPrice(priceOf(prices, `workers-ai/${name}`))] : [],
    }
  })
  const result_info = { page, per_page: perPage, count: result.length, total_count: found.length }
  return toJSONAnswer({ success: true, errors: [], messages: [], result, result_info })
}

function toPrice(price: { readonly in: number; readonly out: number }): object {
  const entry = (kind: string, perToken: number) => ({
    unit: `per M ${kind} tokens`,
    price: Number((perToken * 1e6).toPrecision(12)),
    currency: "USD",
  })
  return { property_id: "price", value: [entry("input", price.in), entry("output", price.out)] }
}
