import { expect, test } from "vitest"
import { isGatewayError, readGatewayRecord } from "../../src/index.ts"
import { readGatewayError } from "../../src/provider/read-gateway-error.ts"
import { root, spied } from "./client-of.ts"

const url = `${root}/compat/chat/completions`
const spendLimit = {
  success: false,
  name: "AiGatewayError",
  error: [{ code: 2045, message: "Spend limit exceeded" }],
}

async function ask(answer: () => Response, body: unknown = { model: "openai/gpt-5-mini" }) {
  const { provider } = spied({}, answer)
  return provider("compat").fetch(url, {
    method: "POST",
    headers: { authorization: "Bearer sk-own-key" },
    body: JSON.stringify(body),
  })
}

test("a refusal of the gateway reads as the typed error, and the body can still be read", async () => {
  const headers = { "cf-aig-log-id": "log-1", "retry-after": "7" }
  const response = await ask(() => Response.json(spendLimit, { status: 429, headers }))
  const error = await readGatewayError(response)

  expect(isGatewayError(error, "spend_limit")).toBe(true)
  expect(error).toMatchObject({ status: 429, gatewayCode: 2045, origin: "gateway", logId: "log-1", retryAfterMs: 7000 })
  expect(error!.body).toEqual(spendLimit)
  expect(error!.gateway).toMatchObject({
    modelRequested: "openai/gpt-5-mini",
    modelSent: "openai/gpt-5-mini",
    attempts: [{ status: 429, waitMs: 0 }],
    timings: { headersMs: expect.any(Number) },
  })
  expect(await response.json()).toEqual(spendLimit)
})

test("neither keys nor prompts that a provider quotes are in the message", async () => {
  const message = "Bad key sk-own-key beside test-token-1 for: what is my balance?"
  const body = { model: "openai/gpt-5-mini", contents: [{ parts: [{ text: "what is my balance?" }] }] }
  const response = await ask(() => Response.json({ error: { message } }, { status: 401 }), body)
  for (const each of [response, response.clone(), response.clone().clone()])
    expect((await readGatewayError(each))!.message).toBe(
      "Bad key [redacted] beside [redacted] for: [redacted] (HTTP 401)",
    )
  expect(await response.json()).toEqual({ error: { message } })
})

test("a slip in the provider's name gets its hint on compat", async () => {
  const refusal = { success: false, name: "AiGatewayError", error: [{ code: 2008, message: "Invalid provider" }] }
  const response = await ask(() => Response.json(refusal, { status: 400 }), { model: "antropic/claude-sonnet-4-5" })
  expect((await readGatewayError(response))!.hint).toMatch(/^Did you mean anthropic\/…\?/)
})

test("an answer is no error, be it JSON, text, events or nothing", async () => {
  for (const answer of [
    () => Response.json({ choices: [], error: null }),
    () => new Response('{"error":"of a text"}'),
    () => new Response("data: {}\n\n", { headers: { "content-type": "text/event-stream" } }),
    () => new Response(null, { status: 204 }),
  ]) {
    const response = await ask(answer)
    expect(await readGatewayError(response)).toBeUndefined()
    expect(response.bodyUsed).toBe(false)
  }
})

test("an error inside a 200 is found", async () => {
  const response = await ask(() => Response.json(spendLimit))
  expect(await readGatewayError(response)).toMatchObject({ code: "spend_limit", gateway: { status: 200 } })
})

test("of a body that was read the status alone tells; an answer that was read is an answer", async () => {
  const refused = await ask(() => Response.json(spendLimit, { status: 429 }))
  await refused.text()
  expect(await readGatewayError(refused)).toMatchObject({ code: "rate_limited", status: 429 })

  const answered = await ask(() => Response.json({}))
  await answered.text()
  expect(await readGatewayError(answered)).toBeUndefined()
})

test("any response of the gateway will do, not only a door's", async () => {
  const error = await readGatewayError(new Response("<html><title>502 Bad Gateway</title></html>", { status: 502 }))
  expect(error).toMatchObject({ code: "upstream_failed", status: 502, message: "502 Bad Gateway (HTTP 502)" })
})

test("the record of a response tells attempts, times and model, for a copy of it what headers tell", async () => {
  const response = await ask(() => Response.json({ ok: true }, { headers: { "cf-aig-log-id": "log-2" } }))
  expect(readGatewayRecord(response)).toMatchObject({
    logId: "log-2",
    status: 200,
    modelRequested: "openai/gpt-5-mini",
    attempts: [{ status: 200, waitMs: 0 }],
    timings: { headersMs: expect.any(Number) },
  })
  expect(readGatewayRecord(response).timings.totalMs).toBeUndefined()
  await response.json()
  expect(readGatewayRecord(response).timings.totalMs).toEqual(expect.any(Number))
  expect(readGatewayRecord(new Response())).toMatchObject({ attempts: [], timings: {} })
})

test("a body that is no text names no model", async () => {
  const { provider } = spied()
  const response = await provider("openai").fetch(`${root}/openai/files`, { method: "POST", body: new FormData() })
  expect(readGatewayRecord(response).modelRequested).toBeUndefined()
})
