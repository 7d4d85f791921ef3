// Every operation on every surface, with secrets in all that it is given, fails in every way: what is shown of it holds none of them.
import { inspect } from "node:util"
import { pino } from "pino"
import { describe, expect, test, vi } from "vitest"
import {
  chatStep,
  createGatewayClient,
  isGatewayError,
  readGatewayError,
  toErrorResponse,
  type AiBinding,
  type GatewayClient,
  type GatewayClientOptions,
  type RawStream,
  type UniversalSession,
  type WebSocketLike,
} from "../src/index.ts"
import { eventResponse } from "./support/fixtures.ts"
import { identity, rejection } from "./support/server.ts"

// Not the word of the file name, which stands in every stack.
const mark = "kanarie"
const token = "kanarie-token-4f1d9c7b"
const apiToken = "kanarie-api-token-77e0"
const openaiKey = "kanarie-openai-key-a83e"
const anthropicKey = "kanarie-anthropic-key-c21f"
const access = { clientId: "kanarie-access-id.access", clientSecret: "kanarie-access-secret-09bd" }
const session = "kanarie-session-5c6d"
const credentials = [token, apiToken, openaiKey, anthropicKey, access.clientId, access.clientSecret, session]
const prompt = "kanarie prompt: my diary of the second of May"
const system = 'kanarie system "quoted" words\nin two lines'
// Has signs that no name has: base64 of letters alone would be taken for one.
const image = "a2FuYXJpZQ+kanarie/image+bytes=="
const picture = `data:image/png;base64,${image}`
const webhook = "https://hooks.example/kanarie?secret=kanarie-hook"
const search = "kanarie search: who wrote of May"
const metadata = { user: "kanarie-user" }

const messages = [
  { role: "system" as const, content: system },
  { role: "user" as const, content: prompt },
]
const ownHeaders = { "x-session-token": session }
const providerKey = { openai: openaiKey, anthropic: anthropicKey }
const gateway = { metadata, cacheKey: "kanarie cache key" }

/** One operation, and what of its own it promises to keep out of what others say. */
interface Operation {
  readonly name: string
  readonly texts: readonly string[]
  readonly ask: (client: GatewayClient) => Promise<unknown>
  /** Where it goes, when not everywhere. */
  readonly surfaces?: readonly string[]
}

const chat = { model: "openai/gpt-5-mini", messages }
const responses = {
  model: "openai/gpt-5-mini",
  instructions: system,
  input: [
    {
      role: "user" as const,
      content: [
        { type: "input_text" as const, text: prompt },
        { type: "input_image" as const, image_url: picture },
      ],
    },
  ],
}
const message = {
  model: "anthropic/claude-haiku-4-5",
  max_tokens: 10,
  system,
  messages: [
    {
      role: "user" as const,
      content: [
        { type: "text" as const, text: prompt },
        { type: "image" as const, source: { type: "base64" as const, media_type: "image/png", data: image } },
      ],
    },
  ],
}
const input = { prompt, image, messages: [{ role: "system", content: system }] }
const steps = (stream: boolean) => [
  chatStep({ ...chat, stream }),
  { provider: "anthropic", endpoint: "v1/messages", query: { ...message, model: "claude-haiku-4-5", stream } },
]
const words = [prompt, system]
const onHttp = ["compat", "rest", "auto", "access"]
const filters = [{ key: "metadata.value", operator: "eq", value: [search] }]

async function knock(client: GatewayClient, name: "openai" | "compat", body: object = chat): Promise<unknown> {
  const door = client.provider(name)
  const response = await door.fetch(`${door.baseURL}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${door.apiKey}`, "x-session-token": session },
    body: JSON.stringify(body),
  })
  const error = await readGatewayError(response)
  await response.text()
  if (error) throw error
  return response
}

