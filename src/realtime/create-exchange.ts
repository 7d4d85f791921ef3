import { refuse } from "../call/prepare-call.ts"
import { textsIn } from "../call/texts-in.ts"
import { GatewayConnectionError } from "../errors.ts"
import { isErrorBody } from "../gateway/read-error-body.ts"
import { quote } from "../gateway/redact.ts"
import { parse } from "../http/parse-json.ts"
import { isRecord } from "../schemas/is-record.ts"
import { isText } from "../schemas/maybe.ts"
import type { WebSocketLike } from "./open-socket.ts"

/** Why a socket closed: the protocol's number, and the other end's words. */
export interface SocketClose {
  readonly code: number
  readonly reason: string
}

/** Requests over one socket, each answered by a response as HTTP would have brought it. */
export interface Exchange {
  ask(request: { readonly eventId: string; readonly [key: string]: unknown }, body: string): Promise<Response>
  close(): void
  readonly closed: Promise<SocketClose>
}

/** One message of the server, as far as the reference has it (A8). */
interface Message {
  readonly type?: unknown
  readonly metadata?: unknown
  readonly response?: unknown
  readonly error?: unknown
}

/** Who waits for messages of one id. */
interface Listener {
  take(message: Message, isFailure: boolean): void
  /** What was no message. */
  spoil(text: string): void
  fail(why: string): void
  /** What was asked, as JSON. */
  readonly body: string
}

// Whoever left a stream: what still comes is for nobody, and until it has come the id stays taken.
const nobody: Omit<Listener, "body"> = { take() {}, spoil() {}, fail() {} }

/** Sends requests over an open socket and sorts what comes by event id. */
export function createExchange(socket: WebSocketLike, secrets: () => Iterable<string>): Exchange {
  const listeners = new Map<unknown, Listener>()
  let ended: string | undefined
  let resolveClosed!: (close: SocketClose) => void
  const closed = new Promise<SocketClose>((resolve) => {
    resolveClosed = resolve
  })

  const end = (why: string): void => {
    ended ??= why
    for (const listener of listeners.values()) listener.fail(why)
  }

  const receive = (text: string): void => {
    const message: Message | undefined = parse(text)
    // Whom it was for, nobody can tell.
    if (!isRecord(message)) {
      const told = listeners.size > 1 ? "[redacted]" : text
      for (const listener of listeners.values()) listener.spoil(told)
      return listeners.clear()
    }
    const { type, metadata, response, error } = message
    const { eventId } = Object(metadata)
    const isFailure = /error$/i.test(String(type)) || isErrorBody({ error })
    const isLast = isFailure || type === "universal.done" || (type === "universal.created" && response !== undefined)
    // How errors look is UNKNOWN (A8), and so whether they name their request: one that does not is everybody's, rather than that they wait
    // for what may never come. What else comes without an id can only be meant for the one that waits.
    const isForAll = eventId === undefined && (isFailure || listeners.size === 1)
    // Among several it may quote what another asked: they hear that something failed, and no more.
    const told = isForAll && listeners.size > 1 ? {} : message
    for (const id of isForAll ? [...listeners.keys()] : [eventId]) {
      listeners.get(id)?.take(told, isFailure)
      if (isLast) listeners.delete(id)
    }
  }

  socket.binaryType = "arraybuffer"
  socket.addEventListener("message", ({ data }) =>
    receive(isText(data) ? data : new TextDecoder().decode(data as ArrayBuffer)),
  )
  socket.addEventListener("close", ({ code, reason }) => {
    const asked = [...listeners.values()].flatMap(({ body }) => textsIn(parse(body)))
    const said = quote(reason, [...secrets(), ...asked])
    end(`${code}${said && `: ${said}`}`)
    resolveClosed({ code, reason: said })
  })

  return {
    closed,
    close() {
      end("by this client")
      socket.close(1000)
    },
    ask(request, body) {
      const { eventId } = request
      return new Promise((resolve, reject) => {
        // A socket closes before it says so.
        if (socket.readyState > 1) end("it is closing")
        if (ended !== undefined) return reject(toClosedError(ended))
        if (listeners.has(eventId))
          refuse("invalid_request", [{ path: ["eventId"], message: "is that of a request under way" }])
        // The body is JSON already.
        socket.send(`{"type":"universal.create","request":${JSON.stringify(request).slice(0, -1)},"query":${body}}}`)
        const leave = () => void (listeners.has(eventId) && listeners.set(eventId, { ...nobody, body }))
        listeners.set(eventId, { ...createListener(resolve, reject, leave), body })
      })
    },
  }
}

