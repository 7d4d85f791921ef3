import { attachPartial, GatewayStreamError, isGatewayError } from "../errors.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import { headerEntries, type HeadersInput } from "../gateway/headers-input.ts"
import { toErrorBody } from "../gateway/to-error-response.ts"
import { attachGateway, type WithGateway } from "../gateway/with-gateway.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import type { Fold } from "./fold.ts"

/**
 * A streamed answer. Read it once: by `for await`, as `textStream`, by `toResponse()` or `toServerSentEvents()`; `final()` and `snapshot()`
 * go with any of them.
 */
export interface GatewayStream<Event, Whole extends object> extends AsyncIterable<Event> {
  /** Everything known of the request; the timings fill in as it goes. */
  readonly gateway: GatewayRecord
  /** The text of the first answer, piece by piece. */
  readonly textStream: AsyncIterable<string>
  /**
   * The whole answer, once the stream has ended, whoever reads it; reads it itself when nobody does. Call it any number of times. Rejects with
   * what ended the stream: an error, or the reason of an abort.
   */
  final(): Promise<Whole & WithGateway>
  /** What has arrived so far, also after an abort or a failure. */
  snapshot(): Whole
  /** The same events as text, for `Readable.from(…)`, `res.write` and anything without web streams. */
  toServerSentEvents(): AsyncIterable<string>
  /** The same events as a response for a browser, with the log id. A failure midway becomes an `event: error`. */
  toResponse(init?: { status?: number | undefined; headers?: HeadersInput | undefined }): Response
  /** Ends it: the socket closes and a running loop ends quietly; `final()` rejects with the reason. */
  abort(reason?: unknown): void
  /** Closes the socket if the stream is still open: `await using stream = …`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Where events come from: a buffer that is filled from somewhere. */
export interface EventSource<Event> {
  /** The next event that is here already. Throws what is wrong with it. */
  take(): Event | undefined
  /** Waits for more: `done` after the end mark, `cut` when the body ended without one. Rejects with what broke it. */
  fill(): Promise<"more" | "done" | "cut">
  /** Closes the socket, and ends a `fill` that is waiting. */
  cancel(reason: unknown): void
  /** Told when the call has to end while nobody reads: the caller's signal, the total clock. */
  onStop?(listener: (reason: unknown) => void): void
}

/** What a stream is made of, and how it is read and passed on. */
export interface StreamKind<Event, Whole> {
  readonly fold: Fold<Event, Whole>
  /** The text that an event adds to the first answer. */
  readonly toText: (event: Event) => string
  /** An event as it stands on the wire, without `data:`, where it has a name. */
  readonly nameOf?: ((event: Event) => string) | undefined
  /** An event as a visitor may see it, where the wire repeats what we asked with. */
  readonly toRelayed?: ((event: Event) => unknown) | undefined
  /** The end mark. */
  readonly end?: string | undefined
  /** What an error's `partial` says of it, where it is no chat completion itself; the whole stands in `body` then. */
  readonly toPartial?: ((whole: Whole) => ChatCompletion) | undefined
}

/** What happened to a stream in the end: the whole, and the error where there was one. */
export interface StreamEnd<Whole> {
  readonly completion: Whole
  readonly error?: unknown
  readonly failed: boolean
}

const brand = Symbol.for("cf-ai-gateway.stream")
// Not every runtime has it yet; the fallback keeps `undefined` from becoming a key.
const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")

/** Makes a stream of any source of events. */
export function createStream<Event, Whole extends object>(
  source: EventSource<Event>,
  gateway: GatewayRecord,
  { fold, toText, nameOf, end: endMark, toPartial, toRelayed = (event) => event }: StreamKind<Event, Whole>,
  onEnd?: (end: StreamEnd<Whole>) => void,
): GatewayStream<Event, Whole> {
  let end: StreamEnd<Whole> | undefined
  let isTaken = false
  // Whether a failure is still to be thrown into the caller's loop. An abort of the caller's own is not: it ends quietly.
  let untold = false
  // What `final()` waits for.
  const waiting: (() => void)[] = []

  const settle = (failed: boolean, error?: unknown): void => {
    if (end) return
    const completion = fold.snapshot()
    if (failed) {
      const whole = structuredClone(completion)
      if (toPartial) attachPartial(error, toPartial(whole), gateway, whole)
      else attachPartial(error, whole as unknown as ChatCompletion, gateway)
    }
    end = { completion, failed, error }
    onEnd?.(end)
    for (const wake of waiting) wake()
    if (failed) source.cancel(error)
  }
  const fail = (error: unknown): void => {
    untold ||= !end
    settle(true, error)
  }
  const close = (reason: unknown = new DOMException("The stream was left before its end", "AbortError")): void =>
    settle(true, reason)
  source.onStop?.(fail)

  // Events that are here already are handed out without waiting: most of a fast stream.
  const takeOne = (): Event | undefined => {
    if (end) return undefined
    try {
      const event = source.take()
      if (event) fold.add(event)
      return event
    } catch (error) {
      return void fail(error)
    }
  }

  const waitForOne = async (): Promise<IteratorResult<Event, undefined>> => {
    while (!end) {
      const value = takeOne()
      if (value) return { value, done: false }
      if (end) break
      // A finish reason before a reset is as good as one before a clean close.
      const more = await source
        .fill()
        .catch((error) => (fold.isFinished() && isGatewayError(error, "stream_interrupted") ? "cut" : fail(error)))
      if (more === "cut" && !fold.isFinished()) fail(truncated(gateway))
      else if (more !== "more") settle(false)
    }
    if (untold) {
      untold = false
      throw end!.error
    }
    return { value: undefined, done: true }
  }

  const iterate = (): AsyncIterableIterator<Event, undefined> => {
    if (isTaken) throw new TypeError("This stream is being read already: it can be read once")
    isTaken = true
    const iterator: AsyncIterableIterator<Event, undefined> = {
      next() {
        const value = takeOne()
        return value ? Promise.resolve({ value, done: false }) : waitForOne()
      },
      async return() {
        close()
        return { value: undefined, done: true }
      },
      [Symbol.asyncIterator]: () => iterator,
    }
    return iterator
  }

  // A generator that waits for an event does not hear of its own end; the source does.
  const closing = <T>(generator: AsyncGenerator<T>): AsyncIterableIterator<T> => {
    const iterator: AsyncIterableIterator<T> = {
      next: () => generator.next(),
      return() {
        close()
        return generator.return(undefined)
      },
      [Symbol.asyncIterator]: () => iterator,
    }
    return iterator
  }

  async function* texts(events = iterate()) {
    for await (const event of events) {
      const text = toText(event)
      if (text) yield text
    }
  }

  async function* serverSentEvents(events = iterate()) {
    try {
      for await (const event of events)
        yield `${nameOf ? `event: ${nameOf(event)}\n` : ""}data: ${JSON.stringify(toRelayed(event))}\n\n`
      // After an abort there is no end mark: the other end must not take the answer for whole.
      if (endMark && !end!.failed) yield `data: ${endMark}\n\n`
    } catch (error) {
      yield `event: error\ndata: ${JSON.stringify(toErrorBody(error))}\n\n`
    }
  }

  const drain = async (): Promise<void> => {
    const events = iterate()
    while (!(await events.next().catch(() => ({ done: true }))).done);
  }

  const stream: GatewayStream<Event, Whole> = {
    gateway,
    textStream: { [Symbol.asyncIterator]: () => closing(texts()) },
    final() {
      const promise = new Promise<Whole & WithGateway>((resolve, reject) => {
        const wake = () =>
          end!.failed ? reject(end!.error) : resolve(attachGateway(structuredClone(end!.completion), () => gateway))
        if (end) return wake()
        waiting.push(wake)
        // A loop that begins in the same breath comes first.
        queueMicrotask(() => isTaken || drain())
      })
      // Whoever holds it beside a loop hears of a failure there: unheard, it must not end the process.
      promise.catch(() => {})
      return promise
    },
    snapshot: () => (end ? structuredClone(end.completion) : fold.snapshot()),
    toServerSentEvents: () => ({ [Symbol.asyncIterator]: () => closing(serverSentEvents()) }),
    toResponse(init) {
      try {
        return toResponse(closing(serverSentEvents()), gateway, init)
      } catch (error) {
        close(error)
        throw error
      }
    },
    abort: close,
    [asyncDispose]: async () => close(),
    [Symbol.asyncIterator]: iterate,
  }
  return Object.defineProperty(stream, brand, { value: true })
}

/** Whether a call gave a stream: for calls whose `stream` is only known at run time. */
export function isStream<T>(result: T): result is Extract<T, AsyncIterable<unknown>> {
  return (result as { [brand]?: unknown })[brand] === true
}

function toResponse(
  events: AsyncIterableIterator<string>,
  gateway: GatewayRecord,
  init?: { status?: number | undefined; headers?: HeadersInput | undefined },
): Response {
  const headers = new Headers({ "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" })
  if (gateway.logId) headers.set("cf-aig-log-id", gateway.logId)
  for (const [name, value] of headerEntries(init?.headers)) if (value != null) headers.set(name, value)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await events.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      cancel: () => void events.return?.(),
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { status: init?.status ?? 200, headers })
}

function truncated(gateway: GatewayRecord): GatewayStreamError {
  return new GatewayStreamError("The stream ended before the answer did", {
    code: "stream_truncated",
    hint: "Ask again; `partial` holds what came",
    origin: "provider",
    gateway,
  })
}
