import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { scale } from "./scale.ts"

// Runs as a process of its own (start-server.ts), so that it shares no thread with those it measures.

const completion = JSON.stringify({
  id: "chatcmpl-Cw1kXv0Hq7pTzM3uYb5dNfRg",
  object: "chat.completion",
  created: 1795300000,
  model: "gpt-5-mini-2025-08-07",
  choices: [
    {
      index: 0,
      message: {
        role: "assistant",
        content: "Cloudflare runs code close to the people who use it. ".repeat(11),
        refusal: null,
        annotations: [],
      },
      logprobs: null,
      finish_reason: "stop",
    },
  ],
  usage: { prompt_tokens: 21, completion_tokens: 143, total_tokens: 164, prompt_tokens_details: { cached_tokens: 0 } },
  service_tier: "default",
  system_fingerprint: "fp_4f1c2ab09d",
})

function toEvent(delta: object, finishReason: string | null, more: object = {}): string {
  return `data: ${JSON.stringify({
    id: "chatcmpl-Cw1kXv0Hq7pTzM3uYb5dNfRg",
    object: "chat.completion.chunk",
    created: 1795300000,
    model: "gpt-5-mini-2025-08-07",
    service_tier: "default",
    system_fingerprint: "fp_4f1c2ab09d",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...more,
  })}\n\n`
}

function* smallEvents(): Generator<string> {
  for (let event = 0; event < scale.streamEvents - 1; event++) yield toEvent({ content: ` word${event % 10}` }, null)
  yield `${toEvent({}, "stop")}data: [DONE]\n\n`
}

// Much on the wire and little to keep: each event's padding takes the place of the last one's.
function* largeEvents(): Generator<string> {
  const padding = "x".repeat(16_000)
  for (let sent = 0, event = 0; sent < scale.memoryBytes; event++) {
    const text = toEvent({ content: event % 1000 === 0 ? "x" : "" }, null, { padding: `${event} ${padding}` })
    sent += text.length
    yield text
  }
  yield `${toEvent({}, "stop")}data: [DONE]\n\n`
}

const writeSize = 16 * 1024
const smallStream = Buffer.from([...smallEvents()].join(""))

function* smallWrites(): Generator<Buffer> {
  for (let at = 0; at < smallStream.length; at += writeSize) yield smallStream.subarray(at, at + writeSize)
}

function send(response: ServerResponse, writes: Iterable<Buffer | string>): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cf-aig-log-id": "01KBENCH00000000000000000" })
  // Whoever leaves early is no failure of the server.
  pipeline(Readable.from(writes), response).catch(() => {})
}

const server = createServer((request, response) => {
  let body = ""
  request.setEncoding("utf8")
  request.on("data", (text: string) => (body += text))
  request.on("end", () => {
    if (request.url?.startsWith("/large/")) return send(response, largeEvents())
    if (body.includes('"stream":true')) return send(response, smallWrites())
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": completion.length,
      "cf-aig-log-id": "01KBENCH00000000000000000",
      "cf-aig-cache-status": "MISS",
    })
    response.end(completion)
  })
})

server.keepAliveTimeout = 60_000
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port))
// The end of the bench is the end of the server.
process.on("disconnect", () => process.exit())
