import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { LocalGateway } from "./local-gateway.ts"

/** A local gateway on a port of this machine. */
export interface ListeningGateway extends AsyncDisposable {
  /** `createGatewayClient(listening.options)`. */
  readonly options: {
    readonly accountId: string
    readonly gateway: string
    readonly token: string | null
    readonly baseURL: string
  }
  /** Where it listens, e.g. `http://127.0.0.1:49152`. */
  readonly url: string
  /** Stops, and cuts what is still open. */
  close(): Promise<void>
}

/**
 * Puts a local gateway on a port, for curl, other clients and other processes. Loopback only.
 *
 * @example
 * await using listening = await listen(createLocalGateway())
 * const client = createGatewayClient(listening.options)
 */
export async function listen(
  local: LocalGateway,
  options: { port?: number | undefined } = {},
): Promise<ListeningGateway> {
  const server = createServer((request, response) => {
    relay(local, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(options.port ?? 0, "127.0.0.1", resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { accountId, gateway, token } = local.options
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url,
    close,
    [Symbol.asyncDispose]: close,
    options: { accountId, gateway, token, baseURL: `${url}/v1/${accountId}/${encodeURIComponent(gateway)}` },
  }
}

async function relay(local: LocalGateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.on("close", () => gone.abort())
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const method = request.method ?? "GET"
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value))
  const body = method === "GET" || method === "HEAD" ? {} : { body: Buffer.concat(chunks) }
  const answer = await local.fetch(new URL(request.url ?? "/", `http://${request.headers.host}`), {
    method,
    headers,
    signal: gone.signal,
    ...body,
  })
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  response.flushHeaders()
  // A body that fails leaves the connection cut, as a reset on the wire would.
  if (answer.body) await pipeline(Readable.fromWeb(answer.body as import("node:stream/web").ReadableStream), response)
  else response.end()
}
