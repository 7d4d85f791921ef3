import { readErrorBody } from "../gateway/read-error-body.ts"
import { quote } from "../gateway/redact.ts"
import { isRecord } from "../schemas/is-record.ts"
import { CommandError } from "./command-error.ts"
import { exitCodes } from "./exit-codes.ts"

/** Cloudflare's API said no. */
export class ManagementError extends CommandError {
  /** The log is not there, or not yet. */
  readonly isMissingLog: boolean

  constructor(message: string, hint: string, isMissingLog: boolean) {
    super(message, { exitCode: exitCodes.failed, hint })
    this.isMissingLog = isMissingLog
  }
}

/** What Cloudflare's API says of a refusal, with its number and the fix. */
export function toManagementError(body: unknown, status: number, method: string, token: string): ManagementError {
  const { message, gatewayCode } = readErrorBody(body)
  const said = quote(message, [token]) || "Cloudflare's API says nothing more"
  const number = gatewayCode === undefined ? "" : `, Cloudflare code ${gatewayCode}`
  // 7003 is a path that leads nowhere: the account or the gateway.
  const isMissingLog = /log not found/i.test(message) || (status === 404 && gatewayCode !== 7003 && isRecord(body))
  return new ManagementError(
    `${said} (HTTP ${status}${number})`,
    hintOf(status, gatewayCode, method, isMissingLog),
    isMissingLog,
  )
}

function hintOf(status: number, gatewayCode: number | undefined, method: string, isMissingLog: boolean): string {
  if (isMissingLog) return "Check the id, and that the gateway collects logs"
  if (status === 401 || status === 403 || gatewayCode === 10000)
    return `CLOUDFLARE_API_TOKEN needs AI Gateway ${method === "GET" ? "Read" : "Edit"} on this account`
  if (gatewayCode === 2001 || gatewayCode === 7003 || status === 404)
    return "Check the account (CF_ACCOUNT_ID) and the gateway (GATEWAY_NAME)"
  if (status >= 300 && status < 400) return "Give the final address as --api-base-url: the token follows no redirect"
  if (status === 429 || status >= 500) return "Try again in a while"
  return "The message says what is not taken"
}
