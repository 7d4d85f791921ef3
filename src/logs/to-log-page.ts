import type { Page } from "../call/create-pages.ts"
import type { GatewayLog } from "../schemas/gateway-log.ts"
import { isRecord } from "../schemas/is-record.ts"

/** The logs of a page in the envelope of Cloudflare's API; nothing of it is sure where `validate` lets all pass. */
export function toLogPage(envelope: unknown, pageSize: number): Page<GatewayLog> {
  const { result, result_info: info } = envelope as { readonly result?: unknown; readonly result_info?: unknown }
  const found: unknown[] = Array.isArray(result) ? result : []
  const told = isRecord(info) ? info["per_page"] : undefined
  return {
    items: found.filter(isRecord as (log: unknown) => log is GatewayLog & Record<string, unknown>),
    // The service may give fewer than were asked for, and says so.
    size: Number.isInteger(told) ? (told as number) : pageSize,
  }
}
