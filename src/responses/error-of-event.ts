import { isErrorBody } from "../gateway/read-error-body.ts"

/**
 * The error body, `{ error }`, of an event that says the response failed: `error` in either of its spellings, `response.failed`, and a refusal
 * that is no event at all. `undefined` for a piece of the answer; a tool that failed is one.
 */
export function errorOfEvent(event: unknown): unknown {
  const { type, error, response } = Object(event)
  if (type === "error") return error ? event : { error: event }
  // Of the response the error alone: the rest repeats the prompt.
  if (type === "response.failed") return { error: response?.error ?? null }
  return type === undefined && isErrorBody(event) ? event : undefined
}
