import { readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { expect, test } from "vitest"

type Sources = { readonly [file: string]: string }

const src = join(import.meta.dirname, "../src")
const house: Sources = Object.fromEntries(
  readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => [file.replaceAll("\\", "/"), readFileSync(join(src, file), "utf8")]),
)

const doors = new Set(["index.ts", "schemas/index.ts", "testing/index.ts", "testing/node.ts", "cli/main.ts"])
const roof = new Set(["chat-client.ts", "client.ts", "client-options.ts", "doctor.ts"])
const rooms = new Set("chat embeddings models responses messages run universal provider logs realtime".split(" "))
const ground = new Set(["gateway", "schemas", "completion", "stream"])

// Where the clock is read all the same: `readGatewayRecord` stands by itself, and a rate limit's reset is told in seconds from now.
const clocksOnTheGround = { "gateway/gateway-record.ts": ["Date.now"] }

test("imports go down, never up or sideways", () => {
  expect(importProblems(house)).toEqual([])
})

test("an import that goes up, sideways or through a door is found", () => {
  expect(edge("client.ts", "chat/completions.ts")).toEqual([])
  expect(edge("gateway/redact.ts", "errors.ts")).toEqual([])
  expect(edge("testing/node.ts", "testing/local-gateway.ts")).toEqual([])

  expect(edge("http/transport.ts", "call/observe.ts")).toEqual(["http/transport.ts goes up to call/observe.ts"])
  expect(edge("call/observe.ts", "chat/is-chunk.ts")).toEqual(["call/observe.ts goes up to chat/is-chunk.ts"])
  expect(edge("chat/completions.ts", "call/perform.ts")).toEqual([])
  expect(edge("errors.ts", "http/transport.ts")).toEqual(["errors.ts goes up to http/transport.ts"])
  expect(edge("schemas/issue.ts", "client.ts")).toEqual(["schemas/issue.ts goes up to client.ts"])
  expect(edge("chat/completions.ts", "embeddings/embeddings.ts")).toEqual([
    "chat/completions.ts goes sideways to embeddings/embeddings.ts",
  ])
  expect(edge("chat/completions.ts", "shed/create.ts")).toEqual([
    "shed/create.ts has no floor",
    "chat/completions.ts goes sideways to shed/create.ts",
  ])
  expect(edge("chat/completions.ts", "index.ts")).toEqual(["chat/completions.ts walks in through the door index.ts"])
  expect(edge("completion/to-text.ts", "schemas/index.ts")).toEqual([
    "completion/to-text.ts walks in through the door schemas/index.ts",
  ])
  expect(edge("client.ts", "testing/local-gateway.ts")).toEqual([
    "client.ts walks into the garden, testing/local-gateway.ts",
  ])
  expect(edge("testing/local-gateway.ts", "http/transport.ts")).toEqual([
    "testing/local-gateway.ts needs more than the ground floor: http/transport.ts",
  ])
  expect(edge("testing/local-gateway.ts", "cli/terminal.ts")).toEqual([
    "testing/local-gateway.ts walks into the garden, cli/terminal.ts",
  ])
  expect(edge("doctor.ts", "cli/terminal.ts")).toEqual(["doctor.ts walks into the garden, cli/terminal.ts"])
  expect(edge("cli/dev-command.ts", "testing/local-gateway.ts")).toEqual([])
  expect(edge("cli/chat-command.ts", "client.ts")).toEqual([])
})

test("a type import, a re-export and an import() count as imports", () => {
  const text =
    'import type { A } from "./a.ts"\nexport {\n  b,\n} from "./b.ts"\nimport "./c.ts"\ntype D = import("./d.ts").D\n'
  expect(importsOf(text).map((found) => found.specifier)).toEqual(["./a.ts", "./b.ts", "./c.ts", "./d.ts"])
  expect(importsOf('/**\n * import { x } from "no.ts"\n */\n  // import "no.ts"\n')).toEqual([])
})

test("each package is known in one place only", () => {
  expect(packageProblems(house)).toEqual([])
})

