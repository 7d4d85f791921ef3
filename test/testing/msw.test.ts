// The local gateway behind msw 3, as an app's own tests would put it there: the client keeps the real `fetch`.
import { http } from "msw"
import { setupServer } from "msw/node"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { createGatewayClient, toText } from "../../src/index.ts"
import { createLocalGateway } from "../../src/testing/index.ts"
import { rejection } from "../support/server.ts"

const hello = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "Say it again" }] }

const local = createLocalGateway()
const server = setupServer(...local.handlers(http))
beforeAll(() => server.listen({ onUnhandledFrame: "error" }))
beforeEach(() => local.reset())
afterAll(() => server.close())

const { accountId, gateway, token } = local.options
const { create } = createGatewayClient({ accountId, gateway, token, maxRetries: 0 }).chat.completions

test("a client without any fetch of its own is answered, whole and streamed", async () => {
  const whole = await create(hello)
  const pieces: string[] = []
  for await (const text of (await create({ ...hello, stream: true })).textStream) pieces.push(text)

  expect(toText(whole)).toBe("Say it again")
  expect(whole.gateway.logId).toMatch(/^0199b3f0-0000-7000-8000-0/)
  expect(pieces).toEqual(["Say", " it", " again"])
  expect(local.requests.map(({ params }) => params)).toEqual([hello, { ...hello, stream: true }])
  expect(local.requests[0]?.headers.get("cf-aig-authorization")).toBe("Bearer local-gateway-token")
})

test("all that goes to the gateway's host is answered, as the service refuses it", async () => {
  const response = await fetch("https://gateway.ai.cloudflare.com/v1/other/gateway/openai/models")

  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ success: false, errors: [{ code: 7003 }] })
})

test("planned replies and refusals come through", async () => {
  local.reply("Sure")
  local.fault("guardrail_prompt_blocked")

  expect(toText(await create(hello))).toBe("Sure")
  expect(await rejection(create(hello))).toMatchObject({ code: "guardrail_prompt_blocked", status: 424 })
})

test("fault connection_failed is a network error, not a response of msw's", async () => {
  local.fault("connection_failed", { times: 2 })
  const url = `https://gateway.ai.cloudflare.com/v1/${accountId}/${gateway}/compat/chat/completions`
  const init = {
    method: "POST",
    headers: { "cf-aig-authorization": `Bearer ${token}` },
    body: JSON.stringify(hello),
  }

  expect(await rejection(fetch(url, init))).toBeInstanceOf(TypeError)
  const error = await rejection(create(hello))
  expect([error.code, error.status]).toEqual(["connection_failed", undefined])
})

test("an abort through msw rejects with the caller's reason", async () => {
  local.fault("timeout")
  const controller = new AbortController()
  const failed = rejection(create(hello, { signal: controller.signal }))
  controller.abort("enough")

  expect(await failed).toBe("enough")
})
