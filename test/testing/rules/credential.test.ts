import { expect, test } from "vitest"
import {
  billedByCloudflare,
  resolveCredential,
  type CredentialSources,
  type ResolvedCredential,
} from "../../../src/testing/rules/credential.ts"

const nothing: CredentialSources = {
  requestKey: undefined,
  stored: undefined,
  alias: "default",
  aliasHonoured: true,
  unifiedBilling: false,
  credits: 0,
  canBill: true,
  byokOnly: false,
  noWholesale: false,
}
const credits = { unifiedBilling: true, credits: 5 }
const stored = { default: "key-1", production: "key-2" }
const unknown = (...aliases: string[]) => ({ refusal: "byok_alias_unknown" as const, aliases })

test.each<[string, Partial<CredentialSources>, ResolvedCredential]>([
  [
    "a key on the request goes before all else",
    { requestKey: "own", stored, ...credits },
    { credential: { source: "request" }, key: "own" },
  ],
  [
    "a key on the request is used although the alias is unknown",
    { requestKey: "own", stored, alias: "nope" },
    { credential: { source: "request" }, key: "own" },
  ],
  [
    "a stored key goes before credits",
    { stored, ...credits },
    { credential: { source: "stored", alias: "default" }, key: "key-1" },
  ],
  [
    "an alias picks its key",
    { stored, alias: "production" },
    { credential: { source: "stored", alias: "production" }, key: "key-2" },
  ],
  ["an unknown alias is refused with those there are", { stored, alias: "nope" }, unknown("default", "production")],
  [
    "an unknown alias does not fall through to credits",
    { stored, alias: "nope", ...credits },
    unknown("default", "production"),
  ],
  ["an alias of a provider without keys is refused", { alias: "production", ...credits }, unknown()],
  ["an alias is no property of every object", { stored, alias: "constructor" }, unknown("default", "production")],
  [
    "an alias that is not looked at leaves the default",
    { stored, alias: "production", aliasHonoured: false },
    { credential: { source: "stored", alias: "default" }, key: "key-1" },
  ],
  [
    "an alias that is not looked at falls through to credits where there is no default",
    { stored: { production: "key-2" }, alias: "production", aliasHonoured: false, ...credits },
    { credential: { source: "unified" } },
  ],
  [
    "a gateway that was not told of keys has one for every provider",
    { stored: "any", ...credits },
    { credential: { source: "stored", alias: "default" } },
  ],
  ["and only by the alias default", { stored: "any", alias: "production" }, unknown("default")],
  ["credits pay where no key is stored", credits, { credential: { source: "unified" } }],
  ["a provider that is not billed wants a key", { ...credits, canBill: false }, { refusal: "byok_required" }],
  ["a provider that is not billed wants a key, credits or not", { canBill: false }, { refusal: "byok_required" }],
  ["spent credits do not pay", { unifiedBilling: true, credits: 0 }, { refusal: "insufficient_credits" }],
  ["credits below none do not pay", { unifiedBilling: true, credits: -0.01 }, { refusal: "insufficient_credits" }],
  ["an account without credits is told to add some", {}, { refusal: "insufficient_credits" }],
  ["byokOnly forbids credits", { ...credits, byokOnly: true }, { refusal: "credential_missing" }],
  ["cf-aig-no-wholesale forbids credits", { ...credits, noWholesale: true }, { refusal: "credential_missing" }],
  [
    "Unified Billing that is off forbids credits",
    { unifiedBilling: false, credits: 5 },
    { refusal: "credential_missing" },
  ],
  [
    "byokOnly takes a stored key",
    { stored, byokOnly: true, noWholesale: true },
    { credential: { source: "stored", alias: "default" }, key: "key-1" },
  ],
])("%s", (_, sources, resolved) => {
  expect(resolveCredential({ ...nothing, ...sources })).toEqual(resolved)
})

test.each([
  ["openai", true, true],
  ["anthropic", true, true],
  ["google-ai-studio", true, true],
  ["google", true, true],
  ["google-vertex-ai", true, false],
  ["grok", true, true],
  ["xai", true, true],
  ["groq", true, true],
  ["workers-ai", true, true],
  ["deepseek", false, true],
  ["alibaba", false, true],
  ["minimax", false, true],
  ["z-ai", false, true],
  ["mistral", false, false],
  ["cerebras", false, false],
  ["openrouter", false, false],
  ["fireworks", false, false],
  ["perplexity", false, false],
  ["custom-mine", false, false],
])("Unified Billing covers %s: on the gateway's host %s, on REST %s", (provider, onGateway, onRest) => {
  expect([billedByCloudflare(provider, "gateway"), billedByCloudflare(provider, "rest")]).toEqual([onGateway, onRest])
})
