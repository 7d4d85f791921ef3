import { createEventParser } from "../../src/http/event-parser.ts"
import { parse } from "../../src/http/parse-json.ts"
import type { ResponseEvent } from "../../src/schemas/response-event.ts"
import { readFixture } from "../support/fixtures.ts"

/** The events of a fixture, without an end mark or half an event. */
export function readEvents(name: string): ResponseEvent[] {
  const events: ResponseEvent[] = []
  const feed = createEventParser(({ data }) => {
    const value = parse(data)
    if (value) events.push(value)
  })
  feed(new TextDecoder().decode(readFixture(name)))
  feed("\n\n")
  return events
}
