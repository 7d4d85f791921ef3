import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"
import { distEntry } from "./dist.ts"
import type { Row } from "./table.ts"

const programs = {
  openai: 'export { default } from "openai"',
  "cf-ai-gateway, chat": `export { createChatClient } from ${JSON.stringify(fileURLToPath(distEntry))}`,
  "cf-ai-gateway": `export { createGatewayClient } from ${JSON.stringify(fileURLToPath(distEntry))}`,
  "AI SDK":
    'export { generateText, streamText } from "ai"; export { createOpenAICompatible } from "@ai-sdk/openai-compatible"',
}

/** What a page or a Worker would load: everything included, minified, gzip -9. */
export async function measureSize(): Promise<Row[]> {
  const sizes = await Promise.all(
    Object.entries(programs).map(async ([name, program]) => [name, await bundleSize(program)] as const),
  )
  const baseline = sizes.find(([name]) => name === "openai")![1]
  return sizes.map(([who, size]) => ({
    what: "bundle, min + gzip",
    who,
    figure: `${(size / 1000).toFixed(1)} KB`,
    ratio: size / baseline,
    budget: who.startsWith("cf-ai-gateway") ? "<= 20 KB, aim 16" : undefined,
  }))
}

async function bundleSize(program: string): Promise<number> {
  const resolveDir = fileURLToPath(new URL("..", import.meta.url))
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  })
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length
}
