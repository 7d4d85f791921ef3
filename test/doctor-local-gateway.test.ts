import { expect, test } from "vitest"
import { createGatewayClient } from "../src/client.ts"
import { doctor } from "../src/doctor.ts"
import type { LocalGatewaySettings } from "../src/testing/local-gateway-options.ts"
import { createLocalGateway } from "../src/testing/local-gateway.ts"

const accountId = "0123456789abcdef0123456789abcdef"

async function examine(settings: LocalGatewaySettings, credits?: number) {
  const local = createLocalGateway({
    gateways: { "my-gateway": settings },
    ...(credits !== undefined && { accounts: { [accountId]: { credits } } }),
    providerKeys: { anthropic: ["sk-good-key"] },
  })
  return doctor(createGatewayClient({ ...local.options, gateway: "my-gateway" }))
}

const good: LocalGatewaySettings = { byok: { anthropic: { default: "sk-good-key" } } }

test.each<[setUp: string, settings: LocalGatewaySettings, credits: number | undefined, fixes: object]>([
  ["a stored key", good, undefined, {}],
  ["Unified Billing", { byok: {}, unifiedBilling: true }, 5, {}],
  [
    "an open door",
    { ...good, authentication: false },
    undefined,
    {
      authentication: "Switch authentication on in the gateway's settings",
      credential: "Switch authentication on: stored keys and Unified Billing need it. Or give `providerKey`",
    },
  ],
  [
    "a stored key that the provider refuses",
    { byok: { anthropic: { default: "sk-old-key" } } },
    undefined,
    { credential: "Store a new key for anthropic as default on the gateway: the provider refuses the stored one" },
  ],
  [
    "no stored key and no credits",
    { byok: {}, unifiedBilling: true },
    0,
    { credential: "Top up the credits, or store a key for anthropic as default on the gateway" },
  ],
  [
    "no stored key where only own keys count",
    { byok: {}, byokOnly: true },
    5,
    { credential: "Store a key for anthropic as default on the gateway, or give `providerKey`" },
  ],
  [
    "guardrails that buffer the stream",
    { ...good, guardrails: { response: { S1: "BLOCK" } } },
    undefined,
    {
      stream:
        "Take guardrails or DLP off the responses if answers should flow: to check them, the gateway holds them back",
    },
  ],
  [
    "a rate limit that is reached",
    { ...good, rateLimit: { limit: 2, interval: 60 } },
    undefined,
    { stream: "Wait for the window of the gateway's rate limit, or raise it in the gateway's settings" },
  ],
])("the doctor reads %s off a local gateway", async (_, settings, credits, fixes) => {
  const steps = await examine(settings, credits)
  expect(Object.fromEntries(steps.flatMap(({ name, fix }) => (fix ? [[name, fix]] : [])))).toEqual(fixes)
})