test("a package in the wrong place is found", () => {
  expect(foreign("http/fetch-pipe.ts", 'import { createFetch } from "ofetch"')).toEqual([])
  expect(foreign("gateway/a.ts", 'import { createFetch } from "ofetch"')).toEqual(["gateway/a.ts imports ofetch"])
  expect(foreign("chat/a.ts", 'import type { EventSourceMessage } from "eventsource-parser"')).toEqual([
    "chat/a.ts imports eventsource-parser",
  ])
  expect(foreign("testing/local-gateway.ts", 'import { Readable } from "node:stream"')).toEqual([
    "testing/local-gateway.ts imports node:stream",
  ])
  expect(foreign("schemas/a.ts", 'import { z } from "zod"')).toEqual(["schemas/a.ts imports zod"])
  expect(foreign("schemas/a.ts", 'import { object } from "zod/mini"')).toEqual(["schemas/a.ts imports zod/mini"])
  expect(foreign("schemas/a.ts", 'import type { $ZodIssue } from "zod/v4/core"')).toEqual([])
  expect(foreign("chat/a.ts", 'import OpenAI from "openai"')).toEqual(["chat/a.ts imports openai"])
  expect(foreign("testing/service/create-router.ts", 'import { Hono } from "hono"')).toEqual([])
  expect(foreign("testing/local-gateway.ts", 'import { Hono } from "hono"')).toEqual([
    "testing/local-gateway.ts imports hono",
  ])
  expect(foreign("cli/dev-command.ts", 'import { Command } from "commander"')).toEqual([])
  expect(foreign("doctor.ts", 'import { Command } from "commander"')).toEqual(["doctor.ts imports commander"])
})

test("no file imports itself by a detour", () => {
  expect(cycles(house)).toEqual([])
})

test("a detour is found", () => {
  const detour = {
    "a.ts": 'import "./b.ts"',
    "b.ts": 'import type { C } from "./c/c.ts"',
    "c/c.ts": 'export { b } from "../b.ts"',
  }
  expect(cycles(detour)).toEqual(["b.ts → c/c.ts → b.ts"])
})

test("the ground floor knows no network and no clock", () => {
  expect(clocksAndNetwork(house)).toEqual(clocksOnTheGround)
})

test("a clock on the ground floor is found, and one higher up is nobody's business", () => {
  const text = "const now = Date.now()\nsetTimeout(run, 5)\nawait fetch(url)\nperformance.now()\nnew Date()\n"
  expect(clocksAndNetwork({ "completion/a.ts": text, "http/a.ts": text })).toEqual({
    "completion/a.ts": ["Date.now", "setTimeout", "fetch", "performance", "new Date()"],
  })
  expect(clocksAndNetwork({ "errors.ts": "// Date.now\nconst at = new Date(0)\n/** calls fetch() */\n" })).toEqual({})
})

test("an index file holds exports and nothing else", () => {
  expect(Object.keys(house).filter((file) => basename(file) === "index.ts")).toEqual([
    "index.ts",
    "schemas/index.ts",
    "testing/index.ts",
  ])
  for (const [file, text] of Object.entries(house))
    if (basename(file) === "index.ts") expect(besidesExports(text)).toBe("")
  expect(besidesExports('export { a } from "./a.ts"\nconst b = 1\n')).toBe("const b = 1")
  expect(besidesExports('export * from "./a.ts"\n')).toBe('export * from "./a.ts"')
})

test("a file has a name of its own and fits on a few screens", () => {
  expect(namesWithoutAnIdea(house)).toEqual([])
  expect(namesWithoutAnIdea({ "http/utils.ts": "", "chat/chat-types.ts": "", "types.ts": "" })).toEqual([
    "http/utils.ts",
    "types.ts",
  ])
  expect(Object.keys(house).filter((file) => lines(house, file) > 400)).toEqual([])
  expect(lines({ "a.ts": "one\ntwo\n" }, "a.ts")).toBe(2)
})

function importProblems(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([from, text]) =>
    importsOf(text)
      .filter(({ specifier }) => specifier.startsWith("."))
      .flatMap(({ specifier }) => edgeProblems(from, resolve(from, specifier))),
  )
}

function edgeProblems(from: string, to: string): string[] {
  if (doors.has(to)) return [`${from} walks in through the door ${to}`]
  // The command line stands at the garden's gate: it may use all that is there, and nothing needs it.
  if (from.startsWith("cli/")) return []
  if (inGarden(to))
    return from.startsWith("testing/") && to.startsWith("testing/") ? [] : [`${from} walks into the garden, ${to}`]
  if (inGarden(from)) return floor(to) === 0 ? [] : [`${from} needs more than the ground floor: ${to}`]
  const homeless = [from, to].filter((file) => floor(file) === undefined).map((file) => `${file} has no floor`)
  const height = (floor(to) ?? 3) - (floor(from) ?? 3)
  if (height > 0) return [...homeless, `${from} goes up to ${to}`]
  const isWithin = floor(from) === 0 || dirname(from) === dirname(to)
  return height === 0 && !isWithin ? [...homeless, `${from} goes sideways to ${to}`] : homeless
}

