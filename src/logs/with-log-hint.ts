import { isGatewayError } from "../errors.ts"
import { isMissingLog } from "./is-missing-log.ts"

/** The same error, with the fix that helps with logs: its own speaks of models. */
export function withLogHint(error: unknown, isRead: boolean): unknown {
  const hint = hintOf(error, isRead)
  if (hint) Object.defineProperty(error, "hint", { value: hint })
  return error
}

function hintOf(error: unknown, isRead: boolean): string | undefined {
  if (isGatewayError(error, "timeout")) return "Raise `timeout`"
  if (isGatewayError(error, "unauthorized", "provider_unauthorized", "forbidden"))
    return `\`apiToken\` needs AI Gateway ${isRead ? "Read" : "Edit"} on this account`
  if (!isGatewayError(error, "not_found")) return undefined
  return isMissingLog(error.status, error.body)
    ? "Check the id, and that the gateway keeps logs and bodies; a fresh log lags: `logs.wait`"
    : "Check `accountId` and `gateway`"
}
