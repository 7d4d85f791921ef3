import type { Answer } from "../answer.ts"

/** What a test's own model threw, as the answer that tells it. Thrown on, so that no other model is asked in its place. */
export class BrokenModel extends Error {
  override readonly name = "BrokenModel"
  readonly answer: Answer

  constructor(answer: Answer) {
    super("The local gateway's model threw")
    this.answer = answer
  }
}

/** A bug of the test is told, and not tried again; as a broken connection it would look like the network's. */
export function toBrokenAnswer(message: string): Answer {
  const error = { message, type: "local_gateway_error", param: null, code: "model_threw" }
  return {
    status: 400,
    headers: { "content-type": "application/json" },
    pieces: [JSON.stringify({ error })],
    isStream: false,
    isBroken: true,
  }
}
