import { once } from "node:events"
import type { ServerResponse } from "node:http"
import { createServer, type AddressInfo, type Socket } from "node:net"
import { gzipSync } from "node:zlib"
import { afterEach, describe, expect, test, vi } from "vitest"
import {
  createGatewayClient,
  GatewayConnectionError,
  GatewayParseError,
  GatewayResponseError,
  GatewayTimeoutError,
  isGatewayError,
  toText,
} from "../src/index.ts"
import { chunk, completion, deferred, hello, identity, rejection, sendJSON, startServer } from "./support/server.ts"

const mission = {
  model: "anthropic/claude-sonnet-4-5",
  messages: [{ role: "user" as const, content: "What is Cloudflare?" }],
}
const missionBody =
  '{"model":"anthropic/claude-sonnet-4-5","messages":[{"role":"user","content":"What is Cloudflare?"}]}'

const eventStream = { "content-type": "text/event-stream" }

// Real sockets under faked clocks: the runtime's own sockets do not ask these.
const fakeClocks = () => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] })

// Tells when the headers of a response have come to the client.
function tellingFetch() {
  const headers = deferred<void>()
  return {
    headers: headers.promise,
    fetch: async (input: string, init: RequestInit) => {
      const response = await fetch(input, init)
      headers.resolve()
      return response
    },
  }
}

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

test("the first request goes out byte for byte, with nothing but what Node's fetch adds itself", async () => {
  await using server = await startServer((response) => sendJSON(response, completion("A network")))
  const client = createGatewayClient({ ...identity, baseURL: `${server.url}/v1/${identity.accountId}/my-gateway` })

  const reply = await client.chat.completions.create(mission)

  expect(toText(reply)).toBe("A network")
  expect(server.requests).toHaveLength(1)
  const [request] = server.requests
  expect(request?.method).toBe("POST")
  expect(request?.path).toBe("/v1/0123456789abcdef0123456789abcdef/my-gateway/compat/chat/completions")
  expect(request?.body).toBe(missionBody)
  expect(request?.rawHeaders).toEqual([
    "host",
    new URL(server.url).host,
    "connection",
    "keep-alive",
    "accept",
    "application/json",
    "content-type",
    "application/json",
    "user-agent",
    "cf-ai-gateway/0.1.0",
    "cf-aig-authorization",
    "Bearer test-token-1",
    "accept-language",
    "*",
    "sec-fetch-mode",
    "cors",
    "accept-encoding",
    "gzip, deflate",
    "content-length",
    "100",
  ])
  expect(request?.headers).not.toHaveProperty("authorization")
})

test("the three environment variables alone make the same request", async () => {
  await using server = await startServer((response) => sendJSON(response, completion("A network")))
  vi.stubEnv("CF_ACCOUNT_ID", identity.accountId)
  vi.stubEnv("GATEWAY_NAME", "my-gateway")
  vi.stubEnv("CF_AIG_TOKEN", "test-token-1")
  const paths: string[] = []
  const client = createGatewayClient({
    fetch: (input, init) => {
      paths.push(input)
      return fetch(`${server.url}${new URL(input).pathname}`, init)
    },
  })

  await client.chat.completions.create(mission)

  expect(paths).toEqual([
    "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway/compat/chat/completions",
  ])
  const [request] = server.requests
  expect(request?.body).toBe(missionBody)
  expect(request?.headers["cf-aig-authorization"]).toBe("Bearer test-token-1")
  expect(request?.headers).not.toHaveProperty("authorization")
})

test("a streamed request asks for events and keeps the caller's keys as they are", async () => {
  await using server = await startServer((response) => {
    response.writeHead(200, eventStream).end(`${chunk("Hi", "stop")}data: [DONE]\n\n`)
  })
  const client = createGatewayClient(server.options)

  const stream = await client.chat.completions.create({ ...hello, stream: true })

  expect(toText(await stream.final())).toBe("Hi")
  expect(server.requests[0]?.headers.accept).toBe("text/event-stream")
  expect(server.requests[0]?.body).toBe(
    '{"model":"openai/gpt-5-mini","messages":[{"role":"user","content":"Hello"}],"stream":true}',
  )
})

