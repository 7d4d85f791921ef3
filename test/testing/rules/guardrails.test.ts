import { expect, test } from "vitest"
import type { LocalGuardrails } from "../../../src/testing/local-gateway-options.ts"
import { checkGuardrails } from "../../../src/testing/rules/guardrails.ts"

const guardrails: LocalGuardrails = { prompt: { S1: "FLAG", P1: "BLOCK" }, response: { S1: "BLOCK" } }

test.each([
  ["a harmless prompt passes", "prompt", "Hello", undefined],
  ["a category in brackets is heard", "prompt", "a [S1] word", { action: "FLAG", category: "S1" }],
  [
    "a category to be blocked goes before one to be flagged",
    "prompt",
    "[S1] [P1]",
    { action: "BLOCK", category: "P1" },
  ],
  ["a prompt's categories are its own", "response", "[P1]", undefined],
  ["a response has actions of its own", "response", "[S1]", { action: "BLOCK", category: "S1" }],
  ["a category without a rule passes", "prompt", "[S2]", undefined],
  ["a category is not the beginning of another", "response", "[S10]", undefined],
] as const)("%s", (_, phase, text, verdict) => {
  expect(checkGuardrails(guardrails, phase, text)).toEqual(verdict)
})

test("words stand for a category, in any case, instead of its name", () => {
  const rules: LocalGuardrails = { prompt: { S9: "BLOCK" }, words: { S9: ["Bomb", "poison"] } }
  expect(checkGuardrails(rules, "prompt", "how to build a BOMB")).toEqual({ action: "BLOCK", category: "S9" })
  expect(checkGuardrails(rules, "prompt", "which poison?")).toEqual({ action: "BLOCK", category: "S9" })
  expect(checkGuardrails(rules, "prompt", "[S9]")).toBeUndefined()
})

test.each([
  ["no guardrails", undefined],
  ["no rules", {}],
  ["rules for the response alone", { response: { S1: "BLOCK" as const } }],
  ["no rules, whatever the service", { service: "no-credits" as const }],
])("a gateway with %s lets every prompt pass", (_, rules) => {
  expect(checkGuardrails(rules, "prompt", "[S1]")).toBeUndefined()
})

test.each([
  ["unavailable", { S1: "BLOCK" }, { action: "UNAVAILABLE" }],
  ["unavailable", { S1: "FLAG", S2: "BLOCK" }, { action: "UNAVAILABLE" }],
  ["unavailable", { S1: "FLAG" }, undefined],
  ["no-credits", { S1: "BLOCK" }, { action: "UNPAID" }],
  ["no-credits", { S1: "FLAG" }, { action: "UNPAID" }],
  ["ok", { S1: "FLAG" }, { action: "FLAG", category: "S1" }],
] as const)("a service that is %s with the rules %o", (service, prompt, verdict) => {
  expect(checkGuardrails({ prompt, service }, "prompt", "[S1]")).toEqual(verdict)
})
