// The tables of docs/local-gateway.md hold what the code knows: no more, no less.
import { readFile } from "node:fs/promises"
import { expect, test } from "vitest"
import { errorRows } from "../src/testing/error-rows.ts"
import { wireFaults } from "../src/testing/faults/parse-fault.ts"
import type { LocalAccount, LocalGatewayOptions, LocalGatewaySettings } from "../src/testing/index.ts"

const text = await readFile(new URL("../docs/local-gateway.md", import.meta.url), "utf8")
const rows = text.split("\n").filter((line) => line.startsWith("| `"))
const named = new Set(rows.flatMap((row) => words(row.split("|")[1] ?? "")))

function words(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word)
}

test("every error row stands under the code that our client makes of it", () => {
  const byCode = Object.groupBy(Object.entries(errorRows), ([, { code }]) => code)
  for (const [code, entries = []] of Object.entries(byCode)) {
    const line = rows.find((row) => row.startsWith(`| \`${code}\` |`)) ?? ""
    expect([code, words(line.split("|")[2] ?? "").sort()]).toEqual([code, entries.map(([name]) => name).sort()])
  }
})

const options: { readonly [option in keyof (LocalGatewayOptions & LocalGatewaySettings & LocalAccount)]-?: true } = {
  accountId: true,
  gateway: true,
  token: true,
  cacheTtl: true,
  gateways: true,
  accounts: true,
  models: true,
  providerKeys: true,
  prices: true,
  clock: true,
  latency: true,
  seed: true,
  fault: true,
  onAnswer: true,
  authentication: true,
  tokens: true,
  collectLogs: true,
  logLag: true,
  rateLimit: true,
  spendLimits: true,
  guardrails: true,
  dlp: true,
  retries: true,
  byok: true,
  unifiedBilling: true,
  byokOnly: true,
  zdr: true,
  routes: true,
  customProviders: true,
  domains: true,
  apiTokens: true,
  credits: true,
}

test.each([...Object.keys(wireFaults), ...Object.keys(options)])("%s has its row", (name) => {
  expect([...named]).toContain(name)
})
