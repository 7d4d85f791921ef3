import { readErrorBody } from "../gateway/read-error-body.ts"
import { isRecord } from "../schemas/is-record.ts"

/** Whether a refused request for a log says that the log is not there, or not yet. */
export function isMissingLog(status: number, body: unknown): boolean {
  const { message, gatewayCode } = readErrorBody(body)
  if (/\blog not found/i.test(message)) return true
  // Of a 404 that names nothing, the id is the likeliest cause. 7003 is a path that leads nowhere: the account or the gateway.
  return status === 404 && isRecord(body) && gatewayCode !== 7003 && !/gateway/i.test(message)
}
