import { isRecord } from "../schemas/is-record.ts"
import type { ManagementApi } from "./management-api.ts"

/** Which logs. */
export interface LogFilter {
  readonly limit: number
  readonly model?: string | undefined
  readonly provider?: string | undefined
  readonly failed?: boolean | undefined
  readonly cached?: boolean | undefined
  readonly eventId?: string | undefined
  readonly search?: string | undefined
}

/** A log as the service writes it (reference A10). */
export type Log = Readonly<Record<string, unknown>>

// The most that one page holds.
const pageSize = 50

/** Reads the newest logs that fit, page by page. */
export async function readLogs(api: ManagementApi, flags: LogFilter): Promise<Log[]> {
  const perPage = Math.min(flags.limit, pageSize)
  const filters = toFilters(flags)
  const query = {
    per_page: String(perPage),
    order_by: "created_at",
    order_by_direction: "desc",
    ...(filters.length > 0 && { filters: JSON.stringify(filters) }),
    ...(flags.search && { search: flags.search }),
  }
  const logs: Log[] = []
  for (let page = 1; logs.length < flags.limit; page++) {
    const result = await api.get("/logs", { page: String(page), ...query })
    const found = Array.isArray(result) ? result.filter(isRecord) : []
    logs.push(...found)
    if (found.length < perPage) break
  }
  return logs.slice(0, flags.limit)
}

function toFilters({ model, provider, failed, cached, eventId }: LogFilter): object[] {
  const wanted: [key: string, value: unknown][] = [
    ["model", model],
    ["provider", provider],
    ["success", failed ? false : undefined],
    ["cached", cached],
    ["event_id", eventId],
  ]
  return wanted
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, operator: "eq", value: [value] }))
}
