import { readErrorBody } from "../gateway/read-error-body.ts"
import { quote } from "../gateway/redact.ts"
import { isMissingLog } from "../logs/is-missing-log.ts"
import { CommandError } from "./command-error.ts"
import { exitCodes } from "./exit-codes.ts"

/** Cloudflare's API said no. */
export class ManagementError extends CommandError {
  /** The log is not there, or not yet. */
  readonly isMissingLog: boolean

  constructor(message: string, hint: string | undefined, isMissingLog: boolean) {
    super(message, { exitCode: exitCodes.failed, hint })
    this.isMissingLog = isMissingLog
  }
}

/** What was asked of Cloudflare's API. */
export interface ManagementRequest {
  readonly method: string
  /** Behind the gateway's own address. */
  readonly path: string
  readonly token: string
}

/** What Cloudflare's API says of a refusal, with its number and the fix. */
export function toManagementError(
  body: unknown,
  status: number,
  { method, path, token }: ManagementRequest,
): ManagementError {
  const { message, gatewayCode } = readErrorBody(body)
  const said = quote(message, [token]) || "Cloudflare's API says nothing more"
  const number = gatewayCode === undefined ? "" : `, Cloudflare code ${gatewayCode}`
  const isMissing = isMissingLog(path.startsWith("/logs/") ? status : 0, body)
  return new ManagementError(
    `${said} (HTTP ${status}${number})`,
    hintOf(status, gatewayCode, method, isMissing),
    isMissing,
  )
}

function hintOf(
  status: number,
  gatewayCode: number | undefined,
  method: string,
  isMissingLog: boolean,
): string | undefined {
  if (isMissingLog) return "Check the id, and that the gateway collects logs"
  if (status === 401 || status === 403 || gatewayCode === 10000)
    return `CLOUDFLARE_API_TOKEN needs AI Gateway ${method === "GET" ? "Read" : "Edit"} on this account`
  if (gatewayCode === 7003) return "Check the account (CF_ACCOUNT_ID) and the gateway (GATEWAY_NAME)"
  if (gatewayCode === 2001 || status === 404)
    return "Check the gateway's name: --gateway, GATEWAY_NAME, or the end of CF_AIG_BASE_URL"
  if (status >= 300 && status < 400) return "Give the final address as --api-base-url: the token follows no redirect"
  if (status === 429 || status >= 500) return "Try again in a while"
  // The message says what is not taken.
  return undefined
}
