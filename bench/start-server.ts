import { fork } from "node:child_process"
import { once } from "node:events"

/** The server of the bench, in a process of its own. */
export interface BenchServer extends AsyncDisposable {
  readonly origin: string
}

export async function startServer(): Promise<BenchServer> {
  const child = fork(new URL("./server.ts", import.meta.url))
  const [port] = await once(child, "message")
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(child, "exit")
      child.disconnect()
      await closed
    },
  }
}
