import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runCommand } from "./run-command.ts"

const cache = join(tmpdir(), "cf-ai-gateway-runtimes")

/** The folder of a package from npm, kept outside the repository for the next time. No install script is run. */
export async function installRuntime(name: string, version: string): Promise<string> {
  const machine = `${process.platform}-${process.arch}`
  if (machine !== "linux-x64") throw new Error(`taken from npm for linux-x64, and this is ${machine}`)
  mkdirSync(cache, { recursive: true, mode: 0o700 })
  // The folder's name is no secret: what somebody else put there is not run.
  if (statSync(cache).uid !== process.getuid?.()) throw new Error(`${cache} belongs to somebody else`)
  const folder = join(cache, `${name.replace("/", "-")}-${version}`)
  if (!existsSync(folder)) await installInto(folder, [`${name}@${version}`])
  return join(folder, "node_modules", name)
}

/** Makes a folder with these packages: whole, or not at all. */
export async function installInto(folder: string, packages: readonly string[]): Promise<void> {
  const fresh = mkdtempSync(`${folder}-new-`)
  try {
    writeFileSync(join(fresh, "package.json"), JSON.stringify({ private: true, type: "module" }))
    await runCommand(fresh, "npm", [
      "install",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      "--loglevel=error",
      ...packages,
    ])
    if (!existsSync(folder)) renameSync(fresh, folder)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}
