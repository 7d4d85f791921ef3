import { expect, test } from "vitest"
import type { LocalDlp } from "../../../src/testing/local-gateway-options.ts"
import { createLocalGateway } from "../../../src/testing/local-gateway.ts"
import { checkDlp } from "../../../src/testing/rules/dlp.ts"

type Policy = LocalDlp["policies"][number]

const policy = (more: Partial<Policy> = {}): Policy => ({
  id: "p1",
  action: "FLAG",
  check: ["REQUEST", "RESPONSE"],
  profiles: ["words"],
  ...more,
})
const profiles = { words: { secret: "top ?secret", internal: "\\binternal\\b" }, names: { project: "Falcon" } }

test("a finding is told as in the header cf-aig-dlp", () => {
  const dlp: LocalDlp = { policies: [policy()], profiles }
  expect(JSON.stringify(checkDlp(dlp, "REQUEST", "this is topsecret"))).toBe(
    '{"findings":[{"profile":{"context":{},"entry_ids":["secret"],"profile_id":"words"},"policy_ids":["p1"],"check":"REQUEST"}],"action":"FLAG"}',
  )
})

test("a finding names every entry that matches, and every policy that looks for it", () => {
  const policies = [policy(), policy({ id: "p2", action: "BLOCK", profiles: ["names", "words"] })]
  expect(checkDlp({ policies, profiles }, "RESPONSE", "top secret and internal: Falcon")).toEqual({
    findings: [
      {
        profile: { context: {}, entry_ids: ["secret", "internal"], profile_id: "words" },
        policy_ids: ["p1", "p2"],
        check: "RESPONSE",
      },
      {
        profile: { context: {}, entry_ids: ["project"], profile_id: "names" },
        policy_ids: ["p2"],
        check: "RESPONSE",
      },
    ],
    action: "BLOCK",
  })
})

test("a policy that blocks does not block what only another finds", () => {
  const policies = [policy(), policy({ id: "p2", action: "BLOCK", profiles: ["names"] })]
  expect(checkDlp({ policies, profiles }, "REQUEST", "topsecret")?.action).toBe("FLAG")
})

test.each([
  ["nothing is found", { policies: [policy()], profiles }, "a harmless text"],
  ["the policy is off", { policies: [policy({ enabled: false })], profiles }, "topsecret"],
  ["the policy checks responses alone", { policies: [policy({ check: ["RESPONSE"] })], profiles }, "topsecret"],
  ["there are no policies", { policies: [], profiles }, "topsecret"],
  ["there is no DLP", undefined, "topsecret"],
])("a request passes where %s", (_, dlp, text) => {
  expect(checkDlp(dlp, "REQUEST", text)).toBeUndefined()
})

test.each([
  ["credentials", "-----BEGIN RSA PRIVATE KEY-----", ["private-key"]],
  ["credentials", "-----BEGIN PRIVATE KEY-----", ["private-key"]],
  ["credentials", "AKIAIOSFODNN7EXAMPLE", ["aws-access-key"]],
  ["credentials", `ghp_${"a1".repeat(18)}`, ["github-token"]],
  ["credentials", `sk-proj-${"a1".repeat(10)}`, ["api-key"]],
  ["credentials", "a task-force, and sk-short", []],
  ["credit-cards", "4242424242424242", ["card-number"]],
  ["credit-cards", "pay with 4242 4242 4242 4242.", ["card-number"]],
  ["credit-cards", "3782-822463-10005", ["card-number"]],
  ["credit-cards", "4242424242424241", []],
  ["credit-cards", "424242424242", []],
  ["credit-cards", "order 42424242424242424242424242", []],
  ["credit-cards", "order 00000000000000000001", []],
  ["email", "write to ada@example.com", ["address"]],
  ["email", "write to ada@example, or @example.com", []],
])("the profile %s looks into: %s", (profile, text, entries) => {
  const result = checkDlp({ policies: [policy({ profiles: [profile] })] }, "REQUEST", text)
  expect(result?.findings[0]?.profile.entry_ids ?? []).toEqual(entries)
})

test("a gateway's own profile goes before a known one of that name", () => {
  const dlp = { policies: [policy({ profiles: ["email"] })], profiles: { email: { at: "@" } } }
  expect(checkDlp(dlp, "REQUEST", "ada@example")?.findings[0]?.profile.entry_ids).toEqual(["at"])
})

test("a long text without findings is soon read", () => {
  const dlp = { policies: [policy({ profiles: ["email", "credit-cards", "credentials"] })] }
  const began = performance.now()
  expect(checkDlp(dlp, "REQUEST", "a".repeat(1_000_000))).toBeUndefined()
  expect(performance.now() - began).toBeLessThan(2000)
})

test.each<[string, unknown, string]>([
  [
    "an unknown profile",
    { policies: [policy({ profiles: ["credit-card"] })] },
    "createLocalGateway: `gateways.g.dlp.policies.0.profiles.0` is no profile, did you mean `credit-cards`?",
  ],
  [
    "a profile that is like none",
    { policies: [policy({ profiles: ["zzzzzzzz"] })] },
    "createLocalGateway: `gateways.g.dlp.policies.0.profiles.0` is no profile, there are credentials, credit-cards, email",
  ],
  [
    "a bad regular expression",
    { policies: [policy()], profiles: { words: { secret: "(" } } },
    "createLocalGateway: `gateways.g.dlp.profiles.words.secret` is no regular expression: Invalid regular expression: /(/: Unterminated group",
  ],
  [
    "a regular expression that is no text",
    { policies: [policy()], profiles: { words: { secret: /x/ } } },
    "createLocalGateway: `gateways.g.dlp.profiles.words.secret` must be a regular expression, as text",
  ],
  [
    "an id that fits no header",
    { policies: [policy({ id: "größe" })], profiles },
    "createLocalGateway: `gateways.g.dlp.policies.0.id` must be printable ASCII",
  ],
  [
    "a profile's name that fits no header",
    { policies: [], profiles: { größe: {} } },
    "createLocalGateway: `gateways.g.dlp.profiles.größe` must be printable ASCII",
  ],
  [
    "an unknown action",
    { policies: [{ ...policy(), action: "DENY" }], profiles },
    'createLocalGateway: `gateways.g.dlp.policies.0.action` must be "FLAG" or "BLOCK"',
  ],
  [
    "a policy without a check",
    { policies: [{ id: "p1", action: "FLAG", profiles: [] }] },
    "createLocalGateway: `gateways.g.dlp.policies.0.check` is missing",
  ],
  ["no policies", {}, "createLocalGateway: `gateways.g.dlp.policies` is missing"],
  ["no object", "on", "createLocalGateway: `gateways.g.dlp` must be an object"],
])("DLP set up with %s is refused", (_, dlp, message) => {
  expect(() => setUp(dlp as LocalDlp)).toThrow(new TypeError(message))
})

function setUp(dlp: LocalDlp) {
  return createLocalGateway({ gateways: { g: { dlp } } })
}

test("a sound set-up is taken", () => {
  expect(() => setUp({ policies: [policy({ profiles: ["words", "email"] })], profiles })).not.toThrow()
})
