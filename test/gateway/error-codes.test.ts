import { expect, test } from "vitest"
import {
  classifyRefusal,
  isResponseErrorCode,
  meaningOf,
  type ErrorMeaning,
  type ErrorOrigin,
  type ResponseErrorCode,
} from "../../src/gateway/error-codes.ts"
import { readErrorBody } from "../../src/gateway/read-error-body.ts"

function classify(status: number, body: unknown, operation?: "chat" | "run"): ErrorMeaning {
  return classifyRefusal({ ...readErrorBody(body), status, operation })
}

function gatewayBody(code: number, message: string, status: number): object {
  return {
    success: false,
    result: [],
    messages: [],
    error: [{ code, message }],
    name: "AiGatewayError",
    httpCode: status,
    internalCode: code,
    message,
    description: message,
  }
}

const trimmedBody = (code: number, message: string): object => ({ success: false, error: [{ code, message }] })
const accountBody = (code: number, message: string): object => ({
  result: null,
  success: false,
  errors: [{ code, message }],
  messages: [],
})

type Row = readonly [
  status: number,
  number: number,
  message: string,
  code: ResponseErrorCode,
  origin: ErrorOrigin,
  retryable: boolean,
  operation?: "run",
]

// Reference D2, row by row: what the gateway numbers itself.
const gatewayRows: readonly Row[] = [
  [400, 2001, "Please configure AI Gateway in the Cloudflare dashboard", "gateway_not_found", "gateway", false],
  [429, 2003, "Rate limited", "rate_limited", "gateway", true],
  [400, 2005, "Failed to get response from provider", "upstream_failed", "gateway", true],
  [400, 2008, "Invalid provider", "provider_rejected", "gateway", false],
  [401, 2009, "Unauthorized", "unauthorized", "gateway", false],
  [400, 2009, "Unauthorized", "unauthorized", "gateway", false],
  [401, 2009, "Unauthorized", "provider_unauthorized", "provider", false, "run"],
  [424, 2016, "Prompt blocked due to security configurations", "guardrail_prompt_blocked", "gateway", false],
  [424, 2017, "Response blocked due to security configurations", "guardrail_response_blocked", "gateway", false],
  [422, 2017, "Prompt blocked due to security configurations", "guardrail_prompt_blocked", "gateway", false, "run"],
  [422, 2017, "Response blocked due to security configurations", "guardrail_response_blocked", "gateway", false, "run"],
  [402, 2021, "The guardrails scanner needs credits", "insufficient_credits", "gateway", false],
  [503, 7013, "The guardrails service is unavailable", "guardrail_unavailable", "gateway", true],
  [402, 2021, "Insufficient wholesale credits. Please add more", "insufficient_credits", "gateway", false],
  [402, 2021, "Insufficient balance; add money to your account or use BYOK", "insufficient_credits", "gateway", false],
  [402, 2021, "Insufficient AI Gateway credits", "insufficient_credits", "gateway", false],
  [402, 2021, "This model is not available via unified billing, bring your own key", "byok_required", "gateway", false],
  [
    402,
    2021,
    "Wholesale rate limit exceeded for this gateway (200 requests per 60 s)",
    "rate_limited",
    "gateway",
    true,
  ],
  [402, 2021, "Wholesale Rate limited", "rate_limited", "gateway", true],
  [429, 2018, "Wholesale Rate limited", "rate_limited", "gateway", true],
  [402, 2018, "Wholesale rate limit exceeded for this gateway", "rate_limited", "gateway", true],
  [402, 7003, "Wholesale rate limit exceeded for this gateway", "rate_limited", "gateway", true],
  [400, 2019, "Chat completion bad format", "invalid_params", "gateway", false],
  [424, 2029, "Request content blocked by DLP", "dlp_blocked", "gateway", false],
  [403, 2030, "Response content blocked by DLP", "dlp_blocked", "gateway", false],
  [
    400,
    2040,
    "Provider has no BYOK credential named staging; configured: default",
    "byok_alias_unknown",
    "gateway",
    false,
  ],
  [
    429,
    2041,
    "Spend limit exceeded: rule 'all' (cost limit 5 per 60s, fixed) for gateway",
    "spend_limit",
    "gateway",
    false,
  ],
  [
    429,
    2045,
    "Spend limit exceeded: rule 'all' (cost limit 5 per 60s, fixed) for internal-workers-ai",
    "spend_limit",
    "gateway",
    false,
  ],
]

