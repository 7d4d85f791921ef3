import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { expect, onTestFinished, test } from "vitest"
import { jsonProblemAt } from "../../src/cli/json-problem-at.ts"
import { loadConfig } from "../../src/cli/load-config.ts"
import { rejection } from "../support/server.ts"

async function write(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cf-ai-gateway-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, name)
  await writeFile(file, text)
  return file
}

test.each([
  ["gateway.json", '{ "cacheTtl": 60 }'],
  ["bom.json", '\ufeff{ "cacheTtl": 60 }\n'],
  ["gateway.mjs", "export default { cacheTtl: 60 }"],
  ["gateway.js", "module.exports = { cacheTtl: 60 }"],
  ["gateway.ts", "const cacheTtl: number = 60\nexport default { cacheTtl }"],
])("a configuration is read from %s", async (name, text) => {
  expect(await loadConfig(await write(name, text), { typescript: "strip" })).toEqual({ cacheTtl: 60 })
})

test.each([
  ["gateway.yaml", "cacheTtl: 60", "must end in .json, .js, .mjs or .ts"],
  ["gateway", "{}", "must end in .json, .js, .mjs or .ts"],
  ["empty.json", "", "is not JSON: line 1, column 1: the text ends too early"],
  ["open.json", '{\n  "cacheTtl": 60,\n', "is not JSON: line 3, column 1: the text ends too early"],
  ["comma.json", '{\n  "cacheTtl": 60,\n}', "is not JSON: line 3, column 1: `}` cannot stand there"],
  ["word.json", '{\n  "token": tk_secret\n}', "is not JSON: line 2, column 12: `t` cannot stand there"],
  ["list.json", "[]", "must hold an object"],
  ["text.json", '"tk_secret"', "must hold an object"],
  ["none.mjs", "export const options = {}", "must export its options: `export default { … }`"],
  ["null.mjs", "export default null", "must export its options: `export default { … }`"],
])("what is wrong with %s is said, and where", async (name, text, problem) => {
  const file = await write(name, text)
  const error = await rejection(loadConfig(file))
  expect(error).toMatchObject({ name: "Error", exitCode: 2, message: `--config ${file} ${problem}` })
  expect(error.message).not.toContain("tk_secret")
})

test("a module that throws is told with its line", async () => {
  const file = await write("throws.mjs", 'const a = 1\n\nthrow new Error("no such thing\\nat all")\n')
  expect((await rejection(loadConfig(file))).message).toMatch(
    /^--config .*throws\.mjs failed at throws\.mjs:3:7: no such thing$/,
  )
})

test("a module whose error tells no line is told without", async () => {
  const file = await write("throws.mjs", 'throw Object.assign(new SyntaxError("no such thing"), { stack: "" })')
  expect((await rejection(loadConfig(file))).message).toBe(`--config ${file} failed: no such thing`)
})

test("a module that throws what is no error is told too", async () => {
  const file = await write("throws.mjs", 'throw "no such thing"')
  expect((await rejection(loadConfig(file))).message).toBe(`--config ${file} failed: no such thing`)
})

test.each(["null", "undefined", "{ a: 1 }"])("a module that throws %s is told too", async (thrown) => {
  const file = await write("throws.mjs", `throw ${thrown}`)
  const what = thrown === "{ a: 1 }" ? "[object Object]" : thrown
  expect((await rejection(loadConfig(file))).message).toBe(`--config ${file} failed: it throws ${what}`)
})

test("a module that never finishes is given up", async () => {
  const file = await write("waits.mjs", "await new Promise(() => {})\nexport default {}")
  expect((await rejection(loadConfig(file, process.features, 20))).message).toBe(
    `--config ${file} does not finish: a top-level await in it never settles`,
  )
})

test("a file that is not there is told", async () => {
  expect((await rejection(loadConfig("missing.json"))).message).toBe("--config missing.json does not exist")
})

test("a folder is told", async () => {
  const file = await write("gateway.json", "{}")
  const folder = join(file, "..", "folder.json")
  await (await import("node:fs/promises")).mkdir(folder)
  expect((await rejection(loadConfig(folder))).message).toBe(`--config ${folder} cannot be read: EISDIR`)
})

test("a Node that cannot read TypeScript is told what to do", async () => {
  const file = await write("gateway.ts", "export default {}")
  expect((await rejection(loadConfig(file, {}))).message).toBe(
    `--config ${file} needs Node 22.18 or later (this is ${process.version}): write it as .mjs or .json`,
  )
})

function isJSON(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test("a problem is found exactly where JSON.parse finds one", () => {
  const almost = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", "}", '"', "0", "-", "\\", "\n", "x", "[", "1e"))
    .map(([text, at, extra]) => {
      const cut = at % (text.length + 1)
      return text.slice(0, cut) + extra + text.slice(cut + (at % 2))
    })
  fc.assert(
    fc.property(almost, (text) => {
      expect(jsonProblemAt(text) === undefined).toBe(isJSON(text))
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['{"a":1,}', 7],
  ["[1 2]", 3],
  ['{"a" 1}', 5],
  ["{1:2}", 1],
  ['"a\nb"', 0],
  ["01", 1],
  ["true false", 5],
  ["[tru]", 1],
])("%s stops being JSON at %d", (text, at) => {
  expect(jsonProblemAt(text)).toBe(at)
})
