import { inspect } from "node:util"
import { expect, test, vi } from "vitest"
import { WebSocket as WsSocket } from "ws"
import type { GatewayClientOptions } from "../../src/client-options.ts"
import { isGatewayError } from "../../src/errors.ts"
import { createRealtime, type Realtime, type SessionOptions } from "../../src/realtime/realtime.ts"
import { isStream } from "../../src/stream/create-stream.ts"
import { chatStep } from "../../src/universal/chat-step.ts"
import { callerOf } from "../support/caller-of.ts"
import { collect } from "../support/fixtures.ts"
import { deferred, rejection } from "../support/server.ts"
import { created, startSockets, streamed } from "./socket-server.ts"

function createClient(options: GatewayClientOptions): { readonly realtime: Realtime } {
  return { realtime: createRealtime(callerOf(options)) }
}

const byHeaders: SessionOptions = { open: ({ url, headers }) => new WsSocket(url, { headers }) }
const question = { provider: "openai", endpoint: "chat/completions", query: { model: "gpt-5-mini", messages: [] } }
const answer = { choices: [{ message: { content: "Two a day" }, finish_reason: "stop" }] }
const piece = (content: string) => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })

test.each<[string, SessionOptions, object, string[]]>([
  [
    "the platform's WebSocket, by a subprotocol",
    {},
    { "sec-websocket-protocol": "cf-aig-authorization.test-token-1" },
    ["cf-aig-authorization"],
  ],
  [
    "the package ws, by headers",
    byHeaders,
    { "cf-aig-authorization": "Bearer test-token-1", "user-agent": "cf-ai-gateway/0.1.0" },
    ["sec-websocket-protocol"],
  ],
  [
    "the platform's WebSocket, by headers",
    { open: ({ url, headers }) => new WebSocket(url, { headers } as never) },
    { "cf-aig-authorization": "Bearer test-token-1", "user-agent": "cf-ai-gateway/0.1.0" },
    ["sec-websocket-protocol"],
  ],
])("a session is opened and asked over %s", async (_, how, sent, notSent) => {
  await using server = await startSockets((message, { say }) => say(created(message.request.eventId, answer)))
  const client = createClient(server.options)
  await using session = await client.realtime.connect(how)
  const reply = await session.create(question)

  expect(reply).toEqual(answer)
  expect(reply.gateway).toMatchObject({
    logId: "01LOG",
    step: 0,
    cacheStatus: "MISS",
    eventId: server.messages[0].request.eventId,
    modelRequested: "gpt-5-mini",
    modelSent: "gpt-5-mini",
    attempts: [{ status: 200, waitMs: 0 }],
    timings: { headersMs: expect.any(Number), totalMs: expect.any(Number) },
  })
  expect(server.messages).toEqual([
    {
      type: "universal.create",
      request: {
        eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        provider: "openai",
        endpoint: "chat/completions",
        headers: { "content-type": "application/json" },
        query: { model: "gpt-5-mini", messages: [] },
      },
    },
  ])
  const { path, headers } = server.handshakes[0]!
  expect(path).toBe("/v1/0123456789abcdef0123456789abcdef/my-gateway/")
  expect(headers).toMatchObject(sent)
  for (const name of [...notSent, "authorization", "content-type"]) expect(headers).not.toHaveProperty(name)
})

test.each([
  ["the platform's WebSocket", {}],
  ["the package ws", byHeaders],
])("a stream comes piece by piece over %s", async (_, how) => {
  await using server = await startSockets((message, { say }) =>
    say(...streamed(message.request.eventId, piece("Two "), piece("a day"))),
  )
  await using session = await createClient(server.options).realtime.connect(how)
  const stream = await session.create(
    { ...question, query: { ...question.query, stream: true } },
    { gateway: { eventId: "tide-1" } },
  )

  expect(isStream(stream)).toBe(true)
  expect(stream.gateway).toMatchObject({ logId: "01LOG", step: 0, cacheStatus: "MISS", eventId: "tide-1" })
  expect(await collect(stream)).toEqual([piece("Two "), piece("a day")])
  expect(await stream.final()).toMatchObject({ text: "Two a day" })
  expect(server.messages[0].request).toMatchObject({
    eventId: "tide-1",
    headers: { "content-type": "application/json", "cf-aig-event-id": "tide-1" },
    query: { stream: true },
  })
})

