import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { isRecord } from "../../schemas/is-record.ts"
import type { Answer } from "../answer.ts"
import { toBrokenAnswer } from "./broken-model.ts"
import { parseObject } from "./incoming.ts"

/** What came of asking; `"failed"`: no answer at all. */
export type Outcome = Answer | "failed"

/** The answer in a Response of the test's own, which may be given again. */
export function fromScript(response: Response): Promise<Outcome> | Outcome {
  if (response.bodyUsed || response.body?.locked)
    return toBrokenAnswer(
      "The local gateway's reply is a Response that was read before: give a new one each time, as in () => new Response(…)",
    )
  // Not of what comes as bytes: a reader that leaves a copy lets go of nothing.
  return fromResponse(areBytes(response) ? response : response.clone())
}

/** The answer in a Response; `"failed"` where the connection did. */
export async function fromResponse(response: Response): Promise<Outcome> {
  if (response.type === "error") return "failed"
  const { status, body } = response
  const headers = Object.fromEntries(response.headers)
  const isStream = headers["content-type"]?.startsWith("text/event-stream") ?? false
  if (body && areBytes(response)) return { status, headers, pieces: body, isStream }
  const text = await response.text()
  const completion = parseObject(text)
  const isCompletion = isRecord(completion) && Array.isArray(completion["choices"])
  return {
    status,
    headers,
    pieces: text === "" ? [] : [text],
    isStream,
    ...(isCompletion && { completion: completion as unknown as ChatCompletion }),
  }
}

function areBytes({ headers }: Response): boolean {
  const type = headers.get("content-type") ?? ""
  return type.startsWith("text/event-stream") || !/json|text/.test(type)
}
