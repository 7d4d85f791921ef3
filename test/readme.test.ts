import { readdir, readFile } from "node:fs/promises"
import { expect, test } from "vitest"
import { createGatewayClient, type GatewayOptions } from "../src/index.ts"
import { createLocalGateway } from "../src/testing/index.ts"

const root = new URL("../", import.meta.url)
const readme = await readFile(new URL("README.md", root), "utf8")
const lines = readme.split("\n")
const optionsDocument = await readFile(new URL("docs/gateway-options.md", root), "utf8")
const snippets = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code)
const sources = await Promise.all(
  (await readdir(new URL("examples/", root)))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFile(new URL(`examples/${name}`, root), "utf8")),
)

const bare = (code: string): string[] => code.split("\n").map((line) => line.trim())

// `name from module`, so that a snippet need not import what it leaves out.
const importsOf = (code: string): string[] =>
  [...code.matchAll(/^import \{ (.+) \} from "(.+)"$/gm)].flatMap(([, names = "", module = ""]) =>
    names.split(", ").map((name) => `${name} from ${module}`),
  )

// Blank lines may stand where an example goes on for longer: what is between two of them must stand there in one piece.
function isCutFrom(snippet: string, source: string): boolean {
  const imported = importsOf(source)
  if (!importsOf(snippet).every((name) => imported.includes(name))) return false
  const whole = `\n${bare(source).join("\n")}\n`
  const code = bare(snippet).filter((line) => !line.startsWith("import "))
  let from = 0
  for (const paragraph of code
    .join("\n")
    .trim()
    .split(/\n{2,}/)) {
    const at = whole.indexOf(`\n${paragraph}\n`, from)
    if (at < 0) return false
    from = at + paragraph.length
  }
  return true
}

test("there are snippets", () => {
  expect(snippets.length).toBeGreaterThan(5)
})

const titled = snippets.map((code) => [code.split("\n").find((line) => /^(?!import |\/\/)./.test(line)), code] as const)

test.for(titled)("the snippet is cut from an example: %s", ([, snippet]) => {
  expect(sources.some((source) => isCutFrom(snippet, source))).toBe(true)
})

test("a snippet with a changed, a missing or a moved line is told from one that was cut", () => {
  const source = 'import { run, stop } from "m"\n\nconst a = 1\n\nif (a) {\n  run()\n  stop()\n}\n'
  expect(isCutFrom('import { run } from "m"\n\nrun()', source)).toBe(true)
  expect(isCutFrom('import { ran } from "m"\n\nrun()', source)).toBe(false)
  expect(isCutFrom('import { run } from "n"\n\nrun()', source)).toBe(false)
  expect(isCutFrom("const a = 1\n\nrun()\nstop()", source)).toBe(true)
  expect(isCutFrom("const a = 2", source)).toBe(false)
  expect(isCutFrom("if (a) {\nstop()", source)).toBe(false)
  expect(isCutFrom("run()\n\nconst a = 1", source)).toBe(false)
})

