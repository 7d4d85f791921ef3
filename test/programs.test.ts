import { execFile } from "node:child_process"
import { readdirSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join, relative } from "node:path"
import { expect, test } from "vitest"

const root = join(import.meta.dirname, "..")
const programs = join(root, "test/programs")
const workers = join(root, "test/programs-worker")
const tsc = join(dirname(createRequire(import.meta.url).resolve("@typescript/native/package.json")), "bin/tsc")

// 13-tests.ts spells msw's option as msw 3 does (`onUnhandledFrame`) and has no `.test` in its name, so that nothing runs it.
// All else stands as the programs' authors wrote it.
test("programs written against the published types compile against the built package", async () => {
  const { status, output } = await compile(programs, "--listFiles")
  expect(output.filter((line) => line.includes("error TS"))).toEqual([])
  expect(status).toBe(0)

  const files = output.map((line) => relative(root, line))
  expect(files.filter((file) => file.startsWith("test/programs/"))).toEqual(
    readdirSync(programs)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `test/programs/${file}`),
  )
  expect(files).toEqual(
    expect.arrayContaining(["dist/index.d.ts", "dist/testing/index.d.ts", "dist/testing/node.d.ts"]),
  )
  expect(files.filter((file) => file.startsWith("src/"))).toEqual([])
}, 60_000)

test("programs for Workers compile with Cloudflare's types alone, and so do our own declarations", async () => {
  const { status, output } = await compile(workers)
  expect(output.filter((line) => line.includes("error TS"))).toEqual([])
  expect(status).toBe(0)
}, 60_000)

test("the compiler judges the programs strictly", async () => {
  const { output } = await compile(programs, "--showConfig")
  expect(JSON.parse(output.join("\n")).compilerOptions).toMatchObject({
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  })
}, 60_000)

function compile(project: string, ...flags: string[]): Promise<{ status: number; output: string[] }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [tsc, "-p", project, ...flags], { cwd: root, maxBuffer: 2 ** 26 }, (error, stdout) => {
      const status = error ? error.code : 0
      if (typeof status === "number") resolve({ status, output: stdout.trim().split("\n") })
      else reject(error)
    })
  })
}
