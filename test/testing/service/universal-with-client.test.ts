// `client.universal` against the local gateway, over HTTP and over the binding (reference A3).
import { expect, test } from "vitest"
import { chatStep } from "../../../src/index.ts"
import { createLocalGateway, type LocalGatewayOptions } from "../../../src/testing/index.ts"
import { rejection } from "../../support/server.ts"
import { clientsOf } from "./clients.ts"
import { within } from "./ways-in.ts"

const ways = ["compat", "bound"] as const
const messages = [{ role: "user" as const, content: "Which way?" }]
const openai = { provider: "openai", endpoint: "chat/completions", query: { model: "gpt-5-mini", messages } }
const groq = { provider: "groq", endpoint: "chat/completions", query: { model: "llama-3.3-70b-versatile", messages } }
const claude = {
  provider: "anthropic",
  endpoint: "v1/messages",
  query: { model: "claude-haiku-4-5", max_tokens: 100, messages },
}
const down = () => new Response('{"error":{"message":"Down"}}', { status: 500 })

function start(way: (typeof ways)[number], options?: LocalGatewayOptions) {
  const local = createLocalGateway(options)
  return { local, universal: clientsOf(local)[way].universal }
}

test.each(ways)("the step that answers is told, and each step has its log: %s", async (way) => {
  const { local, universal } = start(way, { models: { "openai/*": down, "groq/*": down } })
  const reply = await universal([openai, groq, claude], { gateway: { eventId: "order-1977", metadata: { team: "a" } } })

  expect(reply).toMatchObject({ type: "message", content: [{ text: "Which way?" }] })
  expect([reply.gateway.step, reply.gateway.eventId]).toEqual([2, "order-1977"])
  expect(local.logs.map(({ step, success, event_id, metadata }) => [step, success, event_id, metadata])).toEqual([
    [0, false, "order-1977", { team: "a" }],
    [1, false, "order-1977", { team: "a" }],
    [2, true, "order-1977", { team: "a" }],
  ])
  expect(reply.gateway.logId).toBe(local.logs[2]?.id)
})

test.each(ways)("a step's config tries it again before the next: %s", async (way) => {
  let asked = 0
  const { universal } = start(way, { models: { "openai/*": () => (++asked < 3 ? down() : "At last") } })
  const reply = await universal([{ ...openai, config: { maxAttempts: 3, retryDelay: 1, backoff: "constant" } }, claude])

  expect(reply.gateway.step).toBe(0)
  expect(asked).toBe(3)
})

test.each(ways)("a step that is not back in time leads to the next: %s", async (way) => {
  const never = () => new Promise<string>(() => {})
  const { local, universal } = start(way, { clock: "manual", models: { "openai/*": never } })
  const waiting = universal([{ ...openai, config: { requestTimeout: 3000 } }, claude])
  const reply = await within(local, waiting)

  expect(reply.gateway.step).toBe(1)
  expect(local.logs.map(({ status_code }) => status_code)).toEqual([504, 200])
})

test.each(ways)("a step's headers go before the request's, and those before the gateway's: %s", async (way) => {
  const { local, universal } = start(way, { gateways: { local: { cacheTtl: 300, collectLogs: false } } })
  const steps = [{ ...openai, headers: { "cf-aig-skip-cache": "true" } }]
  const options = { gateway: { skipCache: false, collectLog: true, metadata: { team: "a" } } }
  const statuses: unknown[] = []
  for (const asked of [steps, steps, [openai]]) statuses.push((await universal(asked, options)).gateway.cacheStatus)
  const metadata = JSON.stringify({ team: "b" })
  await universal([{ ...openai, headers: { "cf-aig-metadata": metadata, "cf-aig-collect-log": "false" } }], options)
  await universal([{ ...claude, headers: { "cf-aig-metadata": metadata } }], options)

  expect(statuses).toEqual(["MISS", "MISS", "HIT"])
  expect(local.logs.map((log) => [log.provider, log.metadata])).toEqual([
    ["openai", { team: "a" }],
    ["openai", { team: "a" }],
    ["openai", { team: "a" }],
    ["anthropic", { team: "b" }],
  ])
})

test.each(ways)("a step's own key goes before the stored one: %s", async (way) => {
  const { local, universal } = start(way, {
    gateways: { local: { byok: { groq: { default: "sk-stored" } } } },
    providerKeys: { openai: ["sk-mine"] },
  })
  await universal([openai], { providerKey: { openai: "sk-mine" } })
  await universal([groq])
  expect(local.requests.map(({ credential }) => credential)).toEqual([
    { source: "request" },
    { source: "stored", alias: "default" },
  ])
  const error = await rejection(universal([openai], { providerKey: { openai: "sk-yours" } }))
  expect(error).toMatchObject({ code: "provider_unauthorized", status: 401 })
})

test.each(ways)("streams fall back as well, and the last refusal is told: %s", async (way) => {
  const { local, universal } = start(way, { models: { "openai/*": down } })
  const stream = await universal([
    chatStep({ model: "openai/gpt-5-mini", messages, stream: true }),
    chatStep({ model: "anthropic/claude-haiku-4-5", messages, stream: true }),
  ])
  expect([(await stream.final()).text, stream.gateway.step]).toEqual(["Which way?", 1])

  local.reply(down, Response.json({ error: { message: "Slow down", code: "rate_limit_exceeded" } }, { status: 429 }))
  const error = await rejection(universal([openai, groq]))
  expect(error).toMatchObject({ code: "rate_limited", status: 429, gateway: { step: 1 } })
})

test.each(ways)("a dynamic route is a step: %s", async (way) => {
  const to = (elementId: string) => ({ elementId })
  const { universal } = start(way, {
    gateways: {
      local: {
        routes: {
          support: [
            { id: "start", type: "start", outputs: { next: to("model") } },
            {
              id: "model",
              type: "model",
              properties: { provider: "groq", model: "llama-3.3-70b-versatile" },
              outputs: { success: to("end") },
            },
            { id: "end", type: "end", outputs: {} },
          ],
        },
      },
    },
  })
  const reply = await universal([chatStep({ model: "dynamic/support", messages })])
  expect([reply.gateway.model, reply.gateway.provider, reply.gateway.step]).toEqual([
    "llama-3.3-70b-versatile",
    "groq",
    0,
  ])
})

test.each(ways)("what is no list of steps is the service's to refuse: %s", async (way) => {
  const { universal } = start(way)
  const error = await rejection(universal([{ ...openai, provider: "nobody" }], { validate: { model: "off" } }))
  expect(error).toMatchObject({ code: "provider_rejected", gatewayCode: 2008 })
})
