import { toUsage } from "../completion/to-usage.ts"
import { toFinishReason } from "../completion/to-finish-reason.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import { formatDuration } from "./format-duration.ts"
import { printable } from "./printable.ts"
import { paint, type Terminal } from "./terminal.ts"

/** The line under an answer: log id, cache, tokens, time. Nothing, where nothing came back. */
export function printSummary(
  gateway: GatewayRecord,
  completion: ChatCompletion | undefined,
  terminal: Terminal,
  note?: string,
): void {
  const { stderr } = terminal
  if (gateway.status === undefined) return
  const usage = completion && toUsage(completion)
  const reason = completion && toFinishReason(completion)
  const { logId, cacheStatus, model, timings } = gateway
  const parts = [
    note,
    model,
    // An ordinary end needs no word.
    reason && reason !== "stop" && reason,
    `log ${logId ?? "none"}`,
    (cacheStatus || completion) && `cache ${cacheStatus ?? "not used"}`,
    completion && (usage ? `${usage.input} tokens in, ${usage.output} out` : "tokens unknown"),
    timings.totalMs !== undefined && formatDuration(timings.totalMs),
  ]
  stderr.write(`${paint(stderr, "dim", printable(terminal, parts.filter(Boolean).join(" · ")))}\n`)
}
