import type { ResponseErrorCode } from "../gateway/error-codes.ts"
import { accountError, gatewayError, providerError, type ErrorReply } from "./error-bodies.ts"

/** A documented refusal. */
export interface ErrorRow extends ErrorReply {
  /** The word that our client has for it. */
  readonly code: ResponseErrorCode
  /** Where only `/ai/run` answers so: the same number means something else on the gateway's host. */
  readonly operation?: "run" | undefined
}

const dlp = (check: "REQUEST" | "RESPONSE") => ({
  "cf-aig-dlp": JSON.stringify({
    findings: [{ profile: { context: {}, entry_ids: ["local"], profile_id: "local" }, policy_ids: ["local"], check }],
    action: "BLOCK",
  }),
})

const gateway = (code: ResponseErrorCode, ...error: Parameters<typeof gatewayError>): ErrorRow => ({
  ...gatewayError(...error),
  code,
})

const account = (code: ResponseErrorCode, ...error: Parameters<typeof accountError>): ErrorRow => ({
  ...accountError(...error),
  code,
})

const run = (code: ResponseErrorCode, ...error: Parameters<typeof accountError>): ErrorRow => ({
  ...account(code, ...error),
  operation: "run",
})

const throttled = "Wholesale rate limit exceeded for this gateway (200 requests per 60s)"
const overspent = "Spend limit exceeded: rule 'local' (cost limit 1 per 60s, fixed) for this gateway"