const operations: readonly Operation[] = [
  { name: "chat.completions", texts: words, ask: (client) => client.chat.completions.create(chat) },
  {
    name: "chat.completions, streamed",
    texts: words,
    ask: (client) => client.chat.completions.create({ ...chat, stream: true }),
  },
  {
    name: "chat.completions of Workers AI",
    texts: words,
    ask: (client) => client.chat.completions.create({ ...chat, model: "@cf/meta/llama-3.1-8b-instruct" }),
  },
  {
    name: "embeddings",
    texts: words,
    ask: (client) =>
      client.embeddings.create({ model: "openai/text-embedding-3-small", input: [prompt, system], user: "u" }),
  },
  { name: "models", texts: [], ask: (client) => client.models.list({ author: "openai" }).toArray() },
  { name: "responses", texts: [...words, picture], ask: (client) => client.responses.create(responses) },
  {
    name: "responses, streamed",
    texts: [...words, picture],
    ask: (client) => client.responses.create({ ...responses, stream: true }),
  },
  { name: "messages", texts: [...words, image], ask: (client) => client.messages.create(message) },
  {
    name: "messages, streamed",
    texts: [...words, image],
    ask: (client) => client.messages.create({ ...message, stream: true }),
  },
  {
    name: "run",
    texts: [...words, image],
    ask: (client) => client.run("@cf/stabilityai/stable-diffusion-xl-base-1.0", input),
  },
  {
    name: "run, streamed",
    texts: [...words, image],
    ask: (client) => client.run("@cf/meta/llama-3.1-8b-instruct", { ...input, stream: true }),
  },
  {
    name: "run in the background",
    texts: [...words, image],
    ask: (client) => client.run("google/gemini-2.5-flash", input, { background: { webhookUrl: webhook } }),
  },
  { name: "universal", texts: [...words, image], ask: (client) => client.universal(steps(false)) },
  { name: "universal, streamed", texts: [...words, image], ask: (client) => client.universal(steps(true)) },
  { name: "provider, openai", texts: words, ask: (client) => knock(client, "openai") },
  { name: "provider, compat", texts: words, ask: (client) => knock(client, "compat") },
  { name: "logs.get", texts: [], ask: (client) => client.logs.get("01LOG") },
  {
    name: "logs.list",
    texts: [search],
    ask: async (client) => {
      for await (const log of client.logs.list({ search, filters })) return log
      return undefined
    },
  },
  { name: "logs.request", texts: [], ask: (client) => client.logs.request("01LOG") },
  {
    name: "logs.feedback",
    texts: [prompt],
    ask: (client) => client.logs.feedback("01LOG", { feedback: 1, metadata: { note: prompt } }),
  },
  { name: "logs.delete", texts: [], ask: (client) => client.logs.delete({ filters }) },
  {
    name: "realtime, which cannot be opened",
    texts: [],
    surfaces: onHttp,
    ask: (client) =>
      client.realtime.connect({
        open: ({ url, protocols, headers }) => {
          const failure = { message: `${url} ${protocols} ${JSON.stringify(headers)}`, request: { headers } }
          throw Object.assign(new Error(failure.message), failure)
        },
      }),
  },
]

type Answer = (said: string) => Response | Promise<Response>

const broken = (said: string, first: string) =>
  new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(first)),
    pull: (controller) => controller.error(new Error(said)),
  })
const json = (status: number, body: unknown): Response => Response.json(body, { status })

const failures: readonly (readonly [what: string, answer: Answer])[] = [
  [
    "a throw that quotes them",
    (said) => {
      throw new Error(said)
    },
  ],
  [
    "a throw whose cause quotes them",
    (said) => {
      throw new TypeError("fetch failed", { cause: Object.assign(new Error(said), { code: "ECONNRESET" }) })
    },
  ],
  [
    "a throw that carries them",
    (said) => {
      throw Object.assign(new Error("fetch failed"), {
        config: { said },
        request: new Headers({ "x-said": "-" }),
        said,
      })
    },
  ],
  [
    "several throws at once",
    (said) => {
      throw new AggregateError([new Error(said)], "all failed", { cause: new AggregateError([new Error(said)]) })
    },
  ],
  [
    "a number and their words, as a binding throws",
    (said) => {
      throw Object.assign(new Error(`7003: ${said}`), { name: "AiGatewayError", request: said })
    },
  ],
  [
    "a text that is thrown",
    (said) => {
      throw said as never
    },
  ],
  ["no answer in time", () => new Promise(() => {})],
  ["a 400 of OpenAI's", (said) => json(400, { error: { message: said, type: "invalid_request_error" } })],
  ["a 401 of OpenAI's", (said) => json(401, { error: { message: `Incorrect API key provided: ${said}` } })],
  ["a 400 of Anthropic's", (said) => json(400, { type: "error", error: { type: "api_error", message: said } })],
  ["a 401 of the gateway's", (said) => json(401, { success: false, error: [{ code: 2009, message: said }] })],
  ["a 403 of Cloudflare's API", (said) => json(403, { success: false, errors: [{ code: 10000, message: said }] })],
  ["a 404 of Cloudflare's API", (said) => json(404, { success: false, errors: [{ code: 7002, message: said }] })],
  ["a 422 that quotes them as JSON", (said) => json(422, { detail: [{ msg: JSON.stringify([said]) }] })],
  ["a 429", (said) => json(429, { error: { message: said } })],
  ["a 500 in plain text", (said) => new Response(said, { status: 500 })],
  [
    "a 502 in HTML",
    (said) => new Response(`<title>${said}</title>`, { status: 502, headers: { "content-type": "text/html" } }),
  ],
  ["a redirect", () => new Response(null, { status: 302, headers: { location: "https://elsewhere.example/" } })],
  ["an error inside a 200", (said) => json(200, { error: { message: said, code: 400 } })],
  ["an envelope that says no", (said) => json(200, { success: false, errors: [{ code: 7003, message: said }] })],
  ["a run that failed", (said) => json(200, { success: true, result: { state: "Failed", error: said } })],
  ["half a reply", (said) => new Response(`{"echo":"${said}`, { headers: { "content-type": "application/json" } })],
  ["a reply of another shape", (said) => json(200, { echo: said, data: said, choices: said, result: said })],
  ["nothing", () => new Response(null)],
  [
    "a reply that breaks off",
    (said) => new Response(broken(said, `{"echo":"${said}`), { headers: { "content-type": "application/json" } }),
  ],
  ["an error event", (said) => eventResponse(`event: error\ndata: {"error":{"message":${JSON.stringify(said)}}}\n\n`)],
  [
    "an event that failed",
    (said) =>
      eventResponse(`data: ${JSON.stringify({ type: "response.failed", response: { error: { message: said } } })}\n\n`),
  ],
  ["an event that is no JSON", (said) => eventResponse(`data: {${said.replaceAll("\n", " ")}\n\ndata: [DONE]\n\n`)],
  ["an event of another shape", (said) => eventResponse(`data: ${JSON.stringify({ choices: said, type: 5 })}\n\n`)],
  ["events that end too soon", () => eventResponse('data: {"choices":[{"index":0,"delta":{"content":"Hal"}}]}\n\n')],
  [
    "events that break off",
    (said) => new Response(broken(said, ": alive\n\n"), { headers: { "content-type": "text/event-stream" } }),
  ],
]

