import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { toWords } from "../to-words.ts"
import { readObjects, readText } from "./read-json.ts"
import { toFragments } from "./to-fragments.ts"
import { toOpenResponse, toResponse } from "./to-response.ts"
import { toServerSentEvent } from "./to-server-sent-event.ts"
import type { JSONObject } from "./wire-format.ts"

type Event = JSONObject & { readonly type: string }

/** A reply of the Responses API as its stream: every item opened, said in pieces, and closed. */
export function toResponseEvents(completion: ChatCompletion, body: JSONObject): string[] {
  const open = toOpenResponse(completion, body)
  const done = toResponse(completion, body)
  const events: Event[] = [
    { type: "response.created", response: open },
    { type: "response.in_progress", response: open },
    ...readObjects(done["output"]).flatMap(toItemEvents),
    { type: `response.${readText(done["status"])}`, response: done },
  ]
  return events.map((event, index) => toServerSentEvent({ ...event, sequence_number: index }, event.type))
}

function toItemEvents(item: JSONObject, output_index: number): Event[] {
  const place = { item_id: item["id"], output_index }
  const { started, said } = toContentEvents(item, place)
  return [
    { type: "response.output_item.added", output_index, item: { ...item, ...started } },
    ...said,
    { type: "response.output_item.done", output_index, item },
  ]
}

// What an item lacks when it begins, and the events that bring it.
function toContentEvents(item: JSONObject, place: JSONObject): { started: JSONObject; said: Event[] } {
  switch (item["type"]) {
    case "function_call":
      return { started: { arguments: "", status: "in_progress" }, said: toArgumentEvents(item, place) }
    case "reasoning":
      return {
        started: { summary: [] },
        said: toPartEvents(item["summary"], "reasoning_summary_text", "reasoning_summary", {
          ...place,
          summary_index: 0,
        }),
      }
    default:
      return {
        started: { content: [], status: "in_progress" },
        said: toPartEvents(item["content"], "output_text", "content", { ...place, content_index: 0 }),
      }
  }
}

function toArgumentEvents(item: JSONObject, place: JSONObject): Event[] {
  const type = "response.function_call_arguments"
  const text = readText(item["arguments"])
  return [
    ...toFragments(text).map((delta) => ({ type: `${type}.delta`, ...place, delta })),
    { type: `${type}.done`, ...place, name: item["name"], arguments: text },
  ]
}

function toPartEvents(parts: unknown, textType: string, owner: string, place: JSONObject): Event[] {
  const [part = {}] = readObjects(parts)
  const key = part["type"] === "refusal" ? "refusal" : "text"
  const text = readText(part[key])
  const more = textType === "output_text" && key === "text" ? { logprobs: [] } : {}
  const type = `response.${key === "refusal" ? key : textType}`
  return [
    { type: `response.${owner}_part.added`, ...place, part: { ...part, [key]: "" } },
    ...toWords(text).map((delta) => ({ type: `${type}.delta`, ...place, delta, ...more })),
    { type: `${type}.done`, ...place, [key]: text, ...more },
    { type: `response.${owner}_part.done`, ...place, part },
  ]
}
