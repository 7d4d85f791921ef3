import type { ChatCompletionParams } from "../../schemas/chat-completion-params.ts"
import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { toCompletion } from "../create-completion.ts"
import type { ReplyParts } from "../local-reply.ts"
import { toWords } from "../to-words.ts"
import { countTokens } from "./count-tokens.ts"

// As many answers as OpenAI gives at most.
const mostAnswers = 128

/** The completion that a provider makes of a model's words: as many answers as asked for, ended at `stop`, cut after `max_tokens`. */
export function toModelCompletion(
  parts: ReplyParts,
  params: ChatCompletionParams,
  model: string = params.model,
): ChatCompletion {
  const { n, messages } = params
  const stopped = parts.text === undefined ? parts : { ...parts, text: untilStop(parts.text, params.stop) }
  const cut = cutAfter(stopped, mostTokens(params))
  return toCompletion(cut ?? stopped, model, countTokens(messages), {
    answers: Number.isInteger(n) ? Math.min(Math.max(n!, 1), mostAnswers) : 1,
    ...(cut && { finishReason: "length" }),
  })
}

function untilStop(text: string, stop: ChatCompletionParams["stop"]): string {
  const stops = [stop].flat().filter((word) => typeof word === "string" && word !== "")
  const ends = stops.map((word) => text.indexOf(word as string)).filter((at) => at >= 0)
  return text.slice(0, Math.min(text.length, ...ends))
}

function mostTokens({ max_tokens, max_completion_tokens }: ChatCompletionParams): number {
  const limits = [max_tokens, max_completion_tokens].filter((limit) => typeof limit === "number")
  return Math.min(Infinity, ...limits)
}

// Thinking comes first and counts; calls and refusals come last and count nothing, so that only a cut text loses them.
function cutAfter(parts: ReplyParts, most: number): ReplyParts | undefined {
  const { text = "", reasoning = "", toolCalls: _, ...more } = parts
  const thoughts = toWords(reasoning)
  const words = toWords(text)
  if (thoughts.length + words.length <= most) return undefined
  return {
    ...more,
    ...(reasoning !== "" && { reasoning: thoughts.slice(0, most).join("") }),
    text: words.slice(0, Math.max(most - thoughts.length, 0)).join(""),
  }
}
