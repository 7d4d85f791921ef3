import { expect, test } from "vitest"
import type { GatewayClientOptions } from "../../src/client-options.ts"
import { createResponses } from "../../src/responses/responses.ts"
import { toOutputText } from "../../src/responses/to-output-text.ts"
import { createLocalGateway } from "../../src/testing/index.ts"
import { callerOf } from "../support/caller-of.ts"
import { collect, eventResponse, readFixture } from "../support/fixtures.ts"
import { identity, rejection, startServer } from "../support/server.ts"
import { createBindingSpy, createWireSpy } from "../support/wire-spy.ts"
import { clientOf, params, whole } from "./responses-of.ts"

const spy = (answer = () => Response.json(whole)) => createWireSpy(answer)

/** The responses of a client over a binding that notes what is called. */
function bound(answer: () => unknown = () => Response.json(whole)) {
  const { binding, calls } = createBindingSpy(answer)
  return { calls, responses: createResponses(callerOf({ binding, gateway: "my-gateway" })) }
}

test("OpenAI's models are asked on the gateway's own path for OpenAI, by their bare id", async () => {
  const { sent, fetch } = spy()
  const reply = await clientOf({ ...identity, fetch }).responses.create(params)

  expect(sent).toEqual([
    {
      url: "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway/openai/responses",
      method: "POST",
      headers: {
        accept: "application/json",
        "cf-aig-authorization": "Bearer test-token-1",
        "content-type": "application/json",
        "user-agent": "cf-ai-gateway/0.1.0",
      },
      body: { model: "gpt-5-mini", instructions: "Be brief", input: "How many tides a day?" },
    },
  ])
  expect(reply.gateway).toMatchObject({ modelRequested: "openai/gpt-5-mini", modelSent: "gpt-5-mini" })
})

test("there a key of one's own travels as OpenAI reads it, and a stored one is named by its alias", async () => {
  const { sent, fetch } = spy()
  const { responses } = clientOf({ ...identity, fetch, headers: { "x-app": "1" } })
  await responses.create(params, { providerKey: "sk-own" })
  await responses.create(params, { gateway: { byokAlias: "production", cacheTtl: 60 }, query: { a: "1" } })

  expect(sent[0]!.headers).toMatchObject({ authorization: "Bearer sk-own", "x-app": "1" })
  expect(sent[1]!.url).toMatch(/\/openai\/responses\?a=1$/)
  expect(sent[1]!.headers).toMatchObject({ "cf-aig-byok-alias": "production", "cf-aig-cache-ttl": "60" })
  expect(sent[1]!.headers).not.toHaveProperty("authorization")
})

const restURL = "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef/ai/v1/responses"

test("rest sends to Cloudflare's API, by the author's name", async () => {
  const { sent, fetch } = spy(() => eventResponse(readFixture("responses-text.sse")))
  const { responses } = clientOf({ ...identity, surface: "rest", token: "rest-token", fetch })
  await (await responses.create({ ...params, model: "grok/grok-4", stream: true })).final()

  expect(sent).toEqual([
    {
      url: restURL,
      method: "POST",
      headers: {
        accept: "text/event-stream",
        authorization: "Bearer rest-token",
        "cf-aig-gateway-id": "my-gateway",
        "content-type": "application/json",
        "user-agent": "cf-ai-gateway/0.1.0",
      },
      body: { model: "xai/grok-4", instructions: "Be brief", input: "How many tides a day?", stream: true },
    },
  ])
})

test.each(["@cf/openai/gpt-oss-120b", "xai/grok-4"])(
  "what only REST has is asked there, whatever the surface: %s",
  async (model) => {
    const { sent, fetch } = spy()
    await clientOf({ ...identity, apiToken: "rest-token", fetch }).responses.create({ ...params, model })

    expect(sent).toMatchObject([{ url: restURL, headers: { authorization: "Bearer rest-token" }, body: { model } }])
    expect(JSON.stringify(sent)).not.toContain("test-token-1")
  },
)

test("auto takes REST, and OpenAI's own path where REST would lose something", async () => {
  const { sent, fetch } = spy()
  const { responses } = clientOf({ ...identity, surface: "auto", apiToken: "rest-token", fetch })
  await responses.create(params)
  await responses.create(params, { gateway: { byokAlias: "production" } })

  expect(sent.map(({ url }) => url)).toEqual([restURL, expect.stringMatching(/\/my-gateway\/openai\/responses$/)])
})

test("the binding asks OpenAI through its gateway, without any token", async () => {
  const { calls, responses } = bound()
  const reply = await responses.create(params, { gateway: { cacheTtl: 60 } })

  expect(calls).toEqual([
    [
      "gateway",
      "my-gateway",
      {
        provider: "openai",
        endpoint: "responses",
        headers: { accept: "application/json", "content-type": "application/json", "cf-aig-cache-ttl": "60" },
        query: { model: "gpt-5-mini", instructions: "Be brief", input: "How many tides a day?" },
      },
      { signal: expect.any(AbortSignal) },
    ],
  ])
  expect(toOutputText(reply)).toBe(toOutputText(whole))
})

