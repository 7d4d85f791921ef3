import { isRecord } from "../schemas/is-record.ts"
import type { Fold } from "../stream/fold.ts"
import { toAnyText } from "./to-any-text.ts"

/** An event of a stream as the model's provider writes it. */
export interface RawEvent {
  readonly [key: string]: unknown
}

/** What is left of a stream of raw events: the events themselves are not kept. */
export interface RawAnswer {
  /** All its text, "" where the events have none. */
  readonly text: string
  /** Tokens as the provider counts them, where it says. */
  readonly usage?: { readonly [key: string]: unknown } | undefined
  /** The last event. */
  readonly last?: RawEvent | undefined
}

/** A fold of events in any form; what is kept does not grow but for the text. */
export function createRawFold(): Fold<RawEvent, RawAnswer> {
  let answer: RawAnswer = { text: "" }
  let finished = false
  return {
    add(last) {
      const { usage, message, response, choices, candidates }: Record<string, any> = last
      const said = [usage, message?.usage, response?.usage].find(isRecord)
      answer = {
        ...answer,
        last,
        text: answer.text + toAnyText(last),
        ...(said && { usage: { ...answer.usage, ...said } }),
      }
      finished ||=
        isLastEvent(last) || [choices, candidates].flat().some((one) => one?.finish_reason || one?.finishReason)
    },
    snapshot: () => structuredClone(answer),
    isFinished: () => finished,
  }
}

/** Whether an event says that nothing comes after it: Anthropic's, Cohere's, and OpenAI's, but for those that end a part of the answer. */
export function isLastEvent({ type }: RawEvent): boolean {
  return /^message[_-](stop|end)$|^(?!response\..*\.).+\.(completed|incomplete|failed|done)$/.test(type as string)
}
