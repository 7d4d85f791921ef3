import { nearestWord } from "../../gateway/nearest-word.ts"
import { isRecord } from "../../schemas/is-record.ts"
import { parseJSON } from "../parse-json.ts"

const filterKeys = [
  "id",
  "created_at",
  "request_content_type",
  "response_content_type",
  "request_type",
  "success",
  "cached",
  "provider",
  "model",
  "model_type",
  "cost",
  "tokens",
  "tokens_in",
  "tokens_out",
  "duration",
  "feedback",
  "event_id",
  "metadata.key",
  "metadata.value",
  "authentication",
  "wholesale",
  "compatibilityMode",
  "dlp_action",
  "user_agent",
] as const
const operators = ["eq", "neq", "contains", "lt", "gt"] as const
const orders = ["created_at", "provider", "model", "model_type", "success", "cached"] as const
const directions = ["asc", "desc"] as const

/** One condition that a log must meet. */
export interface LogFilter {
  readonly key: (typeof filterKeys)[number]
  readonly operator: (typeof operators)[number]
  /** Any of these, or none of these; all of these for `lt` and `gt`. */
  readonly value: readonly (string | number | boolean | null)[]
}

/** Which logs, in which order. */
export interface LogQuery {
  readonly filters: readonly LogFilter[]
  readonly search?: string | undefined
  readonly orderBy: (typeof orders)[number]
  readonly direction: (typeof directions)[number]
  /** From 1. */
  readonly page: number
  readonly perPage: number
}

/** What is wrong with a query: 400 with code 7001. */
export interface LogQueryProblem {
  readonly problem: string
  readonly path: readonly (string | number)[]
}

/** Reads the query of a list of logs; the deprecated flat parameters (`min_cost`, `start_date`, ...) are not read. */
export function readLogQuery(params: URLSearchParams): LogQuery | LogQueryProblem {
  const filters = readFilters(params.get("filters") ?? "[]")
  if ("problem" in filters) return filters
  // The latest first, 20 of them: not documented.
  const orderBy = oneOf(orders, params.get("order_by") ?? "created_at", ["order_by"])
  if (typeof orderBy !== "string") return orderBy
  const direction = oneOf(directions, params.get("order_by_direction") ?? "desc", ["order_by_direction"])
  if (typeof direction !== "string") return direction
  const page = wholeNumber(params.get("page") ?? "1", Infinity, "page")
  if (typeof page !== "number") return page
  // 50 is the most (reference A10); more is refused rather than cut.
  const perPage = wholeNumber(params.get("per_page") ?? "20", 50, "per_page")
  if (typeof perPage !== "number") return perPage
  return { filters, search: params.get("search") ?? undefined, orderBy, direction, page, perPage }
}

function readFilters(text: string): LogFilter[] | LogQueryProblem {
  const filters = parseJSON(text)
  if (!Array.isArray(filters)) return { problem: "must be a JSON array of { key, operator, value }", path: ["filters"] }
  const problems = filters.map((filter, index) => findProblem(filter, ["filters", index]))
  return problems.find((problem) => problem !== undefined) ?? (filters as LogFilter[])
}

function findProblem(filter: unknown, path: readonly (string | number)[]): LogQueryProblem | undefined {
  if (!isRecord(filter)) return { problem: "must be an object { key, operator, value }", path }
  const key = oneOf(filterKeys, filter.key, [...path, "key"])
  if (typeof key !== "string") return key
  const operator = oneOf(operators, filter.operator, [...path, "operator"])
  if (typeof operator !== "string") return operator
  const isList = Array.isArray(filter.value) && filter.value.length > 0
  if (isList && (filter.value as unknown[]).every((value) => value === null || typeof value !== "object"))
    return undefined
  return { problem: "must be an array of texts, numbers, booleans or nulls", path: [...path, "value"] }
}

function oneOf<T extends string>(
  known: readonly T[],
  given: unknown,
  path: readonly (string | number)[],
): T | LogQueryProblem {
  if (known.includes(given as T)) return given as T
  const near = typeof given === "string" ? nearestWord(given, known) : undefined
  const meant = near === undefined ? "" : `, did you mean "${near}"?`
  return { problem: `Invalid enum value. Expected ${known.map((word) => `'${word}'`).join(" | ")}${meant}`, path }
}

function wholeNumber(text: string, most: number, name: string): number | LogQueryProblem {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  return { problem: `must be a whole number from 1${most === Infinity ? "" : ` to ${most}`}`, path: [name] }
}
