import { CommandError } from "./command-error.ts"
import { exitCodes } from "./exit-codes.ts"

/** What is said where standard output takes nothing, as on a full disk. Anything else is handed back as it is. */
export function toWriteError(error: unknown): unknown {
  const { syscall, code } = (error ?? {}) as NodeJS.ErrnoException
  if (syscall !== "write" || !code) return error
  return new CommandError(`standard output cannot be written: ${code}`, { exitCode: exitCodes.failed })
}
