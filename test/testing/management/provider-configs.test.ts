import { expect, test } from "vitest"
import { createApi, refusal } from "./create-api.ts"

const base = "/gateways/gw/provider_configs"
const config = { provider_slug: "openai", alias: "production", default_config: false }

test("a stored key is put among the gateway's, and never told", async () => {
  const { call, gateway } = createApi({ gw: { byok: { openai: { default: "first-key" }, groq: undefined } } })
  const created = await call("POST", base, { ...config, secret: "second-key", secret_id: "s1", rate_limit: 5 })
  expect(created).toEqual({
    status: 200,
    body: {
      success: true,
      errors: [],
      messages: [],
      result: {
        id: expect.stringMatching(/^id\d$/),
        gateway_id: "gw",
        provider_slug: "openai",
        alias: "production",
        default_config: false,
        secret_id: "s1",
        secret_preview: "********",
        rate_limit: 5,
        modified_at: "2026-01-01T00:00:00.000Z",
      },
    },
  })
  expect(gateway.settings.byok).toEqual({ openai: { default: "first-key", production: "second-key" } })
  const { body } = await call("GET", base, undefined, "read")
  expect(body).toMatchObject({
    result: [
      { provider_slug: "openai", alias: "default", default_config: true },
      { provider_slug: "openai", alias: "production", default_config: false, secret_id: "s1" },
    ],
    result_info: { total_count: 2 },
  })
  expect(JSON.stringify([created, body])).not.toMatch(/first-key|second-key/)
})

test("a key is told by the same id every time", async () => {
  const { call } = createApi({ gw: { byok: { openai: { default: "key" } } } })
  expect((await call("GET", base)).body).toEqual((await call("GET", base)).body)
})

test("a gateway that has a key for every provider lists none, and with the first one it has that one", async () => {
  const { call, gateway } = createApi()
  expect((await call("GET", base)).body.result).toEqual([])
  await call("POST", base, { ...config, alias: "default", secret: "key" })
  expect(gateway.settings.byok).toEqual({ openai: { default: "key" } })
})

test("a key without its secret is called as it should be in the Secrets Store", async () => {
  const { call, gateway } = createApi()
  const { body } = await call("POST", base, config)
  expect(gateway.settings.byok).toEqual({ openai: { production: "gw_openai_production" } })
  expect(body.result.secret_id).toMatch(/^id\d$/)
})

test("a second key under the same alias is a conflict", async () => {
  const { call } = createApi({ gw: { byok: { openai: { production: "key" } } } })
  expect(await call("POST", base, config)).toEqual(refusal(409, 7005, "Provider config already exists"))
})

test.each([
  [{ alias: undefined }, ["alias"], "must be a text"],
  [{ alias: "" }, ["alias"], "must not be empty"],
  [{ default_config: undefined }, ["default_config"], "must be true or false"],
  [{ provider_slug: undefined }, ["provider_slug"], "must be a text"],
  [{ provider_slug: "opneai" }, ["byok", "opneai"], "is no provider, did you mean `openai`?"],
  [{ rate_limit: "5" }, ["rate_limit"], "must be a number"],
])("a key with %j is refused", async (fields, path, message) => {
  const { call, gateway } = createApi()
  expect(await call("POST", base, { ...config, ...fields })).toEqual(refusal(400, 7001, message, ["body", ...path]))
  expect(gateway.settings.byok).toBeUndefined()
})
