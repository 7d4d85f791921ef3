import { isRecord } from "../../schemas/is-record.ts"
import type { Answer } from "../answer.ts"
import { toBindingBody } from "../binding/binding-body.ts"
import { errorRows, type ErrorReply } from "../error-replies.ts"
import type { LocalSurface } from "../local-reply.ts"

/** A refusal in the words of whom was asked: the gateway's own, api.cloudflare.com's envelope, or the binding's (reference D1). */
export function refuse(surface: LocalSurface | undefined, reply: ErrorReply): Answer {
  const isText = typeof reply.body === "string"
  const body =
    surface === "binding"
      ? toBindingBody(reply)
      : surface === "rest" || surface === "run"
        ? toEnvelope(reply.body)
        : reply.body
  return {
    status: reply.status,
    headers: { "content-type": isText ? "text/plain" : "application/json", ...reply.headers },
    pieces: [isText ? (reply.body as string) : JSON.stringify(body)],
    isStream: false,
  }
}

// Only the gateway's own errors: a provider's pass through as they are.
function toEnvelope(body: unknown): unknown {
  if (!isRecord(body) || body["name"] !== "AiGatewayError") return body
  return { result: null, success: false, errors: body["error"], messages: [] }
}

/** The gateway's or the API's reply with other words: those that name the case. */
export function withMessage(reply: ErrorReply, message: string): ErrorReply {
  const body = reply.body as { readonly error?: readonly object[]; readonly errors?: readonly object[] }
  if (body.errors) return { ...reply, body: { ...body, errors: [{ ...body.errors[0], message }] } }
  return { ...reply, body: { ...body, error: [{ ...body.error?.[0], message }], message, description: message } }
}

/** 400 with code 7003: what is wrong with a request to the REST API. */
export function withInputProblem(problem: string): ErrorReply {
  return withMessage(errorRows["7003-input"], `Model execution failed (User Input Error): ${problem}`)
}
