import type { CustomCost } from "../gateway/gateway-options.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import { isRecord } from "../schemas/is-record.ts"
import { firstChoice } from "./read-message.ts"

/** Tokens of a request. */
export interface TokenUsage {
  /** Of the prompt, cached ones included. */
  readonly input: number
  /** Of the answer, reasoning included. */
  readonly output: number
  readonly total: number
  /** Of the prompt, read from the provider's own cache. */
  readonly cached: number
  /** Of the answer, spent on thinking. */
  readonly reasoning: number
}

/** Tokens used, wherever the provider wrote them; `undefined` when it did not say (a stream without `include_usage`, for one). */
export function toUsage(completion: ChatCompletion): TokenUsage | undefined {
  const usage = wireUsage(completion)
  if (!usage) return undefined
  const input = count(usage["prompt_tokens"], usage["input_tokens"])
  const output = count(usage["completion_tokens"], usage["output_tokens"])
  return {
    input,
    output,
    total: count(usage["total_tokens"], input + output),
    cached: count(
      usage["prompt_tokens_details"]?.cached_tokens,
      usage["prompt_cache_hit_tokens"],
      usage["num_cached_tokens"],
      usage["cached_tokens"],
    ),
    reasoning: count(usage["completion_tokens_details"]?.reasoning_tokens, usage["reasoning_tokens"]),
  }
}

/** Where usage may stand: on the completion, under Groq's `x_groq`, or on the choice. */
export function wireUsage(completion: ChatCompletion): Record<string, any> | undefined {
  const { usage, x_groq }: Record<string, any> = completion
  return [usage, x_groq?.usage, firstChoice(completion)?.["usage"]].find(isRecord)
}

function count(...values: unknown[]): number {
  return (values.find(Number.isFinite) as number | undefined) ?? 0
}

/**
 * What those tokens cost in US dollars at prices that you give; an estimate, as the gateway's own figure is.
 *
 * @example
 * estimateCost(usage, { per_token_in: 0.25e-6, per_token_out: 2e-6 })
 */
export function estimateCost(usage: TokenUsage, price: CustomCost): number {
  if (price.total_cost !== undefined) return price.total_cost
  const input = price.per_token_in ?? 0
  const cached = Math.min(usage.cached, usage.input)
  return (
    (usage.input - cached) * input +
    cached * (price.per_cache_read_token ?? input) +
    usage.output * (price.per_token_out ?? 0)
  )
}
