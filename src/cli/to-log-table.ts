import { printable } from "./printable.ts"
import type { Log } from "./read-logs.ts"
import { paint, type Terminal } from "./terminal.ts"

/** Logs as a table, failures in red. */
export function toLogTable(terminal: Terminal, logs: readonly Log[]): string {
  const { stdout } = terminal
  const toCell = (value: unknown) => printable(terminal, toText(value))
  const titles = ["time (UTC)", "log id", "model", "status", "cache", "tokens", "cost", "ms"]
  const rows = logs.map((log) => [
    printable(terminal, toTime(log["created_at"])),
    toCell(log["id"]),
    printable(terminal, toModel(log)),
    toCell(log["status_code"] ?? (log["success"] === false ? "failed" : "ok")),
    log["cached"] === true ? "HIT" : "-",
    `${toCell(log["tokens_in"])}/${toCell(log["tokens_out"])}`,
    typeof log["cost"] === "number" ? `$${log["cost"].toFixed(6)}` : "-",
    toCell(log["duration"]),
  ])
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)))
  const toLine = (row: readonly string[]) =>
    row.map((cell, column) => (column > 4 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  ")
  return [
    paint(stdout, "bold", toLine(titles)),
    ...rows.map((row, index) => (logs[index]!["success"] === false ? paint(stdout, "red", toLine(row)) : toLine(row))),
  ].join("\n")
}

// Without a zone it is UTC, as databases write it.
function toTime(value: unknown): string {
  const text = toText(value)
  const time = new Date(/(z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text.replace(" ", "T")}Z`)
  return Number.isNaN(time.getTime()) ? text : time.toISOString().slice(0, 19).replace("T", " ")
}

// Since September 2026 the model holds its provider; before, it did not (reference F).
function toModel({ model, provider }: Log): string {
  const name = toText(model)
  return provider && !/^[^@/]+\//.test(name) ? `${toText(provider)}/${name}` : name
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return "-"
  return (typeof value === "object" ? JSON.stringify(value) : String(value)).replace(/\s+/g, " ")
}

/** One log, a line for each of its fields. */
export function toLogRows(terminal: Terminal, log: Log): string {
  // The heads are the bodies' beginnings: `--request` and `--response` show these whole.
  const entries = Object.entries(log)
    .filter(([key]) => !/^(request|response)_head/.test(key))
    .map(([key, value]) => [printable(terminal, key), printable(terminal, toText(value))] as const)
  const width = Math.max(0, ...entries.map(([key]) => key.length))
  return entries.map(([key, value]) => `${key.padEnd(width)}  ${value}`).join("\n")
}
