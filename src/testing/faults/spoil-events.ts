import { isRecord } from "../../schemas/is-record.ts"
import type { PlannedFault } from "./planned-fault.ts"

/** Server-sent events with what is wrong in their text. Whatever the order of the faults, comments and line ends come last. */
export function spoilEvents(events: readonly string[], faults: readonly PlannedFault[]): readonly string[] {
  const find = (name: PlannedFault["fault"]) => faults.find(({ fault }) => fault === name)
  let spoiled = events
  if (find("missing-usage")) spoiled = spoiled.flatMap(withoutUsage)
  if (find("duplicate-finish")) spoiled = spoiled.flatMap((event) => (isFinish(event) ? [event, event] : [event]))
  const midway = find("error-midway")
  if (midway) spoiled = [...spoiled.slice(0, midway.afterEvents), errorLike(events)]
  // In the event's own piece, so that `after` counts the same events with comments as without. The second stands within the event.
  if (find("comments")) spoiled = spoiled.map((event) => `: ping\n\n:\n${event}`)
  if (find("crlf")) spoiled = spoiled.map((event) => event.replaceAll(/\r?\n/g, "\r\n"))
  return spoiled
}

/** A whole JSON body without its usage. */
export function withoutUsageOf(body: string): string {
  const value = parse(body)
  // Google streams a list where no events are asked for.
  if (Array.isArray(value))
    return JSON.stringify(value.map((entry: unknown) => (isRecord(entry) ? strip(entry) : entry)))
  return isRecord(value) ? JSON.stringify(strip(value)) : body
}

// Each API's word: OpenAI, Anthropic, Google, the Responses API. The quotes within a model's words are escaped.
function isFinish(event: string): boolean {
  return /"(finish_reason|stop_reason|finishReason)":"|"type":"response\.(completed|incomplete)"/.test(event)
}

function withoutUsage(event: string): string[] {
  let isLeft = true
  const text = event.replaceAll(/^data: (\{.*\})$/gm, (line, json: string) => {
    const value = parse(json)
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
function errorLike(events: readonly string[]): string {
  if (events.some((event) => event.startsWith("event: ")))
    return `event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n`
  return `data: {"error":{"message":"The server had an error while processing your request.","type":"server_error","param":null,"code":null}}\n\n`
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
