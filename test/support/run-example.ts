import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"

const examples = new URL("../../examples/", import.meta.url)

/** What an example said, and how it ended. */
export interface ExampleRun {
  readonly lines: readonly string[]
  readonly stderr: string
  readonly exitCode: number | null
}

/** Runs an example as anybody would: its own process, plain Node, nothing but the environment to go by. */
export async function runExample(name: string, env: Readonly<Record<string, string>>): Promise<ExampleRun> {
  const file = fileURLToPath(new URL(`${name}.ts`, examples))
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [file],
      { env: { PATH: process.env["PATH"], NO_COLOR: "1", ...env }, timeout: 20_000 },
      (_, stdout, stderr) => {
        resolve({ lines: stdout.split("\n").slice(0, -1), stderr, exitCode: child.exitCode })
      },
    )
  })
}

/** The source of an example. */
export async function readExample(name: string): Promise<string> {
  return readFile(new URL(`${name}.ts`, examples), "utf8")
}

/** What its `//=>` comments promise, line by line; `…` stands for what differs from run to run. */
export function readPromises(source: string): string[] {
  return source.split("\n").flatMap((line) => /\/\/=>(?: (.*))?$/.exec(line)?.slice(1) ?? [])
}

/** The printed lines, with those replaced by their promise that keep it. */
export function asPromised(lines: readonly string[], promises: readonly string[]): string[] {
  return lines.map((line, index) => {
    const promise = promises[index] ?? ""
    const pattern = promise
      .split("…")
      .map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
      .join(".+")
    return new RegExp(`^${pattern}$`).test(line) ? promise : line
  })
}
