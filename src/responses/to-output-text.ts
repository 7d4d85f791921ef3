import { isText } from "../schemas/maybe.ts"
import type { ResponseEvent } from "../schemas/response-event.ts"
import type { ResponseObject } from "../schemas/response-object.ts"

/**
 * The text of a response, or what an event adds to it; "" when it has none. Thoughts, calls and refusals are no text: they stand in `output`.
 * Throws a `TypeError` for a promise of a response.
 *
 * @example
 * const text = toOutputText(await client.responses.create(params))
 */
export function toOutputText(response: ResponseObject | ResponseEvent): string {
  const { output, type, delta, then, final } = response as Record<string, any>
  // From JavaScript, "" for an answer that was never waited for would be the worst of answers.
  if (typeof (then ?? final) === "function")
    throw new TypeError("This is no response yet: await it, or the stream's `final()`")
  if (!Array.isArray(output)) return type === "response.output_text.delta" && isText(delta) ? delta : ""
  return output
    .flatMap((item) => item?.content)
    .map((part) => (part?.type === "output_text" && isText(part.text) ? part.text : ""))
    .join("")
}
