import { once } from "node:events"
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** What identifies the client in the tests that meet a real socket. */
export const identity = {
  accountId: "0123456789abcdef0123456789abcdef",
  gateway: "my-gateway",
  token: "test-token-1",
}

/** The params of the shortest call. */
export const hello = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "Hello" }] }

/** A request as it came over the socket. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  /** Names and values in turn, exactly as written. */
  readonly rawHeaders: readonly string[]
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The client's port: the same for requests over one connection. */
  readonly port: number | undefined
  /** How the connection was left: the answer went out whole, or was cut off before its end. */
  readonly closed: Promise<"whole" | "cut">
}

export interface TestServer extends AsyncDisposable {
  readonly url: string
  /** What `createGatewayClient` needs to meet it. */
  readonly options: {
    readonly accountId: string
    readonly gateway: string
    readonly token: string
    readonly baseURL: string
  }
  readonly requests: readonly SeenRequest[]
  /** Settles when that many requests have come in; gives the last of them. */
  arrival(count: number): Promise<SeenRequest>
}

/** A plain HTTP server on a port of this machine, which notes all that comes in. */
export async function startServer(
  answer: (response: ServerResponse, request: SeenRequest, index: number) => void | Promise<void>,
): Promise<TestServer> {
  const requests: SeenRequest[] = []
  const server = createServer(async (request, response) => {
    const closed = new Promise<"whole" | "cut">((resolve) => {
      response.once("close", () => resolve(response.writableFinished ? "whole" : "cut"))
    })
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk)
    } catch {
      return
    }
    const seen: SeenRequest = {
      method: request.method ?? "",
      path: request.url ?? "",
      rawHeaders: request.rawHeaders,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      port: request.socket.remotePort,
      closed,
    }
    requests.push(seen)
    server.emit("seen")
    await answer(response, seen, requests.length - 1)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    options: { ...identity, baseURL: url },
    requests,
    async arrival(count) {
      while (requests.length < count) await once(server, "seen")
      return requests[count - 1]!
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Answers with JSON. */
export function sendJSON(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))
}

/** A whole completion, as OpenAI spells it. */
export function completion(content: string): object {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_767_225_600,
    model: "gpt-5-mini-2026-01-01",
    choices: [
      { index: 0, message: { role: "assistant", content, refusal: null }, finish_reason: "stop", logprobs: null },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  }
}

/** One event of a streamed completion. */
export function chunk(content: string, finishReason: string | null = null): string {
  const body = {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_767_225_600,
    model: "gpt-5-mini-2026-01-01",
    choices: [{ index: 0, delta: { content }, finish_reason: finishReason }],
  }
  return `data: ${JSON.stringify(body)}\n\n`
}

/** What a promise was rejected with; fails when it was not. */
export async function rejection(promise: PromiseLike<unknown>): Promise<any> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error("The promise was fulfilled")
}

/** A promise that is settled from outside. */
export function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
