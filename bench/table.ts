/** One line of the table. */
export interface Row {
  readonly what: string
  readonly who: string
  /** In its own unit. */
  readonly figure: string
  /** To the line of the same group that says 1. */
  readonly ratio?: number | undefined
  /** The middle half of the ratios of the single rounds. */
  readonly spread?: readonly [low: number, high: number] | undefined
  readonly budget?: string | undefined
}

/** A Markdown table, also fit for a terminal. */
export function toTable(rows: readonly Row[]): string {
  const cells = rows.map(({ what, who, figure, ratio, spread, budget = "" }, index) => [
    what === rows[index - 1]?.what ? "" : what,
    who,
    figure,
    ratio === undefined ? "" : ratio.toFixed(2),
    spread ? spread.map((end) => end.toFixed(2)).join(" to ") : "",
    budget,
  ])
  const head = ["what", "who", "median", "ratio", "middle half", "budget"]
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((line) => line[column]!.length)))
  const toLine = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`
  return [toLine(head), rule, ...cells.map(toLine)].join("\n")
}
