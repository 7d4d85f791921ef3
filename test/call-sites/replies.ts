// Answers in the words of the service and of the providers behind it.
import { logId, type Headers } from "./requests.ts"

const logHeader = { "cf-aig-log-id": logId }

/** A whole chat completion. */
export function completion(message: object, finish_reason = "stop", headers: Headers = {}): () => Response {
  const body = {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_767_225_600,
    model: "served-2026-01-01",
    choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason, logprobs: null }],
    usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
  }
  return () => Response.json(body, { headers: { ...logHeader, ...headers } })
}

/** A piece of one. */
export function chunk(delta: object, finish_reason: string | null = null): object {
  const head = { id: "chatcmpl-2", object: "chat.completion.chunk", created: 1_767_225_600, model: "served-2026-01-01" }
  return { ...head, choices: [{ index: 0, delta, finish_reason }] }
}

/** Events, and their end. */
export function stream(blocks: readonly object[], end = "data: [DONE]\n\n"): () => Response {
  const body = blocks.map((block) => `data: ${JSON.stringify(block)}\n\n`).join("") + end
  return () => new Response(body, { headers: { ...logHeader, "content-type": "text/event-stream" } })
}

/** One event, and no end to the silence after it. */
export function standstill(event: object): (leave: () => void) => Response {
  return (leave) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`)),
      cancel: leave,
    })
    return new Response(body, { headers: { "content-type": "text/event-stream" } })
  }
}

/** JSON as it is. */
export function bare(body: object): () => Response {
  return () => Response.json(body, { headers: logHeader })
}

/** JSON in the envelope of Cloudflare's API. */
export function enveloped(result: unknown): () => Response {
  return bare({ result, success: true, errors: [], messages: [] })
}

/** Too many requests, in the gateway's words (reference D1, shape 1). */
export const busyGateway = () => {
  const error = [{ code: 2003, message: "Rate limited" }]
  return Response.json({ success: false, result: [], messages: [], error, name: "AiGatewayError" }, { status: 429 })
}

/** The same in those of the REST API (shape 3). */
export const busyApi = () => {
  const errors = [{ code: 2003, message: "Rate limited" }]
  return Response.json({ result: null, success: false, errors, messages: [] }, { status: 429 })
}

/** And as a binding throws it. */
export const busyBinding = (): never => {
  throw Object.assign(new Error("2003: Rate limited"), { name: "AiGatewayError" })
}
