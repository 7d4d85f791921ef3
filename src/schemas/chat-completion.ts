import * as z from "zod/mini"
import { custom } from "./custom.ts"
import { isRecord } from "./is-record.ts"
import { listOf } from "./list-of.ts"

/** Why an answer ended. Providers send others too at run time, which are passed on as they are. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "function_call"

/**
 * A whole answer, as it stood on the wire. The type is OpenAI's shape, so that code moves both ways; what a provider spells
 * differently is read by `toText`, `toReasoning`, `toToolCalls`, `toUsage`, `toFinishReason` and `toMessage`.
 */
export interface ChatCompletion {
  id: string
  object: "chat.completion"
  /** Seconds since 1970. */
  created: number
  /** The model as the provider names it. What was asked and sent stands in `gateway.modelRequested` and `gateway.modelSent`. */
  model: string
  choices: ChatCompletionChoice[]
  usage?: Usage
  service_tier?: "auto" | "default" | "flex" | "scale" | "priority" | "fast" | null
  system_fingerprint?: string
  /** Perplexity and others: sources of the answer. */
  citations?: unknown
  /** Perplexity: what the search found. */
  search_results?: unknown
}

/** One of the `n` answers. */
export interface ChatCompletionChoice {
  index: number
  message: ReplyMessage
  finish_reason: FinishReason
  logprobs: Logprobs | null
}

/** Log probabilities of the answer's tokens. */
export interface Logprobs {
  content: unknown[] | null
  refusal: unknown[] | null
}

/** What the model said. */
export interface ReplyMessage {
  role: "assistant"
  /** A few providers send a list of parts at run time; `toText` reads both. */
  content: string | null
  refusal: string | null
  /** The model's thinking under one of its names; `toReasoning` reads all of them. */
  reasoning?: string | null
  reasoning_content?: string | null
  tool_calls?: ReplyToolCall[]
  annotations?: unknown[]
  audio?: unknown
}

/** A call the model wants made; `toToolCalls` decodes its arguments. */
export type ReplyToolCall =
  | { id: string; type: "function"; function: { name: string; arguments: string } }
  | { id: string; type: "custom"; custom: { name: string; input: string } }

/** Tokens used, as the wire spells them; `toUsage` finds them wherever they stand. */
export interface Usage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
  prompt_tokens_details?: { cached_tokens?: number; audio_tokens?: number }
  completion_tokens_details?: {
    reasoning_tokens?: number
    audio_tokens?: number
    accepted_prediction_tokens?: number
    rejected_prediction_tokens?: number
  }
}

// Known keys with odd values (null, "", another word) pass; only what a reader cannot do without is insisted on.
const isMessage = (message: any) =>
  message == null ||
  (isRecord(message) &&
    (message["content"] == null || typeof message["content"] === "string" || Array.isArray(message["content"])) &&
    (message["tool_calls"] == null || Array.isArray(message["tool_calls"])))

/** A message as providers send it, whole or as a delta. */
export const replyMessageSchema = z.optional(
  custom<{ content?: string | unknown[] | null; tool_calls?: object[] | null } | null | undefined>(
    isMessage,
    "must be a message: text or a list of parts, calls in a list",
  ),
)

/** A whole answer, as loosely as live providers spell it. */
export const chatCompletionSchema = z.looseObject({
  choices: listOf(z.looseObject({ message: replyMessageSchema }), "must be a list"),
})
