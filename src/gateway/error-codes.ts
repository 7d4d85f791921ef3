/** Refusals: what came back as an error, as a status, inside a 200 or inside a stream. */
export type ResponseErrorCode =
  | "rate_limited"
  | "spend_limit"
  | "unauthorized"
  | "provider_unauthorized"
  | "forbidden"
  | "gateway_not_found"
  | "credential_missing"
  | "byok_required"
  | "byok_alias_unknown"
  | "insufficient_credits"
  | "insufficient_quota"
  | "payment_required"
  | "guardrail_prompt_blocked"
  | "guardrail_response_blocked"
  | "guardrail_unavailable"
  | "dlp_blocked"
  | "policy_denied"
  | "model_rejected"
  | "provider_rejected"
  | "invalid_params"
  | "context_length_exceeded"
  | "not_found"
  | "upstream_failed"
  | "upstream_timeout"
  | "overloaded"
  | "server_error"
  | "redirected"
  | "unknown"

/** Every word that `error.code` may be. New ones may come in a minor version. */
export type GatewayErrorCode =
  | ResponseErrorCode
  | "connection_failed"
  | "timeout"
  | "stream_truncated"
  | "stream_interrupted"
  | "invalid_response"
  | "invalid_request"
  | "invalid_model"
  | "unsupported_option"
  | "not_configured"

/** Who said no. */
export type ErrorOrigin = "client" | "gateway" | "provider" | "workers-ai"

/** Whose way of writing errors a body follows (reference D1). */
export type ErrorShape = "gateway" | "policy" | "v4" | "workers-ai" | "provider" | "text"

/** What was found in a refusal. */
export interface Refusal {
  readonly status: number
  readonly shape: ErrorShape
  readonly message: string
  readonly gatewayCode?: number | undefined
  readonly providerCode?: string | undefined
  /** Where the same code means different things. */
  readonly operation?: "chat" | "run" | undefined
  readonly paymentChallenge?: boolean | undefined
}

/** What a refusal means. */
export interface ErrorMeaning {
  readonly code: ResponseErrorCode
  readonly origin: ErrorOrigin
  /** Whether the same request may well succeed when it is sent again. */
  readonly retryable: boolean
  /** The fix, in a sentence. */
  readonly hint: string
}

interface ErrorRow extends ErrorMeaning {
  /** All that is given must hold. A list of statuses or gateway codes: any of them. */
  readonly when: {
    readonly status?: readonly number[]
    readonly gatewayCode?: readonly number[]
    readonly providerCode?: RegExp
    readonly message?: RegExp
    readonly shape?: readonly ErrorShape[]
    readonly operation?: "run"
    readonly paymentChallenge?: true
  }
}

const row = (when: ErrorRow["when"], code: ResponseErrorCode, origin: ErrorOrigin, hint: string, retryable = false): ErrorRow => ({
  when,
  code,
  origin,
  retryable,
  hint,
})

const throttled = "Slow down, or ask for a higher limit"
const credits = "Top up the account's AI Gateway credits, or store a provider key of your own (BYOK)"
const provided = "Check the provider key: the one you give as `providerKey`, else the one stored on the gateway"

