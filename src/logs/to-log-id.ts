import { refuse } from "../call/prepare-call.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"

/** A log's id, or what carries it: a reply, a stream, an error, anything with a record, or the record itself. */
export type LogReference = string | GatewayRecord | { readonly gateway: GatewayRecord }

/** The id. Throws a `GatewayRequestError` where there is none, or where it would lead to another path. */
export function toLogId(log: LogReference): string {
  const record = typeof log === "string" ? undefined : recordOf(log)
  const id = typeof log === "string" ? log : record?.logId
  if (id === undefined) {
    const message = record
      ? "carries no log id: the gateway keeps no logs, `collectLog` was false, or the request was refused before the log"
      : "must be a log's id, or what carries a record: a reply, a stream, an error"
    refuse("invalid_request", [{ path: ["log"], message }])
  }
  // Opaque, so that only what no path may hold is refused.
  if (!/^(?!\.+$)[^\s\\/?#%\0-\x1f\x7f]{1,256}$/.test(id!))
    refuse("invalid_request", [{ path: ["log"], message: "is no log's id: `gateway.logId` of the reply has it" }])
  return id!
}

function recordOf(log: unknown): GatewayRecord | undefined {
  const { gateway, attempts, then } = Object(log)
  if (typeof then === "function")
    refuse("invalid_request", [{ path: ["log"], message: "is a promise: await it first" }])
  // Every record has attempts; an answer may, too, but it carries its record.
  return gateway ?? (attempts ? (log as GatewayRecord) : undefined)
}
