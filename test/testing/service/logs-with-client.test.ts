// `client.logs` against the local gateway, over HTTP and with a binding (reference A10, A11).
import { expect, test } from "vitest"
import { createLocalGateway, type LocalGatewayOptions } from "../../../src/testing/index.ts"
import { collect } from "../../support/fixtures.ts"
import { hello, rejection } from "../../support/server.ts"
import { clientsOf } from "./clients.ts"

const ways = ["compat", "rest", "bound"] as const

function start(way: (typeof ways)[number], options?: LocalGatewayOptions) {
  const local = createLocalGateway(options)
  return { local, client: clientsOf(local)[way] }
}

test.each(ways)("filters find what they ask for: %s", async (way) => {
  const { local, client } = start(way, { gateways: { local: { cacheTtl: 300 } } })
  const { create } = client.chat.completions
  await create(hello, { gateway: { metadata: { user: 42 } } })
  await create(hello)
  await create({ ...hello, model: "anthropic/claude-haiku-4.5" })
  local.fault("overloaded")
  await rejection(create({ ...hello, model: "google/gemini-3-flash" }))

  const found = async (filters: Parameters<typeof client.logs.list>[0]) =>
    (await collect(client.logs.list(filters))).map(({ model }) => model)
  const [mini, haiku, gemini] = ["openai/gpt-5-mini", "anthropic/claude-haiku-4.5", "google/gemini-3-flash"]
  expect(await found({})).toEqual([gemini, haiku, mini, mini])
  expect(await found({ success: false })).toEqual([gemini])
  expect(await found({ provider: "anthropic" })).toEqual([haiku])
  expect(await found({ cached: true })).toEqual([mini])
  expect(await found({ filters: [{ key: "metadata.value", operator: "eq", value: [42] }] })).toEqual([mini])
  expect(await found({ search: "haiku" })).toEqual([haiku])
})

test.each(ways)("logs are deleted by filter, the others stay: %s", async (way) => {
  const { local, client } = start(way)
  const { create } = client.chat.completions
  for (const model of ["openai/gpt-5-mini", "groq/llama-3.3-70b", "openai/gpt-4.1"]) await create({ ...hello, model })
  await client.logs.delete({ provider: "openai" })
  expect(local.logs.map(({ provider }) => provider)).toEqual(["groq"])
})

test.each(ways)("a log that is late is waited for, by what was answered or refused: %s", async (way) => {
  const { local, client } = start(way, { clock: "manual", gateways: { local: { logLag: 400 } } })
  const { create } = client.chat.completions
  const completion = await create(hello)
  expect(await rejection(client.logs.get(completion))).toMatchObject({ code: "not_found", status: 404 })
  const waiting = client.logs.wait(completion)
  local.clock.advance(400)
  expect(await waiting).toMatchObject({ id: completion.gateway.logId, success: true, tokens_in: 1 })

  local.fault("model_rejected")
  const error = await rejection(create(hello))
  local.clock.advance(400)
  expect(await client.logs.get(error)).toMatchObject({ id: error.gateway.logId, success: false, status_code: 404 })
})

test.each(ways)("feedback of each operation's log is kept: %s", async (way) => {
  const { local, client } = start(way)
  const reply = await client.responses.create({ model: "openai/gpt-5-mini", input: "Hi" })
  const message = await client.messages.create({
    model: "anthropic/claude-haiku-4.5",
    max_tokens: 9,
    messages: hello.messages,
  })
  const ran = await client.run("@cf/meta/llama-3.3-70b-instruct-fp8-fast", { prompt: "Hi" })
  for (const answer of [reply, message, ran]) await client.logs.feedback(answer, { feedback: -1, score: 5 })
  await client.logs.feedback(ran, { feedback: null })

  expect(local.logs.map(({ feedback, score }) => [feedback, score])).toEqual([
    [-1, 5],
    [-1, 5],
    [null, 5],
  ])
})