test("several requests share a socket, and each gets its own answer", async () => {
  const heard: string[] = []
  await using server = await startSockets((message, { index, say }) => {
    const { eventId } = message.request
    heard.push(eventId)
    if (index < 2) return
    const [first, second] = heard as [string, string]
    const [begin, one, two, done] = streamed(second, piece("b"), piece("c")) as [object, object, object, object]
    say(begin, one, created(eventId, { n: 3 }), two, created("nobody", { n: 0 }), created(first, { n: 1 }), done)
  })
  await using session = await createClient(server.options).realtime.connect()
  const [one, two, three] = await Promise.all([
    session.create({ ...question, eventId: "one" }),
    session.create({ ...question, eventId: "two", query: { stream: true } }),
    session.create({ ...question, eventId: "three" }),
  ])

  expect([one, three]).toEqual([{ n: 1 }, { n: 3 }])
  expect([one.gateway.eventId, three.gateway.eventId]).toEqual(["one", "three"])
  expect(await two.final()).toMatchObject({ text: "bc" })
  expect(server.handshakes).toHaveLength(1)
})

test("an id serves one request at a time", async () => {
  const hold = deferred<void>()
  await using server = await startSockets(
    (message, { say }) => void hold.promise.then(() => say(created(message.request.eventId, { n: 1 }))),
  )
  await using session = await createClient(server.options).realtime.connect()
  const first = session.create({ ...question, eventId: "same" })
  await server.arrival(1)

  expect(await rejection(session.create({ ...question, eventId: "same" }))).toMatchObject({
    code: "invalid_request",
    message: "The call was not sent: `eventId` is that of a request under way",
  })
  hold.resolve()
  expect(await first).toEqual({ n: 1 })
  expect(await session.create({ ...question, eventId: "same" })).toEqual({ n: 1 })
})

test("gateway options, keys and demanded headers stand in the request, what the request says goes before", async () => {
  await using server = await startSockets((message, { say }) => say(created(message.request.eventId, answer)))
  const { realtime } = createClient({
    ...server.options,
    gateway: { id: "my-gateway", metadata: { team: "sea" }, collectLog: false },
    providerKey: {
      anthropic: "anthropic-key",
      google: "google-key",
      openai: "openai-key",
      grok: "grok-key",
      "workers-ai": "workers-key",
    },
  })
  await using session = await realtime.connect()
  const query = { model: "m" }
  await session.create(
    { provider: "anthropic", endpoint: "v1/messages", query, headers: { "CF-AIG-Collect-Log": "true" } },
    { gateway: { cacheTtl: 60 }, headers: { "x-app": "7" } },
  )
  await session.create({ provider: "google", endpoint: "v1/x", query }, { providerKey: "call-key" })
  await session.create({
    provider: "openai",
    endpoint: "x",
    query,
    headers: { Authorization: "Bearer own-key", "cf-aig-metadata": null },
  })
  await session.create(chatStep({ model: "xai/grok-4", messages: [] }))
  await session.create(chatStep({ model: "openai/gpt-5-mini", messages: [] }, { providerKey: null }))
  await session.create({ provider: "workers-ai", endpoint: "@cf/meta/llama", query }, { extraBody: { seed: 4 } })

  const base = {
    "content-type": "application/json",
    "cf-aig-metadata": '{"team":"sea"}',
    "cf-aig-collect-log": "false",
  }
  const { "cf-aig-metadata": metadata, "cf-aig-collect-log": collectLog } = base
  expect(server.messages.map(({ request }) => ({ ...request, eventId: undefined }))).toEqual([
    {
      provider: "anthropic",
      endpoint: "v1/messages",
      query,
      headers: {
        "content-type": "application/json",
        "cf-aig-metadata": metadata,
        "CF-AIG-Collect-Log": "true",
        "cf-aig-cache-ttl": "60",
        "anthropic-version": "2023-06-01",
        "x-api-key": "anthropic-key",
        "x-app": "7",
      },
    },
    { provider: "google-ai-studio", endpoint: "v1/x", query, headers: { ...base, "x-goog-api-key": "call-key" } },
    {
      provider: "openai",
      endpoint: "x",
      query,
      headers: {
        "content-type": "application/json",
        "cf-aig-collect-log": collectLog,
        Authorization: "Bearer own-key",
      },
    },
    {
      provider: "compat",
      endpoint: "chat/completions",
      query: { model: "grok/grok-4", messages: [] },
      headers: { ...base, authorization: "Bearer grok-key" },
    },
    {
      provider: "compat",
      endpoint: "chat/completions",
      query: { model: "openai/gpt-5-mini", messages: [] },
      headers: base,
    },
    {
      provider: "workers-ai",
      endpoint: "@cf/meta/llama",
      query: { model: "m", seed: 4 },
      headers: { ...base, authorization: "Bearer workers-key" },
    },
  ])
})