/** 5 doors, 4 roof, 3 rooms, 2 hall, 1 pipes, 0 ground. */
function floor(file: string): number | undefined {
  if (doors.has(file)) return 5
  if (roof.has(file)) return 4
  const folder = dirname(file)
  if (rooms.has(folder)) return 3
  if (folder === "call") return 2
  if (folder === "http") return 1
  return ground.has(folder) || file === "errors.ts" ? 0 : undefined
}

function inGarden(file: string): boolean {
  return file.startsWith("testing/") || file.startsWith("cli/")
}

function packageProblems(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([file, text]) =>
    importsOf(text)
      .filter(({ specifier }) => !specifier.startsWith("."))
      .filter((found) => !isAtHome(file, found))
      .map(({ specifier }) => `${file} imports ${specifier}`),
  )
}

function isAtHome(file: string, { specifier, statement }: Import): boolean {
  if (specifier === "ofetch" || specifier === "eventsource-parser") return dirname(file) === "http"
  if (specifier.startsWith("node:")) return file === "testing/listen.ts" || dirname(file) === "cli"
  if (/^hono(\/|$)/.test(specifier)) return /^testing\/(service|management)$/.test(dirname(file))
  if (specifier === "@hono/node-server") return file === "testing/listen.ts"
  if (specifier === "commander") return dirname(file) === "cli"
  // `import { z } from "zod"` brings every language along: 94 KB of gzip where this brings 9.
  if (/^zod(\/|$)/.test(specifier))
    return statement === 'import * as z from "zod/mini"' || statement.startsWith("import type ")
  return false
}

interface Import {
  readonly specifier: string
  readonly statement: string
}

function importsOf(text: string): Import[] {
  const found = withoutComments(text).matchAll(
    /^[ \t]*(?:import|export)\b[^"'();=]*?\bfrom\s*"([^"]+)"|^[ \t]*import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm,
  )
  return [...found].map(([statement, from, bare, dynamic]) => ({
    specifier: from ?? bare ?? dynamic ?? "",
    statement: statement.trim(),
  }))
}

// Whole-line comments only: `//` also stands in URLs.
function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*\/\*[\s\S]*?\*\//gm, "").replaceAll(/^[ \t]*\/\/.*$/gm, "")
}

function cycles(sources: Sources): string[] {
  const found = new Set<string>()
  const done = new Set<string>()
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file)
    if (start >= 0) found.add([...trail.slice(start), file].join(" → "))
    if (start >= 0 || done.has(file)) return
    for (const { specifier } of importsOf(sources[file] ?? "")) {
      if (specifier.startsWith(".")) visit(resolve(file, specifier), [...trail, file])
    }
    done.add(file)
  }
  for (const file of Object.keys(sources)) visit(file, [])
  return [...found]
}

function clocksAndNetwork(sources: Sources): { [file: string]: readonly string[] } {
  const words =
    /\b(setTimeout|setInterval|performance|Date\.now|fetch(?=\()|AbortSignal\.timeout|WebSocket|XMLHttpRequest)\b|new Date\(\)/g
  const found = Object.entries(sources)
    .filter(([file]) => floor(file) === 0)
    .map(([file, text]) => [file, [...new Set(withoutComments(text).match(words))]] as const)
  return Object.fromEntries(found.filter(([, hits]) => hits.length > 0))
}

function besidesExports(text: string): string {
  return withoutComments(text)
    .replaceAll(/export (type )?\{[^}]*\} from "[^"]+"/g, "")
    .trim()
}

function namesWithoutAnIdea(sources: Sources): string[] {
  return Object.keys(sources).filter((file) =>
    /^(utils?|helpers?|constants?|types?|common|misc|shared)\.ts$/.test(basename(file)),
  )
}

function lines(sources: Sources, file: string): number {
  return (sources[file] ?? "").trimEnd().split("\n").length
}

function resolve(from: string, specifier: string): string {
  return join(dirname(from), specifier).replaceAll("\\", "/")
}

/** What is wrong with one made-up import. */
function edge(from: string, to: string): string[] {
  return importProblems({ [from]: `import { x } from "${dirname(from) === "." ? "./" : "../"}${to}"` })
}

/** What is wrong with one made-up line. */
function foreign(file: string, line: string): string[] {
  return packageProblems({ [file]: line })
}
