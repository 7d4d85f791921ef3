import { readFile, writeFile } from "node:fs/promises"
import { CommandError } from "./command-error.ts"

const firstLine = "# Written by cf-ai-gateway dev"

/** Makes sure that a file may be written: it is not there yet, or `dev` wrote it. */
export async function assertOwnEnvFile(file: string): Promise<void> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw new CommandError(`--env ${file} cannot be written: ${error.code}`)
  })
  if (text !== undefined && text.split(/\r?\n/, 1)[0] !== firstLine)
    throw new CommandError(
      `--env ${file} is there already and not from dev, which leaves it as it is: name another file`,
    )
}

/** Writes variables to a file that nobody else reads. */
export async function writeEnvFile(file: string, lines: readonly string[]): Promise<void> {
  const text = `${[firstLine, ...lines].join("\n")}\n`
  await writeFile(file, text, { mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`--env ${file} cannot be written: ${error.code}`)
  })
}
