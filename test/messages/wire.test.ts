import { expect, test } from "vitest"
import type { GatewayClientOptions } from "../../src/client-options.ts"
import { createMessages } from "../../src/messages/messages.ts"
import { toMessageText } from "../../src/messages/to-message-text.ts"
import { createLocalGateway } from "../../src/testing/index.ts"
import { callerOf } from "../support/caller-of.ts"
import { collect, eventResponse, readFixture } from "../support/fixtures.ts"
import { identity, rejection, startServer } from "../support/server.ts"
import { createBindingSpy, createWireSpy } from "../support/wire-spy.ts"
import { clientOf, params, whole } from "./messages-of.ts"

const spy = (answer = () => Response.json(whole)) => createWireSpy(answer)
const bare = { ...params, model: "claude-sonnet-4-5" }

test("Anthropic's models are asked on the gateway's own path for Anthropic, by their bare id", async () => {
  const { sent, fetch } = spy()
  const reply = await clientOf({ ...identity, fetch }).messages.create(params)

  expect(sent).toEqual([
    {
      url: "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway/anthropic/v1/messages",
      method: "POST",
      headers: {
        accept: "application/json",
        "anthropic-version": "2023-06-01",
        "cf-aig-authorization": "Bearer test-token-1",
        "content-type": "application/json",
        "user-agent": "cf-ai-gateway/0.1.0",
      },
      body: bare,
    },
  ])
  expect(reply.gateway).toMatchObject({
    modelRequested: "anthropic/claude-sonnet-4-5",
    modelSent: "claude-sonnet-4-5",
  })
})

test("there a key of one's own travels as Anthropic reads it, and a stored one is named by its alias", async () => {
  const { sent, fetch } = spy()
  const { messages } = clientOf({ ...identity, fetch })
  await messages.create(params, { providerKey: "sk-ant-own" })
  await messages.create(params, { gateway: { byokAlias: "production", cacheTtl: 60 }, query: { beta: "true" } })

  expect(sent[0]!.headers).toMatchObject({ "x-api-key": "sk-ant-own" })
  expect(sent[0]!.headers).not.toHaveProperty("authorization")
  expect(sent[1]!.url).toMatch(/\/anthropic\/v1\/messages\?beta=true$/)
  expect(sent[1]!.headers).toMatchObject({ "cf-aig-byok-alias": "production", "cf-aig-cache-ttl": "60" })
  expect(sent[1]!.headers).not.toHaveProperty("x-api-key")
})

test("a version of the caller's own goes out in place of ours, and so do betas", async () => {
  const { sent, fetch } = spy()
  await clientOf({ ...identity, fetch }).messages.create(params, {
    headers: { "Anthropic-Version": "2099-01-01", "anthropic-beta": "mcp-client-2025-11-20" },
  })

  expect(sent[0]!.headers).toMatchObject({
    "anthropic-version": "2099-01-01",
    "anthropic-beta": "mcp-client-2025-11-20",
  })
})

const restURL = "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef/ai/v1/messages"

test("rest sends to Cloudflare's API, by the author's name", async () => {
  const { sent, fetch } = spy(() => eventResponse(readFixture("messages-text.sse")))
  const { messages } = clientOf({ ...identity, surface: "rest", token: "rest-token", fetch })
  const asked = { ...params, model: "anthropic/claude-sonnet-4.5", stream: true as const }
  await (await messages.create(asked)).final()

  expect(sent).toEqual([
    {
      url: restURL,
      method: "POST",
      headers: {
        accept: "text/event-stream",
        "anthropic-version": "2023-06-01",
        authorization: "Bearer rest-token",
        "cf-aig-gateway-id": "my-gateway",
        "content-type": "application/json",
        "user-agent": "cf-ai-gateway/0.1.0",
      },
      body: asked,
    },
  ])
})

test("rest refuses a key of one's own, and a client on compat asks REST for what only that has", async () => {
  const { sent, fetch } = spy()
  const rest = clientOf({ ...identity, surface: "rest", fetch }).messages
  const error = await rejection(rest.create(params, { providerKey: "sk-ant-own" }))
  expect(error).toMatchObject({ code: "unsupported_option", message: expect.stringContaining("providerKey") })

  const compat = clientOf({ ...identity, apiToken: "rest-token", fetch }).messages
  await compat.create({ ...params, model: "grok/grok-4" })
  expect(sent).toMatchObject([
    { url: restURL, headers: { authorization: "Bearer rest-token" }, body: { model: "xai/grok-4" } },
  ])
  expect(JSON.stringify(sent)).not.toContain("test-token-1")
})

test("auto takes REST, and Anthropic's own path where REST would lose something", async () => {
  const { sent, fetch } = spy()
  const { messages } = clientOf({ ...identity, surface: "auto", apiToken: "rest-token", fetch })
  await messages.create(params)
  await messages.create(params, { providerKey: "sk-ant-own" })

  expect(sent.map(({ url }) => url)).toEqual([restURL, expect.stringMatching(/\/my-gateway\/anthropic\/v1\/messages$/)])
})

/** The messages of a client over a binding that notes what is called. */
function bound(answer: () => unknown = () => Response.json(whole)) {
  const { binding, calls } = createBindingSpy(answer)
  return { calls, messages: createMessages(callerOf({ binding, gateway: "my-gateway" })) }
}