test("a request that asks for a stream and gets one whole answer is a stream of one", async () => {
  await using server = await startSockets((message, { say }) => say(created(message.request.eventId, answer)))
  await using session = await createClient(server.options).realtime.connect()
  const stream = await session.create({ ...question, query: { stream: true } })

  expect(stream.gateway.buffered).toBe(true)
  expect(await collect(stream)).toEqual([answer])
})

test("text is an answer too: JSON is read, anything else is a Blob of its type", async () => {
  await using server = await startSockets((message, { index, say }) =>
    say(
      created(message.request.eventId, ['{"n":1}', "plain words"][index], [{}, { contentType: "text/plain" }][index]),
    ),
  )
  await using session = await createClient(server.options).realtime.connect()

  expect(await session.create(question)).toEqual({ n: 1 })
  const blob = await session.create<Blob>(question)
  expect([blob.type, await blob.text(), blob.gateway.logId]).toEqual(["text/plain", "plain words", "01LOG"])
})

test("chunks that come as text are read like those over HTTP", async () => {
  const chunks = [
    'data: {"response":"Two "}',
    '{\n"response":"a "}',
    'event: x\ndata: {"response":"day"}\n\n',
    "[DONE]",
    "never read",
  ]
  await using server = await startSockets((message, { say }) => say(...streamed(message.request.eventId, ...chunks)))
  await using session = await createClient(server.options).realtime.connect()
  const stream = await session.create({ ...question, query: { stream: true } })

  expect(await stream.final()).toMatchObject({ text: "Two a day" })
})

test("binary frames, missing ids and unknown messages are no obstacle", async () => {
  await using server = await startSockets((_, { socket, say }) => {
    say({ type: "universal.queued", metadata: { eventId: "one" } }, { type: "hello" })
    socket.send(Buffer.from(JSON.stringify({ type: "universal.stream", response: { response: "Low tide" } })))
    say({ type: "universal.done" })
  })
  await using session = await createClient(server.options).realtime.connect(byHeaders)
  const stream = await session.create({ ...question, eventId: "one", query: { stream: true } })

  expect(await stream.final()).toMatchObject({ text: "Low tide" })
})

test.each<[string, object, object]>([
  [
    "a provider's refusal inside an answer",
    created("one", { error: { message: "Slow down", type: "requests", code: "rate_limit_exceeded" } }),
    { code: "rate_limited", message: "Slow down (HTTP 200)", logId: "01LOG" },
  ],
  [
    "an error message of the gateway",
    {
      type: "universal.error",
      metadata: { eventId: "one", logId: "01LOG" },
      error: [{ code: 2005, message: "Failed" }],
    },
    { code: "upstream_failed", gatewayCode: 2005, logId: "01LOG" },
  ],
  [
    "an error message that names no request",
    { type: "error", message: "Bad message" },
    { message: "Bad message (HTTP 200)", status: 502 },
  ],
  [
    "an error that has no more than its type",
    { type: "universal.error", message: "Bad message" },
    { message: "Bad message (HTTP 200)", status: 502 },
  ],
  [
    "an error under any type",
    { type: "universal.created", metadata: { eventId: "one" }, error: { message: "No such model", code: 404 } },
    { status: 404 },
  ],
])("%s is thrown as a refusal", async (_, message, expected) => {
  await using server = await startSockets((_, { say }) => say(message))
  await using session = await createClient(server.options).realtime.connect()
  const error = await rejection(session.create({ ...question, eventId: "one" }, { maxRetries: 0 }))

  expect(error).toMatchObject({ name: "GatewayResponseError", ...expected })
})

