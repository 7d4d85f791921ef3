import type { LocalAnswerEvent } from "../testing/local-gateway-options.ts"
import { formatDuration } from "./format-duration.ts"
import { printable } from "./printable.ts"
import { paint, type Terminal } from "./terminal.ts"

/** One answer on a line: status, model, cache, tokens, time. */
export function answerLine(event: LocalAnswerEvent, terminal: Terminal): string {
  const { method, path, model, status, cacheStatus, tokensIn, tokensOut, durationMs } = event
  const color = status < 400 ? "green" : status < 500 ? "yellow" : "red"
  const columns = [
    printable(terminal, model || `${method} ${path}`).padEnd(36),
    (cacheStatus ?? "-").padEnd(4),
    (tokensIn === undefined ? "-" : `${tokensIn} in, ${tokensOut ?? 0} out`).padEnd(16),
    formatDuration(durationMs),
  ]
  return `${paint(terminal.stderr, color, String(status))}  ${columns.join("  ")}`
}