test.each([
  ["bare", whole],
  ["in Cloudflare's envelope", { result: whole, success: true, errors: [], messages: [] }],
])("the binding runs Workers AI's models itself; the response may come %s", async (_, answer) => {
  const { calls, responses } = bound(() => Response.json(answer))
  const reply = await responses.create({ ...params, model: "@cf/openai/gpt-oss-120b" })

  expect(calls).toEqual([
    [
      "run",
      "@cf/openai/gpt-oss-120b",
      { instructions: "Be brief", input: "How many tides a day?" },
      {
        gateway: { id: "my-gateway" },
        extraHeaders: {},
        returnRawResponse: true,
        signal: expect.any(AbortSignal),
      },
    ],
  ])
  expect(reply).toEqual(whole)
})

test("a stream of Workers AI over the binding has its events, however few", async () => {
  const { responses } = bound(() => eventResponse(readFixture("responses-sparse.sse")))
  const stream = await responses.create({ ...params, model: "@cf/openai/gpt-oss-120b", stream: true })

  expect(await collect(stream.textStream)).toEqual(["Eight ", "bells."])
  expect(toOutputText(await stream.final())).toBe("Eight bells.")
})

test("the binding's thrown refusal is a typed error", async () => {
  const { responses } = bound(() => {
    throw new Error("2021: Insufficient AI Gateway credits")
  })

  expect(await rejection(responses.create({ ...params, model: "@cf/openai/gpt-oss-120b" }))).toMatchObject({
    code: "insufficient_credits",
    gatewayCode: 2021,
  })
})

test.each(["dynamic/support", "cloudflare/auto", "custom-mine/model"])(
  "%s has no Responses on any surface, which is said before anything is sent",
  async (model) => {
    const { sent, fetch } = spy()
    for (const surface of ["compat", "rest", "auto"] as const) {
      const { responses } = clientOf({ ...identity, surface, fetch })
      expect(await rejection(responses.create({ ...params, model }))).toMatchObject({ code: "invalid_model" })
    }
    expect(await rejection(bound().responses.create({ ...params, model }))).toMatchObject({
      code: "invalid_model",
    })
    expect(sent).toEqual([])
  },
)

test.each([
  ["an input that is a number", { ...params, input: 5 }, "`input` must be text"],
  ["a function without a name", { ...params, tools: [{ type: "function" }] }, "`tools` must be a list"],
  ["no model", { input: "Hello" }, "`model` is missing"],
])("%s is not sent", async (_, given, path) => {
  const { sent, fetch } = spy()
  const error = await rejection(clientOf({ ...identity, fetch }).responses.create(given as never))

  expect(error).toMatchObject({ code: "invalid_request", message: expect.stringContaining(path) })
  expect(sent).toEqual([])
})

test("describe tells what `create` would send, with credentials masked", () => {
  const { responses } = clientOf({ ...identity, providerKey: { openai: "sk-marked" } })

  expect(responses.describe(params)).toEqual({
    url: "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway/openai/responses",
    method: "POST",
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      "user-agent": "cf-ai-gateway/0.1.0",
      "cf-aig-authorization": "Bearer [redacted]",
      authorization: "Bearer [redacted]",
    },
    body: { model: "gpt-5-mini", instructions: "Be brief", input: "How many tides a day?" },
  })
})

test("a socket that is cut midway is an interrupted stream with what came", async () => {
  await using server = await startServer((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" })
    response.write(readFixture("responses-truncated.sse").slice(0, -40), () => response.destroy())
  })
  const stream = await clientOf(server.options).responses.create({ ...params, stream: true })
  const error = await rejection(stream.final())

  expect(server.requests).toMatchObject([{ method: "POST", path: "/openai/responses" }])
  expect(error).toMatchObject({ code: "stream_interrupted", body: { id: "resp_8" } })
  expect(toOutputText(error.body)).toBe("The lighthouse")
})

test("the local gateway and the client agree, on compat, REST and the binding", async () => {
  const local = createLocalGateway()
  const surfaces: GatewayClientOptions[] = [
    local.options,
    { ...local.options, surface: "rest", token: local.env.CLOUDFLARE_API_TOKEN, baseURL: undefined },
    local.bindingOptions,
  ]
  for (const options of surfaces) {
    const { responses } = clientOf(options)
    const reply = await responses.create({ ...params, input: [{ role: "user", content: "Ahoy there" }] })
    const stream = await responses.create({ ...params, input: "Ahoy there", stream: true })

    expect(toOutputText(reply)).toBe("Ahoy there")
    expect(await collect(stream.textStream)).toEqual(["Ahoy", " there"])
    expect(reply.gateway.logId).toBeDefined()
  }
  expect(local.requests.map(({ surface, provider, model }) => [surface, provider, model])).toEqual([
    ["native", "openai", "gpt-5-mini"],
    ["native", "openai", "gpt-5-mini"],
    ["rest", "openai", "gpt-5-mini"],
    ["rest", "openai", "gpt-5-mini"],
    ["binding", "openai", "gpt-5-mini"],
    ["binding", "openai", "gpt-5-mini"],
  ])
})

test("guardrails of the local gateway keep a stream back and give it in one piece", async () => {
  const local = createLocalGateway({ gateways: { guarded: { guardrails: { response: { S1: "BLOCK" } } } } })
  const { responses } = clientOf(local.options)
  const stream = await responses.create({ ...params, input: "Ahoy there", stream: true })

  expect(stream.gateway.buffered).toBe(true)
  expect(await collect(stream.textStream)).toEqual(["Ahoy there"])
})
