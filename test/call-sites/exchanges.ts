// What goes over the wire on each surface, by hand: every request whole, and the words in which that surface answers.
import type { CallSite } from "./call-sites.ts"
import type { CallSiteSurface } from "./client-options.ts"
import { bare, busyApi, busyBinding, busyGateway, chunk, completion, enveloped, standstill, stream } from "./replies.ts"
import {
  any,
  byRun,
  events,
  json,
  logId,
  onCompat,
  onGateway,
  onManagement,
  onRest,
  throughCompat,
  throughGateway,
} from "./requests.ts"

/** A request, and what it is answered. */
export interface Exchange {
  readonly request: object
  /** `leave` is called when somebody leaves an answer that stands still. */
  readonly reply: (leave: () => void) => object
}

const llama = "@cf/meta/llama-3.3-70b-instruct-fp8-fast"
const messages = [{ role: "user", content: "When is high tide?" }]

const structured = {
  model: "openai/gpt-5-mini",
  messages,
  response_format: {
    type: "json_schema",
    json_schema: {
      name: "tide",
      schema: { type: "object", properties: { high: { type: "string" } }, required: ["high"] },
    },
  },
}
const structuredHeaders = {
  ...json,
  "cf-aig-cache-key": "tide",
  "cf-aig-cache-ttl": "3600",
  "cf-aig-metadata": '{"harbour":"Kristiansund","berth":7}',
}
const structuredReplies = ["MISS", "HIT"].map((status) =>
  completion({ content: '{"high":"16:04"}', refusal: null }, "stop", { "cf-aig-cache-status": status }),
)

const streamed = { model: "anthropic/claude-haiku-4-5", messages, stream: true }
const tideChunks = [
  chunk({ role: "assistant", content: "At" }),
  chunk({ content: " four" }),
  chunk({ content: " past" }),
  chunk({ content: " noon." }),
  chunk({}, "stop"),
]

const tools = [{ type: "function", function: { name: "tide_on", parameters: { type: "object" } } }]
const called = { type: "function", function: { name: "tide_on", arguments: '{"day":"2026-03-01"}' } }
const toolTurns = (call: object, tool_call_id: string) => ({
  messages: [
    ...messages,
    { role: "assistant", content: "", tool_calls: [call] },
    { role: "tool", tool_call_id, content: "16:04" },
  ],
  tools,
})
const wireCall = { id: "chatcmpl-tool-1", ...called }
const toolReplies = [
  completion({ content: "", tool_calls: [wireCall] }, "tool_calls"),
  completion({ content: "At 16:04." }),
] as const

const steps = [
  {
    provider: "openai",
    endpoint: "chat/completions",
    query: { model: "gpt-5-mini", messages },
    headers: { "content-type": "application/json" },
  },
  {
    provider: "anthropic",
    endpoint: "v1/messages",
    query: { model: "claude-haiku-4-5", max_tokens: 100, messages },
    headers: { "content-type": "application/json", "anthropic-version": "2023-06-01" },
  },
]
const boundSteps = steps.map(({ headers, ...step }) => ({ ...step, headers: { ...any, ...headers } }))
const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-haiku-4-5-20251001",
  content: [{ type: "text", text: "At four past noon." }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 9, output_tokens: 5 },
}
const secondStep = () => Response.json(message, { headers: { "cf-aig-step": "1" } })

const bge = "@cf/baai/bge-small-en-v1.5"
const texts = ["high tide", "low tide", "high tide"]
const vectors = [
  [0.6, 0.8],
  [0.8, 0.6],
  [0.6, 0.8],
]
const embeddingList = bare({
  object: "list",
  data: vectors.map((embedding, index) => ({ object: "embedding", index, embedding })),
  model: bge,
  usage: { prompt_tokens: 6, total_tokens: 6 },
})

const input = "When is high tide?"
const said = {
  type: "message",
  id: "item_1",
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", text: "At four past noon.", annotations: [] }],
}
const response = { id: "resp_1", object: "response", created_at: 1_767_225_600, model: "gpt-5-mini-2026-01-01" }
const item = { item_id: "item_1", output_index: 0 }
const responseEvents = stream(
  [
    { type: "response.created", response: { ...response, status: "in_progress", output: [] } },
    { type: "response.output_item.added", output_index: 0, item: { ...said, status: "in_progress", content: [] } },
    {
      type: "response.content_part.added",
      ...item,
      content_index: 0,
      part: { type: "output_text", text: "", annotations: [] },
    },
    { type: "response.output_text.delta", ...item, content_index: 0, delta: "At four" },
    { type: "response.output_text.delta", ...item, content_index: 0, delta: " past noon." },
    { type: "response.output_item.done", output_index: 0, item: said },
    { type: "response.completed", response: { ...response, status: "completed", output: [said] } },
  ].map((event, sequence_number) => ({ ...event, sequence_number })),
  "",
)

const messageParams = { max_tokens: 100, system: "You are a harbour master.", messages }
const version = { ...json, "anthropic-version": "2023-06-01" }

