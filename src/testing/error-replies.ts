import type { GatewayErrorCode } from "../gateway/error-codes.ts"

interface ErrorReply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

// Shape 1 of reference D1; a code that is not documented is left out.
const gateway = (
  status: number,
  code: number | undefined,
  message: string,
  headers: Record<string, string> = {},
): ErrorReply => ({
  status,
  headers,
  body: {
    success: false,
    result: [],
    messages: [],
    error: [{ ...(code !== undefined && { code }), message }],
    name: "AiGatewayError",
    httpCode: status,
    ...(code !== undefined && { internalCode: code }),
    message,
    description: message,
  },
})

const provider = (
  status: number,
  message: string,
  code: string | null,
  type = "invalid_request_error",
): ErrorReply => ({
  status,
  body: { error: { message, type, param: null, code } },
})

const dlp = JSON.stringify({
  findings: [
    { profile: { context: {}, entry_ids: ["local"], profile_id: "local" }, policy_ids: ["local"], check: "REQUEST" },
  ],
  action: "BLOCK",
})

/** What the service, or a provider behind it, answers in each of these cases (reference D2). */
export const errorReplies: { readonly [code in GatewayErrorCode]?: ErrorReply } = {
  rate_limited: gateway(429, 2003, "Rate limited"),
  spend_limit: gateway(429, 2045, "Spend limit exceeded: rule 'local' (cost limit 1 per 60s, fixed) for this gateway"),
  unauthorized: gateway(401, 2009, "Unauthorized"),
  provider_unauthorized: provider(401, "Incorrect API key provided.", "invalid_api_key"),
  forbidden: provider(
    403,
    "Country, region, or territory not supported",
    "unsupported_country_region_territory",
    "request_forbidden",
  ),
  gateway_not_found: gateway(400, 2001, "Please configure AI Gateway in the Cloudflare dashboard"),
  // The code and the words of this 400 are not documented.
  credential_missing: gateway(400, undefined, "No provider credentials found for this request"),
  byok_required: gateway(402, 2021, "This model is not available via unified billing. Use BYOK"),
  byok_alias_unknown: gateway(400, 2040, "Provider has no BYOK credential named 'local'. Configured aliases: default"),
  insufficient_credits: gateway(402, 2021, "Insufficient balance; add money to your account or use BYOK"),
  insufficient_quota: provider(
    429,
    "You exceeded your current quota, please check your plan and billing details.",
    "insufficient_quota",
    "insufficient_quota",
  ),
  payment_required: { status: 402, body: { error: "Payment required" }, headers: { "payment-required": "bG9jYWw=" } },
  guardrail_prompt_blocked: gateway(424, 2016, "Prompt blocked due to security configurations"),
  guardrail_response_blocked: gateway(424, 2017, "Response blocked due to security configurations"),
  guardrail_unavailable: gateway(503, 7013, "Guardrails service unavailable"),
  // The status of a DLP block is not documented.
  dlp_blocked: gateway(400, 2029, "Request content blocked due to DLP policy violations", { "cf-aig-dlp": dlp }),
  policy_denied: { status: 403, body: { success: false, error: { message: "Access denied by policy" } } },
  model_rejected: provider(404, "The model `local` does not exist or you do not have access to it.", "model_not_found"),
  provider_rejected: gateway(400, 2008, "Invalid provider"),
  invalid_params: gateway(400, 2019, "Chat completion bad format"),
  context_length_exceeded: provider(
    400,
    "This model's maximum context length is 8192 tokens.",
    "context_length_exceeded",
  ),
  not_found: {
    status: 404,
    body: {
      result: null,
      success: false,
      errors: [{ code: 7003, message: "Could not route to the requested object" }],
      messages: [],
    },
  },
  upstream_failed: gateway(400, 2005, "Failed to get response from provider"),
  upstream_timeout: { status: 524, body: "error code: 524" },
  overloaded: { status: 529, body: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } } },
  server_error: provider(500, "The server had an error while processing your request.", null, "server_error"),
  redirected: { status: 307, body: "", headers: { location: "https://example.com/" } },
  unknown: { status: 200, body: { success: false, error: [{ message: "Something else" }] } },
  invalid_response: { status: 200, body: { object: "nothing" } },
}

/** The response for one of these cases. */
export function createErrorResponse(
  { status, body, headers }: ErrorReply,
  more: Record<string, string> = {},
): Response {
  const isText = typeof body === "string"
  return new Response(isText ? body : JSON.stringify(body), {
    status,
    headers: { "content-type": isText ? "text/plain" : "application/json", ...more, ...headers },
  })
}
