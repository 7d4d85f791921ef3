import { PassThrough } from "node:stream"
import type { Terminal } from "../../src/cli/terminal.ts"

/** A terminal made of streams, for commands that run in this process. */
export interface FakeTerminal extends Terminal {
  /** What was printed so far. */
  readonly printed: { readonly stdout: string; readonly stderr: string }
  type(text: string): void
  /** Settles when what was printed holds it. */
  until(pattern: RegExp, where?: "stdout" | "stderr"): Promise<void>
}

/** Standard input ends after `input`; without it, it is a keyboard. */
export function createFakeTerminal(input?: string, env: Readonly<Record<string, string>> = {}): FakeTerminal {
  const stdin = Object.assign(new PassThrough(), { isTTY: input === undefined })
  if (input !== undefined) stdin.end(input)
  const printed = { stdout: "", stderr: "" }
  const changed = new EventTarget()
  const print = (where: keyof typeof printed) => {
    const stream = new PassThrough()
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed[where] += text
      changed.dispatchEvent(new Event("change"))
    })
    return stream as unknown as NodeJS.WriteStream
  }
  return {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: print("stdout"),
    stderr: print("stderr"),
    env: env as Record<string, string | undefined>,
    printed,
    type: (text) => void stdin.write(text),
    async until(pattern, where = "stdout") {
      while (!pattern.test(printed[where]))
        await new Promise((resolve) => changed.addEventListener("change", resolve, { once: true }))
    },
  }
}
