import { expect, test } from "vitest"
import type { LocalGatewaySettings } from "../../../src/testing/local-gateway-options.ts"
import { assertSettings } from "../../../src/testing/rules/assert-settings.ts"

const whole: LocalGatewaySettings = {
  authentication: true,
  tokens: ["token-1"],
  cacheTtl: 300,
  collectLogs: false,
  logLag: 500,
  rateLimit: { limit: 50, interval: 60, technique: "sliding" },
  spendLimits: [
    {
      id: "daily",
      enabled: true,
      limit: 5,
      window: 86_400,
      technique: "fixed",
      provider: { mode: "filter", values: ["openai"] },
      model: { mode: "filter", values: ["gpt-5-mini"] },
      metadata: { team: { mode: "partition" }, user: { mode: "filter", values: ["a", 1, true] } },
    },
    { limit: 1, window: 60 },
  ],
  guardrails: { prompt: { S1: "BLOCK", P1: "FLAG" }, response: { S13: "FLAG" }, words: { S1: ["x"] }, service: "ok" },
  dlp: { policies: [{ id: "p1", action: "FLAG", check: ["REQUEST"], profiles: ["email"] }] },
  retries: { maxAttempts: 3, retryDelayMs: 1000, backoff: "exponential" },
  byok: {
    anthropic: { default: "key-1" },
    "custom-google-ai-studio": { default: "key-2" },
    openai: undefined,
    novel: {},
  },
  unifiedBilling: true,
  byokOnly: false,
  zdr: false,
  routes: { support: [], other: { elements: [] } },
  customProviders: {
    mine: { baseURL: "http://127.0.0.1:1234/v1" },
    text: "Hello",
    kind: { use: "echo" },
    function: () => "Hello",
  },
  domains: {
    "ai.example.com": { access: { jwts: ["a.b.c"], serviceTokens: { "id.access": "secret" }, bearer: true } },
    "open.example.com": {},
    "not-given.example.com": undefined,
  },
}

test.each([
  ["no settings", {}],
  ["every setting", whole],
  ["settings that are not given", { cacheTtl: undefined, routes: undefined }],
  [
    "limits of the least",
    { cacheTtl: 0, retries: { maxAttempts: 1, retryDelayMs: 0 }, rateLimit: { limit: 0, interval: 1 } },
  ],
  ["limits of the most", { cacheTtl: 2_592_000, retries: { maxAttempts: 5, retryDelayMs: 60_000 } }],
  ["20 spend limits", { spendLimits: Array.from({ length: 20 }, () => ({ limit: 1, window: 60 })) }],
  ["a rule as the management API spells it", { spendLimits: [{ limit: 1, limitType: "cost" as const, window: 60 }] }],
])("a gateway with %s is taken", (_, settings) => {
  expect(() => assertSettings("my-gateway", settings)).not.toThrow()
})

