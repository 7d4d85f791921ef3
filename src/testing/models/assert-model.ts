import { isRecord } from "../../schemas/is-record.ts"
import type { ReplyParts } from "../local-reply.ts"
import { assertParts } from "./assert-parts.ts"
import type { LocalModel, LocalUpstream, ModelKind } from "./local-model.ts"

type Keys<T> = { readonly [key in keyof Required<T>]: true }

const kinds: { readonly [kind in ModelKind]: true } = {
  echo: true,
  tools: true,
  json: true,
  reasoning: true,
  refusal: true,
}
const replyKeys: Keys<ReplyParts> = {
  text: true,
  reasoning: true,
  refusal: true,
  toolCalls: true,
  usage: true,
  gateway: true,
  completion: true,
}
const upstreamKeys: Keys<LocalUpstream> = { upstream: true, model: true, apiKey: true }

/** Whether an object with this key may be a model by itself. */
export function isModelKey(key: string): boolean {
  return key === "use" || Object.hasOwn(upstreamKeys, key) || Object.hasOwn(replyKeys, key)
}

/** Throws when this is no model; `where` is its place in the options. */
export function assertModel(model: unknown, where: string): asserts model is LocalModel {
  if (typeof model === "string" || typeof model === "function" || model instanceof Response) return
  if (!isRecord(model))
    throw new TypeError(
      `${where} is ${describe(model)}: give a text, { use: "echo" }, a function or { upstream: "http://…" }`,
    )
  if ("use" in model) {
    assertKeys(model, { use: true }, where)
    if (!Object.hasOwn(kinds, model["use"] as PropertyKey))
      throw new TypeError(`${where}.use is no kind of model: choose one of ${listed(kinds)}`)
  } else if ("upstream" in model) {
    assertKeys(model, upstreamKeys, where)
    // The address is not repeated: it may hold a password.
    if (typeof model["upstream"] !== "string" || !/^https?:\/\/[^/]/.test(model["upstream"]))
      throw new TypeError(`${where}.upstream must be an http or https URL, as "http://127.0.0.1:11434/v1"`)
  } else {
    assertKeys(model, replyKeys, where)
    assertParts(model, where)
  }
}

/** Throws when this is no reply; `where` is who gave it. */
export function assertReply(reply: unknown, where = "The reply of the model's function"): void {
  if (typeof reply === "string" || reply instanceof Response) return
  if (!isRecord(reply)) throw new TypeError(`${where} is ${describe(reply)}: give a text, its parts or a Response`)
  assertKeys(reply, replyKeys, where)
  assertParts(reply, where)
}

function assertKeys(value: object, known: object, where: string): void {
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(known, key))
  if (unknown !== undefined)
    throw new TypeError(`${where} has the key "${unknown}", which is not known here: it takes ${listed(known)}`)
}

function describe(value: unknown): string {
  if (value == null) return String(value)
  return Array.isArray(value) ? "a list" : `a ${typeof value}`
}

function listed(known: object): string {
  return Object.keys(known).join(", ")
}
