import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import ts from "typescript"
import { expect, test } from "vitest"
import { version } from "../src/http/user-agent.ts"

const root = join(import.meta.dirname, "..")
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
const require = createRequire(import.meta.url)

const entries = {
  index: [
    "GatewayConnectionError",
    "GatewayError",
    "GatewayParseError",
    "GatewayRequestError",
    "GatewayResponseError",
    "GatewayStreamError",
    "GatewayTimeoutError",
    "chatStep",
    "createChatClient",
    "createGatewayClient",
    "doctor",
    "estimateCost",
    "foldChunks",
    "foldMessageEvents",
    "foldResponseEvents",
    "isGatewayError",
    "isStream",
    "readCompletionStream",
    "readGatewayError",
    "readGatewayRecord",
    "toAnyText",
    "toErrorResponse",
    "toFinishReason",
    "toMessage",
    "toMessageText",
    "toOutputText",
    "toPrice",
    "toReasoning",
    "toText",
    "toToolCalls",
    "toUsage",
    "toVector",
  ],
  "schemas/index": [
    "chatCompletionChunkSchema",
    "chatCompletionParamsSchema",
    "chatCompletionSchema",
    "embeddingListSchema",
    "embeddingParamsSchema",
    "gatewayLogPageSchema",
    "gatewayLogSchema",
    "messageObjectSchema",
    "messageParamsSchema",
    "messageStreamEventSchema",
    "modelListingParamsSchema",
    "modelListingsSchema",
    "responseEventSchema",
    "responseObjectSchema",
    "responseParamsSchema",
    "runParamsSchema",
    "universalStepsSchema",
  ],
  "testing/index": [
    "createCompletion",
    "createCompletionStream",
    "createFakeCreate",
    "createGatewayError",
    "createLocalGateway",
  ],
  "testing/node": ["listen"],
}

for (const [entry, names] of Object.entries(entries)) {
  test(`${entry} exports what it promises, to import and to require`, async () => {
    expect(new Set(Object.keys(await import(join(root, `dist/${entry}.js`))))).toEqual(new Set(names))
    expect(new Set(Object.keys(require(join(root, `dist/${entry}.cjs`))))).toEqual(new Set(names))
  })
}

test("all entries are reachable, and nothing else is", () => {
  expect(Object.keys(manifest.exports)).toEqual([".", "./schemas", "./testing", "./testing/node", "./package.json"])
})

test("TypeScript's old resolution, which knows no `exports`, finds the types of every entry", () => {
  const paths = Object.fromEntries(
    Object.entries(manifest.exports)
      .filter(([name]) => name !== "." && name !== "./package.json")
      .map(([name, entry]) => [name.slice("./".length), [(entry as any).require.types]]),
  )
  expect(manifest.typesVersions).toEqual({ "*": paths })
})

test("the version that is sent is the package's", () => {
  expect(version).toBe(manifest.version)
})

test("nothing is needed at run time but three packages", () => {
  expect(["eventsource-parser", "ofetch", "zod"]).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)))
  expect(manifest.peerDependencies).toBeUndefined()
  expect(manifest.optionalDependencies).toBeUndefined()
})

test("no type reaches users without a word about it", () => {
  for (const entry of Object.keys(entries)) {
    const undocumented = exportsOf(entry).filter((symbol) => docs(symbol) === "")
    expect(undocumented.map((symbol) => `${entry} ${symbol.name}`)).toEqual([])
  }
}, 60_000)

test("every option carries its words into the editor", () => {
  for (const name of [
    "GatewayClientOptions",
    "RequestOptions",
    "GatewayOptions",
    "GatewayHooks",
    "ChatCompletionParams",
  ]) {
    const undocumented = membersOf(name).filter((member) => docs(member) === "")
    expect(undocumented.map((member) => `${name}.${member.name}`)).toEqual([])
  }
}, 60_000)

test("every gateway option names the header it becomes", () => {
  const headers = membersOf("GatewayOptions").map((member) => [
    member.name,
    docs(member).match(/cf-aig-[a-z-]+/g) ?? [],
  ])
  expect(Object.fromEntries(headers)).toEqual({
    id: [],
    cacheTtl: ["cf-aig-cache-ttl"],
    cacheKey: ["cf-aig-cache-key"],
    skipCache: ["cf-aig-skip-cache"],
    metadata: ["cf-aig-metadata"],
    collectLog: ["cf-aig-collect-log"],
    collectLogPayload: ["cf-aig-collect-log-payload"],
    eventId: ["cf-aig-event-id"],
    requestTimeoutMs: ["cf-aig-request-timeout"],
    retries: ["cf-aig-max-attempts", "cf-aig-retry-delay", "cf-aig-backoff"],
    byokAlias: ["cf-aig-byok-alias"],
    customCost: ["cf-aig-custom-cost"],
    zdr: ["cf-aig-zdr"],
    noWholesale: ["cf-aig-no-wholesale"],
    otel: ["cf-aig-otel-trace-id", "cf-aig-otel-parent-span-id"],
    sessionId: ["cf-aig-session-id"],
    turnId: ["cf-aig-turn-id"],
    noSessionAffinity: ["cf-aig-no-session-affinity"],
    allowedModels: ["cf-aig-allowed-models"],
    allowedProviders: ["cf-aig-allowed-providers"],
  })
}, 60_000)

test("defaults and examples reach the editor", () => {
  const timeout = membersOf("RequestOptions").find((member) => member.name === "timeout")
  const accountId = membersOf("GatewayClientOptions").find((member) => member.name === "accountId")
  const create = exportsOf("index").find((symbol) => symbol.name === "createGatewayClient")
  expect(tags(timeout, "default")).toEqual(["300000"])
  expect(tags(accountId, "default")).toEqual(["CF_ACCOUNT_ID, then CLOUDFLARE_ACCOUNT_ID"])
  expect(tags(create, "example")).toEqual([expect.stringContaining("process.env.CF_AIG_TOKEN")])
}, 60_000)

let program: ts.Program | undefined

function checker(): ts.TypeChecker {
  program ??= ts.createProgram(
    Object.keys(entries).map((entry) => join(root, `dist/${entry}.d.ts`)),
    {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      skipLibCheck: true,
      types: [],
    },
  )
  return program.getTypeChecker()
}

function exportsOf(entry: string): ts.Symbol[] {
  const types = checker()
  const file = program?.getSourceFile(join(root, `dist/${entry}.d.ts`))
  const module = file && types.getSymbolAtLocation(file)
  if (!module) throw new Error(`No types of ${entry}: build the package first`)
  return types
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? types.getAliasedSymbol(symbol) : symbol))
}

function membersOf(name: string): ts.Symbol[] {
  const symbol = exportsOf("index").find((found) => found.name === name)
  if (!symbol) throw new Error(`No type ${name}`)
  return checker().getDeclaredTypeOfSymbol(symbol).getProperties()
}

function docs(symbol: ts.Symbol): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker()))
}

function tags(symbol: ts.Symbol | undefined, name: string): string[] {
  const all = symbol?.getJsDocTags(checker()) ?? []
  return all.filter((tag) => tag.name === name).map((tag) => ts.displayPartsToString(tag.text))
}
