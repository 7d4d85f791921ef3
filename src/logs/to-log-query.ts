import { refuse } from "../call/prepare-call.ts"
import { unknownFilters } from "../call/unknown-filters.ts"
import { isListOf, isName, isText } from "../schemas/maybe.ts"
import { isRecord } from "../schemas/is-record.ts"
import type { Issue } from "../schemas/issue.ts"
import type { LogDeletion, LogFilters, LogSelection } from "./log-filters.ts"

const keys: { readonly [name: string]: string } = {
  model: "model",
  provider: "provider",
  success: "success",
  cached: "cached",
  eventId: "event_id",
}

const isFlag = (value: unknown) => typeof value === "boolean"
const isFilter = (filter: unknown) =>
  isRecord(filter) &&
  isName(filter["key"]) &&
  isName(filter["operator"]) &&
  isListOf((value) => value === null || /^(string|number|boolean)$/.test(typeof value))(filter["value"]) &&
  (filter["value"] as unknown[]).length > 0

const text = [isName, "must be text"] as const
const flag = [isFlag, "must be true or false"] as const
const selection: Checks = {
  model: text,
  provider: text,
  success: flag,
  cached: flag,
  eventId: text,
  filters: [isListOf(isFilter), "must be a list of { key, operator, value: [one or more] }"],
}
const listing: Checks = {
  ...selection,
  search: [isText, "must be text"],
  orderBy: text,
  order: [(value) => value === "asc" || value === "desc", "must be asc or desc"],
  pageSize: [(value) => Number.isInteger(value) && (value as number) > 0 && (value as number) < 51, "must be 1 to 50"],
}
const deletion: Checks = { ...selection, all: [(value) => value === true, "must be true, or left out"] }

interface Checks {
  readonly [name: string]: readonly [isGood: (value: unknown) => boolean, wanted: string]
}

/** The query of a list: all but the page. Throws a `GatewayRequestError`. */
export function toLogQuery(given: LogFilters = {}): { [name: string]: string } {
  check(given, listing)
  const { search, orderBy = "created_at", order = "desc", pageSize = 50 } = given
  return {
    per_page: String(pageSize),
    order_by: orderBy,
    order_by_direction: order,
    ...toFilters(given),
    ...(search && { search }),
  }
}

/** The query of a deletion. Throws a `GatewayRequestError` where it would take all logs without having been told so. */
export function toDeletionQuery(given: LogDeletion): { [name: string]: string } {
  check(given, deletion)
  const query = toFilters(given)
  if (!given.all === !query["filters"])
    refuse("invalid_request", [{ path: ["filters"], message: "must say which logs, or `all: true` and nothing else" }])
  return query
}

function check(given: object, checks: Checks): void {
  if (!isRecord(given)) return refuse("invalid_request", [{ path: ["filters"], message: "must be an object" }])
  // An unknown name must not widen what is deleted.
  const issues: Issue[] = unknownFilters(given, Object.keys(checks), "pageSize")
  for (const [name, [isGood, message]] of Object.entries(checks))
    if (given[name] !== undefined && !isGood(given[name])) issues.push({ path: [name], message })
  refuse("invalid_request", issues)
}

function toFilters(given: LogSelection): { filters?: string } {
  const named = Object.entries(given).flatMap(([name, value]) =>
    keys[name] && value !== undefined ? [{ key: keys[name], operator: "eq", value: [value] }] : [],
  )
  const filters = [...named, ...(given.filters ?? [])]
  return filters.length > 0 ? { filters: JSON.stringify(filters) } : {}
}
