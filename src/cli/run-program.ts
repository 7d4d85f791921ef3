import { CommanderError } from "commander"
import { CommandError } from "./command-error.ts"
import { createProgram } from "./create-program.ts"
import { exitCodes } from "./exit-codes.ts"
import { printError } from "./print-error.ts"
import type { Terminal } from "./terminal.ts"
import { toWriteError } from "./to-write-error.ts"

/** Runs one command line and says what went wrong, on standard error. Resolves to the exit code. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync(args, { from: "user" })
    return exitCodes.ok
  } catch (error) {
    // Said already, by commander: its 1 is our 2.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    printError(toWriteError(error), terminal)
    return error instanceof CommandError ? error.exitCode : exitCodes.failed
  }
}
