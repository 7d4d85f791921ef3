// Reference A0: the gateway that makes itself; several accounts and gateways.
import { expect, test } from "vitest"
import { createGatewayClient, toText } from "../../../src/index.ts"
import { createLocalGateway, type LocalGatewayOptions } from "../../../src/testing/index.ts"
import { compat, requests, start } from "./start.ts"
import { manage, refusal } from "./ways-in.ts"

const account = "0123456789abcdef0123456789abcdef"

test.each(Object.entries(requests))(
  "%s with a known token makes `default`, as documented",
  async (_, { path, body }) => {
    const { local, post } = start({ clock: "manual" })
    const before = await manage(local, "GET", "gateways/default")
    const response = await post(path, { gateway: "default", body })
    const after = await manage(local, "GET", "gateways/default")

    expect([before.status, response.status, after.status]).toEqual([404, 200, 200])
    expect(response.headers.get("cf-aig-cache-status")).toBeNull()
    expect(after.body.result).toMatchObject({
      id: "default",
      is_default: true,
      authentication: true,
      collect_logs: true,
      cache_ttl: 0,
      rate_limiting_limit: 0,
      rate_limiting_interval: 0,
      byok_only: false,
      workers_ai_billing_mode: "postpaid",
      created_at: "2026-01-01T00:00:00.000Z",
    })
  },
)

test.each([
  ["no token", null],
  ["a wrong token", "wrong"],
])("a request with %s does not make `default`", async (_, token) => {
  const { local, post } = start()

  expect(await refusal(await post(compat.path, { gateway: "default", body: compat.body, token }))).toEqual([400, 2001])
  expect((await manage(local, "GET", "gateways/default")).status).toBe(404)
})

test("once made, `default` asks for a token and keeps logs", async () => {
  const { local, post } = start()
  await post(compat.path, { gateway: "default", body: compat.body })

  expect(await refusal(await post(compat.path, { gateway: "default", body: compat.body, token: "wrong" }))).toEqual([
    401, 2009,
  ])
  expect((await manage(local, "GET", "gateways/default/logs")).body.result).toHaveLength(1)
})

test("any other gateway must be there already: 400 with 2001", async () => {
  const { post } = start()
  const response = await post(compat.path, { gateway: "remote", body: compat.body })

  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({
    success: false,
    result: [],
    messages: [],
    error: [{ code: 2001, message: "Please configure AI Gateway in the Cloudflare dashboard" }],
    name: "AiGatewayError",
    httpCode: 400,
    internalCode: 2001,
    message: "Please configure AI Gateway in the Cloudflare dashboard",
    description: "Please configure AI Gateway in the Cloudflare dashboard",
  })
})

test("a deleted `default` comes back with the next request, without its past", async () => {
  const { local, post } = start({ gateways: { default: { cacheTtl: 60 }, one: {} }, gateway: "one" })
  const ask = async () =>
    (await post(compat.path, { gateway: "default", body: compat.body })).headers.get("cf-aig-cache-status")

  expect([await ask(), await ask()]).toEqual(["MISS", "HIT"])
  await manage(local, "DELETE", "gateways/default")
  expect(await ask()).toBeNull()
})

test("each account makes a `default` of its own", async () => {
  const other = "f".repeat(32)
  const { local, post } = start({ accounts: { [other]: { gateways: {} } } })
  await post(compat.path, { account: other, gateway: "default", body: compat.body })

  expect((await manage(local, "GET", "gateways/default")).status).toBe(404)
})

test("an account that is not there is 404", async () => {
  const { post } = start()

  expect(await refusal(await post(compat.path, { account: "e".repeat(32), body: compat.body }))).toEqual([404, 7003])
})

