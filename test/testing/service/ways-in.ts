import { setImmediate } from "node:timers/promises"
import type { LocalGateway } from "../../../src/testing/index.ts"

const gatewayHost = "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef"
const api = "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef"

/** One of the documented ways to ask for a chat (reference A1 to A4), and where its answer says something. */
export interface Way {
  readonly name: string
  readonly host: "gateway" | "rest"
  /** After the gateway, or after `ai/`. */
  readonly path: string
  /** What a spend limit and a log call it. */
  readonly provider: string
  body(text: string): object
  /** The answer's text within its body. */
  said(body: any): unknown
  /** What turns its stream on. @default `stream: true` in the body */
  readonly streamPath?: string
}

const messages = (text: string) => [{ role: "user", content: text }]
const chat = (model: string) => (text: string) => ({ model, messages: messages(text) })
const chatSaid = (body: any) => body.choices[0].message.content
const messagesSaid = (body: any) => body.content[0].text
const responsesSaid = (body: any) => body.output[0].content[0].text

/** All on which a gateway's rules hold. */
export const ways: readonly Way[] = [
  {
    name: "compat",
    host: "gateway",
    path: "compat/chat/completions",
    provider: "openai",
    body: chat("openai/gpt-5-mini"),
    said: chatSaid,
  },
  {
    name: "openai chat",
    host: "gateway",
    path: "openai/chat/completions",
    provider: "openai",
    body: chat("gpt-5-mini"),
    said: chatSaid,
  },
  {
    name: "openai responses",
    host: "gateway",
    path: "openai/responses",
    provider: "openai",
    body: (text) => ({ model: "gpt-5-mini", input: text }),
    said: responsesSaid,
  },
  {
    name: "anthropic messages",
    host: "gateway",
    path: "anthropic/v1/messages",
    provider: "anthropic",
    body: (text) => ({ model: "claude-haiku-4-5", max_tokens: 1000, messages: messages(text) }),
    said: messagesSaid,
  },
  {
    name: "google generateContent",
    host: "gateway",
    path: "google-ai-studio/v1/models/gemini-2.5-flash:generateContent",
    streamPath: "google-ai-studio/v1/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
    provider: "google-ai-studio",
    body: (text) => ({ contents: [{ role: "user", parts: [{ text }] }] }),
    said: (body) => body.candidates[0].content.parts[0].text,
  },
  {
    name: "workers-ai",
    host: "gateway",
    path: "workers-ai/@cf/meta/llama-3.1-8b-instruct",
    provider: "workers-ai",
    body: (text) => ({ messages: messages(text) }),
    said: (body) => body.result.response,
  },
  {
    name: "universal",
    host: "gateway",
    path: "",
    provider: "openai",
    body: (text) => [
      { provider: "openai", endpoint: "chat/completions", headers: {}, query: chat("gpt-5-mini")(text) },
    ],
    said: chatSaid,
  },
  {
    name: "REST chat",
    host: "rest",
    path: "v1/chat/completions",
    provider: "openai",
    body: chat("openai/gpt-5-mini"),
    said: chatSaid,
  },
  {
    name: "REST responses",
    host: "rest",
    path: "v1/responses",
    provider: "openai",
    body: (text) => ({ model: "openai/gpt-5-mini", input: text }),
    said: responsesSaid,
  },
  {
    name: "REST messages",
    host: "rest",
    path: "v1/messages",
    provider: "anthropic",
    body: (text) => ({ model: "anthropic/claude-haiku-4.5", max_tokens: 1000, messages: messages(text) }),
    said: messagesSaid,
  },
  {
    name: "run",
    host: "rest",
    path: "run",
    provider: "openai",
    body: (text) => ({ model: "openai/gpt-5-mini", input: { messages: messages(text) } }),
    said: (body) => body.result.choices[0].message.content,
  },
  {
    name: "run of Workers AI",
    host: "rest",
    path: "run/@cf/meta/llama-3.1-8b-instruct",
    provider: "workers-ai",
    body: (text) => ({ messages: messages(text) }),
    said: (body) => body.result.response,
  },
]

/** Those of gateway.ai.cloudflare.com, and those of api.cloudflare.com. */
export const gatewayWays = ways.filter(({ host }) => host === "gateway")
export const restWays = ways.filter(({ host }) => host === "rest")

/** The way of this name. */
export function wayIn(name: string): Way {
  const way = ways.find((one) => one.name === name)
  if (!way) throw new TypeError(`There is no way in "${name}"`)
  return way
}

/** What may differ from the plain request. */
export interface Ask {
  readonly text?: string
  readonly stream?: boolean
  readonly headers?: Readonly<Record<string, string>>
  readonly token?: string
  readonly gateway?: string
  /** In the body's place. */
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** Asks a local gateway in one of the ways. */
export function ask(local: LocalGateway, way: Way, given: Ask = {}): Promise<Response> {
  const { text = "Say it again", stream = false, token = "local-gateway-token", gateway = "local", signal } = given
  const isGateway = way.host === "gateway"
  const path = stream ? (way.streamPath ?? way.path) : way.path
  return local.fetch(isGateway ? `${gatewayHost}/${gateway}${path && `/${path}`}` : `${api}/ai/${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      [isGateway ? "cf-aig-authorization" : "authorization"]: `Bearer ${token}`,
      ...(!isGateway && { "cf-aig-gateway-id": gateway }),
      ...given.headers,
    },
    body: JSON.stringify(given.body ?? (stream ? streamed(way, text) : way.body(text))),
    ...(signal && { signal }),
  })
}

/** One call of the management API, and what it answers. */
export async function manage(
  local: LocalGateway,
  method: string,
  path: string,
  body?: unknown,
  token = "local-gateway-token",
): Promise<{ readonly status: number; readonly body: any }> {
  const response = await local.fetch(`${api}/ai-gateway/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

/** A refusal, in whichever of the two hosts' words: status, and number. */
export async function refusal(response: Response): Promise<readonly [status: number, code: unknown]> {
  const body = await response.json()
  return [response.status, (body.error ?? body.errors)[0].code]
}

function streamed(way: Way, text: string): unknown {
  const body = way.body(text)
  if (way.streamPath) return body
  if (Array.isArray(body)) return body.map((step) => ({ ...step, query: { ...step.query, stream: true } }))
  return "input" in body && way.path === "run"
    ? { ...body, input: { ...(body.input as object), stream: true } }
    : { ...body, stream: true }
}

/** Lets all that is ready go on, then moves the time, until the work is done: for clocks that stand. */
export async function within<T>(local: LocalGateway, work: Promise<T>, stepMs = 500): Promise<T> {
  let isDone = false
  const end = () => void (isDone = true)
  work.then(end, end)
  for (let step = 0; step < 10_000; step++) {
    await turns()
    if (isDone) return work
    local.clock.advance(stepMs)
  }
  throw new Error("The work does not end")
}

/** Lets all that is ready go on. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await setImmediate()
}