test("text outside ASCII arrives as UTF-8, whole", async () => {
  await using server = await startServer((response) => sendJSON(response, completion("Grüß Gott 🙂")))
  const client = createGatewayClient(server.options)

  const reply = await client.chat.completions.create({ ...hello, messages: [{ role: "user", content: "Grüße 🙂" }] })

  expect(toText(reply)).toBe("Grüß Gott 🙂")
  expect(JSON.parse(server.requests[0]!.body).messages[0].content).toBe("Grüße 🙂")
})

test("a compressed reply is read", async () => {
  await using server = await startServer((response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
    response.end(gzipSync(JSON.stringify(completion("Squeezed"))))
  })

  expect(toText(await createGatewayClient(server.options).chat.completions.create(hello))).toBe("Squeezed")
})

test("connections are used again after replies, refusals and streams", async () => {
  const streams: ServerResponse[] = []
  await using server = await startServer((response, { body }) => {
    const { stream, user } = JSON.parse(body)
    if (user) return sendJSON(response, { error: { message: "No" } }, 400)
    if (!stream) return sendJSON(response, completion("Hi"))
    // The end comes by itself, after the end mark.
    response.writeHead(200, eventStream).write(`${chunk("Hi", "stop")}data: [DONE]\n\n`)
    streams.push(response)
  })
  const { create } = createGatewayClient(server.options).chat.completions

  for (let round = 0; round < 5; round++) {
    await create(hello)
    await rejection(create({ ...hello, user: "u" }))
    await (await create({ ...hello, stream: true })).final()
    streams.pop()?.end()
    expect(await server.requests.at(-1)?.closed).toBe("whole")
  }

  // Node's fetch takes a second one where the first is not quite free yet.
  expect(server.requests).toHaveLength(15)
  expect(new Set(server.requests.map(({ port }) => port)).size).toBeLessThanOrEqual(2)
})

test("a server that leaves a finished stream open is not waited for, and hung up on after a second", async () => {
  fakeClocks()
  await using server = await startServer((response) => {
    response.writeHead(200, eventStream).write(`${chunk("Hi", "stop")}data: [DONE]\n\n`)
  })
  const client = createGatewayClient(server.options)

  const stream = await client.chat.completions.create({ ...hello, stream: true })
  expect(toText(await stream.final())).toBe("Hi")
  await vi.advanceTimersByTimeAsync(1000)

  expect(await server.requests[0]?.closed).toBe("cut")
})

test("what comes after [DONE] is not handed out", async () => {
  await using server = await startServer((response) => {
    response.writeHead(200, eventStream).end(`${chunk("Hi", "stop")}data: [DONE]\n\n${chunk(" and more")}`)
  })
  const client = createGatewayClient(server.options)

  const stream = await client.chat.completions.create({ ...hello, stream: true })

  expect(toText(await stream.final())).toBe("Hi")
})

test.for([204, 205, 304])("a %i, which has no body, is a typed error", async (status) => {
  await using server = await startServer((response) => void response.writeHead(status).end())
  const client = createGatewayClient({ ...server.options, maxRetries: 0 })

  const errors = [
    await rejection(client.chat.completions.create(hello)),
    await rejection(client.chat.completions.create({ ...hello, stream: true })),
  ]

  expect(errors.map((error) => isGatewayError(error))).toEqual([true, true])
  expect(errors[0].gateway.status).toBe(status)
})

// ── failures that come again as requests of their own

test.for([408, 409, 425, 429, 500, 502, 503, 504, 520, 529])(
  "a %i is tried again until it is answered",
  async (status) => {
    vi.spyOn(Math, "random").mockReturnValue(0)
    await using server = await startServer((response, _, index) =>
      index < 2 ? sendJSON(response, { error: { message: "Later" } }, status) : sendJSON(response, completion("Now")),
    )
    const client = createGatewayClient(server.options)

    const reply = await client.chat.completions.create(hello)

    expect(toText(reply)).toBe("Now")
    expect(server.requests.map((request) => request.body)).toEqual(Array(3).fill(server.requests[0]?.body))
    expect(reply.gateway.attempts.map((attempt) => attempt.status)).toEqual([status, status, 200])
    expect(reply.gateway.attempts[2]).toEqual({ status: 200, waitMs: 0 })
  },
)

const gatewayError = (status: number, code: number, message: string) => ({
  success: false,
  error: [{ code, message }],
  name: "AiGatewayError",
  httpCode: status,
  internalCode: code,
  message,
})

