import { expect, test } from "vitest"
import type { AiBinding } from "../../src/index.ts"
import { createLocalGateway } from "../../src/testing/index.ts"
import { rejection } from "../support/server.ts"
import { clientOf } from "./client-of.ts"

const made = "https://gateway.ai.cloudflare.com/v1/binding/my-gateway"

function bound(options = {}) {
  const runs: unknown[] = []
  const run = async (data: never, more?: never) => {
    runs.push([data, more])
    return Response.json({ ok: true }, { headers: { "cf-aig-log-id": "log-1" } })
  }
  const binding = { gateway: (id: string) => (runs.push(id), { run }) } as unknown as AiBinding
  return { ...clientOf({ binding, gateway: "my-gateway", ...options }), runs }
}

test("over a binding a door is a path of the bound gateway, with no token", async () => {
  const { provider, runs } = bound({
    gateway: { id: "my-gateway", metadata: { team: "a" } },
    providerKey: { anthropic: "key-1" },
    query: { region: "eu" },
  })
  const door = provider("anthropic")
  const response = await door.fetch(`${door.baseURL}/v1/messages?beta=true`, {
    method: "POST",
    headers: { "x-api-key": door.apiKey, "content-type": "application/json" },
    body: '{"model":"claude-sonnet-4-5"}',
  })

  expect(door.baseURL).toBe(`${made}/anthropic`)
  expect(runs).toEqual([
    "my-gateway",
    [
      {
        provider: "anthropic",
        endpoint: "v1/messages?beta=true&region=eu",
        headers: {
          "anthropic-version": "2023-06-01",
          "cf-aig-metadata": '{"team":"a"}',
          "content-type": "application/json",
          "x-api-key": "key-1",
        },
        query: { model: "claude-sonnet-4-5" },
      },
      { signal: expect.any(AbortSignal) },
    ],
  ])
  expect([response.headers.get("cf-aig-log-id"), await response.json()]).toEqual(["log-1", { ok: true }])
})

test.for([
  ["compat", `${made}/compat`, "compat", "chat/completions"],
  ["grok", `${made}/grok/v1`, "grok", "v1/chat/completions"],
  ["custom-acme", `${made}/custom-acme`, "custom-acme", "chat/completions"],
] as const)("the door %s over a binding", async ([target, baseURL, provider, endpoint]) => {
  const { provider: open, runs } = bound()
  const door = open(target)
  await door.fetch(`${door.baseURL}/chat/completions`, { method: "POST", body: "{}" })
  expect(door.baseURL).toBe(baseURL)
  expect(runs[1]).toMatchObject([{ provider, endpoint, query: {} }, {}])
})

test.for([
  ["GET", undefined],
  ["DELETE", undefined],
  ["POST", undefined],
  ["POST", "no JSON"],
  ["POST", "[]"],
  ["POST", new FormData()],
  ["PUT", "{}"],
] as const)("over a binding %s with %s is refused with the way out", async ([method, body]) => {
  const { provider, runs } = bound()
  const { fetch, baseURL } = provider("openai")
  const error = await rejection(fetch(`${baseURL}/files`, { method, ...(body !== undefined && { body }) }))
  expect(error.code).toBe("invalid_request")
  expect(error.message).toBe(
    "The call was not sent: `body` must be JSON, by POST: a binding takes nothing else, a client with a token does",
  )
  expect(runs).toEqual([])
})

test("over a binding a stored key's alias is refused, and a gateway without a name", async () => {
  const { provider } = bound({ gateway: { id: "my-gateway", byokAlias: "live" } })
  const door = provider("openai")
  const call = door.fetch(`${door.baseURL}/chat/completions`, { method: "POST", body: "{}" })
  await expect(call).rejects.toMatchObject({ code: "unsupported_option" })

  const nameless = bound({ gateway: undefined }).provider("openai")
  const lost = nameless.fetch(`${nameless.baseURL}/chat/completions`, { method: "POST", body: "{}" })
  await expect(lost).rejects.toMatchObject({ code: "not_configured" })
})

test("over a binding a provider's door refuses the Auto Router's options, as its path does, and compat takes them", async () => {
  const { provider, runs } = bound({ gateway: { id: "my-gateway", sessionId: "s-1", eventId: undefined } })
  const door = provider("openai")
  const error = await rejection(door.fetch(`${door.baseURL}/responses`, { method: "POST", body: "{}" }))
  expect([error.code, error.message.includes("`gateway.sessionId`")]).toEqual(["unsupported_option", true])
  await expect(door.headers()).rejects.toMatchObject({ code: "unsupported_option" })
  expect(runs).toEqual([])

  const compat = provider("compat")
  await compat.fetch(`${compat.baseURL}/chat/completions`, { method: "POST", body: "{}" })
  expect(runs[1]).toMatchObject([{ provider: "compat", headers: { "cf-aig-session-id": "s-1" } }, {}])
})

test("the local gateway's binding takes the whole of a door for env.AI", async () => {
  const local = createLocalGateway()
  const door = clientOf(local.bindingOptions).provider("openai")
  const response = await door.fetch(`${door.baseURL}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${door.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "gpt-5-mini", stream: true, messages: [{ role: "user", content: "Hello" }] }),
  })
  expect(await response.text()).toContain("data: [DONE]")
  expect(local.requests[0]!.surface).toBe("binding")
  expect(local.requests[0]!.credential).toEqual({ source: "stored", alias: "default" })
})