// Every row of reference D2, most specific first: gateway code with message, gateway code, provider code, body shape, status.
const rows: readonly ErrorRow[] = [
  // Unified Billing's 200 requests a minute come as 402/2021, 429/2018, or as 7003 in a body; only the words tell them from empty credits.
  row({ gatewayCode: [2018, 2021, 7003], message: /rate.?limit/i }, "rate_limited", "gateway", `Unified Billing allows 200 requests a minute and gateway. ${throttled}, or use a key of your own`, true),
  row({ gatewayCode: [2018] }, "rate_limited", "gateway", throttled, true),
  row({ gatewayCode: [2021], message: /guardrail|scan/i }, "insufficient_credits", "gateway", "Guardrails run on Workers AI, whose prepaid credits are used up: top them up"),
  row({ gatewayCode: [2021], message: /not available via unified billing/i }, "byok_required", "gateway", "Store a key of your own for this provider on the gateway: Cloudflare cannot bill this model"),
  row({ gatewayCode: [2021] }, "insufficient_credits", "gateway", credits),
  row({ gatewayCode: [2001] }, "gateway_not_found", "gateway", "Create this gateway in the Cloudflare dashboard, or check `gateway` and `accountId`"),
  row({ gatewayCode: [2003] }, "rate_limited", "gateway", "The gateway's own rate limit: slow down, or raise it in the gateway's settings", true),
  row({ gatewayCode: [2005] }, "upstream_failed", "gateway", "The provider could not be reached; if it stays so, check the model's prefix, the stored key and the route", true),
  row({ gatewayCode: [2008] }, "provider_rejected", "gateway", "The gateway knows no such provider: check the part of `model` before the first slash"),
  row({ gatewayCode: [2009], operation: "run" }, "provider_unauthorized", "provider", provided),
  // One project saw throttling disguised as 2009; nothing else bears it out, so it is not retried.
  row({ gatewayCode: [2009] }, "unauthorized", "gateway", "Check `token`: it needs the permission AI Gateway Run on this account, and goes in `cf-aig-authorization`"),
  row({ gatewayCode: [2016] }, "guardrail_prompt_blocked", "gateway", "The gateway's guardrails block this prompt"),
  row({ gatewayCode: [2017], status: [422], message: /prompt/i }, "guardrail_prompt_blocked", "gateway", "The gateway's guardrails block this prompt"),
  row({ gatewayCode: [2017] }, "guardrail_response_blocked", "gateway", "The gateway's guardrails block this answer"),
  row({ gatewayCode: [7013] }, "guardrail_unavailable", "gateway", "The guardrails could not be asked and a Block rule applies: try again", true),
  row({ gatewayCode: [2019] }, "invalid_params", "gateway", "Give `model` with its provider (`workers-ai/@cf/…` for Workers AI), and every message some content"),
  row({ gatewayCode: [2029, 2030] }, "dlp_blocked", "gateway", "Data loss prevention blocks this; `gateway.dlp` tells what it found"),
  row({ gatewayCode: [2040] }, "byok_alias_unknown", "gateway", "Store a key under this alias, or use one of those the message lists"),
  row({ gatewayCode: [2041, 2045] }, "spend_limit", "gateway", "A spend limit of the gateway is reached: wait for its window, raise it, or fall back to a cheaper model"),
  row({ gatewayCode: [7003], message: /model not found/i }, "model_rejected", "gateway", "No such model in Cloudflare's catalogue: check the spelling, dots and dashes too"),
  row({ gatewayCode: [7003], status: [400] }, "invalid_params", "gateway", "The body does not fit the model's schema"),
  row({ gatewayCode: [7003] }, "not_found", "gateway", "Check `accountId` and the path: Cloudflare has no such object"),
  // Through the gateway's host this envelope is Workers AI's own; on api.cloudflare.com it is the token's.
  row({ gatewayCode: [10000], operation: "run" }, "unauthorized", "gateway", "The token needs the permission Workers AI Read; AI Gateway alone is not enough on the REST API"),
  row({ gatewayCode: [10000] }, "provider_unauthorized", "workers-ai", 'Give `providerKey: { "workers-ai": token }` with a Cloudflare token that has Workers AI Read'),
  row({ gatewayCode: [7001, 1002, 1003] }, "invalid_params", "gateway", "Cloudflare refuses a value of the request; the message names it"),
  row({ gatewayCode: [1004] }, "not_found", "gateway", "There is no such custom provider"),
  row({ gatewayCode: [5007] }, "model_rejected", "workers-ai", "Workers AI has no such model"),
  row({ gatewayCode: [3042] }, "model_rejected", "workers-ai", "Workers AI has no such model"),
  row({ gatewayCode: [5004, 3003, 3039, 5005, 5019, 3006, 5006, 8001] }, "invalid_params", "workers-ai", "Workers AI refuses the request's body: some of its models take text content only, and never `content: null`"),
  row({ gatewayCode: [5016, 5018, 3023, 3041] }, "forbidden", "workers-ai", "The account may not use this Workers AI model"),
  row({ gatewayCode: [3007, 3008] }, "upstream_timeout", "workers-ai", "Workers AI took too long: try again", true),
  row({ gatewayCode: [3036, 3040] }, "rate_limited", "workers-ai", throttled, true),
  row({ shape: ["gateway", "policy"], status: [400], message: /credential|byok|wholesale|api key/i }, "credential_missing", "gateway", "Store a provider key on the gateway under the alias `default`, or give `providerKey`: Unified Billing is switched off"),
  row({ shape: ["policy"], status: [403] }, "policy_denied", "gateway", "A policy of the gateway refuses this, or none allows it"),
  row({ shape: ["policy"], status: [429] }, "spend_limit", "gateway", "A policy's spending limit is reached: wait for its period, or raise it"),
  row({ paymentChallenge: true, status: [402] }, "payment_required", "gateway", "Machine Payments: pay the challenge in the header PAYMENT-REQUIRED and send the same request again"),

  row({ providerCode: /insufficient_quota|billing_hard_limit|quota_exceeded|exceeded_current_quota/i }, "insufficient_quota", "provider", "The provider account's quota is used up: check its plan and billing"),
  row({ providerCode: /context_length|context_size|model_length_exceeded|string_above_max/i }, "context_length_exceeded", "provider", "Send less: the messages and the answer together exceed what the model holds"),
  row({ status: [400, 413, 422], message: /context (length|window|size)|maximum context|prompt is too long|too many (input )?tokens/i }, "context_length_exceeded", "provider", "Send less: the messages and the answer together exceed what the model holds"),
  row({ providerCode: /content_filter|content_policy|ResponsibleAIPolicy/i }, "policy_denied", "provider", "The provider's own content filter refuses this"),
  row({ providerCode: /invalid_api_key|authentication_error|invalid_authentication/i }, "provider_unauthorized", "provider", provided),
  row({ providerCode: /model_not_found|model_not_available|not_found_error.*model/i }, "model_rejected", "provider", "The provider has no such model, or the key may not use it"),
  row({ providerCode: /overloaded|engine_overloaded/i }, "overloaded", "provider", "The provider is overloaded: try again", true),
  row({ providerCode: /rate_limit|too_many_requests|throttl/i }, "rate_limited", "provider", throttled, true),
  row({ providerCode: /server_error|internal_error|api_error/i }, "server_error", "provider", "The fault is not yours: try again", true),
  row({ status: [404], shape: ["provider"], message: /model/i }, "model_rejected", "provider", "The provider has no such model, or the key may not use it"),
  row({ status: [401], shape: ["provider"] }, "provider_unauthorized", "provider", provided),
  row({ status: [402], message: /credit|balance|fund/i }, "insufficient_credits", "provider", "The account that pays is out of credits"),
]