test.for([
  ["a failed upstream (400/2005)", 400, gatewayError(400, 2005, "Failed to get response from provider")],
  ["Unified Billing that throttles (402/2021)", 402, gatewayError(402, 2021, "Wholesale rate limit exceeded")],
  ["guardrails that cannot be asked (503/7013)", 503, gatewayError(503, 7013, "Guardrails service unavailable")],
  ["an error inside a 200", 200, { error: { message: "Overloaded", type: "overloaded_error" } }],
] as const)("%s is tried again", async ([, status, body]) => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  await using server = await startServer((response, _, index) =>
    index < 1 ? sendJSON(response, body, status) : sendJSON(response, completion("Now")),
  )
  const client = createGatewayClient(server.options)

  expect(toText(await client.chat.completions.create(hello))).toBe("Now")
  expect(server.requests).toHaveLength(2)
})

test.for([
  ["spend_limit", 429, gatewayError(429, 2045, "Spend limit exceeded: rule 'a'")],
  ["insufficient_credits", 402, gatewayError(402, 2021, "Insufficient balance; add money to your account")],
  ["insufficient_quota", 429, { error: { message: "Quota", type: "insufficient_quota", code: "insufficient_quota" } }],
  ["guardrail_prompt_blocked", 424, gatewayError(424, 2016, "Prompt blocked")],
  ["dlp_blocked", 400, gatewayError(400, 2029, "Request content blocked due to DLP policy violations")],
  ["policy_denied", 403, { success: false, error: { message: "Access denied by policy" } }],
  ["unauthorized", 401, gatewayError(401, 2009, "Unauthorized")],
  ["model_rejected", 404, { error: { message: "No such model", code: "model_not_found" } }],
] as const)("%s is not tried again", async ([code, status, body]) => {
  await using server = await startServer((response) => sendJSON(response, body, status))
  const client = createGatewayClient(server.options)

  const error = await rejection(client.chat.completions.create(hello))

  expect(error).toBeInstanceOf(GatewayResponseError)
  expect(error).toMatchObject({ code, status, retryable: false })
  expect(server.requests).toHaveLength(1)
  expect(error.gateway.attempts).toEqual([{ status, waitMs: 0, reason: code }])
})

test("a connection that breaks before the headers is tried again", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  await using server = await startServer((response, _, index) => {
    if (index < 1) response.destroy()
    else sendJSON(response, completion("Now"))
  })
  const client = createGatewayClient(server.options)

  const reply = await client.chat.completions.create(hello)

  expect(toText(reply)).toBe("Now")
  expect(reply.gateway.attempts).toEqual([
    { status: undefined, waitMs: 0, reason: "connection_failed" },
    { status: 200, waitMs: 0 },
  ])
})

test("a refused connection is tried as often as asked and then told with its cause", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  const server = await startServer(() => {})
  const { options } = server
  await server[Symbol.asyncDispose]()
  const client = createGatewayClient({ ...options, maxRetries: 1 })

  const error = await rejection(client.chat.completions.create(hello))

  expect(error).toBeInstanceOf(GatewayConnectionError)
  expect(error).toMatchObject({ code: "connection_failed", origin: "client", retryable: true })
  expect(error.status).toBeUndefined()
  expect(error.message).toContain("ECONNREFUSED")
  expect(error.cause).toMatchObject({ name: "TypeError", message: "fetch failed" })
  expect(error.gateway.attempts).toHaveLength(2)
})

test("a stream is tried again before its headers and never after", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  await using server = await startServer((response, _, index) => {
    if (index === 0) return sendJSON(response, { error: { message: "Later" } }, 503)
    response.writeHead(200, eventStream).write(chunk("Hal"), () => response.destroy())
  })
  const client = createGatewayClient(server.options)

  const stream = await client.chat.completions.create({ ...hello, stream: true })
  const error = await rejection(stream.final())

  expect(error).toMatchObject({ code: "stream_interrupted" })
  expect(toText(error.partial)).toBe("Hal")
  expect(server.requests).toHaveLength(2)
})

