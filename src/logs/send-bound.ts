import type { AiBinding, AiGatewayBinding } from "../gateway/ai-binding.ts"
import { readThrown } from "../gateway/read-thrown.ts"
import { statusOfCode } from "../gateway/status-of-code.ts"

/**
 * Asks the bound gateway. What comes back, or is thrown, becomes the response that HTTP would have brought; so dates become ISO 8601 text, as
 * they are there.
 */
export async function sendBound(
  binding: AiBinding,
  gatewayId: string,
  ask: (gateway: AiGatewayBinding) => Promise<unknown>,
): Promise<Response> {
  try {
    return Response.json({ success: true, result: await ask(binding.gateway(gatewayId)) })
  } catch (error) {
    const { name } = (error ?? {}) as { name?: unknown }
    const { code, message } = readThrown(error)
    // Cloudflare's types name `AiGatewayLogNotFound` and `AiGatewayInternalError`; in the field "Log not found" was seen (reference G).
    const isMissing = name === "AiGatewayLogNotFound" || /not found/i.test(message)
    const status = isMissing ? 404 : code ? statusOfCode(code, message) : name === "AiGatewayInternalError" && 500
    // Of anything else it is not known who said it: the connection is to blame.
    if (!status) throw error
    const errors = [{ ...(code && { code: Number(code) }), message }]
    return Response.json({ success: false, errors }, { status })
  }
}