/** Notes what hooks and logger are told, and finds the mark in it. */
function createWitness() {
  const told: unknown[] = []
  const lines: string[] = []
  const listen = (...heard: unknown[]) => void told.push(...heard)
  const sink = pino({ level: "trace" }, { write: (line) => lines.push(line) })
  const level = (name: "debug" | "info" | "warn" | "error") => (fields: object, text: string) => {
    listen(fields, text)
    sink[name](fields, text)
  }
  const options: GatewayClientOptions = {
    logger: { debug: level("debug"), info: level("info"), warn: level("warn"), error: level("error") },
    hooks: { onRequest: listen, onAttempt: listen, onFinish: listen },
  }
  const written = (value: unknown): void => {
    sink.error({ err: value })
    sink.error({ value })
  }
  return {
    options,
    async expectClean(why: string, ...values: unknown[]): Promise<void> {
      for (const value of told) {
        written(value)
        expect(inspect(value, { depth: 10 }), why).not.toContain(mark)
      }
      for (const value of values) {
        written(value)
        for (const form of await formsOf(value)) expect(form, why).not.toContain(mark)
      }
      expect(lines.join("\n"), why).not.toContain(mark)
      told.length = 0
      lines.length = 0
    },
  }
}

// Whatever might end in somebody's log, or at a visitor's.
async function formsOf(value: unknown): Promise<string[]> {
  const { message, stack, hint, gateway: record, cause } = (value ?? {}) as any
  const answer = toErrorResponse(value)
  return [
    inspect(value, { depth: 10 }),
    inspect({ nested: [value] }, { depth: 10 }),
    inspect([record, cause], { depth: 10, showHidden: true }),
    JSON.stringify(value) ?? "",
    JSON.stringify({ ...(value as object) }),
    JSON.stringify([...answer.headers]),
    await answer.text(),
    ...[value, message, stack, hint].map((text) => (typeof text === "symbol" ? "" : String(text))),
  ]
}

// Nobody can quote what he was not told.
function quoteOf(sent: string, texts: readonly string[]): string {
  return [...credentials.filter((secret) => sent.includes(secret)), ...texts].join(" | ")
}

// An answer may hold what was asked; what surrounds it may not.
async function settle(asked: Promise<unknown>): Promise<unknown[]> {
  try {
    const answer: any = await asked
    if (!Object.hasOwn(Object(answer), "final")) return [answer?.gateway]
    const stream = answer as RawStream
    return [
      stream,
      await stream.final().then(
        (whole) => whole.gateway,
        (error: unknown) => error,
      ),
      stream,
    ]
  } catch (error) {
    return [error]
  }
}

type Reply = (sent: string) => Response | Promise<Response>

function createBinding(answer: Reply): AiBinding {
  const reply = async (...given: unknown[]) => answer(JSON.stringify(given))
  const read = async (...given: unknown[]) => {
    const response = await answer(JSON.stringify(given))
    if (!response.ok) throw new Error(`${response.status === 404 ? "7002" : "10000"}: ${await response.text()}`)
    return response.text()
  }
  return {
    run: reply,
    gateway: () => ({ run: reply, getLog: read, patchLog: read as () => Promise<never> }),
    models: reply,
  }
}

