// `client.messages` and `client.responses` against the local gateway: native, on REST and over the binding (reference A1, A4, G, H).
import { expect, test } from "vitest"
import { toMessageText, toOutputText, type GatewayClient } from "../../../src/index.ts"
import { createLocalGateway, type LocalGatewayOptions } from "../../../src/testing/index.ts"
import { rejection } from "../../support/server.ts"
import { clientsOf } from "./clients.ts"

const apis = {
  messages: {
    ask: ({ messages }: GatewayClient, content: string) =>
      messages.create({ model, max_tokens: 100, messages: [{ role: "user", content }] }),
    stream: ({ messages }: GatewayClient, content: string) =>
      messages.create({ model, max_tokens: 100, messages: [{ role: "user", content }], stream: true }),
    textOf: toMessageText as (whole: any) => string,
  },
  responses: {
    ask: ({ responses }: GatewayClient, input: string) => responses.create({ model: "openai/gpt-5-mini", input }),
    stream: ({ responses }: GatewayClient, input: string) =>
      responses.create({ model: "openai/gpt-5-mini", input, stream: true }),
    textOf: toOutputText as (whole: any) => string,
  },
} as const
const model = "anthropic/claude-haiku-4.5"

const ways = ["compat", "rest", "bound"] as const
const both = (["messages", "responses"] as const).flatMap((api) => ways.map((way) => [api, way] as const))

function start(api: keyof typeof apis, way: (typeof ways)[number], options?: LocalGatewayOptions) {
  const local = createLocalGateway(options)
  const client = clientsOf(local)[way]
  const { ask, stream, textOf } = apis[api]
  return { local, ask: (text: string) => ask(client, text), stream: (text: string) => stream(client, text), textOf }
}

test.each(both)("%s answer whole and streamed, each with its log: %s", async (api, way) => {
  const { local, ask, stream, textOf } = start(api, way)
  const reply = await ask("Which way?")
  const streamed = await stream("Which way?")
  const whole = await streamed.final()

  expect([textOf(reply), textOf(whole)]).toEqual(["Which way?", "Which way?"])
  expect(local.logs.map(({ id }) => id)).toEqual([reply.gateway.logId, streamed.gateway.logId])
  expect(local.logs).toMatchObject([
    { tokens_in: 2, tokens_out: 2, success: true },
    { tokens_in: 2, tokens_out: 2, success: true },
  ])
})

test.each(both)("guardrails keep %s back on the gateway's host, and on REST judge alone: %s", async (api, way) => {
  const guardrails = { response: { S1: "BLOCK" as const } }
  const { local, ask, stream, textOf } = start(api, way, { gateways: { local: { guardrails } } })
  const good = await stream("Ahoy there")
  expect([textOf(await good.final()), good.gateway.buffered === true]).toEqual(["Ahoy there", way !== "rest"])

  local.reply("[S1]", "[S1] there")
  expect(await rejection(ask("Hi"))).toMatchObject({ code: "guardrail_response_blocked", status: 424 })
  if (way === "rest") expect(textOf(await (await stream("Hi")).final())).toBe("[S1] there")
  else expect(await rejection(stream("Hi"))).toMatchObject({ code: "guardrail_response_blocked", status: 424 })
})

test.each(both)("a prompt that guardrails block is refused, streamed %s as well: %s", async (api, way) => {
  const guardrails = { prompt: { S1: "BLOCK" as const } }
  const { ask, stream } = start(api, way, { gateways: { local: { guardrails } } })
  for (const work of [ask, stream])
    expect(await rejection(work("[S1]"))).toMatchObject({
      code: "guardrail_prompt_blocked",
      status: 424,
      gatewayCode: 2016,
    })
})

test.each(both)("refusals of %s are typed, whole and streamed: %s", async (api, way) => {
  const { local, ask, stream } = start(api, way)
  for (const work of [ask, stream]) {
    local.fault("rate_limited")
    expect(await rejection(work("Hi"))).toMatchObject({ code: "rate_limited", gatewayCode: 2003, origin: "gateway" })
    local.reply(() =>
      Response.json({ type: "error", error: { type: "overloaded_error", message: "Full" } }, { status: 529 }),
    )
    expect(await rejection(work("Hi"))).toMatchObject({ code: "overloaded", status: 529, origin: "provider" })
  }
})

test.each(both)("an error between the events of %s ends the stream with what came: %s", async (api, way) => {
  const { local, stream, textOf } = start(api, way)
  local.fault("error-midway", { afterEvents: 5 })
  const broken = await stream("One two three four five")
  const error = await rejection(broken.final())
  expect(error).toMatchObject({ code: "overloaded", retryable: true })
  expect(textOf(broken.snapshot())).toMatch(/^One/)

  local.fault("stream_truncated", { afterEvents: 5 })
  expect(await rejection((await stream("One two three")).final())).toMatchObject({ code: "stream_truncated" })
})

test.each(both)("a whole answer of %s from the cache has no tokens to pay for: %s", async (api, way) => {
  const { local, ask } = start(api, way, { gateways: { local: { cacheTtl: 300 } } })
  await ask("Which way?")
  expect((await ask("Which way?")).gateway.cacheStatus).toBe("HIT")
  expect(local.logs.map(({ cached, cost }) => [cached, cost])).toEqual([
    [false, 0.000_006],
    [true, 0],
  ])
})