function createListener(
  resolve: (response: Response) => void,
  reject: (error: Error) => void,
  leave: () => void,
): Omit<Listener, "body"> {
  const encoder = new TextEncoder()
  // The platform's own queue would be thrown away by an error behind it. `null` is the end.
  const events: (string | Error | null)[] = []
  let wake: (() => void) | undefined
  let isStream = false
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    while (events.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    const event = events.shift()
    if (typeof event === "string") controller.enqueue(encoder.encode(`${event}\n\n`))
    else if (event) controller.error(event)
    else controller.close()
  }
  // Events go through the reader that all streams have, in the form that it reads.
  const push = (metadata: unknown, ...more: typeof events) => {
    if (!isStream)
      resolve(
        new Response(new ReadableStream({ pull, cancel: leave }, { highWaterMark: 0 }), {
          headers: toHeaders(metadata, "text/event-stream"),
        }),
      )
    isStream = true
    events.push(...more)
    wake?.()
  }
  const answer = (metadata: unknown, body: unknown, type = "application/json") =>
    resolve(new Response(isText(body) ? body : JSON.stringify(body), { headers: toHeaders(metadata, type) }))

  return {
    take(message, isFailure) {
      const { type, metadata, response } = message
      if (isFailure) {
        // Whatever its words: what reads errors is told that it is one.
        const error = { ...message, type: "error" }
        if (isStream) push(metadata, `event: error\ndata: ${JSON.stringify(error)}`, null)
        else answer(metadata, error)
      } else if (type === "universal.created" && response !== undefined)
        answer(metadata, response, isText(response) ? metadataOf(metadata)["contentType"] : undefined)
      else if (type === "universal.created") push(metadata)
      else if (type === "universal.stream") push(metadata, toEvent(response))
      else if (type === "universal.done") push(metadata, "data: [DONE]", null)
    },
    spoil(text) {
      if (isStream) push(undefined, `data: ${text.replace(/\s+/g, " ")}`, null)
      else answer(undefined, text)
    },
    fail(why) {
      if (isStream) push(undefined, new Error(`The WebSocket was closed (${why})`))
      else reject(toClosedError(why))
    },
  }
}

// Documented is an object; text is taken for what stands in a stream over HTTP.
function toEvent(response: unknown): string {
  if (!isText(response)) return `data: ${JSON.stringify(response)}`
  return /^(data|event):/m.test(response) ? response : `data: ${response.trim().replace(/\r?\n/g, "\ndata: ")}`
}

function metadataOf(metadata: unknown): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(Object(metadata)).filter(([, value]) => /^[!-~]([ -~]*[!-~])?$/.test(String(value))),
  ) as Record<string, string>
}

function toHeaders(metadata: unknown, type: string): Headers {
  const { logId, eventId, step, cacheStatus } = metadataOf(metadata)
  const headers = new Headers({ "content-type": type })
  const told = { "log-id": logId, "event-id": eventId, step, "cache-status": cacheStatus }
  for (const [name, value] of Object.entries(told)) if (value !== undefined) headers.set(`cf-aig-${name}`, value)
  return headers
}

function toClosedError(why: string): GatewayConnectionError {
  return new GatewayConnectionError(`The WebSocket was closed before an answer (${why})`, {
    code: "connection_failed",
    hint: "Open another by `client.realtime.connect()` and ask again, which may be billed again",
  })
}
