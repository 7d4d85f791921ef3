import { CommandError } from "./command-error.ts"
import { printable } from "./printable.ts"
import { paint, type Terminal } from "./terminal.ts"

/** Says what went wrong in one line, and the fix in a second where there is one. */
export function printError(error: unknown, terminal: Terminal): void {
  const { stderr } = terminal
  const { message, hint } = error instanceof CommandError ? error : { message: String(error), hint: undefined }
  if (message) stderr.write(`${paint(stderr, "red", "error:")} ${printable(terminal, message)}\n`)
  if (hint) stderr.write(`${paint(stderr, "cyan", "fix:")} ${printable(terminal, hint)}\n`)
}