test("an error that names no request is everybody's, and its words nobody's among several", async () => {
  await using server = await startSockets((_, { index, say }) => {
    if (index === 1) say({ type: "Which way error", message: "Which way?" })
    if (index === 2) say({ type: "error", message: "Bad message" })
  })
  await using session = await createClient(server.options).realtime.connect()
  const errors = await Promise.all([rejection(session.create(question)), rejection(session.create(question))])

  for (const error of errors)
    expect(error).toMatchObject({ message: "The server says nothing more (HTTP 200)", body: { type: "error" } })
  expect(errors).toHaveLength(2)
  expect(JSON.stringify(errors)).not.toContain("Which way")
  expect(await rejection(session.create(question))).toMatchObject({ message: "Bad message (HTTP 200)" })
})

test("a request with a key of its own asks the client for none", async () => {
  await using server = await startSockets((message, { say }) => say(created(message.request.eventId, answer)))
  const providerKey = vi.fn(() => "client-key")
  await using session = await createClient({ ...server.options, providerKey }).realtime.connect()
  await session.create({ ...question, headers: { Authorization: "Bearer own-key" } })

  expect(providerKey).not.toHaveBeenCalled()
})

test("a refusal that may pass is asked again over the same socket", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  await using server = await startSockets((message, { index, say }) =>
    say(created(message.request.eventId, index === 0 ? { error: { message: "Overloaded", code: 503 } } : answer)),
  )
  await using session = await createClient(server.options).realtime.connect()
  const reply = await session.create(question)

  expect(reply.gateway.attempts).toMatchObject([{ reason: "overloaded" }, { status: 200 }])
  expect(server.messages[1]).toEqual(server.messages[0])
})

test("an error within a stream ends it, with what came", async () => {
  await using server = await startSockets((message, { say }) => {
    const [begin, chunk] = streamed(message.request.eventId, piece("Two ")) as [object, object]
    say(begin, chunk, { type: "universal.error", metadata: { eventId: "one" }, error: { message: "Lost it" } })
  })
  await using session = await createClient(server.options).realtime.connect()
  const stream = await session.create({ ...question, eventId: "one", query: { stream: true } })
  const seen: unknown[] = []
  const error = await rejection(
    (async () => {
      for await (const event of stream) seen.push(event)
    })(),
  )

  expect(seen).toEqual([piece("Two ")])
  expect(error).toMatchObject({ name: "GatewayResponseError", message: "Lost it (HTTP 200)" })
})

test("a message that is no JSON fails what waits, and the session goes on", async () => {
  await using server = await startSockets((message, { index, socket, say }) => {
    if (index === 0) say(streamed(message.request.eventId)[0])
    if (index === 1) socket.send("<oops>\nit broke")
    if (index === 2) socket.send("<oops>\nit broke")
    if (index === 3) say(created(message.request.eventId, answer))
  })
  await using session = await createClient(server.options).realtime.connect()
  const stream = await session.create({ ...question, query: { stream: true } })
  const whole = await rejection(session.create(question))

  // It may hold what the other asked.
  expect(whole).toMatchObject({ name: "GatewayParseError", code: "invalid_response", body: "[redacted]" })
  expect(await rejection(stream.final())).toMatchObject({ name: "GatewayParseError", body: "[redacted]" })
  expect(await rejection(session.create(question))).toMatchObject({
    name: "GatewayParseError",
    body: "<oops>\nit broke",
  })
  expect(await session.create(question)).toEqual(answer)
})

