import { exitCodes } from "./exit-codes.ts"

/** Ends a command: one line on standard error, a second with the fix where there is one, and an exit code. */
export class CommandError extends Error {
  readonly exitCode: number
  readonly hint: string | undefined

  constructor(message: string, options: { exitCode?: number; hint?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.exitCode = options.exitCode ?? exitCodes.usage
    this.hint = options.hint
  }
}
