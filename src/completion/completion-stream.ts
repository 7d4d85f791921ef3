import { attachPartial, GatewayStreamError } from "../errors.ts"
import { headerEntries, type HeadersInput } from "../gateway/headers-input.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import { toErrorBody } from "../gateway/to-error-response.ts"
import type { ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import { createFold } from "./fold-chunks.ts"
import { createReply, type ChatCompletionReply } from "./reply.ts"
import { splitCompletion } from "./split-completion.ts"
import { toText } from "./to-text.ts"

/**
 * A streamed answer. Read it once: by `for await`, as `textStream`, by `toResponse()` or `toServerSentEvents()`; `final()` and `snapshot()`
 * go with any of them.
 *
 * @example
 * for await (const text of stream.textStream) process.stdout.write(text)
 * const { usage } = await stream.final()
 */
export interface ChatCompletionStream extends AsyncIterable<ChatCompletionChunk> {
  /** Everything known of the request; the timings fill in as it goes. */
  readonly gateway: GatewayRecord
  /** The text of the first answer, piece by piece. */
  readonly textStream: AsyncIterable<string>
  /**
   * The whole answer, once the stream has ended, whoever reads it; reads it itself when nobody does. Call it any number of times. Rejects with
   * what ended the stream: an error (which carries `partial`), or the reason of an abort.
   */
  final(): Promise<ChatCompletionReply>
  /** What has arrived so far, also after an abort or a failure. */
  snapshot(): ChatCompletion
  /** The same events as text, for `Readable.from(…)`, `res.write` and anything without web streams. */
  toServerSentEvents(): AsyncIterable<string>
  /** The same events as a response for a browser, with the log id. `readCompletionStream` is its other end. A failure midway becomes an `event: error`. */
  toResponse(init?: { status?: number | undefined; headers?: HeadersInput | undefined }): Response
  /** Ends it: the socket closes and a running loop ends quietly; `final()` rejects with the reason. */
  abort(reason?: unknown): void
  /** Closes the socket if the stream is still open: `await using stream = …`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Where chunks come from: a buffer that is filled from somewhere. */
export interface ChunkSource {
  /** The next chunk that is here already. Throws what is wrong with it. */
  take(): ChatCompletionChunk | undefined
  /** Waits for more: `done` after the end mark, `cut` when the body ended without one. Rejects with what broke it. */
  fill(): Promise<"more" | "done" | "cut">
  /** Closes the socket, and ends a `fill` that is waiting. */
  cancel(reason: unknown): void
  /** Told when the call has to end while nobody reads: the caller's signal, the total clock. */
  onStop?(listener: (reason: unknown) => void): void
}

/** What happened to a stream in the end. */
export type StreamEnd = { readonly completion: ChatCompletion } | { readonly error: unknown; readonly completion: ChatCompletion }

const brand = Symbol.for("cf-ai-gateway.stream")
// Not every runtime has it yet; the fallback keeps `undefined` from becoming a key.
const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")

/** Makes a stream of any source of chunks. */
export function createCompletionStreamFrom(source: ChunkSource, gateway: GatewayRecord, onEnd?: (end: StreamEnd) => void): ChatCompletionStream {
  const fold = createFold()
  let end: StreamEnd | undefined
  let reader: "nobody" | "final" | "caller" = "nobody"
  // What `final()` has read before a late caller comes, and its read that is still under way then.
  let readAhead: ChatCompletionChunk[] = []
  let drained: Promise<void> | undefined
  // Whether a failure is still to be thrown into the caller's loop. An abort of the caller's own is not: it ends quietly.
  let untold = false
  const waiting: { resolve: (reply: ChatCompletionReply) => void; reject: (error: unknown) => void }[] = []

  const settle = (failure?: { readonly error: unknown }): void => {
    if (end) return
    const completion = fold.snapshot()
    if (failure) attachPartial(failure.error, completion)
    end = { ...failure, completion }
    onEnd?.(end)
    for (const { resolve, reject } of waiting) failure ? reject(failure.error) : resolve(createReply(structuredClone(completion), gateway))
  }

  const fail = (error: unknown): void => {
    if (end) return
    untold = true
    settle({ error })
    source.cancel(error)
  }

  const close = (reason: unknown): void => {
    if (end) return
    settle({ error: reason })
    source.cancel(reason)
  }

  // Chunks that are here already are handed out without waiting: most of a fast stream.
  const takeOne = (): ChatCompletionChunk | undefined => {
    if (end) return undefined
    try {
      const chunk = source.take()
      if (chunk !== undefined) fold.add(chunk)
      return chunk
    } catch (error) {
      fail(error)
      return undefined
    }
  }

  const pull = async (): Promise<ChatCompletionChunk | undefined> => {
    try {
      while (!end) {
        const chunk = takeOne()
        if (chunk !== undefined) return chunk
        if (end) break
        const more = await source.fill()
        if (more === "cut" && !fold.isFinished()) fail(truncatedError(gateway))
        else if (more !== "more") settle()
      }
    } catch (error) {
      fail(error)
    }
    return undefined
  }

  source.onStop?.(fail)

  const begin = (): void => {
    if (reader === "caller") throw new TypeError("This stream is being read already: a stream can be read once; `final()` and `snapshot()` go with it")
    if (reader === "final") readAhead = splitCompletion(fold.snapshot())
    reader = "caller"
  }

  const drain = async (): Promise<void> => {
    while (reader === "final") {
      const chunk = await pull()
      if (chunk === undefined) return
      if ((reader as string) === "caller") readAhead.push(chunk)
    }
  }

  const nextSlowly = async (): Promise<IteratorResult<ChatCompletionChunk, undefined>> => {
    await drained
    const chunk = readAhead.shift() ?? (await pull())
    if (chunk !== undefined) return { value: chunk, done: false }
    if (untold) {
      untold = false
      throw (end as { error: unknown }).error
    }
    return { value: undefined, done: true }
  }

  const next = (): Promise<IteratorResult<ChatCompletionChunk, undefined>> => {
    const chunk = drained ? undefined : takeOne()
    return chunk === undefined ? nextSlowly() : Promise.resolve({ value: chunk, done: false })
  }

  const iterate = (): AsyncIterator<ChatCompletionChunk, undefined> => {
    begin()
    return {
      next,
      async return() {
        close(leftError())
        return { value: undefined, done: true }
      },
    }
  }

  const texts = (): AsyncIterator<string, undefined> => {
    const chunks = iterate()
    return {
      async next() {
        while (true) {
          const { value, done } = await chunks.next()
          if (done) return { value: undefined, done }
          const text = toText(value)
          if (text !== "") return { value: text, done: false }
        }
      },
      async return() {
        await chunks.return?.()
        return { value: undefined, done: true }
      },
    }
  }

  const serverSentEvents = (): AsyncIterator<string, undefined> => {
    const chunks = iterate()
    let said = false
    return {
      async next() {
        if (said) return { value: undefined, done: true }
        try {
          const { value, done } = await chunks.next()
          if (!done) return { value: `data: ${JSON.stringify(value)}\n\n`, done: false }
          said = true
          // After an abort there is no [DONE]: the other end must not take the answer for whole.
          return end && "error" in end ? { value: undefined, done: true } : { value: "data: [DONE]\n\n", done: false }
        } catch (error) {
          said = true
          return { value: `event: error\ndata: ${JSON.stringify(toErrorBody(error))}\n\n`, done: false }
        }
      },
      async return() {
        await chunks.return?.()
        return { value: undefined, done: true }
      },
    }
  }

  return Object.defineProperty(
    {
      gateway,
      textStream: { [Symbol.asyncIterator]: texts },
      final: () =>
        new Promise<ChatCompletionReply>((resolve, reject) => {
          if (end) return "error" in end ? reject(end.error) : resolve(createReply(structuredClone(end.completion), gateway))
          waiting.push({ resolve, reject })
          if (reader !== "nobody") return
          // A loop that begins in the same breath comes first.
          queueMicrotask(() => {
            if (reader !== "nobody") return
            reader = "final"
            drained = drain()
          })
        }),
      snapshot: () => (end ? structuredClone(end.completion) : fold.snapshot()),
      toServerSentEvents: () => ({ [Symbol.asyncIterator]: serverSentEvents }),
      toResponse: (init) => toResponse(serverSentEvents(), gateway, init),
      abort: (reason = leftError()) => close(reason),
      async [asyncDispose]() {
        close(leftError())
      },
      [Symbol.asyncIterator]: iterate,
    } satisfies ChatCompletionStream,
    brand,
    { value: true },
  )
}

/** Whether `create` gave a stream: for calls whose `stream` is only known at run time. */
export function isStream(result: ChatCompletionReply | ChatCompletionStream): result is ChatCompletionStream {
  return (result as { [brand]?: unknown })[brand] === true
}

function toResponse(events: AsyncIterator<string, undefined>, gateway: GatewayRecord, init?: { status?: number | undefined; headers?: HeadersInput | undefined }): Response {
  const headers = new Headers({ "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" })
  if (gateway.logId !== undefined) headers.set("cf-aig-log-id", gateway.logId)
  for (const [name, value] of headerEntries(init?.headers)) if (value != null) headers.set(name, value)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await events.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      async cancel() {
        await events.return?.()
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { status: init?.status ?? 200, headers })
}

function truncatedError(gateway: GatewayRecord): GatewayStreamError {
  return new GatewayStreamError("The stream ended before the answer did: neither a finish reason nor [DONE] came", {
    code: "stream_truncated",
    hint: "`partial` holds what came; ask again for the whole",
    origin: "provider",
    gateway,
  })
}

function leftError(): DOMException {
  return new DOMException("The stream was left before its end", "AbortError")
}
