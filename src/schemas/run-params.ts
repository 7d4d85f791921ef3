import * as z from "zod/mini"
import type { Model } from "../gateway/known-models.ts"
import { isRecord } from "./is-record.ts"
import { isName, maybe } from "./maybe.ts"

/**
 * What a model is given, in its own words: each has fields of its own. Bytes are written as the model's page says, mostly base64 or
 * `[...bytes]`.
 */
export interface RunInput<S extends boolean = boolean> {
  /** `true` gives a `RawStream`, where the model streams. @default false */
  readonly stream?: S | null | undefined
  readonly [field: string]: unknown
}

/** Where the answer goes when it is there: one `POST`, which is not tried again. */
export interface RunWebhook {
  /** `https:`, and no private address. */
  webhookUrl?: string | undefined
  /** `chat` wraps the answer as `{ text }`, for chat rooms. @default "raw" */
  webhookFormat?: "raw" | "chat" | (string & {}) | undefined
}

/** A run as it is judged before it is sent. */
export interface RunParams {
  model: Model
  input: RunInput
  background?: boolean | RunWebhook | null | undefined
  stream?: boolean | null | undefined
}

// JSON would make `{}` of a Blob and a heap of keys of a Uint8Array: no model could take it.
const isBytes = (value: unknown) =>
  ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Blob || value instanceof ReadableStream

/** The call, as loosely as the most liberal model reads it. */
export const runParamsSchema = z.looseObject({
  model: z.custom<string>(isName, "is missing, or no text"),
  input: z.custom<object>(
    (value) => isRecord(value) && !isBytes(value) && !Object.values(value).some(isBytes),
    "must be an object of the model's fields: bytes as base64 or [...bytes]",
  ),
  background: maybe<boolean | object>(
    (value) => typeof value === "boolean" || (isRecord(value) && isWebhook(value)),
    "must be true, or { webhookUrl } with https:; webhookFormat needs the webhookUrl",
  ),
})

function isWebhook({ webhookUrl, webhookFormat }: RunWebhook): boolean {
  return webhookUrl === undefined ? webhookFormat === undefined : /^https:\/\/\w/i.test(webhookUrl)
}