test("the binding asks Anthropic through its gateway, without any token", async () => {
  const { calls, messages } = bound()
  const reply = await messages.create(params, { gateway: { cacheTtl: 60 }, providerKey: "sk-ant-own" })

  expect(calls).toEqual([
    [
      "gateway",
      "my-gateway",
      {
        provider: "anthropic",
        endpoint: "v1/messages",
        headers: {
          accept: "application/json",
          "anthropic-version": "2023-06-01",
          "content-type": "application/json",
          "cf-aig-cache-ttl": "60",
          "x-api-key": "sk-ant-own",
        },
        query: bare,
      },
      { signal: expect.any(AbortSignal) },
    ],
  ])
  expect(toMessageText(reply)).toBe("It is 132.")
})

test("a refusal that the binding throws is a typed error", async () => {
  const { messages } = bound(() => {
    throw new Error("2003: Rate limited")
  })

  expect(await rejection(messages.create(params, { maxRetries: 0 }))).toMatchObject({
    code: "rate_limited",
    gatewayCode: 2003,
  })
})

test.each(["@cf/meta/llama-3.1-8b-instruct", "dynamic/support", "cloudflare/auto", "custom-mine/model"])(
  "%s has no Messages on any surface, which is said before anything is sent",
  async (model) => {
    const { sent, fetch } = spy()
    for (const surface of ["compat", "rest", "auto"] as const) {
      const { messages } = clientOf({ ...identity, surface, fetch })
      expect(await rejection(messages.create({ ...params, model }))).toMatchObject({ code: "invalid_model" })
    }
    expect(await rejection(bound().messages.create({ ...params, model }))).toMatchObject({ code: "invalid_model" })
    expect(sent).toEqual([])
  },
)

test.each([
  ["messages that are text", { ...params, messages: "Hello" }, "`messages` must be a list"],
  ["a turn without a role", { ...params, messages: [{ content: "Hello" }] }, "`messages.0.role` is missing"],
  ["max_tokens that are text", { ...params, max_tokens: "many" }, "`max_tokens` must be a number"],
])("%s is not sent", async (_, given, complaint) => {
  const { sent, fetch } = spy()
  const error = await rejection(clientOf({ ...identity, fetch }).messages.create(given as never))

  expect(error).toMatchObject({ code: "invalid_request", message: expect.stringContaining(complaint) })
  expect(sent).toEqual([])
})

test("describe tells what `create` would send, with credentials masked", () => {
  const { messages } = clientOf({ ...identity, providerKey: { anthropic: "sk-ant-marked" } })

  expect(messages.describe(params)).toEqual({
    url: "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway/anthropic/v1/messages",
    method: "POST",
    headers: {
      accept: "application/json",
      "anthropic-version": "2023-06-01",
      "content-type": "application/json",
      "user-agent": "cf-ai-gateway/0.1.0",
      "cf-aig-authorization": "Bearer [redacted]",
      "x-api-key": "[redacted]",
    },
    body: bare,
  })
})

test("a socket that is cut midway is an interrupted stream with what came", async () => {
  const text = new TextDecoder().decode(readFixture("messages-text.sse"))
  await using server = await startServer((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" })
    response.write(text.slice(0, text.indexOf("🌊")), () => response.destroy())
  })
  const stream = await clientOf(server.options).messages.create({ ...params, stream: true })
  const error = await rejection(stream.final())

  expect(server.requests).toMatchObject([
    { method: "POST", path: "/anthropic/v1/messages", headers: { "anthropic-version": "2023-06-01" } },
  ])
  expect(error).toMatchObject({ code: "stream_interrupted", body: { id: "msg_01", stop_reason: null } })
  expect(toMessageText(error.body)).toBe("Two tides")
})

test("the local gateway and the client agree, on compat, REST and the binding", async () => {
  const local = createLocalGateway()
  const surfaces: GatewayClientOptions[] = [
    local.options,
    { ...local.options, surface: "rest", token: local.env.CLOUDFLARE_API_TOKEN, baseURL: undefined },
    local.bindingOptions,
  ]
  for (const options of surfaces) {
    const { messages } = clientOf(options)
    const reply = await messages.create(params)
    const stream = await messages.create({ ...params, stream: true })

    expect(toMessageText(reply)).toBe("What is 12 times 11?")
    expect(await collect(stream.textStream)).toEqual(["What", " is", " 12", " times", " 11?"])
    expect(reply.gateway.logId).toBeDefined()
  }
  expect(local.requests.map(({ surface, provider, model }) => [surface, provider, model])).toEqual([
    ["native", "anthropic", "claude-sonnet-4-5"],
    ["native", "anthropic", "claude-sonnet-4-5"],
    ["rest", "anthropic", "claude-sonnet-4-5"],
    ["rest", "anthropic", "claude-sonnet-4-5"],
    ["binding", "anthropic", "claude-sonnet-4-5"],
    ["binding", "anthropic", "claude-sonnet-4-5"],
  ])
})

test("guardrails of the local gateway keep a stream back and give it in one piece", async () => {
  const local = createLocalGateway({ gateways: { guarded: { guardrails: { response: { S1: "BLOCK" } } } } })
  const { messages } = clientOf(local.options)
  const stream = await messages.create({ ...params, stream: true })

  expect(stream.gateway.buffered).toBe(true)
  expect(await collect(stream.textStream)).toEqual(["What is 12 times 11?"])
})
