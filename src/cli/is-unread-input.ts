import { fstatSync } from "node:fs"
import type { Terminal } from "./terminal.ts"

/** Whether something is piped in beside words that leave it unread. A socket may be anybody's, and stay open. */
export function isUnreadInput(words: readonly string[], { stdin }: Terminal): boolean {
  const { fd } = stdin as { fd?: unknown }
  if (words.length === 0 || words.includes("-") || typeof fd !== "number") return false
  try {
    const input = fstatSync(fd)
    return input.isFIFO() || (input.isFile() && input.size > 0)
  } catch {
    // Closed.
    return false
  }
}