for (const [status, number, message, code, origin, retryable, operation] of gatewayRows) {
  test(`the gateway's ${status}/${number} "${message}"${operation ? " on /ai/run" : ""} is ${code}`, () => {
    for (const body of [gatewayBody(number, message, status), trimmedBody(number, message)]) {
      expect(classify(status, body, operation)).toMatchObject({ code, origin, retryable })
    }
  })
}

// Reference D2: what Cloudflare's account API and Workers AI number.
const accountRows: readonly Row[] = [
  [404, 7003, "Model not found: @cf/none", "model_rejected", "gateway", false, "run"],
  [400, 7003, "Model execution failed (User Input Error): max_tokens", "invalid_params", "gateway", false, "run"],
  [
    404,
    7003,
    "Could not route to /accounts/x, perhaps your object identifier is invalid?",
    "not_found",
    "gateway",
    false,
  ],
  [401, 10000, "Authentication error", "unauthorized", "workers-ai", false, "run"],
  [401, 10000, "Authentication error", "provider_unauthorized", "workers-ai", false],
  [400, 7001, "Invalid enum value", "invalid_params", "gateway", false],
  [400, 1002, "Invalid base_url", "invalid_params", "gateway", false],
  [404, 1004, "Custom provider not found", "not_found", "gateway", false],
  [409, 1003, "Duplicate slug", "invalid_params", "gateway", false],
  [400, 5007, "No such model", "model_rejected", "workers-ai", false],
  [400, 5004, "Invalid input data", "invalid_params", "workers-ai", false],
  [400, 3003, "Invalid prompt", "invalid_params", "workers-ai", false],
  [400, 3039, "Too many inputs", "invalid_params", "workers-ai", false],
  [403, 5016, "Model agreement", "forbidden", "workers-ai", false],
  [403, 5018, "Account blocked", "forbidden", "workers-ai", false],
  [403, 3023, "Account not allowed", "forbidden", "workers-ai", false],
  [403, 3041, "Account not allowed", "forbidden", "workers-ai", false],
  [405, 5005, "Method not allowed", "invalid_params", "workers-ai", false],
  [405, 5019, "Deprecated SDK version", "invalid_params", "workers-ai", false],
  [404, 3042, "Model not found", "model_rejected", "workers-ai", false],
  [413, 3006, "Request is too large", "invalid_params", "workers-ai", false],
  [408, 3007, "Timeout", "upstream_timeout", "workers-ai", true],
  [408, 3008, "Aborted", "upstream_timeout", "workers-ai", true],
  [429, 3036, "Account limited", "rate_limited", "workers-ai", true],
  [429, 3040, "Out of capacity", "rate_limited", "workers-ai", true],
  [400, 5006, "oneOf at '/' not met", "invalid_params", "workers-ai", false],
  [400, 8001, "Invalid input", "invalid_params", "workers-ai", false],
]

for (const [status, number, message, code, origin, retryable, operation] of accountRows) {
  test(`Cloudflare's ${status}/${number} "${message}"${operation ? " on /ai/run" : ""} is ${code}`, () => {
    expect(classify(status, accountBody(number, message), operation)).toMatchObject({ code, origin, retryable })
  })
}

