import { isRecord } from "../../schemas/is-record.ts"
import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { readAnswer, type SaidAnswer } from "./read-answer.ts"
import type { JSONObject } from "./wire-format.ts"

/** A whole message as Anthropic replies. */
export function toMessageReply(completion: ChatCompletion): JSONObject & { readonly content: readonly JSONObject[] } {
  const answer = readAnswer(completion)
  const { usage, refusal } = answer
  const stop_reason = toStopReason(answer)
  return {
    id: `msg_${answer.id}`,
    type: "message",
    role: "assistant",
    model: completion.model,
    content: toBlocks(answer),
    container: null,
    stop_reason,
    // Which of the sequences ended it is not told by the model: it reads as `end_turn`.
    stop_sequence: null,
    stop_details:
      stop_reason === "refusal"
        ? { type: "refusal", category: null, explanation: refusal === "" ? null : refusal }
        : null,
    usage: {
      // Anthropic counts what came from its cache apart.
      input_tokens: usage.input - usage.cached,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: usage.cached,
      output_tokens: usage.output,
      service_tier: "standard",
    },
  }
}

function toStopReason({ finish, refusal }: SaidAnswer): string {
  return refusal === "" ? (stopReasons[finish] ?? finish) : "refusal"
}

const stopReasons: { readonly [finish: string]: string } = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  function_call: "tool_use",
  content_filter: "refusal",
}

// A refusal is told in words too, as Claude does before it stops.
function toBlocks({ reasoning, text, refusal, calls }: SaidAnswer): JSONObject[] {
  const words = text || refusal
  return [
    ...(reasoning === "" ? [] : [{ type: "thinking", thinking: reasoning, signature: "bG9jYWw=" }]),
    ...(words === "" ? [] : [{ type: "text", text: words, citations: null }]),
    ...calls.map(({ id, name, input }) => ({
      type: "tool_use",
      id,
      name,
      input: isRecord(input) ? input : {},
      caller: { type: "direct" },
    })),
  ]
}
