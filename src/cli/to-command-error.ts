import { isGatewayError } from "../errors.ts"
import { CommandError } from "./command-error.ts"
import { exitCodes } from "./exit-codes.ts"
import { hintOf } from "./hint-of.ts"

/** What a command says of a failed call: its code and message, then the fix. Anything else is handed back as it is. */
export function toCommandError(error: unknown): unknown {
  if (!isGatewayError(error)) return error
  // Refused before anything was sent: the flags or the variables are wrong.
  const isUsage = isGatewayError(error, "invalid_request", "invalid_model", "unsupported_option", "not_configured")
  return new CommandError(`${error.code}: ${error.message}`, {
    exitCode: isUsage ? exitCodes.usage : exitCodes.failed,
    hint: hintOf(error),
    cause: error,
  })
}