test("the second request waits as long as Retry-After asks", async () => {
  fakeClocks()
  await using server = await startServer((response, _, index) =>
    index < 1 ? sendJSON(response, {}, 429, { "retry-after": "7" }) : sendJSON(response, completion("Now")),
  )
  const failed = deferred<void>()
  const client = createGatewayClient({ ...server.options, hooks: { onAttempt: () => failed.resolve() } })

  const reply = client.chat.completions.create(hello)
  await failed.promise
  await vi.advanceTimersByTimeAsync(6999)
  expect(server.requests).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)

  expect((await reply).gateway.attempts).toEqual([
    { status: 429, waitMs: 7000, reason: "rate_limited" },
    { status: 200, waitMs: 0 },
  ])
  expect(server.requests).toHaveLength(2)
})

// ── aborts

const reason = Object.freeze({ why: "the page was left" })

test("an abort while connecting rejects with the caller's very reason", async () => {
  // Takes the connection and never answers the TLS handshake.
  const server = createServer()
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const controller = new AbortController()
  const client = createGatewayClient({
    ...identity,
    baseURL: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
  })

  const connected = once(server, "connection")
  const caught = rejection(client.chat.completions.create(hello, { signal: controller.signal }))
  const [socket] = (await connected) as [Socket]
  controller.abort(reason)

  expect(await caught).toBe(reason)
  socket.destroy()
  server.close()
})

test("an abort while waiting for headers rejects with the caller's very reason and hangs up", async () => {
  await using server = await startServer(() => {})
  const controller = new AbortController()
  const client = createGatewayClient(server.options)

  const caught = rejection(client.chat.completions.create(hello, { signal: controller.signal }))
  const request = await server.arrival(1)
  controller.abort(reason)

  expect(await caught).toBe(reason)
  expect(await request.closed).toBe("cut")
  expect(server.requests).toHaveLength(1)
})

test("an abort in the middle of a whole reply rejects with the caller's very reason and hangs up", async () => {
  await using server = await startServer((response) => void response.writeHead(200).write('{"id":'))
  const { fetch, headers } = tellingFetch()
  const controller = new AbortController()
  const client = createGatewayClient({ ...server.options, fetch })

  const caught = rejection(client.chat.completions.create(hello, { signal: controller.signal }))
  await headers
  controller.abort(reason)

  expect(await caught).toBe(reason)
  expect(await server.requests[0]?.closed).toBe("cut")
})

test("an abort in the middle of an error body rejects with the caller's very reason", async () => {
  await using server = await startServer((response) => void response.writeHead(500).write('{"error":'))
  const { fetch, headers } = tellingFetch()
  const controller = new AbortController()
  const client = createGatewayClient({ ...server.options, fetch })

  const caught = rejection(client.chat.completions.create(hello, { signal: controller.signal }))
  await headers
  controller.abort(reason)

  expect(await caught).toBe(reason)
  expect(await server.requests[0]?.closed).toBe("cut")
})

test("an abort during the wait before a retry rejects at once and sends nothing more", async () => {
  await using server = await startServer((response) => sendJSON(response, {}, 503, { "retry-after": "30" }))
  const failed = deferred<void>()
  const controller = new AbortController()
  const client = createGatewayClient({ ...server.options, hooks: { onAttempt: () => failed.resolve() } })

  const caught = rejection(client.chat.completions.create(hello, { signal: controller.signal }))
  await failed.promise
  controller.abort(reason)

  expect(await caught).toBe(reason)
  expect(server.requests).toHaveLength(1)
})

test("an abort in the middle of a stream throws the caller's very reason into the loop and hangs up", async () => {
  await using server = await startServer((response) => void response.writeHead(200, eventStream).write(chunk("Hal")))
  const controller = new AbortController()
  const client = createGatewayClient(server.options)
  const stream = await client.chat.completions.create({ ...hello, stream: true }, { signal: controller.signal })

  const texts: string[] = []
  const caught = await rejection(
    (async () => {
      for await (const text of stream.textStream) {
        texts.push(text)
        controller.abort(reason)
      }
    })(),
  )

  expect(texts).toEqual(["Hal"])
  expect(caught).toBe(reason)
  expect(await rejection(stream.final())).toBe(reason)
  expect(toText(stream.snapshot())).toBe("Hal")
  expect(await server.requests[0]?.closed).toBe("cut")
})

