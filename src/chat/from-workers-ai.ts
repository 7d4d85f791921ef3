import { isRecord } from "../schemas/is-record.ts"

type Loose = Readonly<Record<string, any>>

/** A chat completion of what `env.AI.run` answers for Workers AI: some models speak OpenAI's shape, which passes untouched, others their own (reference G). */
export function toCompletion(given: any, model: string): unknown {
  // The v4 envelope, where a runtime leaves it on.
  const value: Loose = isRecord(given?.result) ? given.result : given
  return isNative(value) ? convert(value, model, "message", finishReason(value)) : value
}

/** Reads the chunks of such a stream. */
export function createChunkConverter(model: string): (value: any) => unknown {
  let reason = "stop"
  let isOpenAI = false
  return (value) => {
    if (!isNative(value)) {
      isOpenAI ||= value?.choices?.length > 0
      return value
    }
    const { response, tool_calls: calls, ...rest } = value
    // Models that speak OpenAI's chunks end with their usage in the old words, after they have said why they stop.
    if (isOpenAI && !response && !calls?.length) return { ...rest, choices: [] }
    if (calls?.length > 0) reason = "tool_calls"
    // Usage comes on the last chunk, which has no text; some count as they go.
    return convert(value, model, "delta", value["usage"] && !response ? reason : null)
  }
}

function isNative(value: any): value is Loose {
  return isRecord(value) && !value["choices"] && ("response" in value || "tool_calls" in value)
}

function finishReason({ tool_calls: calls }: Loose): string {
  return calls?.length > 0 ? "tool_calls" : "stop"
}

function convert(value: Loose, model: string, key: "message" | "delta", finish_reason: string | null): object {
  const { response, tool_calls: calls, ...rest } = value
  // JSON mode answers with the object itself.
  const content = response == null || typeof response === "string" ? response : JSON.stringify(response)
  const message = {
    role: "assistant",
    // Workers AI refuses `null` when the turn is sent back (reference G).
    content: content ?? "",
    ...(calls?.length > 0 && { tool_calls: calls.map(toCall) }),
  }
  return { id: "", created: 0, ...rest, model, choices: [{ index: 0, [key]: message, finish_reason }] }
}

function toCall(call: Loose, index: number): object {
  if (call["function"]) return { index, ...call }
  const { name, arguments: input, id = `call_${index}` } = call
  const text = typeof input === "string" ? input : JSON.stringify(input ?? {})
  return { index, id, type: "function", function: { name, arguments: text } }
}
