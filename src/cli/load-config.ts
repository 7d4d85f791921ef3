import { spawnSync } from "node:child_process"
import { readFile } from "node:fs/promises"
import { basename, extname, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import type { LocalGatewayOptions } from "../testing/local-gateway-options.ts"
import { CommandError } from "./command-error.ts"
import { jsonProblemAt } from "./json-problem-at.ts"

/** The options in a file: JSON, or a module's default export. Throws a `CommandError` that says what is wrong with it, and where. */
export async function loadConfig(
  file: string,
  features: { typescript?: unknown } = process.features,
  patience = 10_000,
): Promise<LocalGatewayOptions> {
  const extension = extname(file)
  const fail = (what: string): never => {
    throw new CommandError(`--config ${file} ${what}`)
  }
  if (!/^\.(json|[cm]?[jt]s)$/.test(extension)) fail("must end in .json, .js, .mjs or .ts")
  if (extension.endsWith("ts") && !features.typescript)
    fail(`needs Node 22.18 or later (this is ${process.version}): write it as .mjs or .json`)
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) =>
    fail(error.code === "ENOENT" ? "does not exist" : `cannot be read: ${error.code}`),
  )
  const value = extension === ".json" ? parse(text, fail) : await run(file, fail, patience)
  if (typeof value !== "object" || value === null || Array.isArray(value))
    fail(extension === ".json" ? "must hold an object" : "must export its options: `export default { … }`")
  return value as LocalGatewayOptions
}

function parse(text: string, fail: (what: string) => never): unknown {
  // Editors on Windows begin a file with a byte order mark.
  const clean = text.replace(/^\ufeff/, "")
  const at = jsonProblemAt(clean)
  if (at === undefined) return JSON.parse(clean)
  const lines = clean.slice(0, at).split("\n")
  const what = at >= clean.trimEnd().length ? "the text ends too early" : `\`${clean[at]}\` cannot stand there`
  return fail(`is not JSON: line ${lines.length}, column ${lines.at(-1)!.length + 1}: ${what}`)
}

async function run(file: string, fail: (what: string) => never, patience: number): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), patience)))
  let module
  try {
    module = await Promise.race([import(pathToFileURL(resolve(file)).href), late])
  } catch (thrown) {
    const error = (thrown ?? {}) as Partial<Error>
    const { message = typeof thrown === "string" ? thrown : `it throws ${thrown}` } = error
    const where = locate(file, error)
    return fail(`failed${where ? ` at ${where}` : ""}: ${message.split("\n")[0]}`)
  } finally {
    clearTimeout(timer)
  }
  return module ? module.default : fail("does not finish: a top-level await in it never settles")
}

// The line that threw, as `gateway.config.ts:3:7`.
function locate(file: string, error: Partial<Error>): string | undefined {
  const line = new RegExp(`${basename(file).replace(/\W/g, "\\$&")}(?::\\d+)+`)
  const [found] = line.exec(error.stack ?? "") ?? []
  if (found || error.name !== "SyntaxError") return found
  // Node keeps the line of a module's syntax error for its own printer.
  return line.exec(spawnSync(process.execPath, ["--check", file], { encoding: "utf8" }).stderr)?.[0]
}