const surfaces: { readonly [name: string]: GatewayClientOptions } = {
  compat: { ...identity, token, providerKey },
  rest: { ...identity, token, surface: "rest" },
  auto: { ...identity, token, surface: "auto" },
  access: { ...identity, token: null, providerKey, baseURL: "https://ai.example.com", accessToken: access },
  binding: { ...identity, token: undefined, surface: "binding" },
}

function createClient(surface: string, answer: Reply, more: GatewayClientOptions = {}) {
  const witness = createWitness()
  const client = createGatewayClient({
    ...surfaces[surface],
    ...(surface === "binding" && { binding: createBinding(answer) }),
    apiToken,
    gateway: { id: identity.gateway, metadata },
    headers: ownHeaders,
    maxRetries: 0,
    fetch: async (url, { headers, body }) => answer(`${url} ${JSON.stringify([...new Headers(headers)])} ${body}`),
    ...witness.options,
    ...more,
  })
  return { client, witness }
}

describe.each(Object.keys(surfaces))("%s", (surface) => {
  const served = operations.filter(({ surfaces: own }) => !own || own.includes(surface))
  const isSent = (name: string) =>
    !name.startsWith("realtime") &&
    !(surface === "access" ? /^universal/ : surface === "binding" ? /background/ : /^$/).test(name)

  test.each(served.map((operation) => [operation.name, operation] as const))(
    "%s shows nothing of what it was given, however it fails",
    async (name, { ask, texts }) => {
      let count = 0
      const quote = (sent: string) => (count++, quoteOf(sent, texts))
      for (const [what, answer] of failures) {
        const isLate = what === "no answer in time"
        const { client, witness } = createClient(surface, async (sent) => answer(quote(sent)), {
          timeout: isLate ? 5 : 10_000,
        })
        await witness.expectClean(what, ...(await settle(ask(client))))
      }
      expect(count).toBe(isSent(name) ? failures.length : 0)
    },
  )
})

test.each(
  operations.filter(({ name }) => /streamed/.test(name)).map((operation) => [operation.name, operation] as const),
)("%s, relayed, shows a visitor no word of what ended it", async (_, { ask, texts }) => {
  for (const [what, answer] of failures) {
    if (!/^(an error event|an event that is no JSON|events that)/.test(what)) continue
    const { client, witness } = createClient("compat", async (sent) => answer(quoteOf(sent, texts)))
    const stream: any = await ask(client)
    const relayed = stream.toResponse()

    expect(JSON.stringify([...relayed.headers]), what).not.toContain(mark)
    expect(await relayed.text(), what).not.toContain(mark)
    await witness.expectClean(what, stream)
  }
})

// So that a green test above does not mean that nothing was there to be seen.
test.each([
  [
    "compat",
    "chat.completions",
    "https://gateway.ai.cloudflare.com",
    [token, openaiKey, session, "kanarie-user", prompt],
  ],
  ["rest", "chat.completions", "https://api.cloudflare.com", [token, session, "kanarie-user", prompt]],
  ["access", "messages", "https://ai.example.com", [access.clientId, access.clientSecret, anthropicKey, image]],
  ["compat", "universal", "https://gateway.ai.cloudflare.com", [token, openaiKey, anthropicKey, image]],
  ["compat", "provider, openai", "https://gateway.ai.cloudflare.com", [token, openaiKey, session, prompt]],
  ["compat", "run in the background", "https://api.cloudflare.com", [apiToken, "secret=kanarie-hook", image]],
  ["compat", "logs.list", "https://api.cloudflare.com", [apiToken, encodeURIComponent(search).replaceAll("%20", "+")]],
] as const)("over %s, %s does carry them, to its own host", async (surface, name, host, parts) => {
  const sent: string[] = []
  const { client } = createClient(surface, () => json(500, {}), {
    fetch: async (url, { headers, body }) => {
      sent.push([url, JSON.stringify([...new Headers(headers)]), body].join("\n"))
      return json(500, {})
    },
  })
  await settle(operations.find((operation) => operation.name === name)!.ask(client))

  expect(sent).toHaveLength(1)
  expect(sent[0]!.startsWith(`${host}/`)).toBe(true)
  for (const part of parts) expect(sent[0]!.replaceAll("\\", "")).toContain(part)
})

