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
  /** Cloudflare's number. */
  readonly gatewayCode?: number | undefined
  /** The provider's words for it. */
  readonly providerCode?: string | undefined
  /** Where the same number means different things. */
  readonly operation?: "chat" | "rest" | "run" | undefined
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

type NumberRow = readonly [
  numbers: readonly number[],
  code: ResponseErrorCode,
  // What else must hold: words of the message, the status, the operation.
  when?: RegExp | number | "run" | "rest" | undefined,
  hint?: string,
]

const tokenOfRest = "The token needs Workers AI Read, for logs AI Gateway Read"

// Cloudflare's numbers (reference D2), the more specific rows of a number first.
const byNumber: readonly NumberRow[] = [
  // Unified Billing's 200 requests a minute come as 402/2021, 429/2018, or as 7003 in a body; only words tell them from empty credits.
  [[2018, 2021, 7003], "rate_limited", /rate.?limit/i],
  [[2018], "rate_limited"],
  [[2021], "byok_required", /not available via unified/i],
  [[2021], "insufficient_credits"],
  [[2001], "gateway_not_found"],
  [[2003], "rate_limited"],
  // The fault lies upstream although the status says 400.
  [[2005], "upstream_failed"],
  [[2008], "provider_rejected"],
  // On /ai/run the provider refuses its key; elsewhere the gateway refuses its token. Never throttling: one report of that stands alone.
  [[2009], "provider_unauthorized", "run"],
  [[2009], "unauthorized"],
  [[2016], "guardrail_prompt_blocked"],
  // /ai/run has 422/2017 for both.
  [[2017], "guardrail_prompt_blocked", /prompt/i],
  [[2017], "guardrail_response_blocked"],
  [[7013], "guardrail_unavailable"],
  [[2019], "invalid_params", undefined, "Give `model` its provider, and every message content"],
  [[2029, 2030], "dlp_blocked"],
  [[2040], "byok_alias_unknown"],
  [[2041, 2045], "spend_limit"],
  [[7003], "model_rejected", /model not found/i],
  [[7003], "invalid_params", 400],
  [[7003, 1004], "not_found", 404],
  [[10000], "unauthorized", "run", tokenOfRest],
  [[10000], "unauthorized", "rest", tokenOfRest],
  [
    [10000],
    "provider_unauthorized",
    undefined,
    'Give `providerKey: { "workers-ai": token }` with a token that has Workers AI Read',
  ],
  [[1002, 1003, 7001, 3003, 3006, 3039, 5004, 5005, 5006, 5019, 8001], "invalid_params"],
  [[3042, 5007], "model_rejected"],
  [[3023, 3041, 5016, 5018], "forbidden"],
  [[3007, 3008], "upstream_timeout"],
  [[3036, 3040], "rate_limited"],
]

// Words of providers, in their `code` and `type`.
const byWords: readonly (readonly [pattern: RegExp, code: ResponseErrorCode])[] = [
  [/insufficient_quota|billing_hard_limit|quota_exceeded|current_quota/, "insufficient_quota"],
  [/context_(length|size)|model_length/, "context_length_exceeded"],
  [/content_filter|content_policy|ResponsibleAI/, "policy_denied"],
  [/invalid_api_key|authentication/, "provider_unauthorized"],
  [/model_not_(found|available)/, "model_rejected"],
  [/overloaded/, "overloaded"],
  [/rate_limit|too_many_requests|throttl/, "rate_limited"],
  [/server_error|internal_error|api_error/, "server_error"],
]

const byStatus: { readonly [status: number]: ResponseErrorCode } = {
  401: "unauthorized",
  402: "payment_required",
  403: "forbidden",
  404: "not_found",
  408: "upstream_timeout",
  409: "upstream_failed",
  410: "not_found",
  425: "upstream_failed",
  429: "rate_limited",
  500: "server_error",
  503: "overloaded",
  504: "upstream_timeout",
  524: "upstream_timeout",
  529: "overloaded",
}

