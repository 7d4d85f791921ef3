// Writes the documents that are made from the code's own tables; with --check only says whether one is out of date.
import { readFile, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { providersDocument } from "./documents/providers-document.ts"
import { surfacesDocument } from "./documents/surfaces-document.ts"

const documents: readonly { readonly path: string; readonly render: () => string }[] = [
  { path: "docs/providers.md", render: providersDocument },
  { path: "docs/surfaces.md", render: surfacesDocument },
]

const root = dirname(import.meta.dirname)
const isCheck = process.argv.includes("--check")

for (const { path, render } of documents) {
  const file = `${root}/${path}`
  const text = render()
  if (!isCheck) await writeFile(file, text)
  const isCurrent = text === (await readFile(file, "utf8").catch(() => ""))
  console.log(`${isCurrent ? "ok" : "FAIL"} ${path}${isCurrent ? "" : ": run `node scripts/render-docs.ts`"}`)
  if (!isCurrent) process.exitCode = 1
}