test("a socket that closes fails what is under way: the waiting as unanswered, a stream as interrupted", async () => {
  await using server = await startSockets((message, { index, socket, say }) => {
    if (index === 0) say(...streamed(message.request.eventId, piece("Two ")).slice(0, 2))
    if (index === 1) socket.close(1011, "worker restarted, test-token-1")
  })
  await using session = await createClient(server.options).realtime.connect()
  const stream = await session.create({ ...question, query: { stream: true } })
  const whole = await rejection(session.create(question))
  const cut = await rejection(stream.final())

  expect(whole).toMatchObject({
    name: "GatewayConnectionError",
    code: "connection_failed",
    retryable: false,
    message: "The WebSocket was closed before an answer (1011: worker restarted, [redacted])",
  })
  expect(cut).toMatchObject({ name: "GatewayStreamError", code: "stream_interrupted", body: { text: "Two " } })
  expect(cut.cause.message).toBe("The WebSocket was closed (1011: worker restarted, [redacted])")
  expect(await session.closed).toEqual({ code: 1011, reason: "worker restarted, [redacted]" })
  expect(await rejection(session.create(question))).toMatchObject({ code: "connection_failed" })
  expect(server.messages).toHaveLength(2)
})

test("closing a session fails what is under way and closes the socket", async () => {
  await using server = await startSockets()
  const session = await createClient(server.options).realtime.connect()
  const unanswered = rejection(session.create(question))
  await server.arrival(1)
  session.close()

  expect(await unanswered).toMatchObject({ message: "The WebSocket was closed before an answer (by this client)" })
  expect(await server.handshakes[0]!.closed).toBe(1000)
  expect(await session.closed).toEqual({ code: 1000, reason: "" })
})

test("a request over a socket that is closing is refused without being sent", async () => {
  await using server = await startSockets()
  let socket!: WsSocket
  const session = await createClient(server.options).realtime.connect({
    open: ({ url, headers }) => (socket = new WsSocket(url, { headers })),
  })
  socket.close()

  expect(await rejection(session.create(question))).toMatchObject({
    message: "The WebSocket was closed before an answer (it is closing)",
  })
  await session.closed
  expect(server.messages).toEqual([])
})

test("an abort rejects with its own reason, and what comes late is for nobody", async () => {
  const hold = deferred<void>()
  await using server = await startSockets((message, { index, say }) => {
    if (index === 0) void hold.promise.then(() => say(created(message.request.eventId, { n: 0 })))
    else say(created(message.request.eventId, { n: index }))
  })
  await using session = await createClient(server.options).realtime.connect()
  const controller = new AbortController()
  const left = rejection(session.create({ ...question, eventId: "one" }, { signal: controller.signal }))
  await server.arrival(1)
  const reason = new Error("Changed my mind")
  controller.abort(reason)

  expect(await left).toBe(reason)
  expect(await rejection(session.create({ ...question, eventId: "one" }))).toMatchObject({ code: "invalid_request" })
  expect(await session.create({ ...question, eventId: "two" })).toEqual({ n: 1 })
  hold.resolve()
  expect(await session.create({ ...question, eventId: "three" })).toEqual({ n: 2 })
  expect(await session.create({ ...question, eventId: "one" })).toEqual({ n: 3 })
  expect(await rejection(session.create(question, { signal: AbortSignal.abort(reason) }))).toBe(reason)
  expect(server.messages).toHaveLength(4)
})

test("a stream that is left early disturbs no other", async () => {
  await using server = await startSockets((message, { index, say }) =>
    say(...(index === 0 ? streamed("one", piece("a"), piece("b")) : [created(message.request.eventId, answer)])),
  )
  await using session = await createClient(server.options).realtime.connect()
  for await (const event of await session.create({ ...question, eventId: "one", query: { stream: true } })) {
    expect(event).toEqual(piece("a"))
    break
  }

  expect(await session.create(question)).toEqual(answer)
})

test("the clocks run: to the first message, and between those of a stream", async () => {
  await using server = await startSockets((message, { index, say }) => {
    if (index === 1) say(...streamed(message.request.eventId, piece("Two ")).slice(0, 2))
  })
  await using session = await createClient(server.options).realtime.connect()

  expect(await rejection(session.create(question, { timeout: 20 }))).toMatchObject({
    code: "timeout",
    clock: "headers",
  })
  const stream = await session.create({ ...question, query: { stream: true } }, { idleTimeout: 20 })
  expect(await rejection(stream.final())).toMatchObject({ code: "timeout", clock: "idle", body: { text: "Two " } })
  expect(await rejection(session.create(question, { totalTimeout: 20 }))).toMatchObject({
    code: "timeout",
    clock: "total",
  })
})

