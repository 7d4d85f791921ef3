import { GatewayConnectionError, GatewayTimeoutError, isGatewayError } from "../errors.ts"
import { createLifeline } from "../http/lifeline.ts"
import { safeCause } from "../http/to-connection-error.ts"

/** What this package needs of a WebSocket: the platform's, and those of the packages ws and undici, fit. */
export interface WebSocketLike {
  readonly readyState: number
  binaryType: string
  send(data: string): void
  close(code?: number, reason?: string): void
  addEventListener(type: "open" | "error", listener: (event: object) => void): void
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: "close", listener: (event: { readonly code: number; readonly reason: string }) => void): void
}

/** How long is waited, for whom, and what must not be quoted. */
export interface Opening {
  readonly timeout: number | false
  readonly signal?: AbortSignal | null | undefined
  readonly secrets: () => Iterable<string>
}

/** Waits until a socket is open. */
export function openSocket(open: () => unknown, { timeout, signal, secrets }: Opening): Promise<WebSocketLike> {
  return new Promise((resolve, reject) => {
    let socket: WebSocketLike | undefined
    let isOver = false
    const lifeline = createLifeline(
      signal,
      timeout,
      () =>
        new GatewayTimeoutError(`The WebSocket was not open within ${timeout} ms`, {
          code: "timeout",
          clock: "headers",
          hint: "Raise `timeout`",
        }),
    )
    const end = (settle: () => void): void => {
      isOver = true
      lifeline.release()
      settle()
    }
    const fail = (error: unknown): void => end(() => reject(toOpeningError(error, [...secrets()])))
    lifeline.listen((reason) => {
      end(() => reject(reason))
      socket?.close()
    })
    if (isOver) return
    const start = async () => {
      socket = (await open()) as WebSocketLike
      if (isOver) return socket.close()
      const opened = () => end(() => resolve(socket!))
      socket.addEventListener("open", opened)
      // Stays for good: the package ws ends the process over an error that nobody hears.
      socket.addEventListener("error", fail)
      socket.addEventListener("close", ({ code }) => fail(new Error(`closed with ${code}`)))
      if (socket.readyState === 1) opened()
    }
    start().catch(fail)
  })
}

function toOpeningError(event: any, secrets: string[]): Error {
  if (isGatewayError(event)) return event
  const cause = safeCause(event?.error ?? event, secrets)
  return new GatewayConnectionError("The WebSocket could not be opened", {
    code: "connection_failed",
    // Platforms do not tell the status; the package ws does.
    retryable: !/ 4\d\d$/.test(cause.message),
    hint: "Check the network, the token and the gateway's name; `cause` says more where the platform does",
    cause,
  })
}
