import { toReasoning } from "../../completion/to-reasoning.ts"
import { toText } from "../../completion/to-text.ts"
import { toToolCalls } from "../../completion/to-tool-calls.ts"
import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { isRecord } from "../../schemas/is-record.ts"

/** All that a message says in words: its text, thinking and refusal, and the arguments of its calls as the model wrote them. */
export function saidInMessage(message: unknown): string {
  const completion = { choices: [{ message }] } as unknown as ChatCompletion
  const { content, refusal } = isRecord(message) ? message : {}
  const refusals = [refusal, ...(Array.isArray(content) ? content.filter(isRecord).map((part) => part["refusal"]) : [])]
  return [
    toText(completion),
    toReasoning(completion),
    ...refusals.filter((text) => typeof text === "string"),
    ...toToolCalls(completion).map((call) => call.arguments),
  ]
    .filter((text) => text !== "")
    .join("\n")
}
