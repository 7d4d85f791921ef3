import { textsIn } from "./texts-in.ts"

/** What a conversation says: all prose in it, and whatever stands as the content of a turn or part, a single word too. */
export function textsOfTurns(turns: unknown): string[] {
  return [...textsIn(turns), ...said(turns)]
}

function said(value: unknown): string[] {
  if (typeof value === "string") return [value]
  if (Array.isArray(value)) return value.flatMap(said)
  const { content, text, output, arguments: call, input } = Object(value)
  return [content, text, output, call, ...(typeof input === "string" ? [input] : [])].flatMap((part) =>
    part ? said(part) : [],
  )
}
