import { createEventParser, type ServerSentEvent } from "./event-parser.ts"

/** Reads events when asked, and holds no more than one network read of them. */
export interface ServerSentEvents {
  /** The next event that is here already. */
  take(): ServerSentEvent | undefined
  /** Reads on until there is an event; `false` at the end. Rejects when the connection breaks or `cancel` is called. */
  fill(): Promise<boolean>
  /** Whether the body has ended: an event from then on may be half of one. */
  ended(): boolean
  cancel(reason: unknown): void
}

export function readServerSentEvents(body: ReadableStream<Uint8Array>): ServerSentEvents {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let events: ServerSentEvent[] = []
  let taken = 0
  let ended = false
  let interrupt: ((reason: unknown) => void) | undefined
  const parse = createEventParser((event) => events.push(event))

  const readOn = async (): Promise<boolean> => {
    events = []
    taken = 0
    while (events.length === 0) {
      if (ended) return false
      const { value, done } = await reader.read()
      ended ||= done
      // Servers forget the line ends after the last event.
      parse(done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true }))
    }
    return true
  }

  return {
    take: () => events[taken++],
    fill: () =>
      new Promise((resolve, reject) => {
        interrupt = reject
        readOn().then(resolve, reject)
      }),
    ended: () => ended,
    cancel(reason) {
      ended = true
      interrupt?.(reason)
      reader.cancel(reason).catch(() => {})
    },
  }
}
