// Reference E, row by row.
import { expect, test } from "vitest"
import type { LocalGatewaySettings } from "../../../src/testing/index.ts"
import { anthropic, compat, google, messages, openai, requests, start, universal, workersAI } from "./start.ts"
import { refusal } from "./ways-in.ts"

const all = Object.entries(requests)

test.each(all)(
  "%s takes the gateway's token and refuses none, a wrong one and one without Bearer",
  async (_, given) => {
    const { local, post } = start()
    const bare = { "cf-aig-authorization": "local-gateway-token" }

    expect((await post(given.path, { body: given.body })).status).toBe(200)
    expect(await refusal(await post(given.path, { body: given.body, token: null }))).toEqual([401, 2009])
    expect(await refusal(await post(given.path, { body: given.body, token: "wrong" }))).toEqual([401, 2009])
    expect(await refusal(await post(given.path, { body: given.body, headers: bare }))).toEqual([401, 2009])
    expect(local.requests).toHaveLength(1)
  },
)

test("a refused token is told in the gateway's words, with ids", async () => {
  const { post } = start()
  const response = await post(anthropic.path, { body: anthropic.body, token: "wrong" })

  expect(response.headers.get("content-type")).toBe("application/json")
  expect(response.headers.get("cf-aig-request-id")).toBe("0199b3f0-0000-7000-8000-000000000001")
  expect(await response.json()).toEqual({
    success: false,
    result: [],
    messages: [],
    error: [{ code: 2009, message: "Unauthorized" }],
    name: "AiGatewayError",
    httpCode: 401,
    internalCode: 2009,
    message: "Unauthorized",
    description: "Unauthorized",
  })
})

test.each(all)("%s takes an API token that may run AI Gateway, whatever gateway it is for", async (_, given) => {
  const { post } = start({
    accounts: {
      "0123456789abcdef0123456789abcdef": {
        apiTokens: { run: ["AI Gateway Run", "Workers AI Read"], reads: ["AI Gateway Read", "Workers AI Read"] },
        gateways: { one: {}, two: { tokens: ["for-two"] } },
      },
    },
  })
  const ask = async (gateway: string, token: string) =>
    (await post(given.path, { body: given.body, gateway, token })).status

  expect(await ask("one", "run")).toBe(200)
  expect(await ask("two", "run")).toBe(200)
  expect(await ask("two", "for-two")).toBe(200)
  expect(await ask("one", "for-two")).toBe(401)
  expect(await ask("one", "reads")).toBe(401)
})

test("an API token is one account's own", async () => {
  const other = "f".repeat(32)
  const { post } = start({
    accounts: {
      "0123456789abcdef0123456789abcdef": { apiTokens: { ours: ["AI Gateway Run"] } },
      [other]: { apiTokens: { theirs: ["AI Gateway Run"] }, gateways: { shared: { tokens: [] } } },
    },
    gateways: { shared: { tokens: [] } },
  })
  const ask = async (account: string | undefined, token: string) =>
    (await post(openai.path, { body: openai.body, gateway: "shared", token, ...(account && { account }) })).status

  expect([await ask(undefined, "ours"), await ask(other, "theirs")]).toEqual([200, 200])
  expect([await ask(undefined, "theirs"), await ask(other, "ours")]).toEqual([401, 401])
})

test.each(all)("with authentication off, %s takes any token and none", async (_, given) => {
  const { post } = start({ token: null })
  const ask = async (token: string | null) => (await post(given.path, { body: given.body, token })).status

  // A step of Workers AI would still need its own.
  expect([await ask(null), await ask("any")]).toEqual([200, 200])
})

test("with authentication off, a provider's key pays, and neither a stored key nor credits do", async () => {
  const settings: LocalGatewaySettings = { authentication: false, byok: { openai: { default: "sk-stored" } } }
  const { local, post } = start({
    accounts: { "0123456789abcdef0123456789abcdef": { credits: 5 } },
    gateways: { open: settings },
  })
  const own = await post(openai.path, { body: openai.body, token: null, headers: { authorization: "Bearer sk-own" } })
  const none = await post(openai.path, { body: openai.body, token: null })

  expect([own.status, none.status]).toEqual([200, 400])
  expect(local.requests[0]?.credential).toEqual({ source: "request" })
})

test("with authentication off, Cloudflare's token in Authorization is Workers AI's key, and no one else's", async () => {
  const { local, post } = start({ gateways: { open: { authentication: false, byok: {} } } })
  const headers = { authorization: "Bearer local-gateway-token" }
  const taken = await post(workersAI.path, { body: workersAI.body, token: null, headers })
  const refused = await post(openai.path, { body: openai.body, token: null, headers })

  expect([taken.status, refused.status]).toEqual([200, 401])
  expect(local.requests[0]?.credential).toEqual({ source: "request" })
})

test("a wrong token is refused although the right one stands in Authorization", async () => {
  const { post } = start()
  const headers = { authorization: "Bearer local-gateway-token" }

  expect(await refusal(await post(compat.path, { body: compat.body, token: "wrong", headers }))).toEqual([401, 2009])
})

