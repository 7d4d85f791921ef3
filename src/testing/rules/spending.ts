import type { LocalSpendLimit } from "../local-gateway-options.ts"
import { toModelName } from "../to-model-name.ts"
import { toProvider } from "../to-provider.ts"
import type { Metadata } from "./read-metadata.ts"
import { createWindowSums } from "./window-sums.ts"

/** What a request is, for the rules that may count it. */
export interface SpendFacts {
  readonly provider: string
  readonly model: string
  readonly metadata: Metadata
}

/** What was spent under each spend limit. */
export interface Spending {
  /** The first rule whose money is spent, in the service's words; the request that spends too much completes, the next is refused. */
  over(
    rules: readonly LocalSpendLimit[],
    facts: SpendFacts,
  ): { readonly rule: LocalSpendLimit; readonly message: string } | undefined
  /** Counts a request's cost under every rule that it falls under. */
  add(rules: readonly LocalSpendLimit[], facts: SpendFacts, cost: number): void
  clear(): void
}

/** The service is eventually consistent, so that one more may pass there; this one is exact. */
export function createSpending(now: () => number): Spending {
  const sums = createWindowSums(now)
  return {
    over(rules, facts) {
      for (const { rule, name, budget } of budgetsOf(rules, facts)) {
        if (sums.sum(budget, toWindow(rule)) < rule.limit) continue
        const { limit, window, technique = "fixed" } = rule
        const message = `Spend limit exceeded: rule '${name}' (cost limit ${limit} per ${window}s, ${technique}) for ${spell(facts)}`
        return { rule, message }
      }
      return undefined
    },
    add(rules, facts, cost) {
      if (!(cost > 0)) return
      for (const { rule, budget } of budgetsOf(rules, facts)) sums.add(budget, toWindow(rule), cost)
    },
    clear: sums.clear,
  }
}

function toWindow({ window, technique }: LocalSpendLimit) {
  return { interval: window, technique }
}

// What the service calls Workers AI there (reference F).
function spell({ provider, model }: SpendFacts): string {
  return `${provider === "workers-ai" ? "internal-workers-ai" : provider}/${model}`
}

function budgetsOf(rules: readonly LocalSpendLimit[], facts: SpendFacts) {
  return rules.flatMap((rule, index) => {
    if (rule.enabled === false || !isMeant(rule, facts)) return []
    const name = rule.id ?? String(index + 1)
    const parts = Object.entries(rule.metadata ?? {}).filter(([, { mode }]) => mode === "partition")
    // A choice: requests without the key share a budget of their own, or leaving it out would be a way around.
    const budget = JSON.stringify([name, ...parts.map(([key]) => valueOf(facts.metadata, key) ?? null)])
    return [{ rule, name, budget }]
  })
}

function isMeant({ provider, model, metadata = {} }: LocalSpendLimit, facts: SpendFacts): boolean {
  return (
    isListed(provider?.values.map(toProvider), [facts.provider, spell({ ...facts, model: "" }).slice(0, -1)]) &&
    // A choice: a model's name with or without its provider.
    isListed(model && [...model.values, ...model.values.map(toModelName)], [
      facts.model,
      `${facts.provider}/${facts.model}`,
      spell(facts),
    ]) &&
    Object.entries(metadata).every(
      ([key, rule]) => rule.mode === "partition" || isListed(rule.values.map(String), [valueOf(facts.metadata, key)]),
    )
  )
}

function isListed(values: readonly string[] | undefined, names: readonly (string | undefined)[]): boolean {
  return !values || names.some((name) => name !== undefined && values.includes(name))
}

// A choice: 1 and "1" are the same value, as log filters see metadata as text.
function valueOf(metadata: Metadata, key: string): string | undefined {
  return Object.hasOwn(metadata, key) ? String(metadata[key]) : undefined
}
