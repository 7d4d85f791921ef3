// Packs the package as npm would publish it, and runs one program in every runtime it is meant for, against a server that speaks HTTP by hand.
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { isDeepStrictEqual, parseArgs } from "node:util"
import { installInto } from "../test/runtimes/install-runtime.ts"
import { runCommand } from "../test/runtimes/run-command.ts"
import { runtimes, type Program, type Runtime } from "../test/runtimes/runtimes.ts"

const root = dirname(import.meta.dirname)
const { only } = parseArgs({ options: { only: { type: "string" } } }).values
const names = only?.split(",") ?? Object.keys(runtimes)
const unknown = names.filter((name) => !runtimes[name])
if (unknown.length > 0)
  throw new Error(`There is no runtime ${unknown.join(", ")}: take of ${Object.keys(runtimes).join(", ")}`)
if (!existsSync(join(root, "dist/index.cjs"))) throw new Error("dist is missing: run `npm run build` first")

const temp = mkdtempSync(join(tmpdir(), "cf-ai-gateway-"))
const folder = join(temp, "consumer")
let failed = 0
try {
  // Nothing in common but the network; the runs come one after the other, since some of them look at a clock.
  const [, ...ready] = await Promise.all([installPackage(), ...names.map(prepare)])
  for (const [name, runtime] of ready) {
    if (runtime instanceof Error) console.log(`skip runtime ${name}: ${brief(runtime)}`)
    else await check(name, runtime)
  }
} finally {
  rmSync(temp, { recursive: true, force: true })
}
process.exitCode = failed > 0 ? 1 : 0

async function installPackage(): Promise<void> {
  const [packed] = JSON.parse(
    await runCommand(root, "npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", temp]),
  )
  await installInto(folder, [join(temp, packed.filename)])
  cpSync(join(root, "test/runtimes/programs"), folder, { recursive: true })
}

async function prepare(name: string): Promise<[name: string, Runtime | Error]> {
  return [name, await runtimes[name]!().catch((error: Error) => error)]
}

async function check(name: string, { version, programs }: Runtime): Promise<void> {
  let checks = 0
  const wrong: string[] = []
  for (const [label, program] of Object.entries(programs)) {
    wrong.push(...(await differences(program)).map((line) => `${label}: ${line}`))
    checks += Object.keys(program.expected).length
  }
  if (wrong.length > 0) failed += 1
  console.log(
    wrong.length > 0
      ? `FAIL runtime ${name}: (${version})\n${wrong.join("\n").replaceAll(/^/gm, "  ")}`
      : `ok runtime ${name} (${version}, ${checks} checks)`,
  )
}

async function differences({ expected, run }: Program): Promise<string[]> {
  try {
    const { verdicts, problems } = await run(folder)
    const wrong = Object.keys({ ...expected, ...verdicts }).filter(
      (check) => !isDeepStrictEqual(verdicts[check], expected[check]),
    )
    return [
      ...wrong.map(
        (check) => `${check}: got ${JSON.stringify(verdicts[check])} instead of ${JSON.stringify(expected[check])}`,
      ),
      ...problems,
    ]
  } catch (error) {
    return [String(error instanceof Error ? error.message : error)]
  }
}

// npm says the reason in its first lines.
function brief({ message }: Error): string {
  return message.split("\n", 3).join("; ")
}
