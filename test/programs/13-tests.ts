// vitest: with msw, with the local gateway, with a hand-written fake client.
import { http, HttpResponse } from "msw"
import { setupServer } from "msw/node"
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest"
import { createGatewayClient, type CreateChatCompletion } from "cf-ai-gateway"
import { createLocalGateway, createCompletion, createFakeCreate } from "cf-ai-gateway/testing"
import { listen } from "cf-ai-gateway/testing/node"

// a) msw, handlers of our own
const server = setupServer(http.post("https://gateway.ai.cloudflare.com/v1/:account/:gateway/compat/chat/completions", () => HttpResponse.json(createCompletion("hi"))))
beforeAll(() => server.listen({ onUnhandledFrame: "error" }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

test("own msw handler", async () => {
  const client = createGatewayClient({ accountId: "0".repeat(32), gateway: "test", token: "t" })
  const completion = await client.chat.completions.create({ model: "openai/gpt-5-mini", messages: [{ role: "user", content: "hi" }] })
  expect(completion).toEqual(createCompletion("hi"))
})

// b) local gateway through fetch, msw handlers, a port
const local = createLocalGateway()
test("local gateway", async () => {
  const client = createGatewayClient({ ...local.options, maxRetries: 0 })
  local.reply("Sure")
  local.fault("rate_limited")
  await client.chat.completions.create({ model: "openai/gpt-5-mini", messages: [{ role: "user", content: "hi" }] })
  expect(local.requests[0]?.headers.get("cf-aig-authorization")).toBe("Bearer t")
  expect(local.requests[0]?.params.model).toBe("openai/gpt-5-mini")
  const other = createGatewayClient({ accountId: "0".repeat(32), gateway: "test", fetch: local.fetch })
  const viaMsw = setupServer(...local.handlers(http))
  await using listening = await listen(local)
  return { other, viaMsw, listening }
})

// c) a fake by hand
test("fake client", async () => {
  const fake: { create: CreateChatCompletion } = { create: createFakeCreate("hi") }
  const spy = vi.fn<(...args: Parameters<CreateChatCompletion>) => Promise<ReturnType<typeof createCompletion>>>().mockResolvedValue(createCompletion("hi"))
  return { fake, spy }
})
