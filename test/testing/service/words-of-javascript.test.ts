// Names that every JavaScript object knows are names like others here.
import { expect, test } from "vitest"
import { createLocalGateway } from "../../../src/testing/index.ts"
import { readProviderKey } from "../../../src/testing/service/provider-key.ts"
import { compat, messages, start } from "./start.ts"
import { refusal } from "./ways-in.ts"

const accountId = "0123456789abcdef0123456789abcdef"
const api = `https://api.cloudflare.com/client/v4/accounts/${accountId}`
const words = ["constructor", "__proto__", "toString", "hasOwnProperty"]
const given = { body: compat.body }

test.each(words)("ai/%s is no path of REST", async (word) => {
  const local = createLocalGateway()
  const headers = { authorization: "Bearer local-gateway-token" }
  const response = await local.fetch(`${api}/ai/${word}`, { method: "POST", headers, body: "{}" })

  expect(await refusal(response)).toEqual([404, 7003])
})

test.each(words)("the token %s is none", async (token) => {
  const apiTokens = { good: ["AI Gateway Run" as const, "Workers AI Read" as const] }
  const { local, post } = start({ accounts: { [accountId]: { apiTokens } } })
  const own = { "cf-aig-authorization": "Bearer good", authorization: `Bearer ${token}` }
  const body = { model: "workers-ai/@cf/meta/llama-3.1-8b-instruct", messages }
  const rest = await local.fetch(`${api}/ai/v1/chat/completions`, { method: "POST", headers: own, body: "{}" })

  expect(await refusal(await post(compat.path, { ...given, token }))).toEqual([401, 2009])
  expect(await refusal(rest)).toEqual([401, 10000])
  expect(await refusal(await post(compat.path, { body, headers: own }))).toEqual([400, 2005])
})

test.each(words)("the provider %s is none", async (provider) => {
  const elements = [
    { id: "start", type: "start" as const, outputs: { next: { elementId: "ask" } } },
    {
      id: "ask",
      type: "model" as const,
      properties: { provider, model: "one" },
      outputs: { success: { elementId: "end" } },
    },
    { id: "end", type: "end" as const, outputs: {} },
  ]
  const { post } = start({ gateways: { local: { routes: { out: elements } } }, providerKeys: { openai: ["k"] } })
  const routed = await post(compat.path, { body: { model: "dynamic/out", messages } })

  expect(await refusal(await post(`${provider}/v1/models`, given))).toEqual([400, 2008])
  // What has other characters than a provider's name is no model string.
  expect(await refusal(routed)).toEqual([400, provider === "constructor" ? 2008 : 2019])
  expect(await refusal(await post("", { body: [{ provider, endpoint: "x", query: {} }] }))).toEqual([400, 2008])
})

test.each(words)("custom-%s is a provider like others, told in its own words", async (word) => {
  const mine = start({ gateways: { local: { customProviders: { mine: "Hello" } } } })
  const any = start()
  const body = { model: `custom-${word}/one`, messages }

  expect((await mine.post(compat.path, { body })).status).toBe(400)
  expect((await any.post(`custom-${word}/chat/completions`, { body: { model: "one", messages } })).status).toBe(200)
})

test("an account's custom provider called constructor answers beside a gateway's own", async () => {
  const { post } = start({
    accounts: { [accountId]: { customProviders: { constructor: "Hello" } } },
    gateways: { local: { customProviders: { mine: "Mine" } } },
  })
  const response = await post(compat.path, { body: { model: "custom-constructor/one", messages } })

  expect((await response.json()).choices[0].message.content).toBe("Hello")
})

test.each(words)("the provider %s takes its key in Authorization, as most do", (word) => {
  expect(readProviderKey(word, new Headers({ authorization: "Bearer k" }), "chat/completions")).toBe("k")
})
