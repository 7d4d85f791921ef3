import { fork } from "node:child_process"
import { once } from "node:events"
import { scale } from "./scale.ts"
import { startServer } from "./start-server.ts"
import type { Row } from "./table.ts"

/** Bytes in use, at one moment. */
export interface MemorySample {
  readonly heap: number
  readonly rss: number
}

/** Whether a long stream of which little is to be kept fills the memory. Read in a process of its own, whose heap holds nothing else. */
export async function measureMemory(): Promise<Row[]> {
  await using server = await startServer()
  const child = fork(new URL("./read-large-stream.ts", import.meta.url), [server.origin], { execArgv: ["--expose-gc"] })
  const failed = once(child, "exit").then(([code]) =>
    Promise.reject(new Error(`The reader of the stream ended with code ${code}`)),
  )
  const [samples] = (await Promise.race([once(child, "message"), failed])) as [MemorySample[]]
  failed.catch(() => {})
  const toRow = (who: string, of: (sample: MemorySample) => number, budget?: string): Row => {
    const values = samples.map(of)
    const [start, end] = [values[0]!, values.at(-1)!]
    const figure = [start, Math.max(...values), end].map((bytes) => Math.round(bytes / 2 ** 20)).join(" / ")
    return {
      what: `memory over ${scale.memoryBytes / 2 ** 20} MB`,
      who,
      figure: `${figure} MB`,
      ratio: end / start,
      budget,
    }
  }
  return [
    toRow("heap: start / max / end", ({ heap }) => heap, "flat"),
    toRow("rss: start / max / end", ({ rss }) => rss),
  ]
}
