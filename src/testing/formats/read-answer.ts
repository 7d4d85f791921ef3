import { toFinishReason } from "../../completion/to-finish-reason.ts"
import { toReasoning } from "../../completion/to-reasoning.ts"
import { toText } from "../../completion/to-text.ts"
import { toToolCalls, type ToolCall } from "../../completion/to-tool-calls.ts"
import { toUsage, type TokenUsage } from "../../completion/to-usage.ts"
import type { ChatCompletion } from "../../schemas/chat-completion.ts"

/** What a model said, by its parts. */
export interface SaidAnswer {
  readonly text: string
  readonly reasoning: string
  readonly refusal: string
  readonly calls: readonly ToolCall[]
  /** In OpenAI's words. */
  readonly finish: string
  readonly usage: TokenUsage
  /** What is left of the completion's id, for APIs whose ids begin otherwise. */
  readonly id: string
}

const noUsage: TokenUsage = { input: 0, output: 0, total: 0, cached: 0, reasoning: 0 }

/** The first answer of a completion, for the formats that know but one. */
export function readAnswer(completion: ChatCompletion): SaidAnswer {
  return {
    text: toText(completion),
    reasoning: toReasoning(completion),
    refusal: completion.choices[0]?.message?.refusal ?? "",
    calls: toToolCalls(completion),
    finish: toFinishReason(completion) ?? "stop",
    usage: toUsage(completion) ?? noUsage,
    id: String(completion.id ?? "local").replace(/^chatcmpl-/, ""),
  }
}
