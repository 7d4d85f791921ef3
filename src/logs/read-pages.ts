import type { GatewayLog } from "../schemas/gateway-log.ts"
import { isRecord } from "../schemas/is-record.ts"

/** A page of logs, in the envelope of Cloudflare's API; nothing of it is sure where `validate` lets all pass. */
export interface LogPage {
  readonly result?: unknown
  readonly result_info?: unknown
}

/** Reads page after page, from 1, as somebody asks for more. A log that new ones have pushed on to the next page comes once. */
export async function* readPages(
  pageSize: number,
  read: (page: number) => Promise<LogPage>,
): AsyncGenerator<GatewayLog, void, undefined> {
  let before = new Set<unknown>()
  for (let page = 1; ; page++) {
    const { result, result_info: info } = await read(page)
    const found = (Array.isArray(result) ? result : []) as readonly GatewayLog[]
    const logs = found.filter(isRecord as (log: GatewayLog) => boolean)
    for (const log of logs) if (!before.has(log.id)) yield log
    before = new Set(logs.flatMap(({ id }) => id ?? []))
    // The service may give fewer than were asked for, and says so.
    const size = isRecord(info) && Number.isInteger(info["per_page"]) ? (info["per_page"] as number) : pageSize
    if (found.length === 0 || found.length < size) return
  }
}
