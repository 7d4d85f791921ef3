import { once } from "node:events"
import type { IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"
import { WebSocketServer, type WebSocket } from "ws"
import { identity } from "../support/server.ts"

/** A handshake as it came over the socket. */
export interface SeenHandshake {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Settles when the client's end has closed. */
  readonly closed: Promise<number>
}

export interface SocketServer extends AsyncDisposable {
  /** What a client needs to meet it. */
  readonly options: {
    readonly accountId: string
    readonly gateway: string
    readonly token: string
    readonly baseURL: string
  }
  readonly handshakes: readonly SeenHandshake[]
  /** What clients said, parsed. */
  readonly messages: readonly any[]
  /** Settles when that many messages have come in; gives the last of them. */
  arrival(count: number): Promise<any>
}

/** What a script may do with a message. */
export interface SocketTurn {
  readonly socket: WebSocket
  readonly index: number
  /** Sends as JSON. */
  say(...messages: object[]): void
}

/** A real WebSocket server on a port of this machine, which notes what comes in; `answer` plays the gateway's part. */
export async function startSockets(
  answer: (message: any, turn: SocketTurn) => void = () => {},
  settings: { readonly refuse?: number } = {},
): Promise<SocketServer> {
  const handshakes: SeenHandshake[] = []
  const messages: any[] = []
  const server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    verifyClient: (_, admit) => admit(settings.refuse === undefined, settings.refuse),
  })
  server.on("connection", (socket, request) => {
    const closed = once(socket, "close").then(([code]) => code as number)
    handshakes.push({ path: request.url ?? "", headers: request.headers, closed })
    socket.on("message", (data) => {
      const message = JSON.parse(String(data))
      messages.push(message)
      const say = (...said: object[]) => said.forEach((each) => socket.send(JSON.stringify(each)))
      answer(message, { socket, index: messages.length - 1, say })
      server.emit("seen")
    })
  })
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return {
    options: { ...identity, baseURL: `http://127.0.0.1:${port}/v1/${identity.accountId}/${identity.gateway}` },
    handshakes,
    messages,
    async arrival(count) {
      while (messages.length < count) await once(server, "seen")
      return messages[count - 1]
    },
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate()
      const closed = once(server, "close")
      server.close()
      await closed
    },
  }
}

/** The answer to a request that is no stream, as the reference has it. */
export function created(eventId: string, response: unknown, more: object = {}): object {
  return {
    type: "universal.created",
    metadata: { cacheStatus: "MISS", eventId, logId: "01LOG", step: "0", contentType: "application/json", ...more },
    response,
  }
}

/** The messages of a stream, as the reference has them. */
export function streamed(eventId: string, ...chunks: unknown[]): [begin: object, ...rest: object[]] {
  const metadata = { cacheStatus: "MISS", eventId, logId: "01LOG", step: "0", contentType: "text/event-stream" }
  return [
    { type: "universal.created", metadata },
    ...chunks.map((response) => ({ type: "universal.stream", metadata: { eventId }, response })),
    { type: "universal.done", metadata },
  ]
}
