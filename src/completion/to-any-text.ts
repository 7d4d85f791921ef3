import { isRecord } from "../schemas/is-record.ts"
import { textOf, toText } from "./to-text.ts"

/**
 * The text of whatever a text model answered, or of what an event adds to it, in any of the forms that `run` and `universal` bring: Workers
 * AI's, OpenAI's chat completions and responses, Anthropic's messages, Google's. "" when it has none. Throws a `TypeError` for a promise of
 * an answer.
 *
 * @example
 * const text = toAnyText(await client.run("@cf/meta/llama-3.1-8b-instruct", { prompt: "Hello" }))
 */
export function toAnyText(answer: object): string {
  const { response, result, choices, candidates, type, delta, content, output } = answer as Record<string, any>
  if (typeof response === "string") return response
  if (isRecord(result)) return toAnyText(result)
  if (type === "content_block_delta") return delta?.type === "text_delta" ? delta.text : ""
  if (type === "response.output_text.delta") return delta
  if (Array.isArray(candidates))
    return (candidates[0]?.content?.parts ?? []).map((part: any) => (part.thought ? "" : (part.text ?? ""))).join("")
  if (Array.isArray(output))
    return output
      .flatMap((item) => item?.content ?? [])
      .map((part) => (part?.type === "output_text" ? part.text : ""))
      .join("")
  // What is no answer yet is told there.
  return choices ? toText(answer as never) : textOf(content) || toText(answer as never)
}
