import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { readAnswer } from "./read-answer.ts"
import type { JSONObject } from "./wire-format.ts"

/** A finished reply of the Responses API. */
export function toResponse(completion: ChatCompletion, body: JSONObject): JSONObject {
  const { finish, usage } = readAnswer(completion)
  const reason = finish === "length" ? "max_output_tokens" : finish === "content_filter" ? finish : undefined
  return {
    ...toOpenResponse(completion, body),
    completed_at: reason ? null : completion.created,
    status: reason ? "incomplete" : "completed",
    incomplete_details: reason ? { reason } : null,
    output: toItems(completion, reason ? "incomplete" : "completed"),
    usage: {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: usage.cached, cache_write_tokens: 0 },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: usage.reasoning },
      total_tokens: usage.total,
    },
  }
}

/** The reply before anything is said: what the request asked for, and OpenAI's defaults. */
export function toOpenResponse(completion: ChatCompletion, body: JSONObject): JSONObject {
  return {
    id: `resp_${readAnswer(completion).id}`,
    object: "response",
    created_at: completion.created,
    completed_at: null,
    status: "in_progress",
    background: body["background"] ?? false,
    error: null,
    incomplete_details: null,
    instructions: body["instructions"] ?? null,
    max_output_tokens: body["max_output_tokens"] ?? null,
    max_tool_calls: body["max_tool_calls"] ?? null,
    model: completion.model,
    output: [],
    parallel_tool_calls: body["parallel_tool_calls"] ?? true,
    previous_response_id: body["previous_response_id"] ?? null,
    prompt_cache_key: body["prompt_cache_key"] ?? null,
    reasoning: { effort: null, summary: null, ...(body["reasoning"] as object | undefined) },
    safety_identifier: body["safety_identifier"] ?? null,
    service_tier: completion.service_tier ?? "default",
    store: body["store"] ?? true,
    temperature: body["temperature"] ?? 1,
    text: { format: { type: "text" }, verbosity: "medium", ...(body["text"] as object | undefined) },
    tool_choice: body["tool_choice"] ?? "auto",
    tools: body["tools"] ?? [],
    top_logprobs: body["top_logprobs"] ?? 0,
    top_p: body["top_p"] ?? 1,
    truncation: body["truncation"] ?? "disabled",
    usage: null,
    user: body["user"] ?? null,
    metadata: body["metadata"] ?? {},
  }
}

function toItems(completion: ChatCompletion, status: "completed" | "incomplete"): JSONObject[] {
  const { text, reasoning, refusal, calls, id } = readAnswer(completion)
  const items: JSONObject[] = []
  // OpenAI shows a summary of the thinking, and only where asked for; the local gateway shows all that the model gives.
  if (reasoning !== "")
    items.push({ id: `rs_${id}`, type: "reasoning", summary: [{ type: "summary_text", text: reasoning }] })
  if (text !== "" || refusal !== "" || calls.length === 0) {
    const part =
      text === "" && refusal !== ""
        ? { type: "refusal", refusal }
        : { type: "output_text", annotations: [], logprobs: [], text }
    items.push({ id: `msg_${id}`, type: "message", status, role: "assistant", content: [part] })
  }
  for (const [index, call] of calls.entries())
    items.push({
      id: `fc_${id}_${index}`,
      type: "function_call",
      status,
      arguments: call.arguments,
      call_id: call.id,
      name: call.name,
    })
  return items
}