test("each host gets its own token and no other's", async () => {
  for (const surface of Object.keys(surfaces)) {
    const { client } = createClient(surface, () => json(500, {}), {
      fetch: async (url, { headers, body }) => {
        const { host } = new URL(url)
        const sent = `${JSON.stringify([...new Headers(headers)])} ${url} ${body}`
        const isApi = host === "api.cloudflare.com"
        // On REST the two tokens are of one kind; an account's may stand in where the client has no other.
        if (host === "gateway.ai.cloudflare.com") expect(sent).not.toContain(apiToken)
        if (host !== "ai.example.com") for (const part of Object.values(access)) expect(sent).not.toContain(part)
        if (isApi) for (const part of Object.values(providerKey)) expect(sent).not.toContain(part)
        if (isApi && surface !== "rest") expect(sent).not.toContain(token)
        expect(["api.cloudflare.com", "gateway.ai.cloudflare.com", "ai.example.com"]).toContain(host)
        return json(500, {})
      },
    })
    for (const { ask } of operations) await settle(ask(client))
  }
})

describe("a description", () => {
  test.each(["compat", "rest", "binding", "access"])("over %s masks every credential", (surface) => {
    const { client } = createClient(surface, () => json(500, {}))
    const shown = inspect(
      [
        client.chat.completions.describe(chat),
        client.responses.describe(responses, surface === "access" ? { gateway: {} } : {}),
        ...(surface === "rest" ? [] : [client.messages.describe(message)]),
      ],
      { depth: 10 },
    )

    for (const secret of credentials) expect(shown).not.toContain(secret)
  })
})

describe("what is refused before it is sent", () => {
  const wrong: readonly [what: string, ask: (client: GatewayClient) => unknown][] = [
    ["an input of embeddings", (client) => client.embeddings.create({ model: "openai/x", input: { prompt } as never })],
    ["a temperature of responses", (client) => client.responses.create({ ...responses, temperature: prompt as never })],
    ["a limit of messages", (client) => client.messages.create({ ...message, max_tokens: prompt as never })],
    ["an input of a run", (client) => client.run("@cf/a/b", prompt as never)],
    [
      "a webhook beside a stream",
      (client) => client.run("@cf/a/b", { prompt, stream: true }, { background: { webhookUrl: webhook } }),
    ],
    ["a model that climbs", (client) => client.run("@cf/../kanarie" as never, {})],
    [
      "steps that are none",
      (client) => client.universal([{ provider: "openai", endpoint: "x", query: prompt as never }]),
    ],
    [
      "the token in a step",
      (client) => client.universal([{ provider: "openai", endpoint: "x", headers: { a: `x${token}` }, query: {} }]),
    ],
    ["a name for a provider", (client) => client.provider(`${openaiKey}` as never)],
    ["a URL outside a door", (client) => client.provider("openai").fetch(`https://kanarie.example/${token}`)],
    ["no URL", (client) => client.provider("openai").fetch(prompt)],
    [
      "the token in a door's header",
      (client) =>
        client.provider("openai").fetch(client.provider("openai").baseURL, { headers: { "x-api-key": token } }),
    ],
    [
      "a door's header of two lines",
      (client) => client.provider("openai").fetch(client.provider("openai").baseURL, { headers: { "x-a": system } }),
    ],
    ["an id of a log", (client) => client.logs.get(`../${token}`)],
    ["what is looked for", (client) => Array.fromAsync(client.logs.list({ search, order: search as never }))],
    ["a rating", (client) => client.logs.feedback("01LOG", { score: prompt as never })],
    ["what is deleted", (client) => client.logs.delete({ filters: [{ key: search }] as never })],
    ["the token in a socket's URL", (client) => client.realtime("openai", { model: token })],
    ["the token in a socket's query", (client) => client.realtime("openai", { query: { a: `x${token}` } })],
    ["a path of a socket", (client) => client.realtime("openai", { path: `../${token}` })],
    ["a key of two lines", (client) => client.realtime("openai", { providerKey: `${openaiKey}\n` })],
  ]

  test.each(wrong)("%s is not quoted", async (what, ask) => {
    const { client, witness } = createClient("compat", () => json(200, {}))

    const error = await rejection((async () => ask(client))())

    expect(
      error instanceof TypeError || isGatewayError(error, "invalid_request", "invalid_model", "unsupported_option"),
    ).toBe(true)
    await witness.expectClean(what, error)
  })
})

/** A socket that answers each message as told, without a network. */
function createSocket(answer: (eventId: string, say: (text: string) => void, close: (reason: string) => void) => void) {
  const listeners: { [type: string]: ((event: any) => void)[] } = {}
  const tell = (type: string, event: object) => listeners[type]?.forEach((listen) => listen(event))
  const socket: WebSocketLike = {
    readyState: 1,
    binaryType: "",
    close: () => {},
    send(text) {
      const { eventId } = JSON.parse(text).request
      queueMicrotask(() =>
        answer(
          eventId,
          (data) => tell("message", { data }),
          (reason) => tell("close", { code: 1008, reason }),
        ),
      )
    },
    addEventListener: (type: string, listen: (event: any) => void) => void (listeners[type] ??= []).push(listen),
  }
  return socket
}