test.each<[string, unknown, string]>([
  ["a slip", { cahceTtl: 5 }, "`gateways.my-gateway.cahceTtl` is no option, did you mean `cacheTtl`?"],
  [
    "the management API's spelling",
    { cache_ttl: 5 },
    "`gateways.my-gateway.cache_ttl` is no option, did you mean `cacheTtl`?",
  ],
  [
    "a name like none",
    { rateLimit: { limit: 1, interval: 60, zzzzzzzzzzzz: 1 } },
    "`gateways.my-gateway.rateLimit.zzzzzzzzzzzz` is no option, there are limit, interval, technique",
  ],
  ["a flag as text", { authentication: "yes" }, "`gateways.my-gateway.authentication` must be true or false"],
  [
    "a domain as a URL",
    { domains: { "https://ai.example.com": {} } },
    "`gateways.my-gateway.domains.https://ai.example.com` must be a hostname alone, as ai.example.com",
  ],
  [
    "a domain with a port",
    { domains: { "ai.example.com:8787": {} } },
    "`gateways.my-gateway.domains.ai.example.com:8787` must be a hostname alone, as ai.example.com",
  ],
  [
    "a domain in capitals",
    { domains: { "AI.example.com": {} } },
    "`gateways.my-gateway.domains.AI.example.com` must be a hostname alone, as ai.example.com",
  ],
  [
    "Cloudflare's host as a domain",
    { domains: { "gateway.ai.cloudflare.com": {} } },
    "`gateways.my-gateway.domains.gateway.ai.cloudflare.com` is Cloudflare's own",
  ],
  [
    "a JWT that is not in a list",
    { domains: { "ai.example.com": { access: { jwts: "a.b.c" } } } },
    "`gateways.my-gateway.domains.ai.example.com.access.jwts` must be a list",
  ],
  [
    "a service token whose parts changed places",
    { domains: { "ai.example.com": { access: { serviceTokens: { "sk secret": "id" } } } } },
    "`gateways.my-gateway.domains.ai.example.com.access.serviceTokens.#1` must be printable ASCII without blanks or line breaks",
  ],
  ["one token", { tokens: "t-1" }, "`gateways.my-gateway.tokens` must be a list"],
  ["an empty token", { tokens: ["a", ""] }, "`gateways.my-gateway.tokens.1` must be text"],
  [
    "too long a lifetime",
    { cacheTtl: 2_592_001 },
    "`gateways.my-gateway.cacheTtl` must be seconds, 0 to 2592000 (30 days)",
  ],
  ["a lifetime as text", { cacheTtl: "60" }, "`gateways.my-gateway.cacheTtl` must be seconds, 0 to 2592000 (30 days)"],
  ["a lag below 0", { logLag: -1 }, "`gateways.my-gateway.logLag` must be milliseconds, 0 or more"],
  ["a rate limit without a window", { rateLimit: { limit: 1 } }, "`gateways.my-gateway.rateLimit.interval` is missing"],
  [
    "a window of no time",
    { rateLimit: { limit: 1, interval: 0 } },
    "`gateways.my-gateway.rateLimit.interval` must be seconds, more than 0",
  ],
  [
    "an unknown technique",
    { rateLimit: { limit: 1, interval: 1, technique: "bucket" } },
    '`gateways.my-gateway.rateLimit.technique` must be "fixed" or "sliding"',
  ],
  [
    "half a request",
    { rateLimit: { limit: 0.5, interval: 1 } },
    "`gateways.my-gateway.rateLimit.limit` must be a number of requests",
  ],
  [
    "21 spend limits",
    { spendLimits: Array.from({ length: 21 }, () => ({ limit: 1, window: 60 })) },
    "`gateways.my-gateway.spendLimits` has 21 rules: Cloudflare takes 20",
  ],
  [
    "two spend limits of one id",
    { spendLimits: ["a", "a"].map((id) => ({ id, limit: 1, window: 60 })) },
    "`gateways.my-gateway.spendLimits` must have ids that differ",
  ],
  [
    "a spend limit without a limit",
    { spendLimits: [{ window: 60 }] },
    "`gateways.my-gateway.spendLimits.0.limit` is missing",
  ],
  [
    "a spend limit on something else",
    { spendLimits: [{ limit: 1, limitType: "tokens", window: 60 }] },
    '`gateways.my-gateway.spendLimits.0.limitType` must be "cost"',
  ],
  [
    "a filter without values",
    { spendLimits: [{ limit: 1, window: 60, metadata: { team: { mode: "filter" } } }] },
    "`gateways.my-gateway.spendLimits.0.metadata.team.values` is missing",
  ],
  [
    "a partition with values",
    { spendLimits: [{ limit: 1, window: 60, metadata: { team: { mode: "partition", values: [] } } }] },
    "`gateways.my-gateway.spendLimits.0.metadata.team.values` is no option, there are mode",
  ],
  [
    "a filter of lists",
    { spendLimits: [{ limit: 1, window: 60, metadata: { team: { mode: "filter", values: [[]] } } }] },
    "`gateways.my-gateway.spendLimits.0.metadata.team.values.0` must be text, number or boolean",
  ],
  [
    "an unknown category",
    { guardrails: { prompt: { S14: "BLOCK" } } },
    "`gateways.my-gateway.guardrails.prompt.S14` is no category: they are S1 to S13 and P1",
  ],
  [
    "an unknown action",
    { guardrails: { response: { S1: "block" } } },
    '`gateways.my-gateway.guardrails.response.S1` must be "FLAG" or "BLOCK"',
  ],
  [
    "a DLP profile that is none",
    { dlp: { policies: [{ id: "p", action: "FLAG", check: ["REQUEST"], profiles: ["emial"] }] } },
    "`gateways.my-gateway.dlp.policies.0.profiles.0` is no profile, did you mean `email`?",
  ],
  ["6 attempts", { retries: { maxAttempts: 6 } }, "`gateways.my-gateway.retries.maxAttempts` must be 1 to 5"],
  [
    "too long a wait",
    { retries: { retryDelayMs: 60_001 } },
    "`gateways.my-gateway.retries.retryDelayMs` must be 0 to 60000 milliseconds",
  ],
  ["no retries as null", { retries: null }, "`gateways.my-gateway.retries` must be an object"],
  [
    "a stored key without an alias",
    { byok: { openai: "sk-1" } },
    "`gateways.my-gateway.byok.openai` must be an object",
  ],
  [
    "a stored key of a provider's slip",
    { byok: { antropic: { default: "k" } } },
    "`gateways.my-gateway.byok.antropic` is no provider, did you mean `anthropic`?",
  ],
  [
    "a route that is none",
    { routes: { support: "openai" } },
    "`gateways.my-gateway.routes.support` must be a list of elements, or `{ elements }`",
  ],
  [
    "a custom provider's name with custom- before it",
    { customProviders: { "custom-mine": "Hello" } },
    "`gateways.my-gateway.customProviders.custom-mine` must come without `custom-`, which is put before it where it is called",
  ],
  [
    "a token with a line break",
    { tokens: ["good", "sec\nret"] },
    "`gateways.my-gateway.tokens.1` must be printable ASCII without blanks or line breaks",
  ],
  [
    "a token that no header holds",
    { tokens: ["sécret"] },
    "`gateways.my-gateway.tokens.0` must be printable ASCII without blanks or line breaks",
  ],
  [
    "a spend limit on a provider that is none",
    { spendLimits: [{ limit: 1, window: 60, provider: { mode: "filter", values: ["opnai"] } }] },
    "`gateways.my-gateway.spendLimits.0.provider.values.0` is no provider, did you mean `openai`?",
  ],
  [
    "a spend limit on a provider without a name",
    { spendLimits: [{ limit: 1, window: 60, provider: { mode: "filter", values: [""] } }] },
    "`gateways.my-gateway.spendLimits.0.provider.values.0` must be text",
  ],
  [
    "a provider in capitals",
    { byok: { OpenAI: { default: "k" } } },
    "`gateways.my-gateway.byok.#1` is no provider, did you mean `openai`?",
  ],
  [
    "a custom provider's name with a dot",
    { customProviders: { "my.model": "Hello" } },
    "`gateways.my-gateway.customProviders.my.model` must be letters, digits and hyphens; `custom-` is put before it where it is called",
  ],
  [
    "a custom provider elsewhere",
    { customProviders: { mine: { baseURL: "ftp://example.com" } } },
    "`gateways.my-gateway.customProviders.mine.baseURL` must be an http: or https: URL",
  ],
  [
    "a custom provider of no kind",
    { customProviders: { mine: 5 } },
    "`gateways.my-gateway.customProviders.mine` must be `{ baseURL }` or a model",
  ],
  ["no settings at all", "on", "`gateways.my-gateway` must be an object"],
  [
    "two slips",
    { zrd: true, byokonly: true },
    "`gateways.my-gateway.zrd` is no option, did you mean `zdr`?; `gateways.my-gateway.byokonly` is no option, did you mean `byokOnly`?",
  ],
])("a gateway with %s is refused, and told why", (_, settings, message) => {
  expect(() => assertSettings("my-gateway", settings as LocalGatewaySettings)).toThrow(
    new TypeError(`createLocalGateway: ${message}`),
  )
})

