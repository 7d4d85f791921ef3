import { join } from "node:path"
import { build } from "esbuild"

/** One script of an entry of the consumer's folder and the packed package, as users' own bundlers make it for a Worker or a page. */
export async function bundle(folder: string, entry: string, conditions: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, entry)],
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: [...conditions],
    write: false,
    logLevel: "silent",
  })
  return outputFiles[0]!.text
}