type Script = Parameters<typeof createSocket>[0]

async function withSession(script: Script, ask: (session: UniversalSession) => Promise<unknown>) {
  const { client, witness } = createClient("compat", () => json(500, {}))
  const open = await client.realtime.connect({ open: () => createSocket(script) })
  return { session: open, witness, settled: await settle(ask(open)) }
}

const request = (stream: boolean) => ({ provider: "openai", endpoint: "chat/completions", query: { ...chat, stream } })
const spoken = [token, openaiKey, session, prompt, system].join(" | ")

test.each<[string, boolean, Script]>([
  ["an error", false, (_, say) => say(JSON.stringify({ type: "error", error: { message: spoken } }))],
  [
    "an error of its own kind",
    false,
    (eventId, say) => say(JSON.stringify({ type: "universal.error", metadata: { eventId }, message: spoken })),
  ],
  [
    "an answer that is an error",
    false,
    (eventId, say) =>
      say(
        JSON.stringify({ type: "universal.created", metadata: { eventId }, response: { error: { message: spoken } } }),
      ),
  ],
  ["what is no JSON", false, (_, say) => say(`{${spoken}`)],
  [
    "an error amid a stream",
    true,
    (eventId, say) => {
      say(JSON.stringify({ type: "universal.created", metadata: { eventId } }))
      say(JSON.stringify({ type: "error", metadata: { eventId }, error: { message: spoken } }))
    },
  ],
  [
    "a stream that is no JSON",
    true,
    (eventId, say) => {
      say(JSON.stringify({ type: "universal.created", metadata: { eventId } }))
      say(spoken)
    },
  ],
  ["a close that quotes credentials", false, (_, __, close) => close(`${token} ${openaiKey} ${session}`)],
])("a session shows none of them after %s", async (what, stream, script) => {
  const { session: open, settled, witness } = await withSession(script, (asked) => asked.create(request(stream)))

  expect(isGatewayError(settled[settled.length > 1 ? 1 : 0])).toBe(true)
  await witness.expectClean(what, ...settled, open)
})

test("what opens a socket never has the Cloudflare token in its URL", async () => {
  const { client } = createClient("compat", () => json(500, {}))
  for (const name of ["openai", "google", "workers-ai", "cartesia", "deepgram", "elevenlabs", "fal"] as const) {
    const isNamed = /^(openai|workers-ai|fal)$/.test(name)
    const { url, protocols, headers } = await client.realtime(name, isNamed ? { model: "a" } : {})
    expect(url).not.toContain(token)
    expect(url).not.toContain(apiToken)
    expect(JSON.stringify([protocols, headers])).not.toContain(apiToken)
  }
})

test("a client made of secrets shows none, nor do its parts", async () => {
  for (const surface of Object.keys(surfaces)) {
    const { client, witness } = createClient(surface, () => json(500, {}))
    await witness.expectClean(
      surface,
      client,
      ...Object.values(client),
      client.provider("openai"),
      client.withOptions({}),
    )
    for (const part of [client, ...Object.values(client)])
      expect(inspect(part, { depth: 10, showHidden: true })).not.toContain(mark)
  }
})