test("gateways of one name in two accounts share nothing", async () => {
  const other = "f".repeat(32)
  const { post } = start({
    gateways: { shared: { cacheTtl: 60, rateLimit: { limit: 2, interval: 60 } } },
    accounts: { [other]: { gateways: { shared: { cacheTtl: 60 } } } },
  })
  const ask = async (account?: string) => {
    const { status, headers } = await post(compat.path, { body: compat.body, ...(account && { account }) })
    return [status, headers.get("cf-aig-cache-status")]
  }

  expect([await ask(), await ask(), await ask()]).toEqual([
    [200, "MISS"],
    [200, "HIT"],
    [429, null],
  ])
  expect([await ask(other), await ask(other), await ask(other)]).toEqual([
    [200, "MISS"],
    [200, "HIT"],
    [200, "HIT"],
  ])
})

test("options and env name the first gateway, or the one that is said", async () => {
  const first = createLocalGateway({ gateways: { one: {}, two: {} } })
  const said = createLocalGateway({ gateways: { one: {}, two: {} }, gateway: "two" })
  const create = createGatewayClient(said.options).chat.completions.create
  const params = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "Tide" }] }

  expect([first.env.GATEWAY_NAME, said.env.GATEWAY_NAME]).toEqual(["one", "two"])
  expect(toText(await create(params))).toBe("Tide")
  expect(said.requests[0]?.url.pathname).toContain("/two/")
})

test.each([
  ["the account has credits", { accounts: { [account]: { credits: 1 } } }, [200, "unified"]],
  ["another gateway has stored keys", { gateways: { one: { byok: { openai: { default: "k" } } } } }, [402, undefined]],
  ["nobody said who pays", {}, [200, "stored"]],
])("who pays on a `default` that made itself where %s", async (_, options, expected) => {
  const { local, post } = start(options)
  const response = await post(compat.path, { gateway: "default", body: compat.body })

  expect([response.status, local.requests[0]?.credential?.source]).toEqual(expected)
})

test("options and env name a token that the gateway takes: the first of its own where none is given", async () => {
  const apiTokens = { "api-token": ["AI Gateway Run"] as const }
  const local = createLocalGateway({
    accounts: { [account]: { apiTokens } },
    gateways: { one: { tokens: ["first", "second"] } },
  })
  const given = createLocalGateway({ token: "second", gateways: { one: { tokens: ["first", "second"] } } })
  const open = createLocalGateway({ token: null, gateways: { one: { tokens: ["first"] } } })
  const none = createLocalGateway({ gateways: { one: { tokens: [] } } })
  const response = await local.fetch(`${local.options.baseURL}/${compat.path}`, {
    method: "POST",
    headers: { "cf-aig-authorization": `Bearer ${local.options.token}` },
    body: JSON.stringify(compat.body),
  })

  expect(response.status).toBe(200)
  expect([local.options.token, local.env.CF_AIG_TOKEN, local.env.CLOUDFLARE_API_TOKEN]).toEqual([
    "first",
    "first",
    "api-token",
  ])
  expect([given, open, none].map(({ options }) => options.token)).toEqual(["second", null, "local-gateway-token"])
})

test.each<[string, LocalGatewayOptions, string]>([
  [
    "`token: null` beside authentication",
    { token: null, gateways: { one: { authentication: true } } },
    "createLocalGateway: `token: null` turns authentication off, `gateways.one.authentication` is true: leave one out",
  ],
  [
    "two lifetimes",
    { cacheTtl: 60, gateways: { one: { cacheTtl: 120 } } },
    "createLocalGateway: `cacheTtl` is 60, `gateways.one.cacheTtl` 120: leave one out",
  ],
])("%s contradict each other", (_, options, message) => {
  expect(() => createLocalGateway(options)).toThrow(new TypeError(message))
})

test("what says the same twice contradicts nothing, nor does another gateway's word", () => {
  expect(() =>
    createLocalGateway({ cacheTtl: 60, gateways: { one: { cacheTtl: 60 }, two: { cacheTtl: 5 } } }),
  ).not.toThrow()
  expect(() => createLocalGateway({ token: null, gateways: { one: {}, two: { authentication: true } } })).not.toThrow()
})
