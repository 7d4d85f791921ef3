/** A refusal as it goes over the wire. */
export interface ErrorReply {
  readonly status: number
  /** A text goes out as it is, all else as JSON. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** The gateway's own way of writing errors: shape 1 of reference D1. A number that is not documented is left out. */
export function gatewayError(
  status: number,
  code: number | undefined,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ErrorReply {
  const body = {
    success: false,
    result: [],
    messages: [],
    error: [{ ...(code !== undefined && { code }), message }],
    name: "AiGatewayError",
    httpCode: status,
    ...(code !== undefined && { internalCode: code }),
    message,
    description: message,
  }
  return { status, headers, body }
}

/** The envelope of api.cloudflare.com, and of Workers AI behind the gateway: shape 3. */
export function accountError(
  status: number,
  code: number | undefined,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ErrorReply {
  const errors = [{ ...(code !== undefined && { code }), message }]
  return { status, headers, body: { result: null, success: false, errors, messages: [] } }
}

/** A provider's refusal that the gateway passes on, in OpenAI's words: shape 4. */
export function providerError(
  status: number,
  message: string,
  code: string | null,
  type = "invalid_request_error",
): ErrorReply {
  return { status, body: { error: { message, type, param: null, code } } }
}
