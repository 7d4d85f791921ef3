import { isRecord } from "../../schemas/is-record.ts"
import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { toWords } from "../to-words.ts"
import { readAnswer, type SaidAnswer } from "./read-answer.ts"
import type { JSONObject } from "./wire-format.ts"

/** A whole reply of Google's generateContent, a candidate for each answer. */
export function toContentReply(completion: ChatCompletion): JSONObject {
  const candidates = toAnswers(completion).map((answer, index) =>
    toCandidate(
      toParts(answer, (text) => [text]),
      index,
      toFinish(answer),
    ),
  )
  return { candidates, usageMetadata: toUsage(completion), ...toTail(completion) }
}

/** The same reply as its stream: a part in each chunk, the finish on a candidate's last, the usage on the last of all. */
export function toContentChunks(completion: ChatCompletion): JSONObject[] {
  const candidates = toAnswers(completion).flatMap((answer, index) => {
    const parts = toParts(answer, toWords)
    return parts.map((part, position) =>
      toCandidate([part], index, position === parts.length - 1 ? toFinish(answer) : undefined),
    )
  })
  return candidates.map((candidate, position) => ({
    candidates: [candidate],
    ...(position === candidates.length - 1 && { usageMetadata: toUsage(completion) }),
    ...toTail(completion),
  }))
}

function toAnswers(completion: ChatCompletion): SaidAnswer[] {
  return completion.choices.map((choice) => readAnswer({ ...completion, choices: [choice] }))
}

function toCandidate(parts: readonly JSONObject[], index: number, finishReason: string | undefined): JSONObject {
  return { content: { parts, role: "model" }, ...(finishReason !== undefined && { finishReason }), index }
}

function toParts({ reasoning, text, refusal, calls }: SaidAnswer, cut: (text: string) => string[]): JSONObject[] {
  const words = text || refusal
  const parts: JSONObject[] = [
    ...(reasoning === "" ? [] : cut(reasoning).map((piece) => ({ text: piece, thought: true }))),
    ...(words === "" ? [] : cut(words).map((piece) => ({ text: piece }))),
    ...calls.map(({ id, name, input }) => ({ functionCall: { id, name, args: isRecord(input) ? input : {} } })),
  ]
  return parts.length > 0 ? parts : [{ text: "" }]
}

// A refusal ends as Google's own filters do.
function toFinish({ finish, refusal }: SaidAnswer): string {
  return refusal === "" ? (finishReasons[finish] ?? finish.toUpperCase()) : "SAFETY"
}

const finishReasons: { readonly [finish: string]: string } = {
  tool_calls: "STOP",
  function_call: "STOP",
  length: "MAX_TOKENS",
  content_filter: "SAFETY",
}

function toUsage(completion: ChatCompletion): JSONObject {
  const { input, output, total, cached, reasoning } = readAnswer(completion).usage
  return {
    promptTokenCount: input,
    // Google counts thinking apart.
    candidatesTokenCount: output - reasoning,
    totalTokenCount: total,
    ...(cached > 0 && { cachedContentTokenCount: cached }),
    ...(reasoning > 0 && { thoughtsTokenCount: reasoning }),
  }
}

function toTail(completion: ChatCompletion): JSONObject {
  return { modelVersion: completion.model, responseId: readAnswer(completion).id }
}
