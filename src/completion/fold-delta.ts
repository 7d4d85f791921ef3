import { isRecord } from "./read-message.ts"

export type LooseObject = Record<string, unknown>

// Text under these keys names a thing and comes once, or again and again the same; all other text is a piece to append.
const names = new Set(["id", "type", "role", "name", "format", "signature", "thought_signature", "mime_type", "encrypted"])

/** Adds a delta to the message so far: text is appended, lists grow, calls are put together, everything else is replaced. */
export function foldDelta(message: LooseObject, delta: LooseObject): void {
  for (const key in delta) {
    const value = delta[key]
    const before = message[key]
    if (value === null || value === undefined) {
      if (!(key in message)) message[key] = value ?? null
    } else if (key === "tool_calls") {
      if (Array.isArray(value) && value.length > 0) message[key] = foldToolCalls((before as LooseObject[] | null) ?? [], value)
    } else if (key === "content" && (Array.isArray(value) || Array.isArray(before))) {
      message[key] = foldParts(toParts(before), toParts(value))
    } else if (typeof value === "string") {
      if (typeof before !== "string" || before === "") message[key] = value
      else if (!names.has(key)) message[key] = before + value
    } else if (Array.isArray(value)) {
      message[key] = key === "reasoning_details" ? foldParts((before as unknown[] | null) ?? [], value) : [...((before as unknown[] | null) ?? []), ...value]
    } else if (isRecord(value)) {
      const inner = isRecord(before) ? before : {}
      foldDelta(inner, value)
      message[key] = inner
    } else {
      message[key] = value
    }
  }
}

function toParts(content: unknown): unknown[] {
  if (Array.isArray(content)) return content
  return typeof content === "string" && content !== "" ? [{ type: "text", text: content }] : []
}

// A part that goes on with the last one of its kind is joined to it.
function foldParts(parts: unknown[], added: readonly unknown[]): unknown[] {
  const folded = [...parts]
  for (const part of added) {
    const last = folded.at(-1)
    if (isRecord(part) && isRecord(last) && last["type"] === part["type"] && last["index"] === part["index"] && isPiece(part)) foldDelta(last, part)
    else folded.push(isRecord(part) ? structuredClone(part) : part)
  }
  return folded
}

function isPiece(part: LooseObject): boolean {
  return part["type"] === "text" || part["type"] === "thinking" || part["index"] !== undefined
}

// Providers leave out `index`, reuse it for the next call, start it above 0, or repeat id and name in every fragment.
function foldToolCalls(calls: LooseObject[], fragments: readonly unknown[]): LooseObject[] {
  const folded = [...calls]
  fragments.forEach((fragment, position) => {
    if (!isRecord(fragment)) return
    let call = findCall(folded, fragment, position, fragments.length)
    if (!call) {
      // Not enumerable: the slot only tells us the call again, and is gone in the copy that a snapshot is.
      call = Object.defineProperty({}, slot, { value: fragment["index"] }) as LooseObject
      folded.push(call)
    }
    foldCall(call, fragment)
  })
  return folded
}

const slot = Symbol("slot")

function findCall(calls: readonly LooseObject[], fragment: LooseObject, position: number, count: number): LooseObject | undefined {
  const { index, id } = fragment
  const hasId = typeof id === "string" && id !== ""
  if (typeof index === "number") {
    const call = calls.filter((entry) => (entry as { [slot]?: unknown })[slot] === index).at(-1)
    const isNext = call !== undefined && hasId && call["id"] !== undefined && call["id"] !== id && hasName(fragment)
    return isNext ? undefined : call
  }
  if (hasId) return calls.find((entry) => entry["id"] === id)
  if (hasName(fragment)) return undefined
  return count > 1 ? calls[position] : calls.at(-1)
}

function hasName(fragment: LooseObject): boolean {
  const named = fragment["function"] ?? fragment["custom"]
  return isRecord(named) && typeof named["name"] === "string" && named["name"] !== ""
}

function foldCall(call: LooseObject, { index: _, ...fragment }: LooseObject): void {
  for (const key of ["id", "type"]) if (fragment[key] === null || fragment[key] === "") delete fragment[key]
  foldDelta(call, fragment)
  if (!("type" in call)) call["type"] = isRecord(call["custom"]) ? "custom" : "function"
}
