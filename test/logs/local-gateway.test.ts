import { afterEach, expect, test, vi } from "vitest"
import { createGatewayClient } from "../../src/index.ts"
import { createLogs } from "../../src/logs/create-logs.ts"
import { createLocalGateway, type LocalGatewayOptions } from "../../src/testing/index.ts"
import { callerOf } from "../support/caller-of.ts"
import { collect } from "../support/fixtures.ts"
import { hello, rejection } from "../support/server.ts"

afterEach(() => void vi.useRealTimers())

// The same calls over HTTP and over the binding.
const ways = ["compat", "rest", "auto", "binding"] as const

function open(surface: (typeof ways)[number], options?: LocalGatewayOptions) {
  const local = createLocalGateway({ gateways: { local: { logLag: 0 } }, ...options })
  const { accountId, fetch, dangerouslyAllowBrowser } = local.options
  const apiToken = local.env.CLOUDFLARE_API_TOKEN
  const own =
    surface === "binding"
      ? { ...local.bindingOptions, accountId, fetch, apiToken }
      : { accountId, gateway: "local", fetch, apiToken, dangerouslyAllowBrowser, surface, maxRetries: 0 }
  const client = createGatewayClient(local.options)
  return { local, create: client.chat.completions.create, logs: createLogs(callerOf(own)) }
}

test.each(ways)("a reply's log is waited for, rated, listed and deleted: %s", async (surface) => {
  const { create, local, logs } = open(surface)
  local.reply("Good day")
  const completion = await create(hello, { gateway: { eventId: "order-1977", metadata: { user: 42 } } })
  await create(hello)

  const log = await logs.wait(completion)
  expect(log).toMatchObject({ id: completion.gateway.logId, model: "openai/gpt-5-mini", metadata: { user: 42 } })
  expect(log.created_at).toMatch(/^\d{4}-\d\d-\d\dT/)
  expect(await logs.request(completion)).toMatchObject({ messages: hello.messages })
  expect(await logs.response(completion)).toMatchObject({ choices: [{ message: { content: "Good day" } }] })

  await logs.feedback(completion, { feedback: 1, score: 90, metadata: { user: 42, reviewer: "ada" } })
  expect(await logs.get(log.id)).toMatchObject({ feedback: 1, score: 90, metadata: { user: 42, reviewer: "ada" } })

  expect((await collect(logs.list({ eventId: "order-1977" }))).map(({ id }) => id)).toEqual([log.id])
  expect(await collect(logs.list({ pageSize: 1 }))).toHaveLength(2)

  await logs.delete({ eventId: "order-1977" })
  expect(local.logs).toHaveLength(1)
  expect(await rejection(logs.get(log.id))).toMatchObject({ code: "not_found", status: 404 })
  await logs.delete({ all: true })
  expect(local.logs).toEqual([])
})

test.each(ways)("a stream's log that lags is waited for: %s", async (surface) => {
  vi.useFakeTimers()
  const { create, logs } = open(surface, { gateways: { local: { logLag: 460 } } })
  const stream = await create({ ...hello, stream: true })
  await stream.final()
  expect(await rejection(logs.get(stream))).toMatchObject({ code: "not_found" })

  const waiting = logs.wait(stream)
  await vi.advanceTimersByTimeAsync(750)

  expect(await waiting).toMatchObject({ id: stream.gateway.logId, success: true })
})

test("an error's log is found by the error", async () => {
  const { create, local, logs } = open("compat")
  local.fault("model_rejected")
  const error = await rejection(create(hello))
  expect(await logs.get(error)).toMatchObject({ id: error.gateway.logId, success: false })
})

test("a request that was not logged has no log to ask for", async () => {
  const { create, logs } = open("compat")
  const completion = await create(hello, { gateway: { collectLog: false } })
  const error = await rejection(logs.wait(completion))
  expect(error.code).toBe("invalid_request")
  expect(error.message).toBe(
    "The call was not sent: `log` carries no log id: the gateway keeps no logs, `collectLog` was false, or the request was refused before the log",
  )
})

test("a log without bodies says so", async () => {
  const { create, logs } = open("compat")
  const completion = await create(hello, { gateway: { collectLogPayload: false } })
  expect(await rejection(logs.request(completion))).toMatchObject({ code: "not_found", status: 404 })
})

test("a filter key that is not known is refused by the service", async () => {
  const { logs } = open("compat")
  const filters = [{ key: "metadata.user", operator: "eq", value: [42] }]
  expect(await rejection(collect(logs.list({ filters })))).toMatchObject({ code: "invalid_params", gatewayCode: 7001 })
})

test("a token that may read and not edit is told so", async () => {
  const { create, logs } = open("compat", {
    accounts: {
      "0123456789abcdef0123456789abcdef": { apiTokens: { "local-gateway-api-token": ["AI Gateway Read"] } },
    },
  })
  const completion = await create(hello)
  await logs.get(completion)
  expect(await rejection(logs.feedback(completion, { feedback: -1 }))).toMatchObject({
    code: "unauthorized",
    hint: "`apiToken` needs AI Gateway Edit on this account",
  })
})
