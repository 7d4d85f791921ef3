import { isRecord } from "../../schemas/is-record.ts"
import type { JSONObject } from "./wire-format.ts"

/** The value where it is an object, else an empty one. */
export function readObject(value: unknown): JSONObject {
  return isRecord(value) ? value : {}
}

/** The objects of a list; none where it is no list. */
export function readObjects(value: unknown): JSONObject[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** The value where it is text, else "". */
export function readText(value: unknown): string {
  return typeof value === "string" ? value : ""
}

/** Whether this is a list of objects, which is what every API wants of a conversation. */
export function isObjects(value: unknown): value is JSONObject[] {
  return Array.isArray(value) && value.every(isRecord)
}
