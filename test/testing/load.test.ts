import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import pLimit from "p-limit"
import { expect, onTestFinished, test } from "vitest"
import { createGatewayClient, toText } from "../../src/index.ts"
import { createLocalGateway } from "../../src/testing/index.ts"
import { listen } from "../../src/testing/node.ts"

setFlagsFromString("--expose-gc")
const gc = runInNewContext("gc") as () => void

async function start() {
  const local = createLocalGateway()
  const listening = await listen(local)
  onTestFinished(() => listening.close())
  const { create } = createGatewayClient({ ...listening.options, maxRetries: 0 }).chat.completions
  const ask = (name: string) => ({
    model: `openai/${name}`,
    messages: [{ role: "user" as const, content: `Question ${name} of many` }],
  })
  return { local, create, ask }
}

test("2,000 requests, 64 at once: each gets its own answer and its own log", { timeout: 60_000 }, async () => {
  const { local, create, ask } = await start()
  const limit = pLimit(64)
  const names = Array.from({ length: 2000 }, (_, index) => `m-${index}`)
  const completions = await Promise.all(names.map((name) => limit(() => create(ask(name)))))

  expect(completions.map(toText)).toEqual(names.map((name) => `Question ${name} of many`))
  expect(completions.map(({ model }) => model)).toEqual(names.map((name) => `openai/${name}`))
  expect(new Set(completions.map(({ gateway }) => gateway.logId)).size).toBe(2000)
  expect(local.requests).toHaveLength(2000)
})

test("200 streams at once: none is mixed with another or loses a word", { timeout: 60_000 }, async () => {
  const { create, ask } = await start()
  const names = Array.from({ length: 200 }, (_, index) => `s-${index}`)
  const texts = await Promise.all(
    names.map(async (name) => {
      const words: string[] = []
      for await (const word of (await create({ ...ask(name), stream: true })).textStream) words.push(word)
      return words
    }),
  )

  expect(texts).toEqual(names.map((name) => ["Question", ` ${name}`, " of", " many"]))
})

test("memory stays flat over many rounds of requests", { timeout: 60_000 }, async () => {
  const { local, create, ask } = await start()
  const limit = pLimit(64)
  const round = async () => {
    await Promise.all(Array.from({ length: 500 }, (_, index) => limit(() => create(ask(`r-${index}`)))))
    local.reset()
    gc()
    return process.memoryUsage().heapUsed
  }
  await round()
  await round()
  const before = await round()
  for (let more = 0; more < 5; more++) await round()
  const after = await round()

  // 3,000 requests later; one that kept its body alone would hold more than 1 KB each.
  expect(after - before).toBeLessThan(3_000_000)
})
