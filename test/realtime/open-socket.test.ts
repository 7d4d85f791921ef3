import { inspect } from "node:util"
import { expect, test, vi } from "vitest"
import { WebSocket as WsSocket } from "ws"
import type { GatewayClientOptions } from "../../src/client-options.ts"
import type { WebSocketLike } from "../../src/realtime/open-socket.ts"
import { createRealtime, type SessionOptions } from "../../src/realtime/realtime.ts"
import { callerOf } from "../support/caller-of.ts"
import { deferred, identity, rejection } from "../support/server.ts"
import { created, startSockets } from "./socket-server.ts"

const connect = (options: GatewayClientOptions, how?: SessionOptions) => createRealtime(callerOf(options)).connect(how)
const byHeaders: SessionOptions = { open: ({ url, headers }) => new WsSocket(url, { headers }) }

// Never opens, and says when it was closed.
function createSilentSocket(readyState = 0): {
  readonly socket: WebSocketLike
  readonly close: ReturnType<typeof vi.fn>
} {
  const close = vi.fn()
  return { close, socket: { readyState, binaryType: "blob", send() {}, close, addEventListener() {} } }
}

test.each<[string, SessionOptions, boolean]>([
  ["the platform's WebSocket", {}, true],
  ["the package ws", byHeaders, false],
])("a socket that is refused is a connection that failed: %s", async (_, how, retryable) => {
  await using server = await startSockets(undefined, { refuse: 401 })
  const error = await rejection(connect(server.options, how))

  expect(error).toMatchObject({
    name: "GatewayConnectionError",
    code: "connection_failed",
    message: "The WebSocket could not be opened",
    retryable,
  })
  expect(error.cause).toBeInstanceOf(Error)
  expect(inspect(error, { depth: 9 })).not.toContain(identity.token)
})

test("nobody at the other end is a connection that failed", async () => {
  const server = await startSockets()
  await server[Symbol.asyncDispose]()

  expect(await rejection(connect(server.options, byHeaders))).toMatchObject({
    code: "connection_failed",
    retryable: true,
    cause: { code: "ECONNREFUSED" },
  })
})

test("what `open` throws is told without the token", async () => {
  const open = ({ protocols }: { protocols: string[] }) => {
    throw new SyntaxError(`The subprotocol '${protocols[0]}' is invalid`)
  }
  const error = await rejection(connect(identity, { open }))

  expect(error).toMatchObject({ code: "connection_failed", cause: { name: "SyntaxError" } })
  expect(error.cause.message).toBe("The subprotocol 'cf-aig-authorization.[redacted]' is invalid")
})

test("a socket that is open already is taken as it is, as a Worker's is after its upgrade", async () => {
  await using server = await startSockets((message, { say }) => say(created(message.request.eventId, { n: 1 })))
  const open = async ({ url, headers }: { url: string; headers: Record<string, string> }) => {
    const socket = new WsSocket(url, { headers })
    await new Promise((resolve) => socket.addEventListener("open", resolve))
    return socket
  }
  await using session = await connect(server.options, { open })

  expect(await session.create({ provider: "openai", endpoint: "x", query: {} })).toEqual({ n: 1 })
})

test("where there is no WebSocket, another is asked for", async () => {
  vi.stubGlobal("WebSocket", undefined)
  try {
    expect(await rejection(connect(identity))).toMatchObject({
      code: "not_configured",
      message: "The call was not sent: `open` is missing: this runtime has no WebSocket",
      hint: "Pass `open: ({ url, headers }) => new WebSocket(url, { headers })`, with the WebSocket of the package ws",
      issues: [{ path: ["open"], message: "is missing: this runtime has no WebSocket" }],
    })
  } finally {
    vi.unstubAllGlobals()
  }
})

test("a client without a token opens nothing", async () => {
  const open = vi.fn()
  expect(await rejection(connect({ ...identity, token: undefined }, { open }))).toMatchObject({
    code: "not_configured",
  })
  expect(await rejection(connect(identity, { open, timeout: 0 }))).toMatchObject({ code: "invalid_request" })
  expect(open).not.toHaveBeenCalled()
})

test("opening takes no longer than `timeout`", async () => {
  const { socket, close } = createSilentSocket()
  const error = await rejection(connect(identity, { open: () => socket, timeout: 20 }))

  expect(error).toMatchObject({ code: "timeout", clock: "headers", message: "The WebSocket was not open within 20 ms" })
  expect(close).toHaveBeenCalledTimes(1)
})

test("an abort ends the opening with its own reason, wherever it is", async () => {
  const reason = new Error("Changed my mind")
  const open = vi.fn()
  expect(await rejection(connect(identity, { open, signal: AbortSignal.abort(reason) }))).toBe(reason)

  const asked = deferred<void>()
  const slow = new AbortController()
  const token = () => {
    asked.resolve()
    return new Promise<string>(() => {})
  }
  const waiting = rejection(connect({ ...identity, token }, { open, signal: slow.signal }))
  await asked.promise
  slow.abort(reason)
  expect(await waiting).toBe(reason)
  expect(open).not.toHaveBeenCalled()

  const late = createSilentSocket(1)
  const opening = deferred<void>()
  const given = deferred<WebSocketLike>()
  const controller = new AbortController()
  const unopened = rejection(
    connect(identity, {
      signal: controller.signal,
      open() {
        opening.resolve()
        return given.promise
      },
    }),
  )
  await opening.promise
  controller.abort(reason)
  expect(await unopened).toBe(reason)
  given.resolve(late.socket)
  await vi.waitFor(() => expect(late.close).toHaveBeenCalledTimes(1))
})

test("the signal is the opening's: a session that is open does not hear it", async () => {
  await using server = await startSockets((message, { say }) => say(created(message.request.eventId, { n: 1 })))
  const controller = new AbortController()
  await using session = await connect(server.options, { signal: controller.signal })
  controller.abort()

  expect(await session.create({ provider: "openai", endpoint: "x", query: {} })).toEqual({ n: 1 })
})
