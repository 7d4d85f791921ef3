import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { isRecord } from "../../schemas/is-record.ts"
import type { LocalRequest } from "../local-reply.ts"
import type { LocalUpstream } from "./local-model.ts"

interface AskOptions {
  readonly fetch: (input: string, init: RequestInit) => Promise<Response>
  readonly signal: AbortSignal
  /** Whether a stream is wanted, whatever the request says. */
  readonly stream: boolean
}

/** Sends the request on to an OpenAI-compatible server. None of its headers go along: they are the gateway's. */
export function askUpstream(
  { upstream, model, apiKey }: LocalUpstream,
  request: LocalRequest,
  { fetch, signal, stream }: AskOptions,
): Promise<Response> {
  const { stream: _, stream_options, ...params } = request.params
  const body = {
    ...params,
    model: model ?? request.model,
    ...(stream && { stream, ...(stream_options != null && { stream_options }) }),
  }
  return fetch(`${upstream.replace(/\/+$/, "")}/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(body),
    signal,
  })
}

/** The completion in a server's reply, which stays unread; `undefined` when it is a refusal, a stream or something else. */
export async function readUpstream(response: Response): Promise<ChatCompletion | undefined> {
  if (!response.ok) return undefined
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  return isRecord(body) && Array.isArray(body["choices"]) ? (body as unknown as ChatCompletion) : undefined
}
