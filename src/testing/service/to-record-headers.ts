import type { GatewayRecord } from "../../gateway/gateway-record.ts"

/** A record as the headers that tell it. */
export function toRecordHeaders(record: Partial<GatewayRecord> | undefined): Record<string, string> {
  const { logId, eventId, requestId, step, cacheStatus, model, provider } = record ?? {}
  const named = {
    "cf-aig-log-id": logId,
    "cf-aig-event-id": eventId,
    "cf-aig-request-id": requestId,
    "cf-aig-step": step,
    "cf-aig-cache-status": cacheStatus,
    "cf-aig-model": model,
    "cf-aig-provider": provider,
  }
  const given = Object.entries(named).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
    ...Object.fromEntries(record?.headers ?? []),
  }
}
