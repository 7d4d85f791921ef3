import { resolve } from "node:path"
import { pathToFileURL } from "node:url"

/** What is measured: the built package. BENCH_DIST points to another build. */
export const distEntry = process.env["BENCH_DIST"]
  ? pathToFileURL(resolve(process.env["BENCH_DIST"], "index.js")).href
  : new URL("../dist/index.js", import.meta.url).href

export async function loadDist(): Promise<typeof import("../src/index.ts")> {
  return await import(distEntry)
}
