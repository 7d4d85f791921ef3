import { expect, test } from "vitest"
import * as gateway from "../../src/index.ts"
import { expected } from "./expected.ts"
// @ts-expect-error plain JavaScript, since not every runtime takes types off
import { runProgram } from "./programs/program.mjs"
import { startWireServer } from "./wire-server.ts"

test("the program of the runtimes sees from the source what it has to see from the package", async () => {
  await using server = await startWireServer()

  expect(await runProgram(server.url, gateway)).toEqual(expected)
  expect(server.problems).toEqual([])
})

test("a request that differs is told, with what differs", async () => {
  await using server = await startWireServer()
  const client = gateway.createGatewayClient({ baseURL: server.url, token: "another", gateway: { cacheTtl: 60 } })

  await client.chat.completions.create({ model: "openai/whole", messages: [] })

  expect(server.problems).toEqual([
    'whole was asked by {"method":"POST","accept":"application/json","type":"application/json","agent":"cf-ai-gateway",' +
      '"ours":[["cf-aig-cache-ttl","60"],["cf-aig-authorization","Bearer another"]],"body":{"model":"openai/whole","messages":[]}}' +
      ' instead of {"method":"POST","accept":"application/json","type":"application/json","agent":"cf-ai-gateway",' +
      '"ours":[["cf-aig-authorization","Bearer runtimes-token"]],"body":{"model":"openai/whole","messages":[{"role":"user","content":"Wie viele Füße hat ein 🐧?"}]}}',
  ])
})

test("a request that is sent again unasked is told", async () => {
  await using server = await startWireServer()
  const client = gateway.createGatewayClient({ baseURL: server.url, token: "runtimes-token" })
  const messages = [{ role: "user" as const, content: "Wie viele Füße hat ein 🐧?" }]

  await client.chat.completions.create({ model: "openai/whole", messages })
  await client.chat.completions.create({ model: "openai/whole", messages })

  expect(server.problems).toEqual(["whole was asked 2 times"])
})
