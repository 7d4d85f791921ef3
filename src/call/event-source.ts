import { GatewayParseError, GatewayTimeoutError } from "../errors.ts"
import { invalidReply } from "./check-reply.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import { isErrorBody } from "../gateway/read-error-body.ts"
import { startClock } from "../http/lifeline.ts"
import type { ServerSentEvent } from "../http/event-parser.ts"
import { parse } from "../http/parse-json.ts"
import type { ServerSentEvents } from "../http/server-sent-events.ts"
import { toConnectionError } from "../http/to-connection-error.ts"
import type { EventSource } from "../stream/create-stream.ts"

/** What turns server-sent events into the events that callers get. */
export interface EventReader<Event> {
  readonly events: ServerSentEvents
  readonly gateway: GatewayRecord
  readonly idleTimeout: number | false
  /** The first event may take longer: the model thinks. */
  readonly firstTimeout: number | false
  readonly secrets: () => Iterable<string>
  readonly onFirstEvent: () => void
  /** Whether an event of this name is one of the answer's: others are pings and metadata. */
  readonly isPiece: (value: any, name: string | undefined) => boolean
  /** The error that an event stands for, where these events know better than `isErrorBody`. */
  readonly errorOf?: ((value: unknown) => unknown) | undefined
  /** Whether it ends the answer: nothing is waited for after it. */
  readonly isLast?: ((event: Event) => boolean) | undefined
  /** Another spelling of the same, where the way has one. */
  readonly convert?: ((value: unknown) => unknown) | undefined
  /** Judges an event; throws where the caller wants that. */
  readonly check: (event: unknown) => void
  /** The error that a body in the stream stands for. */
  readonly toError: (body: unknown) => unknown
  readonly onStop?: (listener: (reason: unknown) => void) => void
}

/** A source of events that reads server-sent ones when asked, with a clock while it waits. */
export function createEventSource<Event>({ events, gateway, ...reader }: EventReader<Event>): EventSource<Event> {
  let begun = false
  let done = false

  const toPiece = ({ event: name, data }: ServerSentEvent): Event | undefined => {
    const value = parse(data)
    if (value === undefined) {
      if (name === "error") throw reader.toError(data)
      // Half an event is a stream that was cut off; that is said when no more comes.
      if (data === "" || events.ended()) return undefined
      throw new GatewayParseError("An event of the stream is no JSON", {
        ...invalidReply,
        gateway,
        body: data,
        issues: [{ path: [], message: "must be JSON" }],
      })
    }
    const failure = name === "error" || (!reader.errorOf && isErrorBody(value)) ? value : reader.errorOf?.(value)
    if (failure !== undefined) throw reader.toError(failure)
    if (!reader.isPiece(value, name)) return undefined
    const piece = reader.convert ? reader.convert(value) : value
    reader.check(piece)
    return piece as Event
  }

  return {
    take() {
      let event: ServerSentEvent | undefined
      while (!done && (event = events.take())) {
        if (!begun) reader.onFirstEvent()
        begun = true
        if (event.data.startsWith("[DONE]")) {
          done = true
          return void hangUp(events)
        }
        const piece = toPiece(event)
        if (!piece) continue
        if (reader.isLast?.(piece)) {
          done = true
          hangUp(events)
        }
        return piece
      }
      return undefined
    },
    async fill() {
      if (done) return "done"
      const limit = begun ? reader.idleTimeout : reader.firstTimeout
      const clock = startClock(limit, () =>
        events.cancel(
          new GatewayTimeoutError(`The stream was silent for ${limit} ms`, {
            code: "timeout",
            clock: "idle",
            hint: "Raise `idleTimeout`; `partial` holds what came",
            gateway,
          }),
        ),
      )
      try {
        return (await events.fill()) ? "more" : "cut"
      } catch (error) {
        throw toConnectionError(error, "stream", gateway, reader.secrets())
      } finally {
        clock.stop()
      }
    },
    cancel: events.cancel,
    ...(reader.onStop && { onStop: reader.onStop }),
  }
}

// After the end mark the body is read to its end, so that the connection can be used again; a server that leaves it open is cut off.
function hangUp(events: ServerSentEvents): void {
  const clock = startClock(1000, () => events.cancel(undefined))
  const stop = () => {
    clock.stop()
    events.cancel(undefined)
  }
  events.fill().then(stop, stop)
}
