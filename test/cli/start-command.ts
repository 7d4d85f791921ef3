import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url))

/** How a command ended, and what it said. */
export interface CommandEnd {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
}

/** A command that runs. */
export interface RunningCommand {
  /** Types into it, or pipes. */
  write(text: string): void
  /** Ends its standard input. */
  endInput(): void
  /** Ctrl-C, as a terminal that is not its own sends it. */
  interrupt(signal?: NodeJS.Signals): void
  /** Stops reading what it prints, as `head` does. */
  closeOutput(): void
  /** Settles when standard output holds it, or standard error; gives what stands there so far. */
  until(pattern: RegExp, where?: "stdout" | "stderr"): Promise<string>
  readonly ended: Promise<CommandEnd>
}

interface StartOptions {
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly cwd?: string | undefined
}

/** Starts the command line from its source, in its own process, with nothing but this environment to go by. */
export function startCommand(args: readonly string[], options: StartOptions = {}): RunningCommand {
  return start(process.execPath, [main, ...args], options)
}

/** The same in a terminal of its own, which shows both outputs as one and echoes what is typed. */
export function startInTerminal(args: readonly string[], options: StartOptions = {}): RunningCommand {
  const line = [process.execPath, main, ...args].map((word) => `'${word}'`).join(" ")
  // In the shell's place: one that waits would hear Ctrl-C too, and end with it.
  return start("script", ["-qec", `exec ${line}`, "/dev/null"], { ...options, env: { TERM: "xterm", ...options.env } })
}

/** Whether there is a program that gives a command a terminal. */
export const hasTerminal = spawnSync("script", ["--version"]).stdout?.includes("util-linux") ?? false

/** Runs a command to its end; `input` is piped in. */
export async function runCommand(
  args: readonly string[],
  { input = "", ...options }: StartOptions & { readonly input?: string } = {},
): Promise<CommandEnd> {
  const command = startCommand(args, options)
  command.write(input)
  command.endInput()
  return command.ended
}

/** Runs a line of the shell to its end, in which `"$0" "$@"` is the command line. */
export function runInShell(line: string, options: StartOptions = {}): Promise<CommandEnd> {
  return start("sh", ["-c", line, process.execPath, main], options).ended
}

function start(file: string, args: readonly string[], { env, cwd }: StartOptions): RunningCommand {
  const child = spawn(file, args, { cwd, env: { PATH: process.env["PATH"], ...env } })
  onTestFinished(() => void child.kill("SIGKILL"))
  // One that ends early does not read what is typed.
  child.stdin.on("error", () => {})
  const texts = { stdout: "", stderr: "" }
  const gather = (stream: Readable, name: keyof typeof texts) => {
    stream.setEncoding("utf8")
    stream.on("data", (text: string) => (texts[name] += text))
  }
  gather(child.stdout, "stdout")
  gather(child.stderr, "stderr")
  const ended = once(child, "close").then(([exitCode]) => ({ ...texts, exitCode: exitCode as number | null }))
  return {
    ended,
    write: (text) => void child.stdin.write(text),
    endInput: () => void child.stdin.end(),
    interrupt: (signal = "SIGINT") => void child.kill(signal),
    closeOutput: () => void child.stdout.destroy(),
    async until(pattern, where = "stdout") {
      let isOver = false
      void ended.then(() => (isOver = true))
      while (!pattern.test(texts[where])) {
        if (isOver) throw new Error(`It ended without ${pattern}: ${JSON.stringify(texts)}`)
        await Promise.race([once(child[where], "data"), ended])
      }
      return texts[where]
    },
  }
}
