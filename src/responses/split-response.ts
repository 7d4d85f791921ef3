import type { ResponseEvent } from "../schemas/response-event.ts"
import type { ResponseObject } from "../schemas/response-object.ts"

/** The events that fold to this response, the last one first: every item opened, its text said, and closed. */
export function splitResponse(whole: ResponseObject): ResponseEvent[] {
  const { output, status = "completed" } = whole
  return [
    { type: "response.created", response: { ...whole, status: "in_progress", output: [] } },
    ...(Array.isArray(output) ? output : []).flatMap(splitItem),
    { type: `response.${status}`, response: whole },
  ]
    .map((event, sequence_number) => ({ ...event, sequence_number }) as ResponseEvent)
    .reverse()
}

function splitItem(item: any, output_index: number): object[] {
  const parts: any[] | undefined = item?.type === "message" && Array.isArray(item.content) ? item.content : undefined
  return [
    { type: "response.output_item.added", output_index, item: parts ? { ...item, content: [] } : item },
    ...(parts ?? []).flatMap((part, content_index) => {
      const place = { item_id: item.id, output_index, content_index }
      const isText = part?.type === "output_text"
      return [
        { type: "response.content_part.added", ...place, part: isText ? { ...part, text: "" } : part },
        ...(isText ? [{ type: "response.output_text.delta", ...place, delta: part.text }] : []),
        { type: "response.content_part.done", ...place, part },
      ]
    }),
    { type: "response.output_item.done", output_index, item },
  ]
}
