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

test("nothing of a token is told", () => {
  expect(() => createLocalGateway({ token: { secret: "very-secret" } as never })).not.toThrow("very-secret")
})

test("undefined is as if not given, and no token is a choice", () => {
  const local = createLocalGateway({ gateway: undefined, latency: undefined, token: null })

  expect(local.options.gateway).toBe("local")
  expect(local.options.token).toBeNull()
})
