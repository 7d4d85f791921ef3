import { toPartialCompletion } from "../completion/to-partial-completion.ts"
import { createRawFold, isLastEvent, type RawAnswer, type RawEvent } from "../completion/fold-raw-events.ts"
import { toAnyText } from "../completion/to-any-text.ts"
import { toFinishReason } from "../completion/to-finish-reason.ts"
import { toUsage } from "../completion/to-usage.ts"
import { isErrorBody } from "../gateway/read-error-body.ts"
import type { WithGateway } from "../gateway/with-gateway.ts"
import { isObject } from "../schemas/maybe.ts"
import type { GatewayStream } from "../stream/create-stream.ts"
import type { Schema } from "./check-reply.ts"
import { nameOfEvent } from "./name-of-event.ts"
import type { AnswerKind } from "./receive.ts"

/** An answer in the model's or provider's own words; what is no JSON (images, sound) is a `Blob` that knows its type. */
export type RawReply = Blob | { readonly [key: string]: unknown }

/** Events as the model's provider writes them; `final()` gives the text, the tokens and the last event. */
export type RawStream = GatewayStream<RawEvent, RawAnswer>

/** A stream when `stream: true`, else `T`. */
export type RawResult<T extends object, S extends boolean> = S extends true ? RawStream : T & WithGateway

// Each model has words of its own: there is nothing to insist on.
const anything: Schema = { safeParse: () => ({ success: true }) }

/** How an API answers whose words are not ours to know. */
export const rawAnswer: AnswerKind<RawEvent, object> = {
  noun: "answer",
  schema: anything,
  eventSchema: anything,
  isPlain: () => true,
  isPiece: isObject,
  isLast: isLastEvent,
  createFold: createRawFold,
  split: (whole) => [whole as RawEvent],
  errorOf(event: any) {
    if (event?.type === "response.failed") return { error: event.response?.error }
    return isErrorBody(event) ? event : undefined
  },
  summarise: (whole) => ({ usage: toUsage(whole as never), finishReason: toFinishReason(whole as never) }),
  toText: toAnyText,
  nameOf: nameOfEvent,
  toPartial: (whole) => toPartialCompletion((whole as RawAnswer).text),
  end: "[DONE]",
}
