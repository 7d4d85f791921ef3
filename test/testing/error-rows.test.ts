import { expect, test } from "vitest"
import { classifyRefusal, type ErrorOrigin, type ResponseErrorCode } from "../../src/gateway/error-codes.ts"
import { readErrorBody } from "../../src/gateway/read-error-body.ts"
import { createGatewayClient } from "../../src/index.ts"
import { errorReplies, errorRows, type ErrorRowName } from "../../src/testing/error-replies.ts"
import { hello, identity, rejection } from "../support/server.ts"
import { createErrorResponse } from "../support/create-error-response.ts"

type Expected = readonly [
  wireStatus: number,
  code: ResponseErrorCode,
  origin: ErrorOrigin,
  gatewayCode: number | undefined,
  retryable: boolean,
]

// Reference D1 and D2, row by row: what the gateway's host says to a chat completion.
const chatRows: { readonly [name in ErrorRowName]?: Expected } = {
  "2001": [400, "gateway_not_found", "gateway", 2001, false],
  "2003": [429, "rate_limited", "gateway", 2003, true],
  "2003-trimmed": [429, "rate_limited", "gateway", 2003, true],
  "2005": [400, "upstream_failed", "gateway", 2005, true],
  "2008": [400, "provider_rejected", "gateway", 2008, false],
  "2009": [401, "unauthorized", "gateway", 2009, false],
  "2009-400": [400, "unauthorized", "gateway", 2009, false],
  "2016": [424, "guardrail_prompt_blocked", "gateway", 2016, false],
  "2017": [424, "guardrail_response_blocked", "gateway", 2017, false],
  "2018-throttled": [429, "rate_limited", "gateway", 2018, true],
  "2019": [400, "invalid_params", "gateway", 2019, false],
  "2021-balance": [402, "insufficient_credits", "gateway", 2021, false],
  "2021-binding": [402, "insufficient_credits", "gateway", 2021, false],
  "2021-byok": [402, "byok_required", "gateway", 2021, false],
  "2021-credits": [402, "insufficient_credits", "gateway", 2021, false],
  "2021-scanner": [402, "insufficient_credits", "gateway", 2021, false],
  "2021-throttled": [402, "rate_limited", "gateway", 2021, true],
  "2029": [400, "dlp_blocked", "gateway", 2029, false],
  "2030": [400, "dlp_blocked", "gateway", 2030, false],
  "2040": [400, "byok_alias_unknown", "gateway", 2040, false],
  "2041": [429, "spend_limit", "gateway", 2041, false],
  "2045": [429, "spend_limit", "gateway", 2045, false],
  "7013": [503, "guardrail_unavailable", "gateway", 7013, true],
  "402-x402": [402, "payment_required", "provider", undefined, false],
  "403-policy": [403, "policy_denied", "gateway", undefined, false],
  "429-policy": [429, "spend_limit", "gateway", undefined, false],
  "byok-only": [400, "credential_missing", "gateway", undefined, false],
  "no-wholesale": [400, "credential_missing", "gateway", undefined, false],
  "request-timeout": [504, "upstream_timeout", "gateway", undefined, true],
  "1002": [400, "invalid_params", "gateway", 1002, false],
  "1003": [409, "invalid_params", "gateway", 1003, false],
  "1004": [404, "not_found", "gateway", 1004, false],
  "7001": [400, "invalid_params", "gateway", 7001, false],
  "7003-route": [404, "not_found", "gateway", 7003, false],
  "10000-workers-ai": [401, "provider_unauthorized", "workers-ai", 10000, false],
  "3003": [400, "invalid_params", "workers-ai", 3003, false],
  "3006": [413, "invalid_params", "workers-ai", 3006, false],
  "3007": [408, "upstream_timeout", "workers-ai", 3007, true],
  "3008": [408, "upstream_timeout", "workers-ai", 3008, true],
  "3023": [403, "forbidden", "workers-ai", 3023, false],
  "3036": [429, "rate_limited", "workers-ai", 3036, true],
  "3039": [400, "invalid_params", "workers-ai", 3039, false],
  "3040": [429, "rate_limited", "workers-ai", 3040, true],
  "3041": [403, "forbidden", "workers-ai", 3041, false],
  "3042": [404, "model_rejected", "workers-ai", 3042, false],
  "5004": [400, "invalid_params", "workers-ai", 5004, false],
  "5005": [405, "invalid_params", "workers-ai", 5005, false],
  "5006": [400, "invalid_params", "workers-ai", 5006, false],
  "5007": [400, "model_rejected", "workers-ai", 5007, false],
  "5016": [403, "forbidden", "workers-ai", 5016, false],
  "5018": [403, "forbidden", "workers-ai", 5018, false],
  "5019": [405, "invalid_params", "workers-ai", 5019, false],
  "8001": [400, "invalid_params", "workers-ai", 8001, false],
  "5007-compat": [400, "model_rejected", "workers-ai", 5007, false],
  "edge-1010": [403, "forbidden", "gateway", undefined, false],
  "provider-401": [401, "provider_unauthorized", "provider", undefined, false],
}

