import type { AiBinding } from "../gateway/ai-binding.ts"
import type { ResolvedRequestOptions } from "../gateway/resolve-request-options.ts"
import type { BindingCall } from "../gateway/route.ts"
import { isErrorBody, readErrorBody } from "../gateway/read-error-body.ts"
import { readThrown } from "../gateway/read-thrown.ts"
import { statusOfCode } from "../gateway/status-of-code.ts"
import { parse } from "./parse-json.ts"

/** Sends one request over `env.AI`. What the binding throws becomes the response that HTTP would have brought. */
export async function sendOverBinding(
  binding: AiBinding,
  id: string,
  call: BindingCall,
  { headers, body = "{}", signal }: { headers: Record<string, string>; body?: string | undefined; signal: AbortSignal },
  options: Pick<ResolvedRequestOptions, "gateway" | "query">,
): Promise<Response> {
  const query = JSON.parse(body)
  try {
    if (call.model === undefined) {
      const data =
        call.provider === undefined
          ? withHeaders(query, headers)
          : { ...call, endpoint: call.endpoint + options.query, headers, query }
      return (await binding.gateway(id).run(data as never, { signal } as never)) as Response
    }
    // The binding reads the eight options that Cloudflare's types name, and drops the others unseen: they all go as headers too.
    const given = Object.fromEntries(Object.entries(options.gateway).filter(([, value]) => value != null))
    const how = { gateway: { ...given, id }, extraHeaders: headers, returnRawResponse: true, signal }
    const result: any = await binding.run(call.model, query, how)
    // Not by its class: a proxied binding brings the response of another realm.
    if (typeof result?.headers?.get === "function") return result
    // An older runtime knows no raw response.
    return result instanceof ReadableStream
      ? new Response(result, { headers: { "content-type": "text/event-stream" } })
      : Response.json(result)
  } catch (error) {
    const { code, message: said } = readThrown(error)
    const body: unknown = parse(said)
    if (isErrorBody(body)) {
      const { gatewayCode, message, status } = readErrorBody(body)
      return Response.json(body, { status: status ?? statusOfCode(String(gatewayCode), message) })
    }
    if (!code) throw error
    return Response.json(
      { name: "AiGatewayError", error: [{ code: Number(code), message: said }] },
      { status: statusOfCode(code, said) },
    )
  }
}

// Steps have headers of their own, which win however they are written.
function withHeaders(steps: { headers?: object }[], headers: Record<string, string>): object[] {
  return steps.map((step) => {
    const own = new Set(Object.keys(step.headers ?? {}).map((name) => name.toLowerCase()))
    const others = Object.entries(headers).filter(([name]) => !own.has(name))
    return { ...step, headers: { ...Object.fromEntries(others), ...step.headers } }
  })
}
