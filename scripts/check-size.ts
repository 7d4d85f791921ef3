// How much a page or a Worker pays: everything included, zod and ofetch too.
import { existsSync } from "node:fs"
import { dirname } from "node:path"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"

// The design aims at 20 KiB for a client that chats; docs/decisions/0008-bundle-size.md says why it is these.
const budgets = { createChatClient: 29_700, createGatewayClient: 50_000 }
const root = dirname(import.meta.dirname)

if (!existsSync(`${root}/dist/index.js`)) throw new Error("dist/index.js is missing: run `npm run build` first")

for (const [name, budget] of Object.entries(budgets)) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${name} } from "./dist/index.js"`, resolveDir: root },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    metafile: true,
    logLevel: "error",
  })
  const [bundle] = outputFiles
  if (!bundle) throw new Error("esbuild wrote nothing")
  const gzipped = gzipSync(bundle.contents, { level: 9 }).byteLength

  console.log(
    `${name}, everything included: ${kilobytes(bundle.contents.byteLength)} minified, ${kilobytes(gzipped)} gzipped`,
  )
  const shares: Record<string, number> = {}
  for (const [file, { bytesInOutput }] of Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs),
  )) {
    const owner = file.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? "cf-ai-gateway"
    shares[owner] = (shares[owner] ?? 0) + bytesInOutput
  }
  for (const [owner, bytes] of Object.entries(shares)) console.log(`  ${owner}: ${kilobytes(bytes)} minified`)

  const fits = gzipped <= budget
  console.log(`${fits ? "ok" : "FAIL"} size of ${name}: ${gzipped} bytes gzipped, at most ${budget} allowed`)
  if (!fits) process.exitCode = 1
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(2)} KiB`
}
