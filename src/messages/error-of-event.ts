import { isErrorBody } from "../gateway/read-error-body.ts"

/**
 * The error body, `{ error }`, of an event that says the message failed, also of a refusal that is no event at all; `undefined` for a piece of the
 * answer.
 */
export function errorOfEvent(event: unknown): unknown {
  return isErrorBody(event) ? event : undefined
}
