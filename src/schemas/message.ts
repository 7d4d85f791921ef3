import * as z from "zod/mini"
import { listOf } from "./list-of.ts"
import type { MessageBlock } from "./message-block.ts"

/** Why a message ended. Providers send others too at run time, which are passed on as they are. */
export type StopReason =
  | "end_turn"
  | "max_tokens"
  | "stop_sequence"
  | "tool_use"
  | "pause_turn"
  | "refusal"
  | "model_context_window_exceeded"

/**
 * A whole answer in Anthropic's shape, as it stood on the wire. The type is Anthropic's, so that code moves both ways; what an older model or
 * another provider does not send is absent at run time, most of all what may be `null`.
 */
export interface MessageObject {
  id: string
  type: "message"
  role: "assistant"
  /** The model as the provider names it. */
  model: string
  /** The answer, block after block; `toMessageText` joins its text. */
  content: MessageBlock[]
  stop_reason: StopReason | null
  /** Which of `stop_sequences` ended it. */
  stop_sequence: string | null
  /** With the stop reason `refusal`: why. */
  stop_details: {
    type: "refusal"
    category: "cyber" | "bio" | "frontier_llm" | "reasoning_extraction" | "general_harms" | null
    explanation: string | null
  } | null
  usage: MessageUsage
  /** The container that code ran in, to go on in it. */
  container: {
    id: string
    /** ISO 8601. */
    expires_at: string
    skills: { type: "anthropic" | "custom"; skill_id: string; version: string }[] | null
  } | null
  /** With the param `diagnostics`: why the prompt cache was missed. */
  diagnostics: {
    cache_miss_reason:
      | { type: "previous_message_not_found" | "unavailable" }
      | {
          type: "model_changed" | "system_changed" | "tools_changed" | "messages_changed"
          cache_missed_input_tokens: number
        }
      | null
  } | null
}

/** Tokens used. Anthropic counts what it read from or wrote to its prompt cache apart from `input_tokens`. */
export interface MessageUsage {
  input_tokens: number
  output_tokens: number
  cache_creation_input_tokens: number | null
  cache_read_input_tokens: number | null
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number } | null
  output_tokens_details: { thinking_tokens: number } | null
  server_tool_use: { web_search_requests: number; web_fetch_requests: number } | null
  service_tier: "standard" | "priority" | "batch" | null
  speed: "standard" | "fast" | null
  inference_geo: string | null
}

/** A whole message, as loosely as live providers spell it. */
export const messageObjectSchema = z.looseObject({
  content: listOf(z.looseObject({}), "must be a list"),
})
