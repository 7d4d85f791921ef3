import { readFile } from "node:fs/promises"
import { parseEnv } from "node:util"
import { CommandError } from "./command-error.ts"

/** The variables in a file. Throws a `CommandError` where it cannot be read. */
export async function readEnvFile(file: string): Promise<Record<string, string | undefined>> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      `--env ${file} ${error.code === "ENOENT" ? "does not exist" : `cannot be read: ${error.code}`}`,
    )
  })
  // Editors on Windows begin a file with a byte order mark.
  return parseEnv(text.replace(/^\ufeff/, ""))
}