test("every code block says what it is", () => {
  const openings = lines.filter((line) => line.startsWith("```")).filter((_, index) => index % 2 === 0)
  expect(openings.every((line) => /^```(ts|sh|txt)$/.test(line))).toBe(true)
})

test("the README stays under 250 lines", () => {
  expect(lines.length).toBeLessThan(250)
})

// `byokAlias` is missing since /compat refuses it.
const everyOption: Required<Omit<GatewayOptions, "id" | "byokAlias">> = {
  cacheTtl: 3600,
  cacheKey: "faq",
  skipCache: true,
  metadata: { user: 42 },
  collectLog: true,
  collectLogPayload: false,
  eventId: "order-1977",
  requestTimeoutMs: 1000,
  retries: { maxAttempts: 3, retryDelayMs: 500, backoff: "linear" },
  customCost: { total_cost: 1 },
  zdr: true,
  noWholesale: true,
  otel: { traceId: "0af7651916cd43dd8448eb211c80319c", parentSpanId: "b7ad6b7169203331" },
  sessionId: "session",
  turnId: "turn",
  noSessionAffinity: true,
  allowedModels: ["openai/*"],
  allowedProviders: ["openai"],
}

test("every gateway option stands in its document beside the header it becomes", () => {
  const lines = optionsDocument.split("\n")
  const { chat } = createGatewayClient(createLocalGateway().options)
  const headersOf = (gateway: GatewayOptions): string[] =>
    Object.keys(chat.completions.describe({ model: "openai/gpt-5-mini", messages: [] }, { gateway }).headers)
  const plain = headersOf({})
  const single = Object.entries(everyOption).flatMap(([option, value]): [string, GatewayOptions][] =>
    option === "retries" || option === "otel"
      ? Object.entries(value as object).map(([inner, part]) => [`${option}.${inner}`, { [option]: { [inner]: part } }])
      : [[option, { [option]: value }]],
  )
  const rows = single.map(([path, gateway]) => {
    const headers = headersOf(gateway).filter((name) => !plain.includes(name))
    return `| \`${path}\` | ${headers.map((name) => `\`${name}\``).join(" ")} |`
  })
  expect(rows.length).toBe(21)
  expect(rows.filter((row) => !lines.some((line) => line.startsWith(row)))).toEqual([])
  expect(lines.some((line) => line.startsWith("| `byokAlias` | `cf-aig-byok-alias` |"))).toBe(true)
})

const codesIn = (text: string): string[] =>
  text
    .split("\n")
    .filter((line) => /^\| (`\w+` )+\|/.test(line))
    .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, code = ""]) => code))

test("every error code stands once in its document, and the README names no other", async () => {
  const source = await readFile(new URL("src/gateway/error-codes.ts", root), "utf8")
  const types = source.slice(0, source.indexOf("ErrorOrigin"))
  const codes = [...types.matchAll(/^ {2}\| "(\w+)"$/gm)].map(([, code = ""]) => code)
  const errorsDocument = await readFile(new URL("docs/errors.md", root), "utf8")
  const usual = codesIn(readme)

  expect(codes.length).toBe(37)
  expect(codesIn(errorsDocument.slice(errorsDocument.indexOf("## Codes"))).sort()).toEqual(codes.sort())
  expect(usual.length).toBeGreaterThan(5)
  expect(usual.filter((code) => !codes.includes(code))).toEqual([])
})

// As GitHub makes them of headings, and those set by hand.
function anchorsOf(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  )
  return [...headings, ...[...markdown.matchAll(/<a id="([^"]+)"/g)].map(([, id = ""]) => id)]
}

test("every link into the repository leads somewhere", async () => {
  const documents = [
    "README.md",
    "CONTRIBUTING.md",
    ...(await readdir(new URL("docs/", root), { recursive: true }))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ]
  const broken: string[] = []
  for (const document of documents) {
    const text = await readFile(new URL(document, root), "utf8")
    for (const [, target = "", anchor] of text.matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)) {
      if (/^https?:/.test(target)) continue
      const url = new URL(target || document.replace(/.*\//, ""), new URL(document, root))
      const found = await (target.endsWith("/") ? readdir(url).then(() => "") : readFile(url, "utf8")).catch(
        () => undefined,
      )
      if (found === undefined || (anchor && !anchorsOf(found).includes(anchor)))
        broken.push(`${document}: ${target}#${anchor}`)
    }
  }
  expect(broken).toEqual([])
})

test("every source file that the documents name is there", async () => {
  const missing: string[] = []
  for (const document of ["CONTRIBUTING.md", "docs/architecture.md"]) {
    const text = await readFile(new URL(document, root), "utf8")
    for (const [, path = ""] of text.matchAll(
      /`(?:src\/)?((?:call|chat|cli|completion|gateway|http|logs|schemas|stream|testing)\/(?:[\w-]+\/)?[\w-]+\.ts)`/g,
    )) {
      const found = await readFile(new URL(`src/${path}`, root)).then(
        () => true,
        () => false,
      )
      if (!found) missing.push(`${document}: ${path}`)
    }
  }
  expect(missing).toEqual([])
})

test("the README's curl is the request that the examples make", () => {
  expect(readme).toContain(
    `curl -X POST "https://gateway.ai.cloudflare.com/v1/$CF_ACCOUNT_ID/$GATEWAY_NAME/compat/chat/completions" \\
  -H "cf-aig-authorization: Bearer $CF_AIG_TOKEN" -H "Content-Type: application/json" \\
  --data '{ "model": "anthropic/claude-sonnet-4-5", "messages": [{"role":"user","content":"What is Cloudflare?"}] }'`,
  )
})
