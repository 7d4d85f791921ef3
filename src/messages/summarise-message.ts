import type { CallSummary } from "../call/observe.ts"
import { toUsage, type TokenUsage } from "../completion/to-usage.ts"
import type { FinishReason } from "../schemas/chat-completion.ts"
import type { MessageObject } from "../schemas/message.ts"

/** What a message used and why it ended, in the words of chat completions. A reason that only one provider uses is passed on as it is. */
export function summariseMessage({ usage, stop_reason: reason }: MessageObject): CallSummary {
  return {
    usage: toTokens(usage),
    finishReason: reasons[reason!] ?? ((reason || undefined) as FinishReason | undefined),
  }
}

const reasons: { readonly [reason: string]: FinishReason | undefined } = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
}

function toTokens(usage: MessageObject["usage"] | null | undefined): TokenUsage | undefined {
  // Anthropic counts what its cache read or took in beside the other tokens of the prompt.
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens, output_tokens_details } =
    usage ?? ({} as Partial<MessageObject["usage"]>)
  const prompt = [input_tokens, cache_creation_input_tokens, cache_read_input_tokens].filter(
    Number.isFinite,
  ) as number[]
  const counts = {
    input_tokens: prompt.reduce((sum, count) => sum + count, 0),
    output_tokens,
    cached_tokens: cache_read_input_tokens,
    reasoning_tokens: output_tokens_details?.thinking_tokens,
  }
  const tokens = toUsage({ usage: counts } as never)
  // A fold of no counts has zeros.
  return tokens?.total ? tokens : undefined
}
