import type { LogEntry } from "./log-entry.ts"
import type { LogFilter, LogQuery } from "./read-log-query.ts"

/** What the filters and the search find, in the query's order. */
export function filterLogs(
  entries: readonly LogEntry[],
  query: Pick<LogQuery, "filters" | "search" | "orderBy" | "direction">,
  bodiesOf: (entry: LogEntry) => string,
): LogEntry[] {
  const searched = query.search?.toLowerCase()
  // What `search` reads is not documented: here every word of a log and of its bodies.
  const hasSearched = (entry: LogEntry) =>
    searched === undefined || `${JSON.stringify(entry)}\n${bodiesOf(entry)}`.toLowerCase().includes(searched)
  const sign = query.direction === "asc" ? 1 : -1
  return entries
    .filter((entry) => query.filters.every((filter) => passes(entry, filter)) && hasSearched(entry))
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => sign * (compare(a.entry[query.orderBy], b.entry[query.orderBy]) || a.index - b.index))
    .map(({ entry }) => entry)
}

function passes(entry: LogEntry, { key, operator, value: wanted }: LogFilter): boolean {
  const found = valuesOf(entry, key)
  switch (operator) {
    case "eq":
      return found.some((one) => wanted.some((other) => isSame(key, one, other)))
    case "neq":
      return found.every((one) => wanted.every((other) => !isSame(key, one, other)))
    case "contains":
      return found.some((one) => wanted.some((other) => text(one).includes(text(other))))
    case "lt":
      return found.some((one) => wanted.every((other) => compare(toOrder(key, one), toOrder(key, other)) < 0))
    case "gt":
      return found.some((one) => wanted.every((other) => compare(toOrder(key, one), toOrder(key, other)) > 0))
  }
}

// `metadata.key` and `metadata.value` are not paired: each may match another entry of the same log (reference A10).
function valuesOf(entry: LogEntry, key: LogFilter["key"]): unknown[] {
  if (key === "metadata.key") return Object.keys(entry.metadata)
  if (key === "metadata.value") return Object.values(entry.metadata)
  if (key === "tokens") return [entry.tokens_in + entry.tokens_out]
  return [entry[key] ?? null]
}

function isSame(key: LogFilter["key"], one: unknown, other: unknown): boolean {
  return String(toOrder(key, one)) === String(toOrder(key, other))
}

// Times in any spelling of theirs, numbers that came as text.
function toOrder(key: LogFilter["key"], value: unknown): unknown {
  if (key === "created_at") return Date.parse(String(value))
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
}

// Nothing is neither more nor less than something.
function compare(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other
  if (one === null || other === null || one === undefined || other === undefined) return 0
  const [a, b] = [String(one), String(other)]
  return a < b ? -1 : Number(a > b)
}

function text(value: unknown): string {
  return String(value ?? "").toLowerCase()
}
