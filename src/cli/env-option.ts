import type { Command } from "commander"
import type { Terminal } from "./terminal.ts"

/** Adds `--env`: the variables of a file count for this command, whatever the environment holds under their names. */
export function addEnvOption(command: Command, terminal: Terminal): Command {
  return command
    .option("--env <file>", "read variables from this file; they win over the environment's")
    .hook("preAction", async () => {
      const { env: file } = command.opts<{ env?: string }>()
      if (file === undefined) return
      const { readEnvFile } = await import("./read-env-file.ts")
      const variables = await readEnvFile(file)
      // The client looks at the process's own.
      for (const environment of [process.env, terminal.env]) Object.assign(environment, variables)
    })
}