test("an abort while nobody reads the stream hangs up as well", async () => {
  await using server = await startServer((response) => void response.writeHead(200, eventStream).write(chunk("Hal")))
  const controller = new AbortController()
  const client = createGatewayClient(server.options)
  const stream = await client.chat.completions.create({ ...hello, stream: true }, { signal: controller.signal })

  controller.abort(reason)

  expect(await server.requests[0]?.closed).toBe("cut")
  expect(await rejection(stream.final())).toBe(reason)
})

test("leaving a stream early closes the socket", async () => {
  await using server = await startServer((response) => void response.writeHead(200, eventStream).write(chunk("Hal")))
  const client = createGatewayClient(server.options)
  const stream = await client.chat.completions.create({ ...hello, stream: true })

  for await (const _ of stream) break

  expect(await server.requests[0]?.closed).toBe("cut")
})

test("a signal that was aborted before sends nothing", async () => {
  await using server = await startServer((response) => sendJSON(response, completion("Hi")))
  const client = createGatewayClient(server.options)

  const caught = await rejection(client.chat.completions.create(hello, { signal: AbortSignal.abort(reason) }))

  expect(caught).toBe(reason)
  expect(server.requests).toHaveLength(0)
})

test("an abort without a reason rejects with the platform's own AbortError", async () => {
  await using server = await startServer(() => {})
  const controller = new AbortController()
  const client = createGatewayClient(server.options)

  const caught = rejection(client.chat.completions.create(hello, { signal: controller.signal }))
  await server.arrival(1)
  controller.abort()

  expect(await caught).toBe(controller.signal.reason)
  expect((await caught).name).toBe("AbortError")
})

test("a call that is over lets go of the caller's signal", async () => {
  await using server = await startServer((response) => sendJSON(response, completion("Hi")))
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, "addEventListener")
  const removed = vi.spyOn(signal, "removeEventListener")
  const client = createGatewayClient(server.options)

  await client.chat.completions.create(hello, { signal })

  expect(added).toHaveBeenCalled()
  expect(removed.mock.calls.length).toBe(added.mock.calls.length)
})

// ── clocks