test.each(["", "a/b", "x".repeat(65), "${GATEWAY}"])("a gateway cannot be called %j", (id) => {
  expect(() => assertSettings(id, {})).toThrow(TypeError)
})

test("a gateway's name has 64 characters at most", () => {
  expect(() => assertSettings("x".repeat(64), {})).not.toThrow()
  expect(() => assertSettings("a/b", {})).toThrow("`gateways.a/b` must be the gateway's name, 1 to 64 characters")
})

test("what is refused is never quoted", () => {
  const settings = {
    tokens: "very-private-token",
    byok: { openai: "very-private-key" },
  } as unknown as LocalGatewaySettings
  expect(() => assertSettings("my-gateway", settings)).toThrow(/^(?!.*very-private)/)
})

test.each<[string, object]>([
  ["a provider", { byok: { "sk-very-private": "openai" } }],
  ["a provider that is unlike any", { byok: { "very_private/Key+": { default: "openai" } } }],
  ["a long provider", { byok: { ["very-private".repeat(4)]: { default: "openai" } } }],
  ["a provider of digits", { byok: { "very-private-0123456789": "openai" } }],
  ["an alias", { byok: { openai: { "sk-very-private": "default" } } }],
])("a key that stands where %s should is refused, and not quoted", (_, settings) => {
  const place = "openai" in (settings as { byok: object }).byok ? "byok.openai.#1" : "byok.#1"

  expect(() => assertSettings("my-gateway", settings)).toThrow(`\`gateways.my-gateway.${place}\` must be`)
  expect(() => assertSettings("my-gateway", settings)).toThrow(/^(?!.*very-private)/)
})
