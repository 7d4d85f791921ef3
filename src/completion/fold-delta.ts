import { isRecord } from "../schemas/is-record.ts"

export type LooseObject = Record<string, unknown>

// Text that names a thing comes once, or again and again the same.
const names = /^(id|type|role|name|format|model|signature|thought_signature|mime_type)$/

/**
 * Adds a piece to what is there. In a delta text is appended and lists grow; elsewhere (`isDelta` false) the newest value stands. What says nothing
 * (null, "") never replaces what says something, and a name never changes.
 */
export function foldDelta(target: LooseObject, piece: LooseObject, isDelta = true): void {
  for (const key in piece) {
    const value = piece[key]
    const before = target[key]
    if (value === before) {
      if (isDelta && typeof value === "string" && !names.test(key)) target[key] = value + value
    } else if (value == null || value === "") target[key] ??= value ?? null
    else if (key === "tool_calls" && Array.isArray(value)) target[key] = foldToolCalls(before, value)
    else if (key === "content" && (Array.isArray(value) || Array.isArray(before))) target[key] = foldParts(toParts(before), toParts(value))
    else if (typeof value === "string" && before) {
      if (!names.test(key)) target[key] = isDelta ? `${before}${value}` : value
    } else if (isDelta && Array.isArray(value)) {
      if (key === "reasoning_details") target[key] = foldParts(toParts(before), value)
      else (target[key] = toParts(before)).push(...value)
    }
    else if (isRecord(value)) {
      const inner = (target[key] = isRecord(before) ? before : {})
      foldDelta(inner, value, isDelta)
    } else target[key] = value
  }
}

function toParts(content: unknown): unknown[] {
  // A list that is there already is our own, made below.
  return Array.isArray(content) ? content : content ? [{ type: "text", text: content }] : []
}

// A part that goes on with the last one of its kind is joined to it.
function foldParts(parts: readonly unknown[], added: readonly unknown[]): unknown[] {
  const folded = [...parts]
  for (const part of added) {
    const last = folded.at(-1)
    const goesOn = isRecord(part) && isRecord(last) && last["type"] === part["type"] && last["index"] === part["index"]
    if (goesOn && (part["index"] !== undefined || /^(text|thinking)$/.test(String(part["type"])))) foldDelta(last, part)
    else folded.push(structuredClone(part))
  }
  return folded
}

// Providers leave `index` out, reuse it for the next call, start it above 0, or repeat id and name in every fragment.
function foldToolCalls(before: unknown, fragments: readonly unknown[]): LooseObject[] {
  const calls: LooseObject[] = Array.isArray(before) ? before : []
  fragments.forEach((fragment, position) => {
    if (!isRecord(fragment)) return
    const { index, id, ...piece } = fragment
    const hasName = Boolean(((fragment["function"] ?? fragment["custom"]) as LooseObject | undefined)?.["name"])
    const isSame = (call: LooseObject): boolean =>
      index == null ? (id ? call["id"] === id : !hasName) : slots.get(call) === index && !(id && hasName && call["id"] && call["id"] !== id)
    const known = calls.filter(isSame)
    let call = index == null && !id && fragments.length > 1 ? known[position] : known.at(-1)
    if (!call) {
      calls.push((call = {}))
      slots.set(call, index)
    }
    if (id && !call["id"]) call["id"] = id
    foldDelta(call, piece)
    call["type"] ||= call["custom"] ? "custom" : "function"
  })
  return calls
}

// Under which index a call came, to know its next fragment by.
const slots = new WeakMap<LooseObject, unknown>()