describe("clocks", () => {
  test("`timeout` ends an attempt whose headers do not come, and it is not repeated", async () => {
    fakeClocks()
    await using server = await startServer(() => {})
    const client = createGatewayClient({ ...server.options, timeout: 2000 })

    const caught = rejection(client.chat.completions.create(hello))
    const request = await server.arrival(1)
    await vi.advanceTimersByTimeAsync(2000)
    const error = await caught

    expect(error).toBeInstanceOf(GatewayTimeoutError)
    expect(error).toMatchObject({ code: "timeout", clock: "headers", retryable: false, origin: "client" })
    expect(await request.closed).toBe("cut")
    expect(server.requests).toHaveLength(1)
  })

  test("`timeout` runs to the last byte of a whole reply", async () => {
    fakeClocks()
    await using server = await startServer((response) => void response.writeHead(200).write('{"id":'))
    const { fetch, headers } = tellingFetch()
    const client = createGatewayClient({ ...server.options, fetch, timeout: 2000 })

    const caught = rejection(client.chat.completions.create(hello))
    await headers
    await vi.advanceTimersByTimeAsync(2000)

    expect(await caught).toMatchObject({ code: "timeout", clock: "headers", gateway: { status: 200 } })
    expect(await server.requests[0]?.closed).toBe("cut")
  })

  test("`timeout` stops at the headers of a stream", async () => {
    fakeClocks()
    const go = deferred<void>()
    await using server = await startServer(async (response) => {
      response.writeHead(200, eventStream).flushHeaders()
      await go.promise
      response.end(`${chunk("Late", "stop")}data: [DONE]\n\n`)
    })
    const client = createGatewayClient({ ...server.options, timeout: 1000, idleTimeout: false })

    const stream = await client.chat.completions.create({ ...hello, stream: true })
    const final = stream.final()
    await vi.advanceTimersByTimeAsync(60_000)
    go.resolve()

    expect(toText(await final)).toBe("Late")
  })

  test("`idleTimeout` ends a stream that falls silent; pings are no sign of life", async () => {
    fakeClocks()
    const first = deferred<void>()
    await using server = await startServer((response) => {
      response.writeHead(200, eventStream).write(chunk("Hal"))
      first.promise.then(() => response.write(": ping\n\n"))
    })
    const client = createGatewayClient({ ...server.options, idleTimeout: 5000 })
    const stream = await client.chat.completions.create({ ...hello, stream: true })
    const chunks = stream[Symbol.asyncIterator]()
    await chunks.next()

    const caught = rejection(chunks.next())
    await vi.advanceTimersByTimeAsync(4000)
    first.resolve()
    await vi.advanceTimersByTimeAsync(1000)
    const error = await caught

    expect(error).toBeInstanceOf(GatewayTimeoutError)
    expect(error).toMatchObject({ code: "timeout", clock: "idle" })
    expect(toText(error.partial)).toBe("Hal")
    expect(await server.requests[0]?.closed).toBe("cut")
  })

  test("the idle clock stands still while nobody waits for the stream", async () => {
    fakeClocks()
    const go = deferred<void>()
    await using server = await startServer(async (response) => {
      response.writeHead(200, eventStream).write(chunk("Hal"))
      await go.promise
      response.end(`${chunk("lo", "stop")}data: [DONE]\n\n`)
    })
    const client = createGatewayClient({ ...server.options, idleTimeout: 5000 })
    const stream = await client.chat.completions.create({ ...hello, stream: true })
    const chunks = stream[Symbol.asyncIterator]()
    await chunks.next()

    await vi.advanceTimersByTimeAsync(60_000)
    go.resolve()

    expect(toText((await chunks.next()).value!)).toBe("lo")
    await chunks.return?.()
  })

  test("the first event may take as long as the longer of `timeout` and `idleTimeout`", async () => {
    fakeClocks()
    await using server = await startServer((response) => response.writeHead(200, eventStream).flushHeaders())
    const client = createGatewayClient({ ...server.options, timeout: 9000, idleTimeout: 1000 })
    const stream = await client.chat.completions.create({ ...hello, stream: true })

    let settled = false
    const caught = rejection(stream[Symbol.asyncIterator]().next()).finally(() => (settled = true))
    await vi.advanceTimersByTimeAsync(8999)
    expect(settled).toBe(false)
    await vi.advanceTimersByTimeAsync(1)

    expect(await caught).toMatchObject({ code: "timeout", clock: "idle" })
  })

  test("`totalTimeout` runs over attempts and waits", async () => {
    fakeClocks()
    await using server = await startServer((response, _, index) => {
      if (index === 0) sendJSON(response, {}, 503, { "retry-after": "4" })
    })
    const failed = deferred<void>()
    const client = createGatewayClient({
      ...server.options,
      totalTimeout: 5000,
      hooks: { onAttempt: () => failed.resolve() },
    })

    const caught = rejection(client.chat.completions.create(hello))
    await failed.promise
    await vi.advanceTimersByTimeAsync(4000)
    await server.arrival(2)
    await vi.advanceTimersByTimeAsync(1000)

    expect(await caught).toMatchObject({ code: "timeout", clock: "total", retryable: false })
    expect(await server.requests[1]?.closed).toBe("cut")
  })

  test("`totalTimeout` runs over the stream too", async () => {
    fakeClocks()
    await using server = await startServer((response) => void response.writeHead(200, eventStream).write(chunk("Hal")))
    const client = createGatewayClient({ ...server.options, totalTimeout: 5000 })
    const stream = await client.chat.completions.create({ ...hello, stream: true })
    const chunks = stream[Symbol.asyncIterator]()
    await chunks.next()

    const caught = rejection(chunks.next())
    await vi.advanceTimersByTimeAsync(5000)
    const error = await caught

    expect(error).toMatchObject({ code: "timeout", clock: "total" })
    expect(toText(error.partial)).toBe("Hal")
    expect(await server.requests[0]?.closed).toBe("cut")
  })

  test("clocks that are `false` never run out", async () => {
    fakeClocks()
    const go = deferred<void>()
    await using server = await startServer(async (response) => {
      await go.promise
      sendJSON(response, completion("At last"))
    })
    const client = createGatewayClient({ ...server.options, timeout: false, idleTimeout: false, totalTimeout: false })

    const reply = client.chat.completions.create(hello)
    await server.arrival(1)
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(3_600_000)
    go.resolve()

    expect(toText(await reply)).toBe("At last")
  })

  test("an answered call leaves no timer behind", async () => {
    fakeClocks()
    await using server = await startServer((response) => sendJSON(response, completion("Hi")))
    const client = createGatewayClient({ ...server.options, timeout: 1000, totalTimeout: 1000 })

    await client.chat.completions.create(hello)

    expect(vi.getTimerCount()).toBe(0)
  })
})