const ran = { response: "At four past noon.", usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 } }
const log = { id: logId, created_at: "2026-10-09T12:34:56.789Z", provider: "workers-ai", model: llama, success: true }
const rating = { feedback: 1, score: 90, metadata: { reviewer: "ada" } }
// Workers AI and logs are on api.cloudflare.com alone, whatever else the client speaks.
const rates: readonly Exchange[] = [
  { request: onRest(`/run/${llama}`, { prompt: input }, any), reply: enveloped(ran) },
  { request: onManagement("GET"), reply: enveloped(log) },
  { request: onManagement("PATCH", rating), reply: enveloped({}) },
  { request: onManagement("GET"), reply: enveloped({ ...log, ...rating }) },
]
const boundLog = { ...log, created_at: new Date(log.created_at) }

function once(request: object, reply: Exchange["reply"]): readonly Exchange[] {
  return [{ request, reply }]
}

/** What each call site puts on the wire of each surface, and is answered. */
export const exchanges: {
  readonly [site in CallSite]: { readonly [surface in CallSiteSurface]: readonly Exchange[] }
} = {
  structured: {
    compat: structuredReplies.map((reply) => ({ request: onCompat(structured, structuredHeaders), reply })),
    rest: structuredReplies.map((reply) => ({
      request: onRest("/v1/chat/completions", structured, structuredHeaders),
      reply,
    })),
    binding: structuredReplies.map((reply) => ({ request: throughCompat(structured, structuredHeaders), reply })),
  },
  streamed: {
    compat: once(onCompat(streamed, events), stream(tideChunks)),
    rest: once(onRest("/v1/chat/completions", streamed, events), stream(tideChunks)),
    binding: once(throughCompat(streamed, events), stream(tideChunks)),
  },
  usesTools: {
    compat: [
      { request: onCompat({ model: `workers-ai/${llama}`, messages, tools }), reply: toolReplies[0] },
      {
        request: onCompat({ model: `workers-ai/${llama}`, ...toolTurns(wireCall, "chatcmpl-tool-1") }),
        reply: toolReplies[1],
      },
    ],
    rest: [
      { request: onRest("/v1/chat/completions", { model: llama, messages, tools }), reply: toolReplies[0] },
      {
        request: onRest("/v1/chat/completions", { model: llama, ...toolTurns(wireCall, "chatcmpl-tool-1") }),
        reply: toolReplies[1],
      },
    ],
    // Workers AI's own words: calls have no ids there, so the client's are sent back.
    binding: [
      {
        request: byRun(llama, { messages, tools }),
        reply: bare({ response: "", tool_calls: [{ name: "tide_on", arguments: { day: "2026-03-01" } }] }),
      },
      {
        request: byRun(llama, toolTurns({ index: 0, id: "call_0", ...called }, "call_0")),
        reply: bare({ response: "At 16:04.", usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 } }),
      },
    ],
  },
  fallsBack: {
    compat: once(onGateway("", steps, any), secondStep),
    // REST has no steps: they go to the gateway's own host, which takes the API token as its own.
    rest: once(onGateway("", steps, any, "api-token"), secondStep),
    binding: once(["gateway.run", "my-gateway", boundSteps, { signal: "a signal" }], secondStep),
  },
  refused: {
    compat: once(onCompat({ model: `workers-ai/${llama}`, messages }), busyGateway),
    rest: once(onRest("/v1/chat/completions", { model: llama, messages }), busyApi),
    binding: once(byRun(llama, { messages }), busyBinding),
  },
  aborted: {
    compat: once(
      onCompat({ model: `workers-ai/${llama}`, messages, stream: true }, events),
      standstill(chunk({ role: "assistant", content: "When" })),
    ),
    rest: once(
      onRest("/v1/chat/completions", { model: llama, messages, stream: true }, events),
      standstill(chunk({ role: "assistant", content: "When" })),
    ),
    binding: once(byRun(llama, { messages, stream: true }), standstill({ response: "When" })),
  },
  embeds: {
    // Neither compat nor a provider's own path: REST has them, whatever else the client speaks.
    compat: once(onRest("/v1/embeddings", { model: bge, input: texts }), embeddingList),
    rest: once(onRest("/v1/embeddings", { model: bge, input: texts }), embeddingList),
    binding: once(byRun(bge, { text: texts }), bare({ shape: [3, 2], data: vectors, pooling: "cls" })),
  },
  responds: {
    compat: once(onGateway("/openai/responses", { model: "gpt-5-mini", input, stream: true }, events), responseEvents),
    rest: once(onRest("/v1/responses", { model: "openai/gpt-5-mini", input, stream: true }, events), responseEvents),
    binding: once(
      throughGateway("openai", "responses", { model: "gpt-5-mini", input, stream: true }, events),
      responseEvents,
    ),
  },
  messages: {
    compat: once(
      onGateway("/anthropic/v1/messages", { model: "claude-haiku-4-5", ...messageParams }, version),
      bare(message),
    ),
    rest: once(
      onRest("/v1/messages", { model: "anthropic/claude-haiku-4-5", ...messageParams }, version),
      bare(message),
    ),
    binding: once(
      throughGateway("anthropic", "v1/messages", { model: "claude-haiku-4-5", ...messageParams }, version),
      bare(message),
    ),
  },
  rates: {
    compat: rates,
    rest: rates,
    binding: [
      { request: byRun(llama, { prompt: input }), reply: bare(ran) },
      { request: ["gateway.getLog", "my-gateway", logId], reply: () => boundLog },
      { request: ["gateway.patchLog", "my-gateway", logId, rating], reply: () => ({}) },
      { request: ["gateway.getLog", "my-gateway", logId], reply: () => ({ ...boundLog, ...rating }) },
    ],
  },
}
