import type { ErrorReply } from "../../src/testing/error-replies.ts"

/** The response for a refusal, as the service sends it. */
export function createErrorResponse(
  { status, body, headers }: ErrorReply,
  more: Readonly<Record<string, string>> = {},
): Response {
  const isText = typeof body === "string"
  return new Response(isText ? body : JSON.stringify(body), {
    status,
    headers: { "content-type": isText ? "text/plain" : "application/json", ...more, ...headers },
  })
}
