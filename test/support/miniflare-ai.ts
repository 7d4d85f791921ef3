import { EventEmitter, once } from "node:events"
import type { ServerResponse } from "node:http"
import { startServer, type SeenRequest } from "./server.ts"

/** What `env.AI` asked of Cloudflare. */
export interface BoundRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: any
  readonly closed: SeenRequest["closed"]
}

export interface AiServer extends AsyncDisposable {
  /** Miniflare's option: `env.AI` of workerd itself, which asks here. */
  readonly ai: { readonly binding: "AI"; readonly remoteProxyConnectionString: any }
  readonly requests: readonly BoundRequest[]
  /** Settles when that many requests have come in; gives the last of them. */
  arrival(count: number): Promise<BoundRequest>
}

/** Stands where Cloudflare stands behind `env.AI`: a plain HTTP server, and miniflare's way of handing on what a binding sends. */
export async function startAi(
  answer: (response: ServerResponse, request: BoundRequest) => void | Promise<void>,
): Promise<AiServer> {
  const requests: BoundRequest[] = []
  const events = new EventEmitter()
  const server = await startServer(async (response, { headers, body, closed }) => {
    const url = headers["mf-url"]
    // The proxy also tries a WebSocket, for bindings that are called rather than fetched.
    if (typeof url !== "string") return void response.writeHead(404).end()
    const sent = Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith("mf-header-") ? [[name.slice("mf-header-".length), String(value)]] : [],
    )
    const request = { url, headers: Object.fromEntries(sent), body: JSON.parse(body), closed }
    requests.push(request)
    events.emit("seen")
    await answer(response, request)
  })
  return {
    ai: { binding: "AI", remoteProxyConnectionString: new URL(server.url) },
    requests,
    async arrival(count) {
      while (requests.length < count) await once(events, "seen")
      return requests[count - 1]!
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
