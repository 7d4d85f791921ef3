// Reference A5, against a plain server.
import { expect, onTestFinished, test } from "vitest"
import type { LocalCustomProvider } from "../../../src/testing/index.ts"
import { startServer } from "../../support/server.ts"
import { compat, messages, start } from "./start.ts"
import { manage, refusal } from "./ways-in.ts"

type Answer = Parameters<typeof startServer>[0]

async function startHost(answer: Answer = (response) => void response.end('{"ok":true}')) {
  const host = await startServer(answer)
  onTestFinished(() => host[Symbol.asyncDispose]())
  return host
}

function withProvider(mine: LocalCustomProvider, more: object = {}) {
  return start({ gateways: { one: { customProviders: { mine }, ...more } } })
}

test("a path is put after the base URL, with its query", async () => {
  const host = await startHost()
  const { post } = withProvider({ baseURL: `${host.url}/base/` })
  const response = await post("custom-mine/v1/search?q=tide&n=2", { body: { any: ["thing"] } })

  expect([response.status, await response.json()]).toEqual([200, { ok: true }])
  expect(host.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
    ["POST", "/base/v1/search?q=tide&n=2", '{"any":["thing"]}'],
  ])
  expect(response.headers.get("cf-aig-log-id")).toBe("0199b3f0-0000-7000-8000-000000000001")
})

test.each(["GET", "DELETE", "PUT"])("%s goes on as it is", async (method) => {
  const host = await startHost()
  const { post } = withProvider({ baseURL: host.url })
  const response = await post("custom-mine/v1/responses", { method, ...(method === "PUT" && { body: "{}" }) })

  expect(response.status).toBe(200)
  expect(host.requests.map(({ method, path }) => [method, path])).toEqual([[method, "/v1/responses"]])
})

test("bytes reach the host unchanged", async () => {
  const host = await startHost((response, { headers }) => void response.end(String(headers["content-length"])))
  const { local } = withProvider({ baseURL: host.url })
  const { accountId, gateway, token } = local.options
  const response = await local.fetch(
    `https://gateway.ai.cloudflare.com/v1/${accountId}/${gateway}/custom-mine/transcribe`,
    {
      method: "POST",
      headers: { "cf-aig-authorization": `Bearer ${token}`, "content-type": "application/octet-stream" },
      body: new Uint8Array([0xff, 0xfe, 0x00, 0x80]),
    },
  )

  expect(await response.text()).toBe("4")
})

test("the gateway's own headers stay behind, the request's key goes on unchanged", async () => {
  const host = await startHost()
  const { post } = withProvider({ baseURL: host.url }, { byok: { "custom-mine": { default: "k-stored" } } })
  const headers = { authorization: "Token k-own", "cf-aig-metadata": "{}", "x-mine": "1", "x-local-gateway-fault": "" }
  await post("custom-mine/x", { body: {}, headers })
  await post("custom-mine/x", { body: {} })
  const [own, stored] = host.requests

  expect(own?.headers).toMatchObject({ authorization: "Token k-own", "x-mine": "1" })
  expect(Object.keys(own!.headers).filter((name) => /^cf-aig|^x-local/.test(name))).toEqual([])
  expect(own?.headers.host).toBe(new URL(host.url).host)
  expect(stored?.headers.authorization).toBe("Bearer k-stored")
})

test("on compat the model loses its provider, and the host's chat endpoint is asked", async () => {
  const completion = { id: "c", object: "chat.completion", choices: [{ index: 0, message: { content: "Hi" } }] }
  const host = await startHost((response) => {
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify(completion))
  })
  const { local, post } = withProvider({ baseURL: `${host.url}/v1` })
  const response = await post(compat.path, { body: { model: "custom-mine/org/model", messages, top_k: 3 } })

  expect(await response.json()).toEqual(completion)
  expect(host.requests[0]?.path).toBe("/v1/chat/completions")
  expect(JSON.parse(host.requests[0]!.body)).toEqual({ model: "org/model", messages, top_k: 3 })
  expect(local.requests[0]).toMatchObject({ provider: "custom-mine", model: "org/model" })
})