test.each<[string, object, object | undefined, string, string]>([
  [
    "nothing",
    undefined as never,
    undefined,
    "invalid_request",
    "`provider` is missing, or no text; `endpoint` must be the path after the provider; `query` must be an object: the provider's body",
  ],
  ["an empty id", { ...question, eventId: "" }, undefined, "invalid_request", "`eventId` must be a text"],
  [
    "a step's config",
    { ...question, config: {} },
    undefined,
    "invalid_request",
    "`config` is not documented here: use the option `gateway`",
  ],
  [
    "the Auto Router",
    { provider: "compat", endpoint: "chat/completions", query: { model: "cloudflare/auto" } },
    undefined,
    "invalid_request",
    "`query.model` is the Auto Router's, which no WebSocket reaches",
  ],
  [
    "a slip",
    { ...question, provider: "opennai" },
    undefined,
    "invalid_model",
    "`provider` is no provider known here, did you mean openai?",
  ],
  [
    "a compat request of nobody's model",
    { provider: "compat", endpoint: "chat/completions", query: { model: "gpt-5-mini" } },
    undefined,
    "invalid_model",
    "`model` names no provider: write openai/gpt-5-mini",
  ],
  [
    "a query of the URL",
    question,
    { query: { a: "b" } },
    "unsupported_option",
    "`query` is the URL's: give it to realtime.connect",
  ],
  [
    "a body that cannot be written",
    { ...question, query: { n: 1n } },
    undefined,
    "invalid_request",
    "`params` cannot be written as JSON: it holds a circle or a bigint",
  ],
  [
    "the token in a header for a provider",
    { ...question, headers: { "X-Own": "test-token-1" } },
    undefined,
    "invalid_request",
    "`headers.X-Own` is the Cloudflare token, which only workers-ai takes as a key: leave it out",
  ],
  [
    "the account's token in a header for a provider",
    { ...question, headers: { "X-Own": `Basic ${btoa("test-api-token-1:")}` } },
    undefined,
    "invalid_request",
    "`headers.X-Own` is the Cloudflare token, which only workers-ai takes as a key: leave it out",
  ],
  [
    "a header of two lines",
    { ...question, headers: { "X-Own": "one\r\nx-more: two" } },
    undefined,
    "invalid_request",
    "`headers.X-Own` holds a character that no header may",
  ],
])("%s is refused before it is sent", async (_, request, options, code, problem) => {
  await using server = await startSockets()
  await using session = await createClient({ ...server.options, apiToken: "test-api-token-1" }).realtime.connect()
  const error = await rejection(session.create(request as never, options))

  expect(isGatewayError(error)).toBe(true)
  expect(error).toMatchObject({ code, message: `The call was not sent: ${problem}` })
  expect(server.messages).toEqual([])
})

test("a provider that is not known passes where models are not checked, with its key", async () => {
  await using server = await startSockets((message, { say }) => say(created(message.request.eventId, answer)))
  const client = createClient({ ...server.options, providerKey: (provider) => `key-of-${provider}` })
  await using session = await client.realtime.connect()
  await session.create({ ...question, provider: "brand-new" }, { validate: { model: "off" } })
  await session.create({ ...question, provider: "custom-acme" })

  expect(server.messages.map(({ request }) => [request.provider, request.headers.authorization])).toEqual([
    ["brand-new", "Bearer key-of-brand-new"],
    ["custom-acme", "Bearer key-of-custom-acme"],
  ])
})

test("a compat request's model goes out as compat spells it, and as it is where models are not checked", async () => {
  await using server = await startSockets((message, { say }) => say(created(message.request.eventId, answer)))
  const client = createClient({ ...server.options, providerKey: { google: "key-of-google" } })
  await using session = await client.realtime.connect()
  const ask = (model: string, options?: { validate: { model: "off" } }) =>
    session.create({ provider: "compat", endpoint: "chat/completions", query: { model, n: 1 } }, options)
  const spelled = await ask("google/gemini-2.5-flash")
  await ask("google/gemini-2.5-flash", { validate: { model: "off" } })
  await ask("no-prefix", { validate: { model: "off" } })

  expect(server.messages.map(({ request }) => [request.query, request.headers.authorization])).toEqual([
    [{ model: "google-ai-studio/gemini-2.5-flash", n: 1 }, "Bearer key-of-google"],
    [{ model: "google/gemini-2.5-flash", n: 1 }, "Bearer key-of-google"],
    [{ model: "no-prefix", n: 1 }, undefined],
  ])
  expect(spelled.gateway).toMatchObject({
    modelRequested: "google/gemini-2.5-flash",
    modelSent: "google-ai-studio/gemini-2.5-flash",
  })
})

