import { isRecord } from "../../schemas/is-record.ts"
import { gatewayError, type ErrorReply } from "../error-bodies.ts"

/**
 * A refusal as `env.AI.run` has it: no envelope, but the gateway's words (reference D1, shape 1) or those of Workers AI (shape 7).
 * Cloudflare's runtime reads `internalCode` and `description` out of it.
 */
export function toBindingBody({ status, body }: Pick<ErrorReply, "status" | "body">): unknown {
  const error: unknown = isRecord(body) && Array.isArray(body["errors"]) ? body["errors"][0] : undefined
  if (!isRecord(error)) return body
  const [code, message] = [error["code"] as number | undefined, String(error["message"])]
  if (/^([358]\d{3}|\d{5})$/.test(String(code)))
    return { name: "AiError", internalCode: code, httpCode: status, message, description: message }
  // What is thrown lacks the detail of a 7003, which the body has (reference D2).
  const description = message.replace(/: .*/s, "")
  return { ...(gatewayError(status, code, message).body as object), description }
}
