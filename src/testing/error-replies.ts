import type { GatewayErrorCode } from "../gateway/error-codes.ts"
import { providerError, type ErrorReply } from "./error-bodies.ts"
import { errorRows } from "./error-rows.ts"

export { errorRows, type ErrorRow, type ErrorRowName } from "./error-rows.ts"
export type { ErrorReply } from "./error-bodies.ts"

/** What the service, or a provider behind it, answers in each of these cases (reference D2). */
export const errorReplies: { readonly [code in GatewayErrorCode]?: ErrorReply } = {
  rate_limited: errorRows["2003"],
  spend_limit: errorRows["2045"],
  unauthorized: errorRows["2009"],
  provider_unauthorized: errorRows["provider-401"],
  forbidden: providerError(
    403,
    "Country, region, or territory not supported",
    "unsupported_country_region_territory",
    "request_forbidden",
  ),
  gateway_not_found: errorRows["2001"],
  credential_missing: errorRows["no-wholesale"],
  byok_required: errorRows["2021-byok"],
  byok_alias_unknown: errorRows["2040"],
  insufficient_credits: errorRows["2021-balance"],
  insufficient_quota: providerError(
    429,
    "You exceeded your current quota, please check your plan and billing details.",
    "insufficient_quota",
    "insufficient_quota",
  ),
  payment_required: errorRows["402-x402"],
  guardrail_prompt_blocked: errorRows["2016"],
  guardrail_response_blocked: errorRows["2017"],
  guardrail_unavailable: errorRows["7013"],
  dlp_blocked: errorRows["2029"],
  policy_denied: errorRows["403-policy"],
  model_rejected: providerError(
    404,
    "The model `local` does not exist or you do not have access to it.",
    "model_not_found",
  ),
  provider_rejected: errorRows["2008"],
  invalid_params: errorRows["2019"],
  context_length_exceeded: providerError(
    400,
    "This model's maximum context length is 8192 tokens.",
    "context_length_exceeded",
  ),
  not_found: errorRows["7003-route"],
  upstream_failed: errorRows["2005"],
  upstream_timeout: { status: 524, body: "error code: 524" },
  overloaded: { status: 529, body: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } } },
  server_error: providerError(500, "The server had an error while processing your request.", null, "server_error"),
  redirected: { status: 307, body: "", headers: { location: "https://example.com/" } },
  unknown: { status: 200, body: { success: false, error: [{ message: "Something else" }] } },
  invalid_response: { status: 200, body: { object: "nothing" } },
}
