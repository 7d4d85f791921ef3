import type { ResponseEvent } from "../schemas/response-event.ts"
import type { ResponseObject } from "../schemas/response-object.ts"
import { isRecord } from "../schemas/is-record.ts"
import type { LooseObject } from "../completion/fold-delta.ts"
import type { Fold } from "../stream/fold.ts"

/** Joins events to the response they are pieces of. */
export function foldResponseEvents(events: Iterable<ResponseEvent>): ResponseObject {
  const fold = createResponseFold()
  for (const event of events) fold.add(event)
  return fold.snapshot()
}

/**
 * A fold that grows event by event. The response that the last event carries stands; until then, and where it carries no output, items are put
 * together from their pieces: text, refusals, sources, thoughts, and the input of calls.
 */
export function createResponseFold(): Fold<ResponseEvent, ResponseObject> {
  let top: LooseObject = {}
  let output: unknown[] = []
  let finished = false

  // A server may leave out the index, but then it gives an id.
  const indexOf = ({ output_index: index, item_id, item }: LooseObject): number => {
    if (typeof index === "number") return index
    const id = item_id ?? (item as LooseObject | null | undefined)?.["id"] ?? Number.NaN
    const place = output.findIndex((entry) => isRecord(entry) && entry["id"] === id)
    return place < 0 ? output.length : slotOf(output[place], place)
  }

  const addToItem = (event: LooseObject, name: string, verb: string | undefined): void => {
    const { item, item_id: id } = event
    const index = indexOf(event)
    if (name === "output_item" && isRecord(item)) return void put(output, index, structuredClone(item))
    const [, kind, key] = /^(.*?)_?(part|text|refusal|arguments|input|code)$/.exec(name) ?? []
    if (!key) return
    const isSource = verb === "annotation"
    // At the end of a piece all of it is said again, under its own key.
    const value = event[verb === "delta" || isSource ? verb : key]
    if (key === "part" || isSource ? !isRecord(value) : typeof value !== "string") return
    const isThought = name.startsWith("reasoning")
    const isCall = !/part|text|refusal/.test(key)
    const type = isCall ? kind : isThought ? "reasoning" : "message"
    const target = entryAt(output, index, { id, type, ...(type === "message" && { role: "assistant" }) })
    if (isCall) return grow(target, key, value, verb)
    const isSummary = name.startsWith("reasoning_summary")
    const parts = listIn(target, isSummary ? "summary" : "content")
    const given = event[isSummary ? "summary_index" : "content_index"]
    const partIndex = typeof given === "number" ? given : 0
    if (key === "part") return void put(parts, partIndex, structuredClone(value) as LooseObject)
    const part = entryAt(parts, partIndex, { type: isSummary ? "summary_text" : name })
    if (isSource) listIn(part, "annotations").push(value)
    else grow(part, key, value, verb)
  }

  return {
    add(event) {
      const { type, response } = event as unknown as LooseObject
      const [, name = "", verb] = typeof type === "string" ? type.split(".") : []
      if (verb) return addToItem(event as unknown as LooseObject, name, verb)
      if (/^(completed|incomplete|failed|cancelled)$/.test(name)) {
        finished = true
        top = { ...top, status: name }
      }
      if (!isRecord(response)) return
      top = { ...top, ...response }
      const whole = response["output"]
      // Some servers end with an empty list whatever they sent before.
      if (Array.isArray(whole) && whole.length > 0) output = structuredClone(whole)
    },
    isFinished: () => finished,
    snapshot: () =>
      structuredClone({
        id: "",
        object: "response",
        created_at: 0,
        status: "in_progress",
        error: null,
        incomplete_details: null,
        model: "",
        ...top,
        output,
      }) as unknown as ResponseObject,
  }
}

// Under which index an entry came; those of a list that came whole are at their place.
const slots = new WeakMap<object, number>()

const slotOf = (entry: unknown, place: number): number => slots.get(entry as object) ?? place

const placeOf = (list: unknown[], index: number): number =>
  list.findIndex((entry, place) => slotOf(entry, place) === index)

function put(list: unknown[], index: number, entry: LooseObject): LooseObject {
  const place = placeOf(list, index)
  const next = list.findIndex((other, place) => slotOf(other, place) > index)
  slots.set(entry, index)
  if (place < 0) list.splice(next < 0 ? list.length : next, 0, entry)
  else list[place] = entry
  return entry
}

// A server may leave out the event that begins an item or part.
function entryAt(list: unknown[], index: number, fresh: LooseObject): LooseObject {
  const entry = list[placeOf(list, index)]
  return isRecord(entry) ? entry : put(list, index, fresh)
}

function listIn(target: LooseObject, key: string): unknown[] {
  const list = target[key]
  return Array.isArray(list) ? list : ((target[key] = []) as unknown[])
}

function grow(target: LooseObject, key: string, value: unknown, verb: string | undefined): void {
  const before = target[key]
  target[key] = verb === "delta" && typeof before === "string" ? before + (value as string) : value || (before ?? value)
}
