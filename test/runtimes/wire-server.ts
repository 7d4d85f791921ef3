import { once } from "node:events"
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { json, text } from "node:stream/consumers"
import { isDeepStrictEqual } from "node:util"

/** Plays compat for one run of `program.mjs`, by hand: the requests it expects and the replies are written out below. */
export interface WireServer extends AsyncDisposable {
  readonly url: string
  /** Requests that were not as expected. */
  readonly problems: readonly string[]
  /** What the page at `/` posted. */
  readonly report: Promise<string>
}

const completion = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_767_225_600,
  model: "gpt-5-mini-2026-01-01",
  choices: [
    { index: 0, message: { role: "assistant", content: "Zwei Füße 🐧" }, finish_reason: "stop", logprobs: null },
  ],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
}
const reads = cut(
  event({ delta: { role: "assistant", content: "Zwei " }, finish_reason: null }) +
    event({ delta: { content: "Füße " }, finish_reason: null }) +
    event({ delta: { content: "🐧" }, finish_reason: null }) +
    event(
      { delta: {}, finish_reason: "stop" },
      { usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } },
    ) +
    "data: [DONE]\n\n",
  // Each read ends in the middle of a character.
  ["ü", "🐧"],
)
const [start] = cut(event({ delta: { role: "assistant", content: "Zwei " }, finish_reason: null }), [])

const unauthorized = {
  success: false,
  result: [],
  messages: [],
  error: [{ code: 2009, message: "Unauthorized" }],
  name: "AiGatewayError",
}
const unavailable = { error: { message: "The server is overloaded", type: "server_error", param: null, code: null } }
const streamed = ["streamed", "aborted", "left", "truncated", "interrupted"]

/** Starts one on a port of this machine. With a `script` there is a page at `/` that runs it, and the requests are held to be a page's. */
export async function startWireServer(script?: string): Promise<WireServer> {
  const problems: string[] = []
  const asked: { [name: string]: number } = {}
  const moments: { [name: string]: PromiseWithResolvers<string> } = {}
  const moment = (name: string) => (moments[name] ??= Promise.withResolvers())
  let heard = 0

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const path = request.url ?? ""
    if (path === "/compat/chat/completions") return complete(request, response)
    if (path === "/heard") return response.end(moment(`/heard/${++heard}`).resolve("heard"))
    if (/^\/(arrived|closed)\/\w+$/.test(path)) return response.end(await moment(path).promise)
    if (path === "/report") return response.end(moment(path).resolve(await text(request)))
    if (script && path === "/page.js") return response.writeHead(200, { "content-type": "text/javascript" }).end(script)
    if (script && path === "/") return response.writeHead(200, pageHeaders).end(page)
    return response.writeHead(404).end()
  }

  const complete = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const write = async (read: Buffer) => {
      const understood = moment(`/heard/${heard + 1}`).promise
      response.write(read)
      await understood
    }
    const body = (await json(request)) as { model?: string }
    const name = body.model?.replace("openai/", "") ?? ""
    const count = (asked[name] = (asked[name] ?? 0) + 1)
    const problem = requestProblem(request, body, name, script !== undefined)
    if (problem) problems.push(problem)
    if (count > (name === "retried" ? 2 : 1)) problems.push(`${name} was asked ${count} times`)
    moment(`/arrived/${name}`).resolve("arrived")
    response.once("close", () => moment(`/closed/${name}`).resolve(response.writableFinished ? "whole" : "cut"))
    if (streamed.includes(name)) response.writeHead(200, { "content-type": "text/event-stream", ...logHeader })
    if (name === "whole" || count === 2) return send(response, completion)
    if (name === "retried") return send(response, unavailable, 503, { "retry-after": "0" })
    if (name === "refused") return send(response, unauthorized, 401)
    if (name === "aborted" || name === "left") return response.write(start!)
    if (name === "truncated") return response.end(start!)
    // Only what has been read is sure to outlive a reset: platforms drop what still waits in a queue.
    if (name === "interrupted") {
      await write(start!)
      return response.destroy()
    }
    if (name !== "streamed") return undefined
    for (const read of reads) await write(read)
    return response.end()
  }

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    problems,
    report: moment("/report").promise,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const logHeader = { "cf-aig-log-id": "01JADMCQQQBWH3NXZ5GCRN98DP" }
// As strict as a page can ask for that loads a script at all.
const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'",
}
const page = '<!doctype html><title>cf-ai-gateway</title><script type="module" src="/page.js"></script>'

function requestProblem(
  { method, headers }: IncomingMessage,
  body: object,
  name: string,
  fromPage: boolean,
): string | undefined {
  const stream = streamed.includes(name)
  const { authorization, accept, "content-type": type, "user-agent": agent = "" } = headers
  const ours = Object.entries(headers).filter(([header]) => header.startsWith("cf-aig-"))
  const came = { method, authorization, accept, type, agent: agent.replace(/\/.*/, ""), ours, body }
  const expected = {
    method: "POST",
    authorization: undefined,
    accept: stream ? "text/event-stream" : "application/json",
    type: "application/json",
    agent: fromPage ? "Mozilla" : "cf-ai-gateway",
    ours: [["cf-aig-authorization", "Bearer runtimes-token"]],
    body: {
      model: `openai/${name}`,
      messages: [{ role: "user", content: "Wie viele Füße hat ein 🐧?" }],
      ...(stream && { stream }),
    },
  }
  return isDeepStrictEqual(came, expected)
    ? undefined
    : `${name} was asked by ${JSON.stringify(came)} instead of ${JSON.stringify(expected)}`
}

function event(choice: object, more?: object): string {
  const { created, model } = completion
  const head = { id: "chatcmpl-2", object: "chat.completion.chunk", created, model }
  return `data: ${JSON.stringify({ ...head, choices: [{ index: 0, ...choice }], ...more })}\n\n`
}

function cut(events: string, characters: readonly string[]): Buffer[] {
  const bytes = Buffer.from(events)
  const borders = [0, ...characters.map((character) => bytes.indexOf(character) + 1), bytes.length]
  return borders.slice(1).map((border, index) => bytes.subarray(borders[index], border))
}

function send(response: ServerResponse, body: object, status = 200, headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...logHeader, ...headers }).end(JSON.stringify(body))
}
