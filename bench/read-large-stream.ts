import { loadDist } from "./dist.ts"
import type { MemorySample } from "./memory.ts"
import { messages, model } from "./question.ts"
import { scale } from "./scale.ts"

// Runs as a process of its own (memory.ts), with `gc` exposed: the ends of the line are taken after a collection, what lies between is not.
const gc = (globalThis as unknown as { gc: () => void }).gc
const [origin = ""] = process.argv.slice(2)
const samples: MemorySample[] = []
const take = () => {
  const { heapUsed, rss } = process.memoryUsage()
  samples.push({ heap: heapUsed, rss })
}

const { createGatewayClient } = await loadDist()
const client = createGatewayClient({ baseURL: `${origin}/large`, token: "bench" })
const stream = await client.chat.completions.create({ model, messages, stream: true })
const eventSize = 16_000
const sampleEvery = Math.max(1, Math.round(scale.memoryBytes / eventSize / 256))
let read = 0
for await (const chunk of stream) {
  if (chunk.object !== "chat.completion.chunk") throw new Error("That is no chunk")
  // The first hundredth fills caches and compiles the loop.
  if (read === sampleEvery * 3) gc()
  if (read >= sampleEvery * 3 && read % sampleEvery === 0) take()
  read++
}
if (read * eventSize < scale.memoryBytes * 0.9) throw new Error(`The stream ended after ${read} events`)
gc()
take()
process.send?.(samples, () => process.disconnect())
