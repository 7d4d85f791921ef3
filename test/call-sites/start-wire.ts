import { isDeepStrictEqual } from "node:util"
import type { AiBinding } from "../../src/index.ts"
import { deferred, startServer } from "../support/server.ts"
import type { Exchange } from "./exchanges.ts"

/** Plays one call site's exchanges, in turn, and notes what came. */
export interface Wire extends AsyncDisposable {
  /** Where the HTTP half listens. */
  readonly url: string
  /** The `env.AI` half. */
  readonly binding: AiBinding
  /** All that came, over HTTP and over the binding. */
  readonly seen: readonly unknown[]
  /** Somebody left an answer that stood still. */
  readonly left: Promise<void>
}

// What Node's fetch adds by itself.
const platform = /^(host|connection|content-length|accept-encoding|accept-language|sec-fetch-mode)$/

/** Starts both halves, so that a call which takes the wrong one is seen as well. */
export async function startWire(exchanges: readonly Exchange[]): Promise<Wire> {
  const seen: unknown[] = []
  const { promise: left, resolve: leave } = deferred<void>()
  const reply = (request: unknown): object => {
    const exchange = exchanges[seen.push(request) - 1]
    // The test shows where they differ: here it is enough that nothing else is answered.
    if (!isDeepStrictEqual(request, exchange?.request)) return Response.json({}, { status: 418 })
    return exchange!.reply(leave)
  }
  const server = await startServer(async (response, { method, path, headers, body, closed }) => {
    const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => !platform.test(name)))
    const answer = reply({ method, path, headers: sent, ...(body && { body: JSON.parse(body) }) }) as Response
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    const reader = answer.body!.getReader()
    void closed.then(() => reader.cancel())
    for (let read = await reader.read(); !read.done; read = await reader.read()) response.write(read.value)
    response.end()
  })
  const call = async (...given: unknown[]): Promise<any> => reply(given.map(withoutSignal))
  const binding: AiBinding = {
    run: (...given) => call("run", ...given),
    gateway: (id) => ({
      run: (...given: unknown[]) => call("gateway.run", id, ...given),
      getLog: (log) => call("gateway.getLog", id, log),
      patchLog: (log, data) => call("gateway.patchLog", id, log, data),
    }),
  }
  return { url: server.url, binding, seen, left, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

// Whose it is, the client alone knows.
function withoutSignal(given: unknown): unknown {
  const { signal, ...rest } = Object(given)
  return signal instanceof AbortSignal ? { ...rest, signal: "a signal" } : given
}
