import { createServer, type OutgoingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { getRequestListener } from "@hono/node-server"
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
  /** The same as environment variables, for a process that is to meet it. */
  readonly env: LocalGateway["env"] & { readonly CF_AIG_BASE_URL: string }
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
  const server = createServer(
    getRequestListener((request, { outgoing }) => relay(local, request, outgoing as OutgoingMessage), {
      // The app's own Request and Response stay as they are.
      overrideGlobalObjects: false,
    }),
  )
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(options.port ?? 0, "127.0.0.1", resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { accountId, gateway, token } = local.options
  const baseURL = `${url}/v1/${accountId}/${encodeURIComponent(gateway)}`
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url,
    close,
    [Symbol.asyncDispose]: close,
    options: { accountId, gateway, token, baseURL },
    env: { ...local.env, CF_AIG_BASE_URL: baseURL },
  }
}

async function relay(local: LocalGateway, request: Request, outgoing: OutgoingMessage): Promise<Response> {
  const { method, headers, signal, url } = request
  // What waits for a port to be ready asks for its root.
  if (method === "GET" && new URL(url).pathname === "/") return new Response("Local AI Gateway\n")
  const body = method === "GET" || method === "HEAD" ? {} : { body: await request.arrayBuffer() }
  // What a network would do: the connection is cut, and nothing is said.
  const cut = () => void outgoing.destroy()
  try {
    const answer = await local.fetch(url, { method, headers, signal, ...body })
    return answer.body ? new Response(endQuietly(answer.body, cut), answer) : answer
  } catch {
    cut()
    return new Response(null, { headers: { "x-hono-already-sent": "true" } })
  }
}

// The adapter prints what breaks a body; here that is planned, or the caller's leaving.
function endQuietly(body: ReadableStream<Uint8Array>, cut: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream(
    {
      async pull(controller) {
        const read = await reader.read().catch(cut)
        if (read?.value) controller.enqueue(read.value)
        else controller.close()
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