test("Workers AI errors that come through the gateway keep their meaning and their origin", () => {
  const body = {
    name: "AiError",
    internalCode: 5007,
    httpCode: 400,
    message: "No such model @cf/none",
    description: "No such model",
  }
  expect(classify(400, body)).toMatchObject({ code: "model_rejected", origin: "workers-ai", retryable: false })
})

test("what Unified Billing's own credentials fail at is worth a retry", () => {
  expect(classify(503, gatewayBody(0, "Provider rejected the credentials", 503), "run")).toMatchObject({
    code: "overloaded",
    origin: "gateway",
    retryable: true,
  })
})

test("a policy that blocks is policy_denied", () => {
  const body = { success: false, error: { message: "Access denied by policy" } }
  expect(classify(403, body)).toMatchObject({ code: "policy_denied", origin: "gateway", retryable: false })
})

test("a policy's cap is a spend limit, which passes too late for a retry", () => {
  const body = {
    success: false,
    error: { message: "Spending limit exceeded", bucket: "user:1", spent: 5.02, limit: 5 },
  }
  expect(classify(429, body)).toMatchObject({ code: "spend_limit", origin: "gateway", retryable: false })
})

test("a gateway that may only use stored keys and has none is credential_missing", () => {
  for (const message of [
    "No credentials were given and wholesale is off",
    "Gateway is byok_only and no BYOK key is stored",
  ]) {
    expect(classify(400, trimmedBody(9999, message))).toMatchObject({
      code: "credential_missing",
      origin: "gateway",
      retryable: false,
    })
  }
})

test("a payment challenge is payment_required", () => {
  expect(classify(402, { x402Version: 1, accepts: [] })).toMatchObject({ code: "payment_required", retryable: false })
  expect(classify(402, "")).toMatchObject({ code: "payment_required", retryable: false })
})

test("a failed run tells its code from within", () => {
  const body = { state: "Failed", error: { code: 7003, message: "Model not found: openai/none" }, model: "openai/none" }
  expect(classify(404, body, "run")).toMatchObject({ code: "model_rejected", retryable: false })
})

// What providers say in `code` or `type` is more exact than their status.
const words: readonly (readonly [status: number, error: object, code: ResponseErrorCode, retryable: boolean])[] = [
  [
    429,
    { code: "insufficient_quota", type: "insufficient_quota", message: "You exceeded your current quota" },
    "insufficient_quota",
    false,
  ],
  [429, { code: "billing_hard_limit_reached", message: "Billing hard limit" }, "insufficient_quota", false],
  [400, { code: "context_length_exceeded", message: "Too long" }, "context_length_exceeded", false],
  [400, { code: "content_filter", message: "Filtered" }, "policy_denied", false],
  [401, { code: "invalid_api_key", message: "Incorrect API key" }, "provider_unauthorized", false],
  [401, { type: "authentication_error", message: "invalid x-api-key" }, "provider_unauthorized", false],
  [404, { code: "model_not_found", message: "Nothing here" }, "model_rejected", false],
  [529, { type: "overloaded_error", message: "Overloaded" }, "overloaded", true],
  [400, { type: "overloaded_error", message: "Overloaded" }, "overloaded", true],
  [429, { type: "rate_limit_error", message: "Slow down" }, "rate_limited", true],
  [429, { type: "tokens", code: "rate_limit_exceeded", message: "Rate limit reached" }, "rate_limited", true],
  [500, { type: "api_error", message: "Internal server error" }, "server_error", true],
  // As Ollama says it.
  [404, { type: "api_error", message: 'model "nope" not found' }, "model_rejected", false],
  [400, { type: "api_error", message: "No such option" }, "invalid_params", false],
]

for (const [status, error, code, retryable] of words) {
  test(`a provider's ${status} with ${JSON.stringify(error)} is ${code}`, () => {
    expect(classify(status, { error })).toMatchObject({ code, origin: "provider", retryable })
  })
}

