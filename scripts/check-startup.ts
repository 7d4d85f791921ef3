// How long the command line takes to start, over bare Node: medians of interleaved runs, so that a busy machine slows both.
import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { dirname } from "node:path"
import { promisify } from "node:util"

const budget = 150
const rounds = 9
const run = promisify(execFile)
const cli = `${dirname(import.meta.dirname)}/dist/cli.js`

if (!existsSync(cli)) throw new Error("dist/cli.js is missing: run `npm run build` first")

const bare: number[] = []
const ours: number[] = []
for (let round = 0; round < rounds; round++) {
  bare.push(await time("-e", "0"))
  ours.push(await time(cli, "--help"))
}
const over = median(ours) - median(bare)
console.log(`bare node ${median(bare).toFixed(0)} ms, cf-ai-gateway --help ${median(ours).toFixed(0)} ms`)
const fits = over <= budget
console.log(`${fits ? "ok" : "FAIL"} start-up: ${over.toFixed(0)} ms over bare node, at most ${budget} allowed`)
process.exitCode = fits ? 0 : 1

async function time(...args: string[]): Promise<number> {
  const start = performance.now()
  await run(process.execPath, args)
  return performance.now() - start
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}