// ── bodies that are not what they should be

test("a redirect is an error and its target is not asked", async () => {
  await using server = await startServer((response) => {
    response.writeHead(307, { location: "/elsewhere" }).end()
  })
  const client = createGatewayClient(server.options)

  const error = await rejection(client.chat.completions.create(hello))

  expect(error).toBeInstanceOf(GatewayResponseError)
  expect(error).toMatchObject({ code: "redirected", status: 307, retryable: false })
  expect(server.requests.map((request) => request.path)).toEqual(["/compat/chat/completions"])
})

test("a reset in the middle of a whole reply keeps what came and is not sent again", async () => {
  await using server = await startServer((response) => {
    response.writeHead(200, { "content-type": "application/json" })
    response.write('{"id":"chatcmpl-1","choices":[{"message":{"content":"Half of', () => response.destroy())
  })
  const client = createGatewayClient(server.options)

  const error = await rejection(client.chat.completions.create(hello))

  expect(error).toBeInstanceOf(GatewayConnectionError)
  expect(error).toMatchObject({ code: "connection_failed", retryable: false })
  expect(error.body).toBe('{"id":"chatcmpl-1","choices":[{"message":{"content":"Half of')
  expect(Object.keys(error)).not.toContain("body")
  expect(error.gateway.status).toBe(200)
  expect(server.requests).toHaveLength(1)
})

test("an error body that breaks off is still the error of its status", async () => {
  await using server = await startServer((response) => {
    response.writeHead(401).write('{"error":[{"code":2009,"mess', () => response.destroy())
  })
  const client = createGatewayClient(server.options)

  const error = await rejection(client.chat.completions.create(hello))

  expect(error).toMatchObject({ code: "unauthorized", status: 401, body: '{"error":[{"code":2009,"mess' })
})

test("an endless error body is read to 64 KB and then hung up on", async () => {
  await using server = await startServer((response) => {
    response.writeHead(400, { "content-type": "text/plain" })
    const pour = () => {
      while (!response.destroyed && response.write("x".repeat(4096)));
    }
    response.on("drain", pour)
    pour()
  })
  const client = createGatewayClient(server.options)

  const error = await rejection(client.chat.completions.create(hello))

  expect(error).toMatchObject({ code: "invalid_params", status: 400 })
  expect(error.body.length).toBe(65_536)
  expect(error.message.length).toBeLessThan(700)
  expect(await server.requests[0]?.closed).toBe("cut")
})

test.for([
  ["an HTML page", "<html><body>Welcome</body></html>", "text/html"],
  ["an empty body", "", "application/json"],
  ["half a JSON object", '{"id":"chatcmpl-1"', "application/json"],
] as const)("%s under a 200 is a typed error that holds it", async ([, body, type]) => {
  await using server = await startServer((response) => void response.writeHead(200, { "content-type": type }).end(body))
  const client = createGatewayClient(server.options)

  const error = await rejection(client.chat.completions.create(hello))

  expect(error).toBeInstanceOf(GatewayParseError)
  expect(error).toMatchObject({ code: "invalid_response", body, gateway: { status: 200 } })
  expect(server.requests).toHaveLength(1)
})

test("a stalled error body ends with the attempt's clock", async () => {
  fakeClocks()
  await using server = await startServer((response) => void response.writeHead(500).write("{"))
  const { fetch, headers } = tellingFetch()
  const client = createGatewayClient({ ...server.options, fetch, timeout: 3000 })

  const caught = rejection(client.chat.completions.create(hello))
  await headers
  await vi.advanceTimersByTimeAsync(3000)

  expect(await caught).toMatchObject({ code: "timeout", clock: "headers" })
  expect(server.requests).toHaveLength(1)
})

test("a JSON answer to a streamed request becomes a stream that says it was buffered", async () => {
  await using server = await startServer((response) => sendJSON(response, completion("All at once")))
  const client = createGatewayClient(server.options)

  const stream = await client.chat.completions.create({ ...hello, stream: true })

  expect(toText(await stream.final())).toBe("All at once")
  expect(stream.gateway.buffered).toBe(true)
})