const anyStatus = (status: readonly number[], code: ResponseErrorCode, hint: string, retryable = false) => row({ status }, code, "provider", hint, retryable)

const byStatus: readonly ErrorRow[] = [
  anyStatus([401], "unauthorized", "Check `token`, and the provider's key"),
  anyStatus([402], "payment_required", "The account that pays is out of credits"),
  anyStatus([403], "forbidden", "The key, or the region, may not do this"),
  anyStatus([404, 410], "not_found", "Check `accountId`, `gateway`, `baseURL` and the model"),
  anyStatus([408], "upstream_timeout", "Try again", true),
  anyStatus([409, 425], "upstream_failed", "Try again", true),
  anyStatus([429], "rate_limited", throttled, true),
  anyStatus([500], "server_error", "The fault is not yours: try again", true),
  anyStatus([503, 529], "overloaded", "Try again a little later", true),
  anyStatus([504, 524], "upstream_timeout", "The provider took too long: try again, or stream", true),
]

/** What a refusal means: the first row that fits, else what its status says. */
export function classifyRefusal(refusal: Refusal): ErrorMeaning {
  const found = rows.find((candidate) => fits(candidate, refusal)) ?? byStatus.find((candidate) => fits(candidate, refusal)) ?? byRange(refusal.status)
  const { code, origin, retryable, hint } = found
  return { code, origin, retryable, hint }
}

/** What one of our own words means, for errors that a relay passes on by word alone. */
export function meaningOf(code: string): ErrorMeaning | undefined {
  return [...rows, ...byStatus, byRange(400), byRange(300), byRange(200)].find((candidate) => candidate.code === code)
}

function byRange(status: number): ErrorMeaning {
  if (status >= 500) return { code: "upstream_failed", origin: "provider", retryable: true, hint: "Try again" }
  if (status >= 400) return { code: "invalid_params", origin: "provider", retryable: false, hint: "The provider refuses the request; the message says why" }
  if (status === 0 || status >= 300) {
    return { code: "redirected", origin: "gateway", retryable: false, hint: "Give the final address as `baseURL`: credentials are never sent after a redirect" }
  }
  return { code: "unknown", origin: "provider", retryable: false, hint: "The reply is no completion; `body` holds it" }
}

function fits({ when }: ErrorRow, refusal: Refusal): boolean {
  return (
    (when.status === undefined || when.status.includes(refusal.status)) &&
    (when.gatewayCode === undefined || (refusal.gatewayCode !== undefined && when.gatewayCode.includes(refusal.gatewayCode))) &&
    (when.providerCode === undefined || (refusal.providerCode !== undefined && when.providerCode.test(refusal.providerCode))) &&
    (when.message === undefined || when.message.test(refusal.message)) &&
    (when.shape === undefined || when.shape.includes(refusal.shape)) &&
    (when.operation === undefined || when.operation === refusal.operation) &&
    (when.paymentChallenge === undefined || refusal.paymentChallenge === true)
  )
}