test.each([
  ["openai's client, Authorization", openai, { authorization: "Bearer local-gateway-token" }],
  ["openai's client on compat", compat, { authorization: "Bearer local-gateway-token" }],
  ["Google's client, x-goog-api-key", google, { "x-goog-api-key": "local-gateway-token" }],
  ["Anthropic's client, x-api-key", anthropic, { "x-api-key": "local-gateway-token" }],
  ["a bearer without the word", google, { authorization: "local-gateway-token" }],
])("the token where the provider's key would be lets in and is no key: %s", async (_, { path, body }, headers) => {
  const { local, post } = start()
  const response = await post(path, { body, token: null, headers })

  expect(response.status).toBe(200)
  expect(local.requests[0]?.credential).toEqual({ source: "stored", alias: "default" })
})

test("Anthropic's client with the token in Authorization: its placeholder key goes on as a key", async () => {
  const { post, local } = start({ providerKeys: { anthropic: ["sk-ant-good"] } })
  const headers = { authorization: "Bearer local-gateway-token", "x-api-key": "placeholder" }
  const response = await post(anthropic.path, { body: anthropic.body, token: null, headers })

  expect(local.requests[0]?.credential).toEqual({ source: "request" })
  expect(response.status).toBe(401)
  expect(await response.json()).toEqual({
    type: "error",
    error: { type: "authentication_error", message: "Incorrect API key provided." },
    request_id: "req_local",
  })
})

test.each([
  ["the option's token", {}, "local-gateway-token"],
  ["a gateway's own token", { gateways: { local: { tokens: ["mine"] } } }, "mine"],
  [
    "an API token",
    { accounts: { "0123456789abcdef0123456789abcdef": { apiTokens: { api: ["AI Gateway Run" as const] } } } },
    "api",
  ],
])("%s in both headers goes on to the provider, who refuses it", async (_, options, token) => {
  const { post } = start(options)
  const response = await post(openai.path, { body: openai.body, token, headers: { authorization: `Bearer ${token}` } })

  expect(response.status).toBe(401)
  expect(await response.json()).toEqual({
    error: {
      message: "Incorrect API key provided.",
      type: "invalid_request_error",
      param: null,
      code: "invalid_api_key",
    },
  })
})

test("a provider's refusal is no gateway's: it has neither name nor number, and passes on as it is", async () => {
  const { post } = start({ providerKeys: { openai: ["sk-good"] } })
  const bad = await post(compat.path, { body: compat.body, headers: { authorization: "Bearer sk-bad" } })
  const good = await post(compat.path, { body: compat.body, headers: { authorization: "Bearer sk-good" } })

  expect([bad.status, good.status]).toEqual([401, 200])
  expect(await bad.json()).not.toHaveProperty("name")
})

const permissions = {
  accounts: {
    "0123456789abcdef0123456789abcdef": {
      apiTokens: { both: ["AI Gateway Run" as const, "Workers AI Read" as const], run: ["AI Gateway Run" as const] },
    },
  },
}
const onCompat = {
  path: compat.path,
  body: { model: "workers-ai/@cf/meta/llama-3.1-8b-instruct", messages },
}

test.each([
  ["compat", onCompat, 400, 2005],
  ["the provider's own path", workersAI, 401, 10000],
])("Workers AI on %s needs a token with Workers AI Read: the gateway's or the request's", async (_, given, ...told) => {
  const { post } = start(permissions)
  const ask = (token: string, own?: string) =>
    post(given.path, { body: given.body, token, ...(own && { headers: { authorization: `Bearer ${own}` } }) })

  expect((await ask("both")).status).toBe(200)
  expect((await ask("run", "both")).status).toBe(200)
  expect(await refusal(await ask("run"))).toEqual(told)
  expect(await refusal(await ask("both", "other"))).toEqual(told)
})

test("Workers AI takes the keys that are named for it, and one that is stored", async () => {
  const named = start({ ...permissions, providerKeys: { "workers-ai": ["cf-good"] } })
  const stored = start({ ...permissions, gateways: { local: { byok: { "workers-ai": { default: "cf-stored" } } } } })
  const headers = { authorization: "Bearer cf-good" }
  const given = { body: workersAI.body, token: "run" }

  expect((await named.post(workersAI.path, { ...given, headers })).status).toBe(200)
  expect((await named.post(workersAI.path, { ...given, headers: { authorization: "Bearer both" } })).status).toBe(401)
  expect((await stored.post(workersAI.path, given)).status).toBe(200)
})

const step = (headers: object) => [
  { provider: "workers-ai", endpoint: "@cf/meta/llama-3.1-8b-instruct", headers, query: { messages } },
]

test("a step of Workers AI needs a token of its own", async () => {
  const { post } = start(permissions)
  const ask = (headers: object) => post(universal.path, { token: "both", body: step(headers) })

  expect((await ask({ Authorization: "Bearer both" })).status).toBe(200)
  const refused = await ask({})
  expect(refused.status).toBe(401)
  expect(await refused.json()).toEqual({
    result: null,
    success: false,
    errors: [{ code: 10000, message: "Authentication error" }],
    messages: [],
  })
  expect(await refusal(await ask({ authorization: "Bearer run" }))).toEqual([401, 10000])
  const beside = { token: "both", headers: { authorization: "Bearer both" }, body: step({}) }
  expect(await refusal(await post(universal.path, beside))).toEqual([401, 10000])
})

test("the list of models is given to the token in Authorization", async () => {
  const { post } = start()
  const ask = (headers: Record<string, string>) => post("compat/models", { method: "GET", token: null, headers })

  expect((await ask({ authorization: "Bearer local-gateway-token" })).status).toBe(200)
  expect(await refusal(await ask({}))).toEqual([401, 2009])
})
