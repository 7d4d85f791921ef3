import type { ChunkSource } from "../completion/completion-stream.ts"
import { GatewayParseError, GatewayTimeoutError } from "../errors.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import { isErrorBody } from "../gateway/read-error-body.ts"
import { startClock } from "../http/lifeline.ts"
import type { ServerSentEvent, ServerSentEvents } from "../http/server-sent-events.ts"
import { toConnectionError } from "../http/to-connection-error.ts"
import type { ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"

/** What turns events into chunks. */
export interface ChunkReader {
  readonly events: ServerSentEvents
  readonly gateway: GatewayRecord
  readonly idleTimeout: number | false
  /** The first event may take longer: the model thinks. */
  readonly firstTimeout: number | false
  readonly secrets: () => Iterable<string>
  readonly onFirstEvent: () => void
  /** Judges a chunk; throws where the caller wants that. */
  readonly check: (chunk: unknown) => void
  /** The error that a body in the stream stands for. */
  readonly toError: (body: unknown) => unknown
  readonly onStop?: (listener: (reason: unknown) => void) => void
}

/** A source of chunks that reads server-sent events when asked, with a clock while it waits. */
export function createChunkSource(reader: ChunkReader): ChunkSource {
  const { events, gateway } = reader
  let first = true
  let done = false

  const toChunk = (event: ServerSentEvent): ChatCompletionChunk | undefined => {
    const { data } = event
    if (data === "") return undefined
    const value = parse(event, gateway)
    if (value === undefined) return undefined
    if (event.event === "error") throw reader.toError(value)
    if (isErrorBody(value)) throw reader.toError(value)
    // Names are for events that are no chunks (pings, metadata); a chunk may still come under one.
    if (event.event !== undefined && event.event !== "message" && !(value as { choices?: unknown })?.choices) return undefined
    reader.check(value)
    return value as ChatCompletionChunk
  }

  return {
    take() {
      while (!done) {
        const event = events.take()
        if (event === undefined) return undefined
        if (first) {
          first = false
          reader.onFirstEvent()
        }
        if (event.data === "[DONE]") {
          done = true
          hangUp(events)
          return undefined
        }
        const chunk = toChunk(event)
        if (chunk !== undefined) return chunk
      }
      return undefined
    },
    async fill() {
      if (done) return "done"
      const limit = first ? reader.firstTimeout : reader.idleTimeout
      const clock = startClock(limit, () => events.cancel(idleError(limit, gateway)))
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
  events.fill().then(
    (more) => {
      clock.stop()
      if (more) events.cancel(undefined)
    },
    () => clock.stop(),
  )
}

function parse({ data, event, atEnd }: ServerSentEvent, gateway: GatewayRecord): unknown {
  try {
    return JSON.parse(data)
  } catch {
    // Half an event is a stream that was cut off; it says so itself when no more comes.
    if (atEnd) return undefined
    if (event === "error") return data
    // No `cause`: the message of a SyntaxError quotes the text, which may be an answer.
    throw new GatewayParseError("An event of the stream is no JSON", {
      code: "invalid_response",
      hint: "`body` holds the event, `partial` what came before it",
      origin: "provider",
      gateway,
      body: data,
      issues: [{ path: [], message: "must be JSON" }],
    })
  }
}

function idleError(limit: number | false, gateway: GatewayRecord): GatewayTimeoutError {
  return new GatewayTimeoutError(`The stream was silent for ${limit} ms`, {
    code: "timeout",
    clock: "idle",
    hint: "Raise `idleTimeout` for models that think long; `partial` holds what came",
    gateway,
  })
}
