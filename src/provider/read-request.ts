import { refuse } from "../call/prepare-call.ts"
import { parse } from "../http/parse-json.ts"

/** What a `fetch` is asked for. */
export interface GivenRequest {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: BodyInit | null | undefined
  readonly signal: AbortSignal | null | undefined
  /** The body as JSON, where it is text that is some. Parsed once, when asked. */
  readonly json: () => any
}

/** Takes apart what `fetch` takes. The body of a `Request` is read here: as a stream it would lose its length, and some browsers send none. */
export async function readRequest(input: string | URL | Request, init: RequestInit | undefined): Promise<GivenRequest> {
  // Requests of other makes are told by what they have: undici's own, a worker's.
  const request = typeof input === "object" && "url" in input ? input : undefined
  const method = (init?.method ?? request?.method ?? "GET").toUpperCase()
  const headers = toHeaders(init?.headers ?? request?.headers)
  const { body = request && (await bodyOf(request)), signal = request?.signal } = init ?? {}
  let known: { readonly json: unknown } | undefined
  const json = () => (known ??= { json: typeof body === "string" ? parse(body) : undefined }).json
  return { url: request?.url ?? String(input), method, headers, body, signal, json }
}

// The platform's own complaint quotes the value.
function toHeaders(given: HeadersInit | undefined): Headers {
  try {
    return new Headers(given)
  } catch {
    refuse("invalid_request", [{ path: ["headers"], message: "hold a character that no header may" }])
    return new Headers()
  }
}

async function bodyOf(request: Request): Promise<BodyInit | undefined> {
  if (/^(GET|HEAD)$/.test(request.method)) return undefined
  if (request.bodyUsed) refuse("invalid_request", [{ path: ["body"], message: "was read already" }])
  const isJSON = /json/i.test(request.headers.get("content-type") ?? "")
  return isJSON ? request.text() : request.arrayBuffer()
}
