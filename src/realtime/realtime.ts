import type { Caller } from "../call/caller.ts"
import { GatewayRequestError } from "../errors.ts"
import { defined } from "../gateway/gateway-options.ts"
import type { RequestOptions } from "../gateway/request-options.ts"
import { createExchange } from "./create-exchange.ts"
import { createSession, type UniversalSession } from "./create-session.ts"
import { openSocket, type WebSocketLike } from "./open-socket.ts"
import {
  prepareConnection,
  type PreparedConnection,
  type RealtimeConnection,
  type RealtimeOptions,
  type RealtimeProvider,
} from "./prepare-connection.ts"

/** How a session's socket is opened. */
export interface SessionOptions extends Pick<RequestOptions, "headers" | "query" | "signal"> {
  /** Milliseconds until it is open. `false`: none. @default the client's `timeout` */
  timeout?: number | false | undefined
  /**
   * Opens the socket, or hands out one that is open: `({ url, headers }) => new WebSocket(url, { headers })` for one that can set headers, or the
   * one of `fetch(…, { headers: { upgrade: "websocket" } })` in a Worker.
   *
   * @default ({ url, protocols }) => new WebSocket(url, protocols), which every platform can
   */
  open?: ((connection: RealtimeConnection) => WebSocketLike | Promise<WebSocketLike>) | undefined
}

/** WebSockets through the gateway. Over a binding there are none. */
export interface Realtime {
  /**
   * Where a provider's realtime WebSocket is, and what opens it; without a provider that of the universal endpoint, for code of your own. Opens
   * nothing.
   *
   * @example
   * const { url, protocols } = await client.realtime("openai", { model: "gpt-realtime" })
   * const socket = new WebSocket(url, protocols)
   *
   * @throws {GatewayRequestError} What is wrong with the options, or missing.
   */
  (provider?: RealtimeProvider, options?: RealtimeOptions): Promise<RealtimeConnection>
  /**
   * Opens one WebSocket for any number of requests that are not realtime.
   *
   * @example
   * const session = await client.realtime.connect()
   * const reply = await session.create({ provider: "openai", endpoint: "chat/completions", query: { model: "gpt-5-mini", messages } })
   * session.close()
   *
   * @throws {GatewayRequestError} What is wrong with the options, or missing.
   * @throws {GatewayConnectionError} The socket could not be opened.
   * @throws {GatewayTimeoutError} It was not open in time.
   */
  connect(options?: SessionOptions): Promise<UniversalSession>
}

/** What opens WebSockets. */
export function createRealtime(caller: Caller): Realtime {
  const realtime = async (provider?: RealtimeProvider, options?: RealtimeOptions): Promise<RealtimeConnection> =>
    (await prepareConnection(caller, provider, options)).connection
  return Object.assign(realtime, {
    async connect({ open = openPlainly, ...call }: SessionOptions = {}): Promise<UniversalSession> {
      let connected: PreparedConnection
      const secrets = () => connected?.secrets() ?? []
      const start = async () => {
        connected = await prepareConnection(caller, undefined, call)
        return open(connected.connection)
      }
      const socket = await openSocket(start, { timeout: caller.config.resolved.timeout, ...defined(call), secrets })
      return createSession(caller, connected!, createExchange(socket, secrets))
    },
  })
}

function openPlainly({ url, protocols }: RealtimeConnection): WebSocketLike {
  const { WebSocket } = globalThis
  if (!WebSocket) {
    const message = "is missing: this runtime has no WebSocket"
    throw new GatewayRequestError(`The call was not sent: \`open\` ${message}`, {
      code: "not_configured",
      hint: "Pass `open: ({ url, headers }) => new WebSocket(url, { headers })`, with the WebSocket of the package ws",
      issues: [{ path: ["open"], message }],
    })
  }
  return new WebSocket(url, protocols)
}
