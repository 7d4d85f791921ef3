import { isRecord } from "../schemas/is-record.ts"

export type LooseObject = Record<string, unknown>

/** A chunk may hold a key `__proto__` or `constructor`: what is folded inherits nothing. */
export const createTarget = (): LooseObject => Object.create(null)

// What names a thing comes once, or again and again the same: the first word stands.
const names = new Set([
  "id",
  "type",
  "role",
  "name",
  "format",
  "model",
  "created",
  "signature",
  "thought_signature",
  "mime_type",
])

/** Adds a piece, key by key. */
export function foldDelta(target: LooseObject, piece: LooseObject, isDelta = true): void {
  for (const key in piece) foldKey(target, key, piece[key], isDelta)
}

/**
 * Adds a value to what stands under its key. In a delta text is appended and lists grow; elsewhere the newest value stands. What says nothing
 * (null, "") never replaces what says something.
 */
export function foldKey(target: LooseObject, key: string, value: unknown, isDelta: boolean): void {
  const before = target[key]
  if (value === before && !isDelta) return
  if (value == null || value === "") target[key] ??= value
  else if (!before) target[key] = isDelta && typeof value === "object" ? foldInto(key, undefined, value) : value
  else if (names.has(key)) return
  else if (typeof value === "string" && isDelta && typeof before === "string") target[key] = before + value
  else if (isDelta && typeof value === "object") target[key] = foldInto(key, before, value)
  // A list that is being put together is not given up for a stray value.
  else if (isDelta && Array.isArray(before) && key !== "content") return
  else if (isRecord(value) && isRecord(before)) target[key] = { ...before, ...value }
  else target[key] = isDelta && key === "content" ? foldParts(toParts(before), toParts(value)) : value
}

function foldInto(key: string, before: unknown, value: object): unknown {
  if (!Array.isArray(value)) {
    const inner = isRecord(before) ? before : createTarget()
    foldDelta(inner, value as LooseObject)
    return inner
  }
  if (key === "tool_calls") return foldToolCalls(before, value)
  if (key === "content" || key === "reasoning_details") return foldParts(toParts(before), value)
  const list = toParts(before)
  list.push(...value)
  return list
}

function toParts(content: unknown): unknown[] {
  // A list that is there already is our own, made below.
  return Array.isArray(content) ? content : content ? [{ type: "text", text: content }] : []
}

// A part that goes on with one that came before is joined to it: by its index, else the last text or thinking. Parts that come together stay apart.
function foldParts(parts: readonly unknown[], added: readonly unknown[]): unknown[] {
  const folded = [...parts]
  added.forEach((part, position) => {
    if (!isRecord(part)) return folded.push(part)
    const { type, index } = part
    const like = parts
      .filter((other): other is LooseObject => isRecord(other) && other["type"] === type && other["index"] === index)
      .at(-1)
    const goesOn =
      like &&
      (index !== undefined || (position === 0 && like === parts.at(-1) && (type === "text" || type === "thinking")))
    return goesOn ? foldDelta(like, part) : folded.push(foldInto("", undefined, part))
  })
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
      index == null
        ? id
          ? call["id"] === id
          : !hasName
        : slots.get(call) === index && !(id && hasName && call["id"] && call["id"] !== id)
    const known = calls.filter(isSame)
    let call = index == null && !id && fragments.length > 1 ? known[position] : known.at(-1)
    if (!call) {
      calls.push((call = createTarget()))
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
