import { readFileSync } from "node:fs"
import { arch, cpus, platform } from "node:os"
import { scale } from "./scale.ts"

/** Where the figures come from: processor, cores, Node, and the versions that were compared. */
export function describeMachine(): string {
  const processors = cpus()
  const peers = ["ofetch", "openai", "ai", "zod", "undici"]
    .map((name) => `${name} ${installedVersion(name)}`)
    .join(", ")
  const machine = `${processors[0]?.model.trim()}, ${processors.length} cores, ${platform()} ${arch()}, Node ${process.version}; ${peers}`
  return scale.quick ? `${machine}\nQuick run (BENCH_QUICK): the figures mean nothing` : machine
}

function installedVersion(name: string): string {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8")).version
}
