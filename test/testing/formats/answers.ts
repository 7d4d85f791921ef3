import type { ChatCompletion } from "../../../src/schemas/chat-completion.ts"
import type { JSONObject, WireFormat } from "../../../src/testing/formats/wire-format.ts"

/** What a model said, in OpenAI's words. */
export function createAnswer(
  message: Partial<ChatCompletion["choices"][0]["message"]>,
  finish_reason: ChatCompletion["choices"][0]["finish_reason"] = "stop",
  more: Partial<ChatCompletion> = {},
): ChatCompletion {
  return {
    id: "chatcmpl-local",
    object: "chat.completion",
    created: 1_767_225_600,
    model: "the-model",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: null, refusal: null, ...message },
        finish_reason,
        logprobs: null,
      },
    ],
    usage: {
      prompt_tokens: 10,
      completion_tokens: 7,
      total_tokens: 17,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 2 },
    },
    ...more,
  }
}

export const weatherCall = {
  id: "call_1",
  type: "function" as const,
  function: { name: "weather", arguments: '{"city":"São Paulo","days":3}' },
}

/** The events of a stream: their names, and their data decoded. */
export function readEvents(events: readonly string[]): { name: string | undefined; data: any }[] {
  return events.map((event) => {
    const [, name, data] = /^(?:event: (.+)\n)?data: (.+)\n\n$/.exec(event) ?? []
    return { name, data: data === "[DONE]" ? data : JSON.parse(data ?? "") }
  })
}

/** A `fetch` that answers in this format, and keeps what it was sent. */
export function createFormatFetch(format: WireFormat, completion: ChatCompletion) {
  const bodies: JSONObject[] = []
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const body = (await request.json()) as JSONObject
    bodies.push(body)
    const { pathname, search } = new URL(request.url)
    const isStream = format.isStream(body, pathname + search)
    const text = isStream ? format.toEvents(completion, body).join("") : JSON.stringify(format.toBody(completion, body))
    return new Response(text, { headers: { "content-type": isStream ? "text/event-stream" : "application/json" } })
  }
  return { fetch, bodies }
}
