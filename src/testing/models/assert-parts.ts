import { isRecord } from "../../schemas/is-record.ts"
import { describeIssues } from "../../schemas/issue.ts"
import type { ReplyParts } from "../local-reply.ts"
import { list, must, number, options, type Check } from "../rules/checks.ts"
import { toRecordHeaders } from "../service/to-record-headers.ts"

// An empty text is one.
const text = must("text", (value) => typeof value === "string")
const tokens = number("a number of tokens, 0 or more", 0)

const known: { readonly [key in keyof Required<ReplyParts>]: Check } = {
  text,
  reasoning: text,
  refusal: text,
  toolCalls: list(
    options({ name: text, input: must("what JSON can say", isJSON), id: text }, ["name", "input"]),
    'a list of calls: [{ name: "…", input: {} }]',
  ),
  usage: options({ input: tokens, output: tokens, total: tokens, cached: tokens, reasoning: tokens }),
  gateway: must("an object of what headers can say: no line breaks", isRecordOfHeaders),
  completion: must(
    "an object, its choices a list",
    (value) => isRecord(value) && (value["choices"] === undefined || Array.isArray(value["choices"])),
  ),
}
const parts = options(known)

/** Throws when a part of a reply is of the wrong kind; `where` is who gave it. */
export function assertParts(reply: object, where: string): void {
  const issues = parts(reply)
  if (issues.length > 0) throw new TypeError(`${where}: ${describeIssues(issues)}`)
}

function isJSON(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}

function isRecordOfHeaders(value: unknown): boolean {
  if (!isRecord(value)) return false
  try {
    void new Headers(toRecordHeaders(value))
    return true
  } catch {
    return false
  }
}