test("workers-ai may be given the Cloudflare token", async () => {
  await using server = await startSockets((message, { say }) => say(created(message.request.eventId, answer)))
  await using session = await createClient(server.options).realtime.connect()
  const headers = { Authorization: "Bearer test-token-1" }
  await session.create({ provider: "workers-ai", endpoint: "@cf/meta/llama", headers, query: {} })

  expect(server.messages[0].request.headers).toEqual({ "content-type": "application/json", ...headers })
})

test("hooks are told of requests, without token, key and prompt", async () => {
  await using server = await startSockets((message, { say }) => say(created(message.request.eventId, answer)))
  const onRequest = vi.fn()
  const onFinish = vi.fn()
  const client = createClient({
    ...server.options,
    hooks: { onRequest, onFinish },
    providerKey: { openai: "openai-key" },
  })
  await using session = await client.realtime.connect()
  await session.create({ ...question, query: { model: "gpt-5-mini", prompt: "What of the tides?" } })

  expect(onRequest).toHaveBeenCalledTimes(1)
  expect(onRequest.mock.calls[0]![0]).toMatchObject({
    url: `${server.options.baseURL.replace("http", "ws")}/`,
    headers: { authorization: "Bearer [redacted]" },
    body: { model: "gpt-5-mini" },
  })
  expect(onFinish.mock.calls[0]![0]).toMatchObject({
    gateway: { logId: "01LOG" },
    finishReason: "stop",
    error: undefined,
  })
  expect(inspect([onRequest.mock.calls, onFinish.mock.calls], { depth: 9 })).not.toMatch(
    /openai-key|test-token-1|tides/,
  )
})

test("no token, key or prompt is shown by a session or its errors", async () => {
  const quoted = "Bad keys openai-key, own-step-key and test-token-1 for: What is the height of the tide?"
  await using server = await startSockets((message, { index, socket, say }) =>
    index === 0
      ? say(created(message.request.eventId, { error: { message: quoted, code: 400 } }))
      : socket.close(1008, quoted.slice(0, 40)),
  )
  const client = createClient({ ...server.options, providerKey: { openai: "openai-key" } })
  await using session = await client.realtime.connect()
  const query = { prompt: "What is the height of the tide?" }
  const refused = await rejection(session.create({ ...question, query, headers: { "x-key": "own-step-key" } }))
  const closed = await rejection(
    session.create({ ...question, query, headers: { Authorization: "Bearer own-step-key" } }),
  )

  expect(refused.message).toBe("Bad keys [redacted], [redacted] and [redacted] for: [redacted] (HTTP 200)")
  for (const shown of [session, refused, closed, client])
    for (const text of [inspect(shown, { depth: 9 }), JSON.stringify(shown) ?? ""])
      expect(text).not.toMatch(/test-token-1|own-step-key|height/)
  expect(inspect(refused)).not.toContain("openai-key")
})

test("a socket that closes with what was asked for its reason brings it into no message", async () => {
  await using server = await startSockets((_, { index, socket }) => {
    if (index === 1) socket.close(1011, "Bad: my diary of May | what of the tide?")
  })
  await using session = await createClient(server.options).realtime.connect()
  const controller = new AbortController()
  const left = rejection(
    session.create({ ...question, query: { input: "my diary of May" } }, { signal: controller.signal }),
  )
  await server.arrival(1)
  controller.abort(new Error("enough"))
  await left
  const error = await rejection(session.create({ ...question, query: { input: "what of the tide?" } }))

  expect(error.message).toBe("The WebSocket was closed before an answer (1011: Bad: [redacted] | [redacted])")
  expect(await session.closed).toEqual({ code: 1011, reason: "Bad: [redacted] | [redacted]" })
})
