import type { AiBinding, FetchLike, RealtimeConnection } from "../../src/index.ts"
import type { WebSocketLike } from "../../src/realtime/open-socket.ts"
import { completion } from "../support/server.ts"

/** One thing that left the client, over whichever way. */
export interface Seen {
  /** `POST https://… {model}`, or what was called on `env.AI`, and the model that was named there. */
  readonly call: string
  readonly headers: { readonly [name: string]: string }
  readonly body?: any
  /** What `env.AI.run` was told of the gateway. */
  readonly gateway?: any
}

const log = { id: "log-1", created_at: "2026-10-09T12:34:56.789Z", provider: "openai", model: "openai/gpt-5-mini" }
const listing = { id: "openai/gpt-5-mini", name: "@cf/meta/llama-3.1-8b-instruct", index: 0, embedding: [1] }

// Every operation finds its own answer in it.
const answer = () =>
  Response.json({
    ...completion("Hi"),
    success: true,
    data: [listing],
    output: [],
    content: [],
    type: "message",
    role: "assistant",
  })

const words = (...parts: unknown[]): string => parts.filter(Boolean).join(" ")

/** A `fetch`, a WebSocket and an `env.AI` that note all that reaches them in one list, and answer what was asked for. */
export function watchWire() {
  const seen: Seen[] = []
  const fetch: FetchLike = async (url, { method, headers, body }) => {
    const sent = typeof body === "string" ? JSON.parse(body) : undefined
    seen.push({ call: words(method, url, sent?.model), headers: Object.fromEntries(new Headers(headers)), body: sent })
    if (url.includes("/search?"))
      return Response.json({ success: true, result: [listing], result_info: { total_count: 1 } })
    if (url.includes("/logs")) return Response.json({ success: true, result: /logs($|\?)/.test(url) ? [log] : log })
    return answer()
  }
  const binding: AiBinding = {
    async run(model, body, options) {
      const { extraHeaders, gateway } = options as { extraHeaders: Seen["headers"]; gateway: object }
      seen.push({ call: words("env.AI.run", model), headers: extraHeaders, body, gateway })
      return answer()
    },
    async models(body) {
      seen.push({ call: "env.AI.models", headers: {}, body })
      return [listing]
    },
    gateway: (id) => ({
      async run(body: any) {
        const { provider, endpoint, headers, query } = Array.isArray(body) ? body[0] : body
        const what = Array.isArray(body) ? "steps" : words(provider, endpoint, query.model)
        seen.push({ call: `env.AI.gateway(${id}) ${what}`, headers, body })
        return answer()
      },
      async getLog(logId) {
        seen.push({ call: `env.AI.gateway(${id}) getLog ${logId}`, headers: {} })
        return log
      },
      async patchLog(logId, body) {
        seen.push({ call: `env.AI.gateway(${id}) patchLog ${logId}`, headers: {}, body })
      },
    }),
  }
  /** Opens a WebSocket that answers each request at once. */
  const open = ({ url, headers }: RealtimeConnection): WebSocketLike => {
    seen.push({ call: `WebSocket ${url}`, headers })
    let listen: (event: { data: unknown }) => void
    return {
      readyState: 1,
      binaryType: "blob",
      close() {},
      addEventListener(type: string, listener: (event: any) => void) {
        if (type === "message") listen = listener
      },
      send(text) {
        const { eventId, provider, endpoint, headers, query } = JSON.parse(text).request
        seen.push({ call: words("message", provider, endpoint, query.model), headers, body: query })
        const message = { type: "universal.created", metadata: { eventId }, response: completion("Hi") }
        queueMicrotask(() => listen({ data: JSON.stringify(message) }))
      },
    }
  }
  return { seen, fetch, binding, open }
}
