import { expect, test } from "vitest"
import { createClock } from "../../../src/testing/clock.ts"
import type { LocalSpendLimit } from "../../../src/testing/local-gateway-options.ts"
import { createSpending, type SpendFacts } from "../../../src/testing/rules/spending.ts"

const call: SpendFacts = { provider: "openai", model: "gpt-5-mini", metadata: {} }

function start() {
  const clock = createClock("manual")
  const spending = createSpending(clock.now)
  /** Whether a request is refused, and the cost of it when it is not. */
  const spend = (rule: LocalSpendLimit, cost: number, more: Partial<SpendFacts> = {}) => {
    const facts = { ...call, ...more }
    if (spending.over([rule], facts)) return "refused"
    spending.add([rule], facts, cost)
    return "passes"
  }
  return { clock, spending, spend }
}

test("the request that spends too much completes, and the next is refused", () => {
  const { spend } = start()
  const rule = { limit: 1, window: 60 }
  expect([0.4, 0.4, 5, 0].map((cost) => spend(rule, cost))).toEqual(["passes", "passes", "passes", "refused"])
})

test("a fixed window ends on the clock's minute", () => {
  const { clock, spend } = start()
  const rule = { limit: 1, window: 60, technique: "fixed" } as const
  clock.advance(59_999)
  expect([1, 1].map((cost) => spend(rule, cost))).toEqual(["passes", "refused"])
  clock.advance(1)
  expect(spend(rule, 1)).toBe("passes")
})

test("a sliding window ends when what was spent is a window old", () => {
  const { clock, spend } = start()
  const rule = { limit: 1, window: 60, technique: "sliding" } as const
  clock.advance(59_999)
  expect([1, 1].map((cost) => spend(rule, cost))).toEqual(["passes", "refused"])
  clock.advance(59_999)
  expect(spend(rule, 1)).toBe("refused")
  clock.advance(1)
  expect(spend(rule, 1)).toBe("passes")
})

test.each<[string, LocalSpendLimit, Partial<SpendFacts>, string]>([
  [
    "its id",
    { id: "daily", limit: 0.5, window: 86_400 },
    {},
    "Spend limit exceeded: rule 'daily' (cost limit 0.5 per 86400s, fixed) for openai/gpt-5-mini",
  ],
  [
    "its place where it has no id",
    { limit: 1, window: 60, technique: "sliding" },
    {},
    "Spend limit exceeded: rule '1' (cost limit 1 per 60s, sliding) for openai/gpt-5-mini",
  ],
  [
    "Workers AI as internal-workers-ai",
    { id: "cf", limit: 1, window: 60 },
    { provider: "workers-ai", model: "@cf/meta/llama-3.1-8b-instruct" },
    "Spend limit exceeded: rule 'cf' (cost limit 1 per 60s, fixed) for internal-workers-ai/@cf/meta/llama-3.1-8b-instruct",
  ],
])("the refusal names the rule by %s", (_, rule, more, message) => {
  const { spending } = start()
  const facts = { ...call, ...more }
  spending.add([rule], facts, 2)
  expect(spending.over([rule], facts)).toEqual({ rule, message })
})

test("the first rule that is spent is named", () => {
  const { spending } = start()
  const rules = ["a", "b", "c"].map((id, index) => ({ id, limit: 3 - index, window: 60 }))
  spending.add(rules, call, 2)
  expect(spending.over(rules, call)?.rule.id).toBe("b")
})

const onlyOpenAI = { mode: "filter", values: ["openai"] } as const

