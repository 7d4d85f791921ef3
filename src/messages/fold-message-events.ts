import { createTarget, foldKey, type LooseObject } from "../completion/fold-delta.ts"
import { parse } from "../http/parse-json.ts"
import { isRecord } from "../schemas/is-record.ts"
import type { MessageStreamEvent } from "../schemas/message-event.ts"
import type { MessageObject } from "../schemas/message.ts"
import type { Fold } from "../stream/fold.ts"

/**
 * Joins events to the message they are pieces of, keeping every key that a provider added. A tool's input is decoded once its JSON is whole;
 * until then `input` is what the block began with, and the text that came stands beside it as `partial_json`.
 */
export function foldMessageEvents(events: Iterable<MessageStreamEvent>): MessageObject {
  const fold = createMessageFold()
  for (const event of events) fold.add(event)
  return fold.snapshot()
}

/** A fold that grows event by event. It is finished at the end mark, or with a stop reason: a missing end mark does no harm then. */
export function createMessageFold(): Fold<MessageStreamEvent, MessageObject> {
  const top = createTarget()
  const usage = createTarget()
  const blocks = new Map<number, LooseObject>()
  let stopped = false

  const begin = (index: number, block: unknown): void => {
    if (isRecord(block)) blocks.set(index, Object.assign(createTarget(), structuredClone(block)))
  }

  const foldBlock = (index: number, { type, citation, ...delta }: LooseObject): void => {
    // A block that never began is named by what it goes on with.
    if (!blocks.has(index)) begin(index, { type: typeof type === "string" ? type.replace("_delta", "") : type })
    const block = blocks.get(index)!
    if (citation) block["citations"] = [...(Array.isArray(block["citations"]) ? block["citations"] : []), citation]
    for (const key in delta) foldKey(block, key, delta[key], typeof delta[key] === "string")
  }

  // Whatever is said again is said of the whole message, usage too: the newest stands. Only a count that was told does not fall back to 0.
  const foldTop = (piece: unknown): void => {
    if (!isRecord(piece)) return
    for (const key in piece) {
      const value = piece[key]
      if (key === "usage") {
        const counts: LooseObject = Object(value)
        for (const name in counts) if (counts[name] || !usage[name]) foldKey(usage, name, counts[name], false)
      } else if (key !== "content") foldKey(top, key, value, false)
      else if (Array.isArray(value)) value.forEach((block, index) => begin(index, block))
    }
  }

  return {
    add(event) {
      const { type, index, message, content_block: block, delta, ...rest } = event as unknown as LooseObject
      const place = (otherwise: number): number => (typeof index === "number" ? index : otherwise)
      if (type === "content_block_start") begin(place(blocks.size), block)
      else if (type === "content_block_delta" && isRecord(delta)) foldBlock(place(Math.max(0, blocks.size - 1)), delta)
      else if (type === "message_start" || type === "message_delta" || type === "message_stop") {
        for (const piece of [message, delta, rest]) foldTop(piece)
        stopped ||= type === "message_stop"
      }
    },
    isFinished: () => stopped || Boolean(top["stop_reason"]),
    snapshot() {
      const content = [...blocks].sort(([a], [b]) => a - b).map(([, block]) => block)
      const whole = structuredClone({
        id: "",
        type: "message",
        role: "assistant",
        model: "",
        stop_reason: null,
        stop_sequence: null,
        ...top,
        content,
        usage: { input_tokens: 0, output_tokens: 0, ...usage },
      })
      for (const block of whole.content) decodeInput(block)
      return whole as unknown as MessageObject
    },
  }
}

function decodeInput(block: LooseObject): void {
  const text = block["partial_json"]
  if (typeof text !== "string") return
  const input = text === "" ? (block["input"] ?? {}) : parse(text)
  if (input === undefined) return
  block["input"] = input
  delete block["partial_json"]
}
