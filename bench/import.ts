import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { distEntry } from "./dist.ts"
import { compare } from "./rounds.ts"
import { scale } from "./scale.ts"
import type { Row } from "./table.ts"

/** The first `import` of a fresh process, timed inside it. */
export async function measureImport(): Promise<Row[]> {
  const modules = { openai: "openai", "cf-ai-gateway": distEntry, ai: "ai", ofetch: "ofetch", "zod/mini": "zod/mini" }
  const contenders = Object.entries(modules).map(([name, specifier]) => ({
    name,
    budget: name === "cf-ai-gateway" ? "<= 0.8, aim 0.5" : undefined,
    run: () => importOnce(specifier),
  }))
  return compare("cold import", contenders, {
    baseline: "openai",
    rounds: scale.imports,
    format: (ms) => `${ms.toFixed(0)} ms`,
  })
}

async function importOnce(specifier: string): Promise<number> {
  const program = `const began = performance.now(); await import(${JSON.stringify(specifier)}); console.log(performance.now() - began)`
  const cwd = fileURLToPath(new URL("..", import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], { cwd })
  return Number(stdout)
}
