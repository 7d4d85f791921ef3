import { readFile } from "node:fs/promises"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { operations, surfacesDocument } from "../../scripts/documents/surfaces-document.ts"
import * as matrix from "../../src/gateway/support-matrix.ts"
import { rejection } from "../support/server.ts"
import { calls } from "./calls.ts"
import { clientOn } from "./client-on.ts"
import { expectedOfModels, expectedOfOthers, type ExpectedRow } from "./expected-cells.ts"
import type { Seen } from "./watch-wire.ts"

const surfaces = ["compat", "rest", "auto", "binding"] as const

// Both tokens are there for every client, so that one which takes the wrong one is caught.
beforeEach(() => {
  vi.stubEnv("CF_AIG_TOKEN", "gateway-token")
  vi.stubEnv("CLOUDFLARE_API_TOKEN", "api-token")
})
afterEach(() => vi.unstubAllEnvs())

/** The token of the host that was asked is there, and no other. */
function expectItsTokenAlone({ call, headers }: Seen): void {
  const { authorization, "cf-aig-authorization": gatewayToken, "cf-aig-gateway-id": gatewayId } = headers
  const isManagement = /ai-gateway\/gateways|models\/search/.test(call)
  if (call.includes("https://gateway.ai.cloudflare.com/"))
    expect([gatewayToken, authorization, gatewayId]).toEqual(["Bearer gateway-token", undefined, undefined])
  else if (call.includes("https://api.cloudflare.com/"))
    expect([gatewayToken, authorization, gatewayId]).toEqual([
      undefined,
      "Bearer api-token",
      isManagement ? undefined : "my-gateway",
    ])
  else if (call.includes("/openai?")) expect(headers).toMatchObject({ "cf-aig-authorization": "gateway-token" })
  else if (call.includes("wss://")) expect(headers).toMatchObject({ "cf-aig-authorization": "Bearer gateway-token" })
  else expect([gatewayToken, authorization, gatewayId]).toEqual([undefined, undefined, undefined])

  const foreignToken = call.includes("https://api.") ? "gateway-token" : "api-token"
  expect(JSON.stringify(headers)).not.toContain(foreignToken)
  if (call.startsWith("env.AI")) expect(JSON.stringify(headers)).not.toMatch(/-token"/)
}

const sessionMessage = "message openai chat/completions gpt-5-mini"

const rows: readonly (readonly [operation: string, family: string, row: ExpectedRow])[] = [
  ...Object.entries(expectedOfModels).flatMap(([operation, families]) =>
    Object.entries(families).map(([family, row]) => [operation, family, row] as const),
  ),
  ...Object.entries(expectedOfOthers).map(([operation, row]) => [operation, "all", row] as const),
]
const cells = rows.flatMap(([operation, family, [model, ...row]]) =>
  surfaces.map((surface, index) => ({ operation, family, model, surface, cell: row[index]! })),
)

test.each(cells)("$operation $model on $surface: $cell", async ({ operation, model, surface, cell }) => {
  const [first] = [cell].flat() as [string]
  const { client, seen, open } = clientOn(surface)
  const call = calls[operation]!(client, model, undefined, open)
  const [, code, words] = /^refused (\w+) (.*)/.exec(first) ?? []
  if (code) {
    expect(await rejection(call)).toMatchObject({ code, message: expect.stringContaining(words!) })
    expect(seen).toEqual([])
    return
  }
  await call

  // A session's first message goes over the socket; a list that counts no pages is asked for until one comes again.
  expect(new Set(seen.map((one) => one.call))).toEqual(
    new Set([first.replace(/^\w+ /, ""), ...(operation === "realtime.connect" ? [sessionMessage] : [])]),
  )
  for (const one of seen) expectItsTokenAlone(one)
})

const detours = cells.filter(({ cell }) => Array.isArray(cell))

test.each(detours)("$operation $model on $surface, where the first loses: $cell", async (row) => {
  const { client, seen, open } = clientOn(row.surface)
  const isListing = row.operation === "models.list"
  const more = isListing ? { task: "Text Generation" } : { gateway: { customCost: { total_cost: 1 } } }
  await calls[row.operation]!(client, row.model, more, open)

  expect(seen).toHaveLength(1)
  expect(seen[0]!.call).toBe(row.cell[1]!.replace(/^\w+ /, ""))
  if (!isListing) expect(seen[0]!.headers["cf-aig-custom-cost"]).toBe('{"total_cost":1}')
  expectItsTokenAlone(seen[0]!)
})

test.each(detours.filter(({ family }) => family === "openai" || family === "anthropic"))(
  "$operation $model on $surface goes where a key of one's own is taken",
  async ({ operation, model, surface, cell }) => {
    const { client, seen, open } = clientOn(surface)
    await calls[operation]!(client, model, { providerKey: "sk-own" }, open)

    expect(seen.map(({ call }) => call)).toEqual([cell[1]!.replace(/^\w+ /, "")])
    expect(seen[0]!.headers).toMatchObject({ "cf-aig-authorization": "Bearer gateway-token" })
    const keyHeader = operation === "messages.create" ? "x-api-key" : "authorization"
    expect(seen[0]!.headers[keyHeader]).toBe(keyHeader === "x-api-key" ? "sk-own" : "Bearer sk-own")
  },
)

// Of each operation the plan that docs/surfaces.md shows.
const planOf = Object.fromEntries(
  operations.flatMap(({ name, plan }) => name.split(", ").map((operation) => [operation, plan] as const)),
)

test.each(cells)(
  "the table for $operation of $family on $surface has the cell that is expected",
  ({ operation, family, model, surface, cell }) => {
    const found = matrix.waysOf(planOf[operation]!, surface, family as matrix.Family)
    const [, words] = /^refused \w+ (.*)/.exec(String(cell)) ?? []

    if (model) expect(matrix.familyOf(model)).toBe(family)
    if (words) expect(found).toContain(words)
    else expect(found).toEqual([cell].flat().map((one) => String(one).split(" ")[0]))
  },
)

test("no operation, no plan, no family and no surface is without its cells", () => {
  const plans = Object.entries(matrix).flatMap(([name, value]) => (name.endsWith("Plan") ? [value as matrix.Plan] : []))
  const shown = operations.map(({ plan }) => plan)
  const families = Object.keys(expectedOfModels["run"]!)

  expect(Object.keys(planOf).sort()).toEqual(Object.keys(calls).sort())
  expect([...new Set(rows.map(([operation]) => operation))].sort()).toEqual(Object.keys(calls).sort())
  expect(plans.filter((plan) => !shown.includes(plan))).toEqual([])
  for (const rows of Object.values(expectedOfModels)) expect(Object.keys(rows)).toEqual(families)
  for (const plan of shown) {
    expect(Object.keys(plan).sort()).toEqual([...surfaces].sort())
    expect(["all", ...families]).toEqual(expect.arrayContaining(Object.values(plan).flatMap(Object.keys)))
  }
})

test("docs/surfaces.md is what the tables say now", async () => {
  const text = await readFile(new URL("../../docs/surfaces.md", import.meta.url), "utf8")

  expect(text, "run `node scripts/render-docs.ts`").toBe(surfacesDocument())
})