test("in a universal request the step's query alone reaches the host, in both forms", async () => {
  const host = await startHost()
  const { post } = withProvider({ baseURL: host.url })
  const named = { model: "custom-mine/m", messages }
  await post("", { body: [{ provider: "compat", endpoint: "chat/completions", headers: {}, query: named }] })
  await post("", { body: [{ provider: "custom-mine", endpoint: "v1/do?x=1", headers: {}, query: { a: 1 } }] })

  expect(host.requests.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
    ["/chat/completions", { model: "m", messages }],
    ["/v1/do?x=1", { a: 1 }],
  ])
})

test("a stream of the host passes through", async () => {
  const host = await startHost((response) => {
    response.setHeader("content-type", "text/event-stream")
    response.write("data: one\n\n")
    response.end("data: two\n\n")
  })
  const { post } = withProvider({ baseURL: host.url })
  const response = await post("custom-mine/v1/stream", { body: {} })

  expect(response.headers.get("content-type")).toBe("text/event-stream")
  expect(await response.text()).toBe("data: one\n\ndata: two\n\n")
})

test("the host's refusal passes on as it is", async () => {
  const host = await startHost((response) => {
    response.statusCode = 418
    response.setHeader("content-type", "application/json")
    response.end('{"teapot":true}')
  })
  const { post } = withProvider({ baseURL: host.url })
  const response = await post("custom-mine/x", { body: {} })

  expect([response.status, await response.json()]).toEqual([418, { teapot: true }])
})

test("a host that cannot be reached is 400 with 2005", async () => {
  const host = await startHost()
  await host[Symbol.asyncDispose]()
  const { post } = withProvider({ baseURL: host.url })

  expect(await refusal(await post("custom-mine/x", { body: {} }))).toEqual([400, 2005])
})

test("a model may stand in for the host, whole and streamed", async () => {
  const { post } = withProvider(({ model }) => `I am ${model}`)
  const whole = await post(compat.path, { body: { model: "custom-mine/m", messages } })
  const own = await post("custom-mine/v1/chat/completions", { body: { model: "m", messages } })

  expect((await whole.json()).choices[0].message.content).toBe("I am m")
  expect((await own.json()).choices[0].message.content).toBe("I am m")
})

test("an account's providers are every gateway's; a gateway's own are not", async () => {
  const { post } = start({
    accounts: {
      "0123456789abcdef0123456789abcdef": {
        customProviders: { shared: "From the account" },
        gateways: { one: { customProviders: { mine: "From one" } }, two: {} },
      },
    },
  })
  const ask = async (gateway: string, slug: string) =>
    (await post(compat.path, { gateway, body: { model: `${slug}/m`, messages } })).status

  expect([await ask("one", "custom-shared"), await ask("two", "custom-shared")]).toEqual([200, 200])
  expect([await ask("one", "custom-mine"), await ask("two", "custom-mine")]).toEqual([200, 400])
})

test("a slug that begins with custom-, which the management API takes, is called with both", async () => {
  const { local, post } = start()
  const body = { name: "Mine", slug: "custom-mine", base_url: "https://mine.example", enable: true }
  await manage(local, "POST", "custom-providers", body)
  local.reply("Twice")
  const ask = (slug: string) => post(compat.path, { body: { model: `${slug}/m`, messages } })

  expect((await ask("custom-custom-mine")).status).toBe(200)
  expect(await refusal(await ask("custom-mine"))).toEqual([400, 2008])
})

test("one that the management API made answers once it is enabled", async () => {
  const { local, post } = start()
  const body = { name: "Mine", slug: "mine", base_url: "https://mine.example" }
  const { body: made } = await manage(local, "POST", "custom-providers", body)
  local.reply("Planned")
  const before = await post(compat.path, { body: { model: "custom-mine/m", messages } })
  await manage(local, "PATCH", `custom-providers/${made.result.id}`, { enable: true })
  const after = await post(compat.path, { body: { model: "custom-mine/m", messages } })

  expect(await refusal(before)).toEqual([400, 2008])
  expect((await after.json()).choices[0].message.content).toBe("Planned")
})
