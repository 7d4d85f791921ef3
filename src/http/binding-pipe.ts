import type { AiBinding } from "../gateway/ai-binding.ts"
import type { GatewayOptions } from "../gateway/gateway-options.ts"
import { optionHeader } from "../gateway/option-headers.ts"
import type { BindingCall } from "../gateway/route.ts"
import { statusOfCode } from "../gateway/status-of-code.ts"

// What Cloudflare's `GatewayOptions` of `env.AI.run` has a field for (reference A11); the rest goes as headers.
const fields = "cacheKey cacheTtl skipCache metadata collectLog eventId requestTimeoutMs retries".split(" ")

/** Sends one request over `env.AI`. What the binding throws becomes the response that HTTP would have brought. */
export async function sendOverBinding(
  binding: AiBinding,
  gatewayId: string,
  call: BindingCall,
  { headers, body = "{}", signal }: { headers: Record<string, string>; body?: string | undefined; signal: AbortSignal },
  options: GatewayOptions,
): Promise<Response> {
  const query = JSON.parse(body)
  try {
    if (call.model === undefined) {
      const data = call.provider === undefined ? withHeaders(query, headers) : { ...call, headers, query }
      return (await binding.gateway(gatewayId).run(data as never, { signal } as never)) as Response
    }
    const taken = fields.filter((name) => options[name as keyof GatewayOptions] != null)
    const extraHeaders = { ...headers }
    for (const name of ["accept", "content-type", ...taken.flatMap(headersOf)]) delete extraHeaders[name]
    const result = await binding.run(call.model, query, {
      gateway: {
        ...Object.fromEntries(taken.map((name) => [name, options[name as keyof GatewayOptions]])),
        id: gatewayId,
      },
      extraHeaders,
      returnRawResponse: true,
      signal,
    })
    if (result instanceof Response) return result
    // An older runtime knows no raw response.
    return result instanceof ReadableStream
      ? new Response(result, { headers: { "content-type": "text/event-stream" } })
      : Response.json(result)
  } catch (error) {
    // Of what the binding throws only the number before the colon is for machines (reference A11).
    const [, code, message] = /^(\d{4,5}): ([^]*)/.exec(String((error as Error | null)?.message)) ?? []
    if (!code) throw error
    const number = Number(code)
    return Response.json(
      { success: false, name: "AiGatewayError", error: [{ code: number, message }] },
      { status: statusOfCode(number, message!) },
    )
  }
}

// Steps have headers of their own, which win.
function withHeaders(steps: { headers?: object }[], headers: Record<string, string>): object[] {
  return steps.map((step) => ({ ...step, headers: { ...headers, ...step.headers } }))
}

function headersOf(name: string): string[] {
  return name === "retries"
    ? ["maxAttempts", "retryDelayMs", "backoff"].map((key) => optionHeader(`retries.${key}`))
    : [optionHeader(name)]
}
