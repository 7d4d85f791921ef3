import { createPages } from "../call/create-pages.ts"
import { toLogPage } from "../logs/to-log-page.ts"
import { toLogQuery } from "../logs/to-log-query.ts"
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

/** Reads the newest logs that fit, page by page. */
export async function readLogs(api: ManagementApi, flags: LogFilter): Promise<Log[]> {
  const { limit, model, provider, failed, cached, eventId, search } = flags
  // 50 is the most that one page holds.
  const pageSize = Math.min(limit, 50)
  const query = toLogQuery({
    model: model || undefined,
    provider: provider || undefined,
    success: failed ? false : undefined,
    cached,
    eventId: eventId || undefined,
    search,
    pageSize,
  })
  const logs: Log[] = []
  const pages = createPages(async (page) => {
    const result = await api.get("/logs", { page: String(page), ...query })
    return toLogPage({ result }, pageSize)
  })
  for await (const log of pages) if (logs.push({ ...log }) === limit) break
  return logs
}
