import { createParser } from "eventsource-parser"

/** One event of a stream. `event` is its name, where it has one. */
export interface ServerSentEvent {
  readonly event?: string | undefined
  readonly data: string
  /** It was pieced together from what stood there when the body ended, so it may be half an event. */
  readonly atEnd?: boolean
}

/** Reads events when asked, and holds no more than one network read of them. */
export interface ServerSentEvents {
  /** The next event that is here already. */
  take(): ServerSentEvent | undefined
  /** Reads on until there is an event; `false` at the end. Rejects when the connection breaks or `cancel` is called. */
  fill(): Promise<boolean>
  cancel(reason: unknown): void
}

export function readServerSentEvents(body: ReadableStream<Uint8Array>): ServerSentEvents {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let events: ServerSentEvent[] = []
  let taken = 0
  let ended = false
  let interrupt: ((reason: unknown) => void) | undefined
  const parser = createParser({
    onEvent: ({ event, data }) => {
      events.push(ended ? { event, data, atEnd: true } : { event, data })
    },
    // No field of the standard, but some servers report their failure on a line `error: {…}`.
    onError: ({ type, field, value }) => {
      if (type === "unknown-field" && field === "error" && value) events.push({ event: "error", data: value })
    },
  })

  const readOn = async (): Promise<boolean> => {
    while (taken >= events.length) {
      if (ended) return false
      events = []
      taken = 0
      const { value, done } = await reader.read()
      if (done) {
        ended = true
        // Servers forget the line ends after the last event.
        parser.feed(`${decoder.decode()}\n\n`)
      } else {
        parser.feed(decoder.decode(value, { stream: true }))
      }
    }
    return true
  }

  return {
    take: () => (taken < events.length ? events[taken++] : undefined),
    fill: () =>
      new Promise<boolean>((resolve, reject) => {
        interrupt = reject
        readOn().then(resolve, reject)
      }),
    cancel(reason) {
      ended = true
      interrupt?.(reason)
      reader.cancel(reason).catch(() => {})
    },
  }
}
