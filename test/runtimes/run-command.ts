import { spawn } from "node:child_process"

/** What a command prints. Rejects with all it said when it fails, or has not ended by itself after `timeout` milliseconds. */
export function runCommand(
  folder: string,
  command: string,
  args: readonly string[],
  { env = process.env, timeout = 120_000 }: { env?: NodeJS.ProcessEnv; timeout?: number } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"]
    const child = spawn(command, args, { cwd: folder, env, stdio, timeout, killSignal: "SIGKILL" })
    const output = { stdout: "", stderr: "" }
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text))
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text))
    child.on("error", reject)
    child.on("close", (code) => {
      const end = code === null ? `did not end within ${timeout} ms` : `ended with ${code}`
      if (code === 0) resolve(output.stdout)
      else reject(new Error(`${command} ${end}\n${output.stderr}${output.stdout}`.trim()))
    })
  })
}
