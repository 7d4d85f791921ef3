// Every row of reference D2 as the local gateway produces it, and as our client takes it.
import { expect, onTestFinished, test } from "vitest"
import { classifyRefusal } from "../../../src/gateway/error-codes.ts"
import { readErrorBody } from "../../../src/gateway/read-error-body.ts"
import { createGatewayClient } from "../../../src/index.ts"
import { errorReplies, errorRows, type ErrorRowName } from "../../../src/testing/error-replies.ts"
import { createLocalGateway } from "../../../src/testing/index.ts"
import { listen } from "../../../src/testing/node.ts"
import { hello, rejection } from "../../support/server.ts"
import { ask, gatewayWays, restWays, wayIn } from "./ways-in.ts"

const rows = Object.keys(errorRows) as ErrorRowName[]
const chatRows = rows.filter((name) => errorRows[name].operation === undefined)
const runRows = rows.filter((name) => errorRows[name].operation === "run")

// Reference D2: the status of each, and the number where it has one.
const wire: { readonly [name in ErrorRowName]: readonly [status: number, code?: number] } = {
  "2001": [400, 2001],
  "2003": [429, 2003],
  "2003-trimmed": [429, 2003],
  "2005": [400, 2005],
  "2008": [400, 2008],
  "2009": [401, 2009],
  "2009-400": [400, 2009],
  "2009-run": [401, 2009],
  "2016": [424, 2016],
  "2017": [424, 2017],
  "2017-run-prompt": [422, 2017],
  "2017-run-response": [422, 2017],
  "2018-throttled": [429, 2018],
  "2019": [400, 2019],
  "2021-balance": [402, 2021],
  "2021-binding": [402, 2021],
  "2021-byok": [402, 2021],
  "2021-credits": [402, 2021],
  "2021-scanner": [402, 2021],
  "2021-throttled": [402, 2021],
  "2029": [400, 2029],
  "2030": [400, 2030],
  "2040": [400, 2040],
  "2041": [429, 2041],
  "2045": [429, 2045],
  "7013": [503, 7013],
  "402-x402": [402],
  "403-policy": [403],
  "429-policy": [429],
  "503-billing": [503],
  "byok-only": [400],
  "no-wholesale": [400],
  "request-timeout": [504],
  "1002": [400, 1002],
  "1003": [409, 1003],
  "1004": [404, 1004],
  "7001": [400, 7001],
  "7003-input": [400, 7003],
  "7003-model": [404, 7003],
  "7003-route": [404, 7003],
  "7003-throttled": [429, 7003],
  "10000": [401, 10000],
  "10000-workers-ai": [401, 10000],
  "3003": [400, 3003],
  "3006": [413, 3006],
  "3007": [408, 3007],
  "3008": [408, 3008],
  "3023": [403, 3023],
  "3036": [429, 3036],
  "3039": [400, 3039],
  "3040": [429, 3040],
  "3041": [403, 3041],
  "3042": [404, 3042],
  "5004": [400, 5004],
  "5005": [405, 5005],
  "5006": [400, 5006],
  "5007": [400, 5007],
  "5016": [403, 5016],
  "5018": [403, 5018],
  "5019": [405, 5019],
  "8001": [400, 8001],
  "5007-compat": [400, 5007],
  "run-failed": [200, 7003],
  "edge-1010": [403],
  "provider-401": [401],
}

test("every row is here", () => {
  expect(Object.keys(wire).sort()).toEqual([...rows].sort())
})

test.each(rows)("row %s goes over every way as documented, in the words of its host", async (name) => {
  const local = createLocalGateway()
  const [status, code] = wire[name]
  for (const way of [...gatewayWays, ...restWays]) {
    const response = await ask(local, way, { headers: { "x-local-gateway-fault": name } })
    const text = await response.text()
    expect([way.name, response.status]).toEqual([way.name, status])
    expect(response.headers.get("retry-after")).toBe(null)
    if (name === "edge-1010") {
      expect([response.headers.get("content-type"), text]).toEqual(["text/plain", "error code: 1010"])
      continue
    }
    const body = JSON.parse(text)
    const numbers = [...(body.error?.[Symbol.iterator] ? body.error : []), ...(body.errors ?? [])]
    const number = numbers[0]?.code ?? body.internalCode ?? (body.state ? body.error.code : undefined)
    expect([way.name, number]).toEqual([way.name, code])
    // What the gateway numbers is the API's envelope on the API's host.
    if (body.name === "AiGatewayError") expect(way.host).toBe("gateway")
    if (name === "402-x402") expect(response.headers.get("payment-required")).toBe("bG9jYWw=")
    if (name === "2029" || name === "2030") expect(response.headers.get("cf-aig-dlp")).toContain('"action":"BLOCK"')
  }
})

test.each(chatRows)(
  "row %s is that word to our client, whole and streamed, over fetch and over a port",
  async (name) => {
    const local = createLocalGateway()
    const listening = await listen(local)
    onTestFinished(() => listening.close())
    for (const options of [local.options, listening.options])
      for (const stream of [false, true]) {
        const { create } = createGatewayClient({ ...options, maxRetries: 0 }).chat.completions
        const headers = { "x-local-gateway-fault": name }
        const { code, gateway } = await rejection(create({ ...hello, stream }, { headers }))
        expect([code, gateway.status]).toEqual([errorRows[name].code, wire[name][0]])
      }
  },
)

test.each(runRows)("row %s is what it means on /ai/run", async (name) => {
  const local = createLocalGateway()
  const response = await ask(local, wayIn("run"), { headers: { "x-local-gateway-fault": name } })
  const read = readErrorBody(await response.json())

  expect(classifyRefusal({ ...read, status: response.status, operation: "run" }).code).toBe(errorRows[name].code)
})

const words = Object.keys(errorReplies) as (keyof typeof errorReplies)[]

test.each(words)("our own word %s is that error to our client, by header and over a port", async (word) => {
  const local = createLocalGateway()
  const listening = await listen(local)
  onTestFinished(() => listening.close())
  for (const options of [local.options, listening.options]) {
    const { create } = createGatewayClient({ ...options, maxRetries: 0 }).chat.completions
    const { code } = await rejection(create(hello, { headers: { "x-local-gateway-fault": word } }))
    expect(code).toBe(word)
  }
})
