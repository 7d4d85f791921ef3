import { chatStep, type GatewayClient, type RealtimeConnection } from "../../src/index.ts"
import type { WebSocketLike } from "../../src/realtime/open-socket.ts"

type Call = (
  client: GatewayClient,
  model: string,
  /** Options of the call; of `models.list` its params, since those decide there. */
  more: any,
  open: (connection: RealtimeConnection) => WebSocketLike,
) => Promise<unknown>

const messages = [{ role: "user" as const, content: "Hello" }]
const step = { provider: "openai", endpoint: "chat/completions", query: { model: "gpt-5-mini", messages } }

function enter(client: GatewayClient, target: "compat" | "openai", path: string, model: string): Promise<Response> {
  const { baseURL, fetch } = client.provider(target)
  return fetch(baseURL + path, { method: "POST", body: JSON.stringify({ model }) })
}

/** The shortest call of each operation, as a user writes it. */
export const calls: { readonly [operation: string]: Call } = {
  "chat.completions.create": (client, model, more) => client.chat.completions.create({ model, messages }, more),
  "embeddings.create": (client, model, more) => client.embeddings.create({ model, input: "high tide" }, more),
  "responses.create": (client, model, more) => client.responses.create({ model, input: "Hello" }, more),
  "messages.create": (client, model, more) => client.messages.create({ model, max_tokens: 9, messages }, more),
  run: (client, model, more) => client.run(model, { prompt: "Hello" }, more),
  universal: (client, _, more) => client.universal([step, chatStep({ model: "xai/grok-4", messages })], more),
  "models.list": (client, _, more) => client.models.list(more).toArray(),
  "logs.get": (client) => client.logs.get("log-1"),
  "logs.wait": (client) => client.logs.wait("log-1"),
  "logs.feedback": (client) => client.logs.feedback("log-1", { feedback: 1 }),
  "logs.list": (client) => Array.fromAsync(client.logs.list()),
  "logs.request": (client) => client.logs.request("log-1"),
  "logs.response": (client) => client.logs.response("log-1"),
  "logs.delete": (client) => client.logs.delete({ all: true }),
  realtime: async (client, _, __, open) => open(await client.realtime("openai", { model: "gpt-realtime" })),
  "realtime.connect": async (client, _, __, open) => (await client.realtime.connect({ open })).create(step),
  'provider("compat")': (client) => enter(client, "compat", "/chat/completions", "openai/gpt-5-mini"),
  'provider("openai")': (client) => enter(client, "openai", "/responses", "gpt-5-mini"),
}
