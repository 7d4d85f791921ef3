import { expect, test } from "vitest"
import { createApi, refusal } from "./create-api.ts"

const denied = refusal(401, 10000, "Authentication error")

test.each([
  ["GET", "read", 200],
  ["GET", "edit", 200],
  ["GET", "run", 401],
  ["GET", "unknown", 401],
  ["DELETE", "edit", 200],
  ["DELETE", "read", 401],
  ["DELETE", "run", 401],
])("%s of a gateway with the token %s answers %d", async (method, token, status) => {
  const answer = await createApi().call(method, "/gateways/gw", undefined, token)
  expect(answer.status).toBe(status)
  if (status === 401) expect(answer).toEqual(denied)
})

test("a request without a token is refused", async () => {
  const { app } = createApi()
  const response = await app.request("https://api.cloudflare.com/client/v4/accounts/acc/ai-gateway/gateways")
  expect({ status: response.status, body: await response.json() }).toEqual(denied)
})

test("a HEAD request needs no more than a GET", async () => {
  const { app } = createApi()
  const headers = { authorization: "Bearer read" }
  const url = "https://api.cloudflare.com/client/v4/accounts/acc/ai-gateway/gateways"
  expect((await app.request(url, { method: "HEAD", headers })).status).toBe(200)
})

test("an unknown account is no route", async () => {
  const { app } = createApi()
  const url = "https://api.cloudflare.com/client/v4/accounts/other/ai-gateway/gateways"
  const response = await app.request(url, { headers: { authorization: "Bearer edit" } })
  const message =
    "Could not route to /client/v4/accounts/other/ai-gateway/gateways, perhaps your object identifier is invalid?"
  expect({ status: response.status, body: await response.json() }).toEqual(refusal(404, 7003, message))
})

test.each(["/nothing", "/gateways/gw/nothing", "/gateways/gw/logs/one/two"])("%s is no route", async (path) => {
  const message = `Could not route to /client/v4/accounts/acc/ai-gateway${path}, perhaps your object identifier is invalid?`
  expect(await createApi().call("GET", path)).toEqual(refusal(404, 7003, message))
})

test.each([
  ["GET", ""],
  ["PUT", ""],
  ["DELETE", ""],
  ["GET", "/url/openai"],
  ["GET", "/logs"],
  ["GET", "/routes"],
  ["GET", "/provider_configs"],
])("%s below an unknown gateway%s says that there is none", async (method, path) => {
  expect(await createApi().call(method, `/gateways/none${path}`)).toEqual(refusal(404, 7002, "Gateway not found"))
})

test.each([
  ["GET", "logs/one", undefined],
  ["POST", "routes", '{"name":"support","elements":[]}'],
])("what breaks within a %s of %s is no refusal", async (method, path, body) => {
  const { app, gateway } = createApi()
  const broken = () => {
    throw new RangeError("broken")
  }
  Object.assign(gateway.logs, { get: broken })
  Object.assign(gateway.routes, { create: broken })
  const seen: unknown[] = []
  app.onError((error, c) => {
    seen.push(error)
    return c.text("", 500)
  })
  const url = `https://api.cloudflare.com/client/v4/accounts/acc/ai-gateway/gateways/gw/${path}`
  const init = { method, headers: { authorization: "Bearer edit" }, ...(body !== undefined && { body }) }
  expect((await app.request(url, init)).status).toBe(500)
  expect(seen).toEqual([new RangeError("broken")])
})
