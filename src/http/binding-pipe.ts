import type { AiBinding } from "../gateway/ai-binding.ts"
import type { GatewayOptions } from "../gateway/gateway-options.ts"
import type { BindingCall } from "../gateway/route.ts"
import { statusOfCode } from "../gateway/status-of-code.ts"

/** Sends one request over `env.AI`. What the binding throws becomes the response that HTTP would have brought. */
export async function sendOverBinding(
  binding: AiBinding,
  id: string,
  call: BindingCall,
  { headers, body = "{}", signal }: { headers: Record<string, string>; body?: string | undefined; signal: AbortSignal },
  options: GatewayOptions,
): Promise<Response> {
  const query = JSON.parse(body)
  try {
    if (call.model === undefined) {
      const data = call.provider === undefined ? withHeaders(query, headers) : { ...call, headers, query }
      return (await binding.gateway(id).run(data as never, { signal } as never)) as Response
    }
    // The binding reads the eight options that Cloudflare's types name, and drops the others unseen: they all go as headers too.
    const how = { gateway: { ...options, id }, extraHeaders: headers, returnRawResponse: true, signal }
    const result = await binding.run(call.model, query, how)
    if (result instanceof Response) return result
    // An older runtime knows no raw response.
    return result instanceof ReadableStream
      ? new Response(result, { headers: { "content-type": "text/event-stream" } })
      : Response.json(result)
  } catch (error) {
    // Of what the binding throws only the number before the colon is for machines (reference A11).
    const [, code, message] = /^(\d{4,5}): ([^]*)/.exec(String((error as Error | null)?.message)) ?? []
    if (!code) throw error
    return Response.json(
      { name: "AiGatewayError", error: [{ code: Number(code), message }] },
      { status: statusOfCode(code, message!) },
    )
  }
}

// Steps have headers of their own, which win.
function withHeaders(steps: { headers?: object }[], headers: Record<string, string>): object[] {
  return steps.map((step) => ({ ...step, headers: { ...headers, ...step.headers } }))
}
