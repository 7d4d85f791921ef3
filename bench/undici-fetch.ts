import { Agent, request, type Dispatcher } from "undici"

/**
 * A `fetch` for `createGatewayClient({ fetch })` on undici's own client, which does without the machinery of the Fetch standard: no
 * redirects, no decompression, no cookies. Give it an agent to set limits, a proxy or more connections.
 */
export function createUndiciFetch(dispatcher: Dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 })) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    const { statusCode, headers, body } = await request(url, {
      dispatcher,
      method: (init.method ?? "GET") as Dispatcher.HttpMethod,
      headers: init.headers as Iterable<[string, string]>,
      body: init.body as string,
      signal: init.signal ?? null,
    })
    const given = Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    )
    // Events are handed on as they come. Anything else is read whole: a stream around one small buffer costs more than the buffer.
    const isStream = headers["content-type"]?.includes("text/event-stream")
    const content = isStream ? (body as AsyncIterable<Uint8Array>) : await body.bytes()
    const mayHaveBody = ![204, 205, 304].includes(statusCode)
    return new Response(mayHaveBody ? (content as BodyInit) : null, { status: statusCode, headers: given })
  }
}
