import type { Answer } from "../answer.ts"

/** A body as the answer of a call that went well. */
export function toJSONAnswer(body: object): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    pieces: [JSON.stringify(body)],
    isStream: false,
  }
}