const rows = {
  // Reference D2, what the gateway numbers.
  "2001": gateway("gateway_not_found", 400, 2001, "Please configure AI Gateway in the Cloudflare dashboard"),
  "2003": gateway("rate_limited", 429, 2003, "Rate limited"),
  "2003-trimmed": {
    code: "rate_limited",
    status: 429,
    body: { success: false, error: [{ code: 2003, message: "Rate limited" }] },
  },
  "2005": gateway("upstream_failed", 400, 2005, "Failed to get response from provider"),
  "2008": gateway("provider_rejected", 400, 2008, "Invalid provider"),
  "2009": gateway("unauthorized", 401, 2009, "Unauthorized"),
  "2009-400": gateway("unauthorized", 400, 2009, "Unauthorized"),
  "2009-run": run("provider_unauthorized", 401, 2009, "The provider rejected the credential"),
  "2016": gateway("guardrail_prompt_blocked", 424, 2016, "Prompt blocked due to security configurations"),
  "2017": gateway("guardrail_response_blocked", 424, 2017, "Response blocked due to security configurations"),
  "2017-run-prompt": run("guardrail_prompt_blocked", 422, 2017, "Prompt blocked due to security configurations"),
  "2017-run-response": run("guardrail_response_blocked", 422, 2017, "Response blocked due to security configurations"),
  "2018-throttled": gateway("rate_limited", 429, 2018, "Wholesale Rate limited"),
  "2019": gateway("invalid_params", 400, 2019, "Chat completion bad format"),
  "2021-balance": gateway(
    "insufficient_credits",
    402,
    2021,
    "Insufficient balance; add money to your account or use BYOK",
  ),
  "2021-binding": gateway("insufficient_credits", 402, 2021, "Insufficient AI Gateway credits"),
  "2021-byok": gateway("byok_required", 402, 2021, "This model is not available via unified billing. Use BYOK"),
  "2021-credits": gateway("insufficient_credits", 402, 2021, "Insufficient wholesale credits. Please add more credits"),
  "2021-scanner": gateway("insufficient_credits", 402, 2021, "The guardrails scanner needs credits"),
  "2021-throttled": gateway("rate_limited", 402, 2021, throttled),
  // The status of a DLP block is not documented.
  "2029": gateway("dlp_blocked", 400, 2029, "Request content blocked due to DLP policy violations", dlp("REQUEST")),
  "2030": gateway("dlp_blocked", 400, 2030, "Response content blocked due to DLP policy violations", dlp("RESPONSE")),
  "2040": gateway(
    "byok_alias_unknown",
    400,
    2040,
    "Provider has no BYOK credential named 'local'. Configured aliases: default",
  ),
  "2041": gateway("spend_limit", 429, 2041, overspent),
  "2045": gateway("spend_limit", 429, 2045, overspent),
  "7013": gateway("guardrail_unavailable", 503, 7013, "Guardrails service unavailable"),

  // Reference D2, what has no number, or none that is known: no number is sent.
  "402-x402": {
    code: "payment_required",
    status: 402,
    body: { error: "Payment required" },
    headers: { "payment-required": "bG9jYWw=" },
  },
  "403-policy": {
    code: "policy_denied",
    status: 403,
    body: { success: false, error: { message: "Access denied by policy" } },
  },
  "429-policy": {
    code: "spend_limit",
    status: 429,
    body: { success: false, error: { message: "Spending limit exceeded", bucket: "local", spent: 1.02, limit: 1 } },
  },
  "503-billing": run("overloaded", 503, undefined, "The provider rejected Cloudflare's own credentials"),
  "byok-only": gateway("credential_missing", 400, undefined, "This gateway is byok_only and has no key for this"),
  "no-wholesale": gateway("credential_missing", 400, undefined, "No provider credentials found for this request"),
  // `cf-aig-request-timeout`: neither status nor number is known, so this is the status that means it.
  "request-timeout": gateway("upstream_timeout", 504, undefined, "The provider did not answer within the timeout"),

  // Reference D2, what the account's API numbers.
  "1002": account("invalid_params", 400, 1002, "Invalid base_url"),
  "1003": account("invalid_params", 409, 1003, "A custom provider with this slug exists already"),
  "1004": account("not_found", 404, 1004, "Custom provider not found"),
  "7001": account("invalid_params", 400, 7001, "Invalid enum value"),
  "7003-input": run("invalid_params", 400, 7003, "Model execution failed (User Input Error): required: input"),
  "7003-model": run("model_rejected", 404, 7003, "Model not found: local/none"),
  "7003-route": account(
    "not_found",
    404,
    7003,
    "Could not route to /accounts/local, perhaps your object identifier is invalid?",
  ),
  // Reported in a body; under which status is not told.
  "7003-throttled": run("rate_limited", 429, 7003, throttled),
  "10000": run("unauthorized", 401, 10000, "Authentication error"),
  "10000-workers-ai": account("provider_unauthorized", 401, 10000, "Authentication error"),

  // Reference D2, Workers AI; 5006 and 8001 have no documented status.
  "3003": account("invalid_params", 400, 3003, "Incomplete request"),
  "3006": account("invalid_params", 413, 3006, "Request too large"),
  "3007": account("upstream_timeout", 408, 3007, "Timeout"),
  "3008": account("upstream_timeout", 408, 3008, "Aborted"),
  "3023": account("forbidden", 403, 3023, "Account blocked"),
  "3036": account("rate_limited", 429, 3036, "Daily free allocation used up"),
  "3039": account("invalid_params", 400, 3039, "Finetune lacks required files"),
  "3040": account("rate_limited", 429, 3040, "Capacity temporarily exceeded"),
  "3041": account("forbidden", 403, 3041, "Account not allowed for private model"),
  "3042": account("model_rejected", 404, 3042, "Invalid model ID"),
  "5004": account("invalid_params", 400, 5004, "Invalid data"),
  "5005": account("invalid_params", 405, 5005, "LoRA unsupported"),
  "5006": account("invalid_params", 400, 5006, "Error: oneOf at '/' not met"),
  "5007": account("model_rejected", 400, 5007, "No such model"),
  "5016": account("forbidden", 403, 5016, "Model agreement not accepted"),
  "5018": account("forbidden", 403, 5018, "Account not allowed for private model"),
  "5019": account("invalid_params", 405, 5019, "Deprecated SDK version"),
  "8001": account("invalid_params", 400, 8001, "Invalid input"),

  // Reference D1, the shapes that no row above has.
  "5007-compat": {
    code: "model_rejected",
    status: 400,
    body: {
      name: "AiError",
      internalCode: 5007,
      httpCode: 400,
      message: "No such model",
      description: "No such model",
    },
  },
  // The page of the preview that had this shape shows no status.
  "run-failed": {
    code: "model_rejected",
    operation: "run",
    status: 200,
    body: {
      state: "Failed",
      error: { code: 7003, message: "Model not found: local/none" },
      model: "local/none",
    },
  },
  "edge-1010": { code: "forbidden", status: 403, body: "error code: 1010" },
  "provider-401": {
    ...providerError(401, "Incorrect API key provided.", "invalid_api_key"),
    code: "provider_unauthorized",
  },
} satisfies { [name: string]: ErrorRow }

/** The name of a documented refusal, by its number where it has one. */
export type ErrorRowName = keyof typeof rows

/** Every refusal that the service is known for (reference D1, D2). */
export const errorRows: { readonly [name in ErrorRowName]: ErrorRow } = rows
