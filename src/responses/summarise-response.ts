import type { CallSummary } from "../call/observe.ts"
import { toUsage } from "../completion/to-usage.ts"
import type { ResponseObject } from "../schemas/response-object.ts"

/** What a response used and why it ended, in the words of chat completions. One that has not ended has no reason yet. */
export function summariseResponse({ usage, ...response }: ResponseObject): CallSummary {
  const { input_tokens_details: prompt_tokens_details, output_tokens_details: completion_tokens_details } = usage ?? {}
  return {
    usage: toUsage({ usage: usage && { ...usage, prompt_tokens_details, completion_tokens_details } } as never),
    finishReason: toFinishReason(response) as CallSummary["finishReason"],
  }
}

function toFinishReason({ status, incomplete_details: details, output }: Omit<ResponseObject, "usage">) {
  if (status === "incomplete") return details?.reason === "max_output_tokens" ? "length" : details?.reason
  if (status !== "completed") return undefined
  // Unchecked replies may have anything there.
  return [output].flat().some((item) => /^(function|custom_tool)_call$/.test(item?.type)) ? "tool_calls" : "stop"
}
