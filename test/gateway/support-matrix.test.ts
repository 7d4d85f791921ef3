import { expect, test } from "vitest"
import {
  chatPlan,
  familyOf,
  fateOf,
  optionRows,
  universalPlan,
  waysOf,
  type Family,
  type Way,
} from "../../src/gateway/support-matrix.ts"
import { optionPaths } from "../../src/gateway/option-headers.ts"

const families: { readonly [family in Family]: readonly string[] } = {
  "workers-ai": ["@cf/meta/llama-3.1-8b-instruct", "@hf/thebloke/model", "workers-ai/@cf/meta/llama-3.1-8b-instruct"],
  openai: ["openai/gpt-5-mini"],
  anthropic: ["anthropic/claude-haiku-4-5"],
  // Whom Cloudflare's own tests found in the catalogue, under both of their names.
  catalogue: [
    "google/gemini-2.5-flash",
    "google-ai-studio/gemini-2.5-flash",
    "xai/grok-4",
    "grok/grok-4",
    "groq/openai/gpt-oss-120b",
    "deepseek/deepseek-chat",
    "alibaba/qwen3-max",
    "minimax/m2",
    "z-ai/glm-4.7-flash",
  ],
  other: [
    "mistral/mistral-large-latest",
    "cohere/command-a",
    "perplexity/sonar",
    "google-vertex-ai/google/gemini-2.5-pro",
    "openrouter/xai/grok-4",
    "fireworks/m",
    "aws-bedrock/us.anthropic.claude",
    "azure-openai/deployment",
    "brand-new/model",
    "openai-like/model",
    "customer/model",
  ],
  custom: ["custom-mine/model", "custom-custom-mine/openai/model"],
  route: ["dynamic/support", "cloudflare/auto"],
}

test.each(Object.entries(families).flatMap(([family, models]) => models.map((model) => [model, family] as const)))(
  "%s is of the family %s",
  (model, family) => {
    expect(familyOf(model)).toBe(family)
  },
)

test("a family that a plan names has its own cell, and all others share one", () => {
  expect(waysOf(chatPlan, "binding", "workers-ai")).toEqual(["run"])
  expect(waysOf(chatPlan, "binding", "openai")).toEqual(["binding"])
  expect(waysOf(chatPlan, "rest", "route")).toContain("/compat alone")
  expect(waysOf(universalPlan, "auto", "other")).toEqual(["universal"])
})

test("an option has one fate on a way, and what is not named is sent", () => {
  const ways: readonly Way[] = ["compat", "native", "universal", "rest", "binding", "run"]
  const fates = optionPaths.flatMap((option) => ways.map((way) => fateOf(option, way)))

  expect(fates.filter((rows) => rows.length > 1)).toEqual([])
  expect(fateOf("cacheTtl", "rest")).toEqual([])
  // Whole words: `retries` is no part of a row, nor `run` of another word.
  expect(fateOf("turn", "run")).toEqual([])
  expect(fateOf("sessionId", "native").map(([fate]) => fate)).toEqual(["refuse"])
  expect(fateOf("requestTimeoutMs", "run").map(([fate]) => fate)).toEqual(["warn"])
})

test("every row of the options names ways and options that there are", () => {
  const ways = ["compat", "native", "universal", "rest", "binding", "run"]
  for (const [, rowWays, options, reason] of optionRows) {
    expect(ways).toEqual(expect.arrayContaining(rowWays.split(" ")))
    expect(optionPaths).toEqual(expect.arrayContaining(options.split(" ")))
    expect(reason).toMatch(/\w/)
  }
})