// What only `/ai/run` says, where the same number may mean something else.
const runRows: { readonly [name in ErrorRowName]?: Expected } = {
  "2009-run": [401, "provider_unauthorized", "provider", 2009, false],
  "2017-run-prompt": [422, "guardrail_prompt_blocked", "gateway", 2017, false],
  "2017-run-response": [422, "guardrail_response_blocked", "gateway", 2017, false],
  "503-billing": [503, "overloaded", "gateway", undefined, true],
  "7003-input": [400, "invalid_params", "gateway", 7003, false],
  "7003-model": [404, "model_rejected", "gateway", 7003, false],
  "7003-throttled": [429, "rate_limited", "gateway", 7003, true],
  "10000": [401, "unauthorized", "workers-ai", 10000, false],
  "run-failed": [200, "model_rejected", "gateway", 7003, false],
}

const entriesOf = (rows: typeof chatRows) => Object.entries(rows) as [ErrorRowName, Expected][]

test.each(entriesOf(chatRows))("row %s is decoded by our client, whole and streamed", async (name, expected) => {
  const { create } = createGatewayClient({
    ...identity,
    maxRetries: 0,
    fetch: async () => createErrorResponse(errorRows[name]),
  }).chat.completions
  for (const stream of [false, true]) {
    const { gateway, code, origin, gatewayCode, retryable, status } = await rejection(create({ ...hello, stream }))
    expect([gateway.status, code, origin, gatewayCode, retryable]).toEqual(expected)
    expect(status).toBe(expected[0])
  }
})

test.each(entriesOf(runRows))("row %s of /ai/run means what our client takes it for", async (name, expected) => {
  const response = createErrorResponse(errorRows[name])
  const read = readErrorBody(await response.json())
  const { code, origin, retryable } = classifyRefusal({ ...read, status: response.status, operation: "run" })

  expect([response.status, code, origin, read.gatewayCode, retryable]).toEqual(expected)
})

test("every row is judged above, and each has the word that our client has for it", () => {
  const judged = { ...chatRows, ...runRows }

  expect(Object.keys(judged).sort()).toEqual(Object.keys(errorRows).sort())
  for (const [name, expected] of entriesOf(judged)) expect([name, errorRows[name].code]).toEqual([name, expected[1]])
  for (const [name, row] of Object.entries(errorRows))
    expect([name, row.operation === "run"]).toEqual([name, name in runRows])
})

test("a name of a row can be typed in a header", () => {
  for (const name of Object.keys(errorRows)) expect(name).toMatch(/^[a-z0-9-]{4,20}$/)
})

test("the gateway's host and api.cloudflare.com each have their own way of writing errors", () => {
  expect(errorRows["2003"]).toEqual({
    code: "rate_limited",
    status: 429,
    headers: {},
    body: {
      success: false,
      result: [],
      messages: [],
      error: [{ code: 2003, message: "Rate limited" }],
      name: "AiGatewayError",
      httpCode: 429,
      internalCode: 2003,
      message: "Rate limited",
      description: "Rate limited",
    },
  })
  expect(errorRows["7003-model"].body).toEqual({
    result: null,
    success: false,
    errors: [{ code: 7003, message: "Model not found: local/none" }],
    messages: [],
  })
  expect(errorRows["403-policy"].body).toEqual({ success: false, error: { message: "Access denied by policy" } })
})

test("no number is made up where none is documented", () => {
  expect(errorRows["no-wholesale"].body).toMatchObject({
    error: [{ message: "No provider credentials found for this request" }],
  })
  expect(errorRows["no-wholesale"].body).not.toHaveProperty("internalCode")
  expect(errorRows["503-billing"].body).toMatchObject({
    errors: [{ message: "The provider rejected Cloudflare's own credentials" }],
  })
})

test("a DLP block tells what was found where", () => {
  const find = (name: "2029" | "2030") =>
    JSON.parse(createErrorResponse(errorRows[name]).headers.get("cf-aig-dlp") ?? "")

  expect(find("2029")).toEqual({
    findings: [
      {
        profile: { context: {}, entry_ids: ["local"], profile_id: "local" },
        policy_ids: ["local"],
        check: "REQUEST",
      },
    ],
    action: "BLOCK",
  })
  expect(find("2030")).toMatchObject({ findings: [{ check: "RESPONSE" }] })
})

test("no 429 of the gateway says when to come back", () => {
  for (const row of Object.values(errorRows)) expect(createErrorResponse(row).headers.get("retry-after")).toBeNull()
})

test("a text goes out as text, all else as JSON, and the row's headers win", async () => {
  const text = createErrorResponse(errorRows["edge-1010"], { "cf-aig-log-id": "one" })
  const challenge = createErrorResponse(errorRows["402-x402"], { "payment-required": "no" })

  expect([text.headers.get("content-type"), text.headers.get("cf-aig-log-id")]).toEqual(["text/plain", "one"])
  expect(await text.text()).toBe("error code: 1010")
  expect(challenge.headers.get("content-type")).toBe("application/json")
  expect(challenge.headers.get("payment-required")).toBe("bG9jYWw=")
})

test("every word of ours for a refusal is some reply that means it", () => {
  for (const [code, { status, body }] of Object.entries(errorReplies)) {
    if (code === "invalid_response") continue
    expect(classifyRefusal({ ...readErrorBody(body), status, operation: "chat" }).code).toBe(code)
  }
  expect(Object.keys(errorReplies)).toHaveLength(29)
})