const byStatus: readonly (readonly [status: number, code: ResponseErrorCode, retryable: boolean])[] = [
  [400, "invalid_params", false],
  [401, "provider_unauthorized", false],
  [402, "payment_required", false],
  [403, "forbidden", false],
  [404, "not_found", false],
  [405, "invalid_params", false],
  [408, "upstream_timeout", true],
  [409, "upstream_failed", true],
  [413, "invalid_params", false],
  [415, "invalid_params", false],
  [422, "invalid_params", false],
  [425, "upstream_failed", true],
  [429, "rate_limited", true],
  [500, "server_error", true],
  [501, "upstream_failed", true],
  [502, "upstream_failed", true],
  [503, "overloaded", true],
  [504, "upstream_timeout", true],
  [520, "upstream_failed", true],
  [524, "upstream_timeout", true],
  [529, "overloaded", true],
]

for (const [status, code, retryable] of byStatus) {
  test(`a provider's bare ${status} is ${code}`, () => {
    expect(classify(status, { error: { message: "No" } })).toMatchObject({ code, origin: "provider", retryable })
  })
}

test("a page or text from the edge is the gateway's, judged by its status", () => {
  expect(classify(502, "<html><head><title>502 Bad Gateway</title></head></html>")).toMatchObject({
    code: "upstream_failed",
    origin: "gateway",
    retryable: true,
  })
  expect(classify(403, "error code: 1010")).toMatchObject({ code: "forbidden", origin: "gateway", retryable: false })
  expect(classify(401, "Unauthorized")).toMatchObject({ code: "unauthorized", origin: "gateway", retryable: false })
})

test("a redirect is its own code, since credentials do not follow it", () => {
  for (const status of [301, 302, 307, 308])
    expect(classify(status, "")).toMatchObject({ code: "redirected", retryable: false })
})

test("words of a message help where no code does", () => {
  expect(classify(404, { error: { message: "The model `x` does not exist" } }).code).toBe("model_rejected")
  expect(classify(402, { error: { message: "Your credit balance is too low" } }).code).toBe("insufficient_quota")
  expect(classify(400, { error: { message: "prompt is too long: 210000 tokens" } }).code).toBe(
    "context_length_exceeded",
  )
  expect(classify(400, { error: { message: "This model's maximum context length is 8192 tokens" } }).code).toBe(
    "context_length_exceeded",
  )
})

const everyCode: readonly ResponseErrorCode[] = [
  "rate_limited",
  "spend_limit",
  "unauthorized",
  "provider_unauthorized",
  "forbidden",
  "gateway_not_found",
  "credential_missing",
  "byok_required",
  "byok_alias_unknown",
  "insufficient_credits",
  "insufficient_quota",
  "payment_required",
  "guardrail_prompt_blocked",
  "guardrail_response_blocked",
  "guardrail_unavailable",
  "dlp_blocked",
  "policy_denied",
  "model_rejected",
  "provider_rejected",
  "invalid_params",
  "context_length_exceeded",
  "not_found",
  "upstream_failed",
  "upstream_timeout",
  "overloaded",
  "server_error",
  "redirected",
  "unknown",
]

test("every code has a hint and is known as one", () => {
  for (const code of everyCode) {
    expect(isResponseErrorCode(code), code).toBe(true)
    expect(meaningOf(code).code).toBe(code)
    expect(meaningOf(code).hint.length, code).toBeGreaterThan(5)
  }
})

test("only what passes by itself is retryable", () => {
  expect(everyCode.filter((code) => meaningOf(code).retryable)).toEqual([
    "rate_limited",
    "guardrail_unavailable",
    "upstream_failed",
    "upstream_timeout",
    "overloaded",
    "server_error",
  ])
})

test("no other word is taken for a code of a response", () => {
  for (const word of [
    "",
    "timeout",
    "stream_truncated",
    "toString",
    "constructor",
    "__proto__",
    "upstream_",
    "rate_limited_by_me",
    "overloaded!",
  ]) {
    expect(isResponseErrorCode(word), word).toBe(false)
  }
})
