import { expect, test } from "vitest"
import { createLocalGateway } from "../../../src/testing/index.ts"

test.each<[string, object, string]>([
  ["a slip", { gatway: "x" }, "`gatway` is no option, did you mean `gateway`?"],
  [
    "a setting of a gateway at the top",
    { rateLimit: { limit: 1, interval: 1 } },
    "`rateLimit` is a gateway's: gateways: { local: { rateLimit: … } }",
  ],
  [
    "a gateway that is none of them",
    { gateway: "prod", gateways: { prd: {} } },
    '`gateway` is "prod", which is none of `gateways`: prd',
  ],
  [
    "a model by its bare name",
    { models: { "gpt-5-mini": "Hi" } },
    'models["gpt-5-mini"] names no provider: write openai/gpt-5-mini',
  ],
  ["an unknown option", { zebra: 1 }, "`zebra` is no option, there are accountId, gateway, token"],
  ["an account id that is none", { accountId: "mine" }, "`accountId` must be 32 hex"],
  ["a gateway that is no text", { gateway: 5 }, "`gateway` must be text"],
  ["a token that is no text", { token: 5 }, "`token` must be text"],
  ["an account that is none", { accounts: { mine: {} } }, "`accounts.mine` is no account id: 32 hex"],
  [
    "a permission that is none",
    { accounts: { ["f".repeat(32)]: { apiTokens: { t: ["Run"] } } } },
    'must be "AI Gateway Run" or',
  ],
  ["credits that are no number", { accounts: { ["f".repeat(32)]: { credits: "5" } } }, "credits` must be US dollars"],
  ["keys that are no list", { providerKeys: { openai: "sk-1" } }, "`providerKeys.openai` must be a list"],
  ["half a price", { prices: { "*": { in: 1 } } }, "`prices.*.out` is missing"],
  ["a price by a bare name", { prices: { "gpt-5-mini": { in: 1, out: 1 } } }, "prices.gpt-5-mini` names no provider"],
  ["a price by a name that is none", { prices: { acme: { in: 1, out: 1 } } }, '` names no model: write "acme/*"'],
  [
    "a price of a provider that is none",
    { prices: { "opnai/*": { in: 1, out: 1 } } },
    "`prices.opnai/*` is no provider, did you mean `openai`?",
  ],
  ["keys of a provider that is none", { providerKeys: { gorq: ["k"] } }, "`providerKeys.gorq` is no provider, did you"],
  ["a token with a line break", { token: "a\nb" }, "`token` must be printable ASCII without blanks or line breaks"],
  [
    "an API token that no header holds",
    { accounts: { ["f".repeat(32)]: { apiTokens: { tök: ["AI Gateway Run"] } } } },
    "apiTokens.#1` must be printable ASCII without blanks or line breaks",
  ],
  [
    "a custom provider of an account with custom- before it",
    { accounts: { ["f".repeat(32)]: { customProviders: { "custom-mine": "Hi" } } } },
    "customProviders.custom-mine` must come without `custom-`",
  ],
  [
    "a custom provider of an account that is none",
    { accounts: { ["f".repeat(32)]: { customProviders: { mine: { baseURL: "mine" } } } } },
    "customProviders.mine.baseURL` must be an http: or https: URL",
  ],
  ["a clock that is none", { clock: "fake" }, '`clock` must be "system" or "manual"'],
  ["a latency below 0", { latency: -1 }, "`latency` must be milliseconds, 0 or more"],
  ["a latency of a part below 0", { latency: { event: -1 } }, "`latency.event` must be milliseconds, 0 or more"],
  ["half a seed", { seed: 0.5 }, "`seed` must be a whole number"],
  ["a fault that is none", { fault: "stal" }, 'There is no fault "stal": did you mean "stall"?'],
  ["an observer that is none", { onAnswer: true }, "`onAnswer` must be a function"],
  [
    "a setting of a gateway",
    { gateways: { g: { cahceTtl: 5 } } },
    "`gateways.g.cahceTtl` is no option, did you mean `cacheTtl`?",
  ],
  ["a model that is none", { models: { "openai/*": 5 } }, 'models["openai/*"] is a number'],
])("%s is refused at once, with its place", (_, options, message) => {
  expect(() => createLocalGateway(options)).toThrow(TypeError)
  expect(() => createLocalGateway(options)).toThrow(message)
})

test.each([null, "my-gateway", 5, ["local"], () => ({})])("%j for the options is refused, with the fix", (given) => {
  expect(() => createLocalGateway(given as never)).toThrow(
    new TypeError("createLocalGateway takes an object of options, or nothing: createLocalGateway({ token: … })"),
  )
})

const account = (given: object) => ({ accounts: { ["f".repeat(32)]: given } })

test.each<[string, unknown]>([
  ["a token that is none", { token: { secret: "very-secret" } }],
  ["an API token without permissions", account({ apiTokens: { "very-secret": "AI Gateway Run" } })],
  ["an API token with a permission that is none", account({ apiTokens: { "very-secret": ["Run"] } })],
  ["an API token with a blank", account({ apiTokens: { "very-secret ": ["AI Gateway Run"] } })],
  ["a key in a provider's place", { providerKeys: { "sk-very-secret": ["openai"] } }],
])("nothing is told of %s", (_, options) => {
  expect(() => createLocalGateway(options as never)).toThrow(/^createLocalGateway: (?!.*very-secret)/)
})

test("undefined is as if not given, and no token is a choice", () => {
  const local = createLocalGateway({ gateway: undefined, latency: undefined, token: null })

  expect(local.options.gateway).toBe("local")
  expect(local.options.token).toBeNull()
})
