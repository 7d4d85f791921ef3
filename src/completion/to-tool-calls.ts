import type { ChatCompletion } from "../schemas/chat-completion.ts"
import { isRecord } from "../schemas/is-record.ts"
import { firstMessage } from "./read-message.ts"

/** A call that the model wants made. */
export interface ToolCall {
  /** For `tool_call_id` of the answer. Made up, the same each time, where the provider sent none. */
  readonly id: string
  readonly name: string
  /** As the model wrote them; `"{}"` where it wrote none. */
  readonly arguments: string
  /** The arguments, decoded; `undefined` when they are not JSON. For a custom tool its text. Check them with a schema: models err. */
  readonly input: unknown
  /** The arguments are not JSON, e.g. because the answer was cut off. */
  readonly invalid: boolean
}

/**
 * The calls of the first answer, with their arguments decoded. Never throws: a call whose arguments are no JSON says so in `invalid`.
 *
 * @example
 * for (const call of toToolCalls(completion)) messages.push({ role: "tool", tool_call_id: call.id, content: await run(call) })
 */
export function toToolCalls(completion: ChatCompletion): ToolCall[] {
  const message = firstMessage(completion)
  const calls = wireToolCalls(message?.tool_calls).map((call, index) =>
    toToolCall(call, toolCallId(completion, call, index)),
  )
  const legacy = message?.["function_call"]
  if (calls.length === 0 && isRecord(legacy))
    return [toToolCall({ function: legacy }, toolCallId(completion, legacy, 0))]
  return calls
}

/** The entries of `tool_calls` that can be read at all. */
export function wireToolCalls(calls: unknown): Record<string, unknown>[] {
  return Array.isArray(calls) ? calls.filter(isRecord) : []
}

function toToolCall(call: Record<string, unknown>, id: string): ToolCall {
  const custom = call["custom"]
  if (isRecord(custom)) {
    const input = String(custom["input"] ?? "")
    return { id, name: String(custom["name"] ?? ""), arguments: input, input, invalid: false }
  }
  const named = isRecord(call["function"]) ? call["function"] : {}
  const text = argumentsText(named["arguments"])
  const input = decode(text)
  return { id, name: String(named["name"] ?? ""), arguments: text, input, invalid: input === undefined }
}

/** Arguments as JSON text: absent, null, `""` and `"null"` all mean none. */
export function argumentsText(value: unknown): string {
  if (isRecord(value)) return JSON.stringify(value)
  const text = typeof value === "string" ? value.trim() : ""
  return text === "" || text === "null" ? "{}" : (value as string)
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The wire's id, or one made from the call itself: 9 letters and digits, which is what the strictest provider (Mistral) takes. */
export function toolCallId({ id, created }: ChatCompletion, call: { readonly id?: unknown }, index: number): string {
  if (call.id && typeof call.id === "string") return call.id
  let hash = 0
  let name = ""
  for (const char of JSON.stringify([id, created, index, call]) + "123456789") {
    hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193) >>> 0
    name = (name + (hash % 36).toString(36)).slice(-9)
  }
  return name
}
