import { isRecord } from "../../schemas/is-record.ts"
import { errorReplies } from "../error-replies.ts"
import type { PlannedFault } from "./planned-fault.ts"
import { parseJSON } from "../parse-json.ts"

/** Server-sent events with what is wrong in their text. Whatever the order of the faults, comments and line ends come last. */
export function spoilEvents(events: readonly string[], faults: readonly PlannedFault[]): readonly string[] {
  const spoiler = createSpoiler(faults)
  return [...events.flatMap(spoiler.spoil), ...spoiler.end()]
}

/** Spoils one event after the other. */
export interface EventSpoiler {
  /** What goes out in an event's place. */
  spoil(event: string): readonly string[]
  /** What comes after the last. */
  end(): readonly string[]
  /** Whether all that goes out has gone. */
  isOver(): boolean
}

/** For events that come as they are said. */
export function createSpoiler(faults: readonly PlannedFault[]): EventSpoiler {
  const find = (name: PlannedFault["fault"]) => faults.find(({ fault }) => fault === name)
  const midway = find("error-midway")
  let sent = 0
  let isNamed = false
  let isOver = false

  const say = (event: string): string => {
    // In the event's own piece, so that `after` counts the same events with comments as without. The second stands within the event.
    const commented = find("comments") ? `: ping\n\n:\n${event}` : event
    return find("crlf") ? commented.replaceAll(/\r?\n/g, "\r\n") : commented
  }
  const end = (): string[] => {
    if (isOver || !midway) return []
    isOver = true
    return [say(isNamed ? namedError : plainError)]
  }

  return {
    spoil(event) {
      if (isOver) return []
      isNamed ||= /^event:/m.test(event)
      const left = find("missing-usage") ? withoutUsage(event) : [event]
      const all = find("duplicate-finish") ? left.flatMap((one) => (isFinish(one) ? [one, one] : [one])) : left
      const out = midway ? all.slice(0, midway.afterEvents - sent) : all
      sent += out.length
      return [...out.map(say), ...(midway && sent >= midway.afterEvents ? end() : [])]
    },
    end,
    isOver: () => isOver,
  }
}

/** A whole JSON body without its usage. */
export function withoutUsageOf(body: string): string {
  const value = parseJSON(body)
  // Google streams a list where no events are asked for.
  if (Array.isArray(value))
    return JSON.stringify(value.map((entry: unknown) => (isRecord(entry) ? strip(entry) : entry)))
  return isRecord(value) ? JSON.stringify(strip(value)) : body
}

// Each API's word: OpenAI, Anthropic, Google, the Responses API. The quotes within a model's words are escaped.
function isFinish(event: string): boolean {
  return /"(finish_reason|stop_reason|finishReason)": ?"|"type": ?"response\.(completed|incomplete)"/.test(event)
}

function withoutUsage(event: string): string[] {
  let isLeft = true
  const text = event.replaceAll(/^data: ?(\{.*\})$/gm, (line, json: string) => {
    const value = parseJSON(json)
    if (!isRecord(value)) return line
    // The chunk that OpenAI sends for the usage alone.
    if ("usage" in value && Array.isArray(value["choices"]) && value["choices"].length === 0) isLeft = false
    return `data: ${JSON.stringify(strip(value))}`
  })
  return isLeft ? [text] : []
}

// Anthropic has it in `message`, the Responses API in `response`, Workers AI in `result`.
function strip(value: Record<string, unknown>): Record<string, unknown> {
  const { usage: _, usageMetadata: __, ...rest } = value
  for (const key of ["message", "response", "result"]) if (isRecord(rest[key])) rest[key] = strip(rest[key])
  return rest
}

// Streams with named events are told of an error by its name.
const namedError = `event: error\ndata: ${JSON.stringify(errorReplies.overloaded!.body)}\n\n`
const plainError = `data: ${JSON.stringify(errorReplies.server_error!.body)}\n\n`