// What is not here mends itself: try again.
const hints: { readonly [code in ResponseErrorCode]?: string } = {
  spend_limit: "Wait, raise the limit, or take a cheaper model",
  unauthorized: "Check `token`: it needs AI Gateway Run on this account",
  provider_unauthorized: "Check `providerKey`, else the key stored on the gateway",
  forbidden: "The key, account or region may not do this",
  gateway_not_found: "Create the gateway, or check `gateway` and `accountId`",
  credential_missing: "Store a provider key as default on the gateway, or give `providerKey`",
  byok_required: "Store a provider key on the gateway: Cloudflare cannot bill this model",
  byok_alias_unknown: "Store a key under this alias, or use one the message lists",
  insufficient_credits: "Top up the credits, or store a provider key",
  insufficient_quota: "Check billing of the provider's account",
  payment_required: "Pay as the header PAYMENT-REQUIRED says",
  guardrail_prompt_blocked: "Guardrails block the prompt",
  guardrail_response_blocked: "Guardrails block the answer",
  dlp_blocked: "`gateway.dlp` tells what was found",
  policy_denied: "A policy or content filter refuses this",
  model_rejected: "Check the model, dots and dashes too, and what the key may use",
  provider_rejected: "Check `model` before the first slash",
  invalid_params: "The message says what is not taken",
  context_length_exceeded: "Send less than the model holds",
  not_found: "Check `accountId`, `gateway`, `baseURL` and `model`",
  upstream_failed: "Try again, then check `model` and the stored key",
  redirected: "Give the final address as `baseURL`",
  unknown: "`body` holds what came",
}

const passing = /^(rate_limited|upstream_failed|upstream_timeout|overloaded|server_error|guardrail_unavailable)$/

/** What a refusal means. The most specific row decides: Cloudflare's number, body shape, the provider's words, status. */
export function classifyRefusal(refusal: Refusal): ErrorMeaning {
  const { gatewayCode = 0, shape, providerCode = "" } = refusal
  const isRefusal = refusal.status >= 400 && refusal.status < 500
  const row = byNumber.find(([numbers, , when]) => numbers.includes(gatewayCode) && holds(when, refusal))
  const code =
    row?.[1] ??
    codeOfShape(refusal) ??
    // A server's own 4xx is no failure that passes, whatever it is called.
    byWords.find(([pattern, word]) => pattern.test(providerCode) && (word !== "server_error" || !isRefusal))?.[1] ??
    codeOfStatus(refusal)
  return { ...meaningOf(code), ...(row?.[3] && { hint: row[3] }), origin: originOf(gatewayCode, code, shape) }
}

function holds(when: NumberRow[2], { message, status, operation }: Refusal): boolean {
  return when === undefined || when === status || when === operation || (when instanceof RegExp && when.test(message))
}

function codeOfShape({ shape, status, message }: Refusal): ResponseErrorCode | undefined {
  if (shape === "policy") return status === 403 ? "policy_denied" : status === 429 ? "spend_limit" : undefined
  // The refusal of a request without credentials has no documented number.
  if (/gateway|v4/.test(shape) && status === 400 && /credential|byok/i.test(message)) return "credential_missing"
  return undefined
}

function codeOfStatus({ shape, status, message }: Refusal): ResponseErrorCode {
  if (shape === "provider" && status === 401) return "provider_unauthorized"
  if (status === 404 && /model/i.test(message)) return "model_rejected"
  // The provider's account, not Cloudflare's.
  if (shape === "provider" && /^40[02]$/.test(String(status)) && /credit balance|insufficient balance/i.test(message))
    return "insufficient_quota"
  if (status === 402 && /credit|balance/i.test(message)) return "insufficient_credits"
  if (status < 500 && /context (length|window|size)|prompt is too long|too many (input )?tokens/i.test(message))
    return "context_length_exceeded"
  const known = byStatus[status]
  if (known) return known
  if (status >= 500) return "upstream_failed"
  if (status >= 400) return "invalid_params"
  return status === 0 || status >= 300 ? "redirected" : "unknown"
}

// Workers AI numbers its errors 3xxx, 5xxx, 8xxx and 10000. A page without anybody's words comes from the edge.
function originOf(gatewayCode: number, code: ResponseErrorCode, shape: ErrorShape): ErrorOrigin {
  if (shape === "workers-ai" || /^([358]\d{3}|\d{5})$/.test(String(gatewayCode))) return "workers-ai"
  return shape === "provider" || (gatewayCode === 2009 && code === "provider_unauthorized") ? "provider" : "gateway"
}

/** What one of our own words means: also for errors that a relay passes on by word alone. */
export function meaningOf(code: ResponseErrorCode): ErrorMeaning {
  return {
    code,
    origin: "gateway",
    retryable: !hints[code] || code === "upstream_failed",
    hint: hints[code] ?? "Try again, more slowly",
  }
}

export function isResponseErrorCode(code: string): code is ResponseErrorCode {
  return Object.hasOwn(hints, code) || passing.test(code)
}
