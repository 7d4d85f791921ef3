import { readdirSync, readFileSync } from "node:fs"
import { createGatewayClient, type GatewayClient, type GatewayClientOptions } from "../../src/index.ts"

const folder = new URL("../fixtures/", import.meta.url)

/** Names of the fixtures, e.g. `fixtureNames("stream-")`. */
export function fixtureNames(prefix: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith(prefix))
}

/** A fixture as it lies there: some hold CR, a BOM or half an event on purpose. */
export function readFixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(name, folder)))
}

/** A fixture's value, for those that are JSON. */
export function readFixtureJSON(name: string): any {
  return JSON.parse(readFileSync(new URL(name, folder), "utf8"))
}

/** A client whose every request is answered by `answer`, at once and without a retry. */
export function createClientOf(
  answer: () => Response | Promise<Response>,
  options?: GatewayClientOptions,
): GatewayClient {
  return createGatewayClient({
    accountId: "0123456789abcdef0123456789abcdef",
    gateway: "samples",
    token: "samples-token",
    maxRetries: 0,
    fetch: async () => answer(),
    ...options,
  })
}

/** A body that hands out one piece for each read. */
export function bodyOf(pieces: Iterable<Uint8Array | string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const left = pieces[Symbol.iterator]()
  return new ReadableStream(
    {
      pull(controller) {
        const { value, done } = left.next()
        if (done) controller.close()
        else controller.enqueue(toBytes(value))
      },
    },
    { highWaterMark: 0 },
  )
}

/** A body that is written while it is read, and tells whether its reader hung up. */
export interface OpenBody {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
  send(...pieces: (Uint8Array | string)[]): void
  end(): void
  fail(error: unknown): void
  /** Resolves when the reader cancels. */
  readonly cancelled: Promise<void>
  isCancelled(): boolean
}

export function openBody(): OpenBody {
  let resolve!: () => void
  const cancelled = new Promise<void>((given) => {
    resolve = given
  })
  let isCancelled = false
  let controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(given) {
      controller = given
    },
    cancel() {
      isCancelled = true
      resolve()
    },
  })
  return {
    body,
    send(...pieces) {
      for (const piece of pieces) controller.enqueue(toBytes(piece))
    },
    end: () => controller.close(),
    fail: (error) => controller.error(error),
    cancelled,
    isCancelled: () => isCancelled,
  }
}

/** Everything an iterable brings, to its end. */
export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = []
  for await (const value of values) collected.push(value)
  return collected
}

/** A response of server-sent events. */
export function eventResponse(body: BodyInit | null, headers?: Record<string, string>): Response {
  return new Response(body, { headers: { "content-type": "text/event-stream", ...headers } })
}

/** The event of a chunk that adds this to the first answer. */
export function chunkEvent(delta: object, more: object = {}): string {
  const choices = [{ index: 0, delta, finish_reason: null, ...more }]
  const chunk = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_754_000_000, model: "sample", choices }
  return `data: ${JSON.stringify(chunk)}\n\n`
}

/** The events of an answer of these texts, from the first to `[DONE]`. */
export function answerEvents(...texts: string[]): string[] {
  return [
    ...texts.map((content) => chunkEvent({ content })),
    chunkEvent({}, { finish_reason: "stop" }),
    "data: [DONE]\n\n",
  ]
}

function toBytes(piece: Uint8Array | string): Uint8Array<ArrayBuffer> {
  return typeof piece === "string" ? new TextEncoder().encode(piece) : new Uint8Array(piece)
}
