import { createByteBudget } from "../byte-budget.ts"
import { filterLogs } from "./filter-logs.ts"
import { toLogEntry, type LogDetail, type LogEntry, type LogPatch, type LogPayload, type NewLog } from "./log-entry.ts"
import type { LogQuery } from "./read-log-query.ts"

/** The logs of one gateway. */
export interface LogStore {
  /** Writes a log, once its answer has ended. One over 10 MB is dropped. */
  add(log: NewLog, payload?: LogPayload): void
  /** Changes what a reader may change, lagging or not. */
  update(id: string, patch: LogPatch): LogEntry | undefined
  /** One log; none while it lags. */
  get(id: string): LogDetail | undefined
  list(query: LogQuery): LogPage
  /** All that can be read, oldest first. */
  all(): readonly LogEntry[]
  /** Takes away what the filters find, first come by the query's order, and counts it. */
  delete(query: LogQuery, limit?: number): number
  /** The request's body, where it was kept. */
  request(id: string): string | undefined
  /** The answer's body, where it was kept. */
  response(id: string): string | undefined
  clear(): void
}

export interface LogPage {
  readonly logs: readonly LogEntry[]
  /** How many the filters find, on all pages. */
  readonly total: number
}

export interface LogStoreOptions {
  readonly now: () => number
  /** Milliseconds until a log can be read, asked for when it is written. */
  readonly lag: () => number
}

// Reference B, limits: "log size stored 10 MB (bigger ones are dropped)".
const maxSize = 10 * 1024 * 1024
// The service keeps 100,000 and more; they would fill the memory of a process. A choice, as is which go: the oldest.
const maxLogs = 10_000
// How much of a body the head shows is not documented.
const headLength = 1000

interface Kept {
  entry: LogEntry
  payload: LogPayload
  readonly readableAt: number
}

/** Makes an empty store. */
export function createLogStore({ now, lag }: LogStoreOptions): LogStore {
  const logs = new Map<string, Kept>()
  // Past it the oldest logs lose their bodies, and stay.
  const budget = createByteBudget<string>((id) => (logs.get(id)!.payload = {}))
  const forget = (id: string) => {
    logs.delete(id)
    budget.delete(id)
  }
  const readable = (id: string): Kept | undefined => {
    const kept = logs.get(id)
    return kept && kept.readableAt <= now() ? kept : undefined
  }
  const find = (query: LogQuery): LogEntry[] => {
    const entries = [...logs.values()].filter((kept) => kept.readableAt <= now()).map((kept) => kept.entry)
    return filterLogs(entries, query, ({ id }) => {
      const { request = "", response = "" } = logs.get(id)!.payload
      return `${request}\n${response}`
    })
  }
  return {
    add(log, payload = {}) {
      const bytes = sizeOf(payload.request) + sizeOf(payload.response)
      if (bytes > maxSize) return
      logs.set(log.id, { entry: toLogEntry(log, now()), payload, readableAt: now() + lag() })
      budget.add(log.id, bytes)
      if (logs.size > maxLogs) forget(logs.keys().next().value!)
    },
    update(id, { feedback, score, metadata }) {
      const kept = logs.get(id)
      if (!kept) return undefined
      kept.entry = {
        ...kept.entry,
        ...(feedback !== undefined && { feedback }),
        ...(score !== undefined && { score }),
        ...(metadata !== undefined && { metadata: metadata ?? {} }),
      }
      return kept.entry
    },
    get(id) {
      const kept = readable(id)
      return kept && { ...kept.entry, ...headOf("request", kept.payload), ...headOf("response", kept.payload) }
    },
    all: () => [...logs.values()].filter((kept) => kept.readableAt <= now()).map((kept) => kept.entry),
    list(query) {
      const found = find(query)
      const start = (query.page - 1) * query.perPage
      return { logs: found.slice(start, start + query.perPage), total: found.length }
    },
    delete(query, limit = Infinity) {
      const gone = find(query).slice(0, limit)
      for (const { id } of gone) forget(id)
      return gone.length
    },
    request: (id) => readable(id)?.payload.request,
    response: (id) => readable(id)?.payload.response,
    clear() {
      logs.clear()
      budget.clear()
    },
  }
}

function sizeOf(text = ""): number {
  return new TextEncoder().encode(text).length
}

function headOf(name: "request" | "response", payload: LogPayload): object {
  const text = payload[name]
  if (text === undefined) return {}
  return {
    [`${name}_size`]: sizeOf(text),
    [`${name}_head`]: text.slice(0, headLength),
    [`${name}_head_complete`]: text.length <= headLength,
  }
}