test.each<[string, Partial<LocalSpendLimit>, Partial<SpendFacts>, boolean]>([
  ["another provider", { provider: onlyOpenAI }, { provider: "anthropic" }, false],
  ["a listed provider", { provider: { mode: "filter", values: ["groq", "openai"] } }, {}, true],
  [
    "Workers AI by its slug",
    { provider: { mode: "filter", values: ["workers-ai"] } },
    { provider: "workers-ai" },
    true,
  ],
  [
    "Workers AI by its internal name",
    { provider: { mode: "filter", values: ["internal-workers-ai"] } },
    { provider: "workers-ai" },
    true,
  ],
  [
    "a provider as REST and logs call it",
    { provider: { mode: "filter", values: ["google"] } },
    { provider: "google-ai-studio" },
    true,
  ],
  [
    "a model as REST and logs call it",
    { model: { mode: "filter", values: ["xai/grok-4"] } },
    { provider: "grok", model: "grok-4" },
    true,
  ],
  [
    "a model of another maker under its name alone",
    { model: { mode: "filter", values: ["google/gemini-2.5-flash"] } },
    { provider: "openrouter", model: "google/gemini-2.5-flash" },
    true,
  ],
  ["another model", { model: { mode: "filter", values: ["gpt-5"] } }, {}, false],
  ["a listed model", { model: { mode: "filter", values: ["gpt-5-mini"] } }, {}, true],
  ["a listed model with its provider", { model: { mode: "filter", values: ["openai/gpt-5-mini"] } }, {}, true],
  ["a listed model of another provider", { model: { mode: "filter", values: ["groq/gpt-5-mini"] } }, {}, false],
  ["metadata of another value", { metadata: { team: { mode: "filter", values: ["b"] } } }, {}, false],
  ["metadata of a listed value", { metadata: { team: { mode: "filter", values: ["b", "a"] } } }, {}, true],
  ["a number that is listed as text", { metadata: { user: { mode: "filter", values: ["7"] } } }, {}, true],
  ["metadata that the request lacks", { metadata: { tier: { mode: "filter", values: ["x"] } } }, {}, false],
  ["one of two filters", { provider: onlyOpenAI, metadata: { team: { mode: "filter", values: ["b"] } } }, {}, false],
  ["a rule that is off", { enabled: false }, {}, false],
  ["a rule that is on", { enabled: true }, {}, true],
])("a rule with %s is asked for or not", (_, rule, more, isMeant) => {
  const { spending } = start()
  const facts = { ...call, metadata: { team: "a", user: 7 }, ...more }
  const rules = [{ limit: 0, window: 60, ...rule }]
  expect(spending.over(rules, facts) !== undefined).toBe(isMeant)
})

test("what a filter leaves out is not counted", () => {
  const { spend } = start()
  const rule = { limit: 1, window: 60, provider: onlyOpenAI }
  expect(spend(rule, 5, { provider: "anthropic" })).toBe("passes")
  expect([spend(rule, 1), spend(rule, 1)]).toEqual(["passes", "refused"])
})

test("a partition gives each value its own budget", () => {
  const { spend } = start()
  const rule = { limit: 1, window: 60, metadata: { team: { mode: "partition" } } } as const
  const by = (team: string) => spend(rule, 1, { metadata: { team } })
  expect([by("a"), by("a"), by("b"), by("b")]).toEqual(["passes", "refused", "passes", "refused"])
})

test("requests without the partition's key share a budget", () => {
  const { spend } = start()
  const rule = { limit: 1, window: 60, metadata: { team: { mode: "partition" } } } as const
  expect([spend(rule, 1), spend(rule, 1), spend(rule, 1, { metadata: { team: "a" } })]).toEqual([
    "passes",
    "refused",
    "passes",
  ])
})

test("two keys partition together, and a filter narrows a partition", () => {
  const { spend } = start()
  const rule: LocalSpendLimit = {
    limit: 1,
    window: 60,
    metadata: { team: { mode: "partition" }, user: { mode: "partition" }, plan: { mode: "filter", values: ["free"] } },
  }
  const by = (team: string, user: number, plan = "free") => spend(rule, 1, { metadata: { team, user, plan } })
  expect([by("a", 1), by("a", 1), by("a", 2), by("b", 1), by("a", 1, "paid")]).toEqual([
    "passes",
    "refused",
    "passes",
    "passes",
    "passes",
  ])
})

test("rules without an id have a budget each", () => {
  const { spending } = start()
  const rules = [
    { limit: 3, window: 60 },
    { limit: 3, window: 60 },
  ]
  spending.add(rules, call, 2)
  expect(spending.over(rules, call)).toBeUndefined()
})

test("what costs nothing is not counted", () => {
  const { spending } = start()
  const rule = { limit: 1, window: 60 }
  spending.add([rule], call, 0)
  spending.add([rule], call, NaN)
  expect(spending.over([rule], call)).toBeUndefined()
})

test("cleared spending begins anew", () => {
  const { spending } = start()
  const rule = { limit: 1, window: 60 }
  spending.add([rule], call, 2)
  spending.clear()
  expect(spending.over([rule], call)).toBeUndefined()
})