// Findings of a review.
describe("findings", () => {
  const complaint = (said: string) => () => json(400, { error: { message: said } })
  const refusal = async (said: string, ask: (client: GatewayClient) => Promise<unknown>, surface = "compat") => {
    const [error] = await settle(ask(createClient(surface, complaint(said)).client))
    return (error as Error).message
  }
  /** What a door sends, and where to. */
  const sentBy = async (options: GatewayClientOptions, ask: (client: GatewayClient) => Promise<unknown>) => {
    const sent: { url: string; text: string }[] = []
    const client = createGatewayClient({
      ...identity,
      token,
      maxRetries: 0,
      fetch: async (url, { headers, body }) => {
        sent.push({ url, text: `${url} ${JSON.stringify([...new Headers(headers)])} ${body}` })
        return json(500, {})
      },
      ...options,
    })
    await settle(ask(client))
    return sent
  }
  const through = (headers: Record<string, string>) => (client: GatewayClient) =>
    client.provider("openai").fetch(`${client.provider("openai").baseURL}/x`, { headers })

  test("1: a base with a slash too many does not send a door's token to another host", async () => {
    const [sent] = await sentBy({ baseURL: "https://relay.example//elsewhere.example/x" }, through({}))
    expect(sent === undefined || new URL(sent.url).host === "relay.example").toBe(true)
  })

  test("2: CF_AIG_BASE_URL, which names a gateway, does not get CLOUDFLARE_API_TOKEN", async () => {
    vi.stubEnv("CF_AIG_BASE_URL", "https://ai.example.com")
    vi.stubEnv("CLOUDFLARE_API_TOKEN", apiToken)
    try {
      const sent = await sentBy({ surface: "rest", token: undefined }, (client) => client.logs.get("01LOG")).catch(
        () => [],
      )
      expect(sent.map(({ url }) => new URL(url).host)).toEqual(["api.cloudflare.com"])
    } finally {
      vi.unstubAllEnvs()
    }
  })

  test.each([
    ["the REST API", { surface: "rest", baseURL: `https://relay.example/client/v4/accounts/${identity.accountId}` }],
    ["the gateway's own", { baseURL: `https://gateway.ai.cloudflare.com/v1/${identity.accountId}/my-gateway` }],
  ] as const)("3: Access credentials do not go to Cloudflare's host where the base is %s", async (_, options) => {
    const sent = await sentBy({ ...options, accessToken: access }, through({})).catch(() => [])
    expect(sent.map(({ text }) => text).join()).not.toContain(access.clientSecret)
  })

  test("4: the token of a relay does not go to api.cloudflare.com", async () => {
    const sent = await sentBy({ baseURL: "https://relay.example/ai" }, (client) =>
      client.run("google/gemini-2.5-flash", input),
    )
    expect(sent.map(({ text }) => text).join()).not.toContain(token)
  })

  test("5: a text that begins as another does is taken out whole", async () => {
    const turns = ["Sum this up:", `Sum this up: ${prompt}`].map((content) => ({ role: "user" as const, content }))
    const asked = refusal(`Bad: ${turns[1]!.content}`, (client) =>
      client.chat.completions.create({ ...chat, messages: turns }),
    )
    expect(await asked).not.toContain("diary")
  })

  const part = (part: object) => [{ role: "user" as const, content: [part as never] }]
  test.each<[string, string, (client: GatewayClient) => Promise<unknown>]>([
    ["a deletion's filter", search, (client) => client.logs.delete({ filters })],
    ["an image's bytes, without what stands before them", image, (client) => client.responses.create(responses)],
    [
      "an image of a chat",
      image,
      (client) =>
        client.chat.completions.create({
          ...chat,
          messages: part({ type: "image_url", image_url: { url: picture } }),
        }),
    ],
    [
      "a signed address of a chat",
      webhook,
      (client) =>
        client.chat.completions.create({ ...chat, messages: part({ type: "image_url", image_url: { url: webhook } }) }),
    ],
    [
      "sound of a chat",
      image,
      (client) =>
        client.chat.completions.create({
          ...chat,
          messages: part({ type: "input_audio", input_audio: { data: image, format: "wav" } }),
        }),
    ],
    [
      "arguments of a chat's tool",
      prompt,
      (client) =>
        client.chat.completions.create({
          ...chat,
          messages: [
            {
              role: "assistant",
              content: null,
              tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: prompt } }],
            },
          ],
        }),
    ],
    [
      "a tool of a chat",
      prompt,
      (client) =>
        client.chat.completions.create({
          ...chat,
          messages: [],
          tools: [{ type: "function", function: { name: "f", description: prompt } }],
        }),
    ],
    [
      "extraBody",
      prompt,
      (client) => client.messages.create({ ...message, messages: [] }, { extraBody: { note: prompt } }),
    ],
    ["a cache key", gateway.cacheKey, (client) => client.chat.completions.create(chat, { gateway })],
    ["a search of models", search, (client) => client.models.list({ search }).toArray()],
    [
      "the query of a step's endpoint",
      "kanarie-step-key",
      (client) => client.universal([{ provider: "openai", endpoint: "x?key=kanarie-step-key", query: {} }]),
    ],
  ])("6: a complaint does not bring %s into our message", async (_, said, ask) => {
    expect(await refusal(`Bad: ${said}`, ask)).not.toContain(mark)
  })

  test.each<[string, string, (client: GatewayClient) => Promise<unknown>]>([
    ["a word of metadata", "kanarie-user", (client) => client.chat.completions.create(chat)],
    [
      "a webhook",
      webhook,
      (client) => client.run("google/gemini-2.5-flash", {}, { background: { webhookUrl: webhook } }),
    ],
    [
      "a credential as URLs write it",
      encodeURIComponent("kanarie/+key="),
      (client) => client.chat.completions.create(chat, { query: { key: "kanarie/+key=" } }),
    ],
  ])("6: a complaint does not bring %s into our message", async (_, said, ask) => {
    expect(await refusal(`Bad: ${said}`, ask)).not.toContain(mark)
  })

  test("7: a socket that closes with a prompt for its reason brings it into no message", async () => {
    const { settled, witness } = await withSession(
      (_, __, close) => close(prompt),
      (asked) => asked.create(request(false)),
    )
    await witness.expectClean("close", ...settled)
  })

  test.each<[string, string]>([
    ["an error that names no request", JSON.stringify({ type: "error", error: { message: prompt } })],
    ["what is no JSON", `{"response":"${prompt}`],
  ])("8: of two that share a session neither hears the other's words from %s", async (_, text) => {
    let count = 0
    const script: Script = (_id, say) => void (++count === 2 && say(text))
    const { client } = createClient("compat", () => json(500, {}))
    const open = await client.realtime.connect({ open: () => createSocket(script) })
    const first = open.create(request(false)).catch((error: unknown) => error)
    const second = rejection(open.create({ ...request(false), query: { question: "What is the tide?" } }))
    await first
    expect(`${(await second).message} ${JSON.stringify((await second).body)}`).not.toContain(prompt)
  })

  test.each<[string, string]>([
    ["beside a comma", `Bearer ${token}, Bearer x`],
    ["in a cookie", `t=${token}`],
    ["as a user's password", `Basic ${btoa(`:${token}`)}`],
  ])("9: a door keeps the Cloudflare token from the provider %s", async (_, value) => {
    const sent = await sentBy({}, through({ "x-a": value }))
    expect(sent).toEqual([])
  })

  test.each<[string, string]>([
    ["a signature", "AWS4-HMAC-SHA256 Credential=cf-ai-gateway-no-key/20260101/us-east-1/bedrock/aws4_request"],
    ["a user's name", `Basic ${btoa("cf-ai-gateway-no-key:")}`],
    ["a list", "cf-ai-gateway-no-key, other"],
  ])("10: the word that is no key is taken off in %s", async (_, value) => {
    const [sent] = await sentBy({}, through({ authorization: value }))
    expect(sent!.text).not.toContain(value)
  })

  test.each<[string, (client: GatewayClient) => Promise<unknown>]>([
    ["a door", through({ authorization: `Bearer ${apiToken}` })],
    [
      "a header",
      (client) => client.chat.completions.create(chat, { headers: { authorization: `Bearer ${apiToken}` } }),
    ],
    ["a key", (client) => client.chat.completions.create(chat, { providerKey: apiToken })],
    [
      "a step",
      (client) =>
        client.universal([
          { provider: "openai", endpoint: "x", headers: { authorization: `Bearer ${apiToken}` }, query: {} },
        ]),
    ],
  ])("11: apiToken, a Cloudflare token too, reaches no provider through %s", async (_, ask) => {
    expect(await sentBy({ apiToken }, ask)).toEqual([])
  })

  test("12: the error of a response's clone quotes no more than that of the response", async () => {
    const { client } = createClient("compat", complaint(spoken))
    const door = client.provider("openai")
    const response = await door.fetch(`${door.baseURL}/x`, { method: "POST", body: JSON.stringify(chat) })
    expect((await readGatewayError(response.clone()))!.message).not.toContain(mark)
  })

  test.each(["code", "name"] as const)("13: the %s of what was thrown is no text to quote", async (field) => {
    const { client } = createClient("compat", () => {
      throw Object.assign(new Error("failed"), { [field]: `sent ${token}` })
    })
    const error = await rejection(client.chat.completions.create(chat))
    expect(`${error.message} ${error.cause.name}`).not.toContain(token)
  })

  test.each(["cf-access-jwt-assertion", "x-password", "x-amz-credential"])(
    "14: hooks are not shown what a door's header %s holds",
    async (name) => {
      const { client, witness } = createClient("compat", complaint("no"))
      const door = client.provider("openai")
      await (await door.fetch(`${door.baseURL}/x`, { headers: { [name]: "kanarie.jwt" } })).text()
      await witness.expectClean(name)
    },
  )

  test("15: responses that are relayed do not show visitors our instructions", async () => {
    const { client } = createClient("compat", () =>
      eventResponse(
        `data: {"type":"response.created","response":{"id":"r","output":[],"instructions":"${prompt}"}}\n\n`,
      ),
    )
    const stream = await client.responses.create({ ...responses, stream: true })
    expect(await stream.toResponse().text()).not.toContain(prompt)
  })

  test("16: a deletion keeps its filters, whatever `query` holds", async () => {
    const [sent] = await sentBy({ apiToken }, (client) =>
      client.logs.delete({ provider: "openai" }, { query: { filters: undefined } }),
    )
    expect(sent!.url).toContain("filters=")
  })

  test("17: a page of our own origin is not lent the account's API token", () => {
    vi.stubGlobal("document", {})
    vi.stubGlobal("location", { origin: "https://app.example", href: "https://app.example/" })
    try {
      expect(() => createGatewayClient({ ...identity, token: undefined, baseURL: "/ai", apiToken })).toThrow(TypeError)
    } finally {
      vi.unstubAllGlobals()
    }
  })
})
