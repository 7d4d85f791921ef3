import { expect, test } from "vitest"
import { hintOf } from "../../src/cli/hint-of.ts"
import { GatewayResponseError } from "../../src/errors.ts"
import type { GatewayErrorCode } from "../../src/gateway/error-codes.ts"

const errorOf = (code: GatewayErrorCode, hint: string, gatewayCode?: number) =>
  new GatewayResponseError("No", { code, hint, gatewayCode, status: 400 }) as never

test.each<[code: GatewayErrorCode, hint: string, told: string | undefined]>([
  ["unauthorized", "Check `token`", "Check CF_AIG_TOKEN: it needs AI Gateway Run on this account"],
  ["connection_failed", "… `cause` says more", "Check the network, and --base-url (CF_AIG_BASE_URL)"],
  ["timeout", "Raise `timeout`, or stream", "Try again"],
  ["stream_truncated", "Ask again; `partial` holds what came", "Try again"],
  ["credential_missing", "… or give `providerKey`", "Store a key for this provider as default on the gateway"],
  ["invalid_response", "`body` holds it", "Check --model, and --base-url (CF_AIG_BASE_URL)"],
  [
    "provider_rejected",
    "Did you mean openai/…? Check `model` before the first slash",
    "Did you mean openai/…? Check --model before the first slash",
  ],
  [
    "insufficient_credits",
    "Top up the credits, or store a provider key",
    "Top up the credits, or store a provider key",
  ],
  ["guardrail_prompt_blocked", "Guardrails block the prompt", undefined],
  ["invalid_params", "The message says what is not taken", undefined],
])("the hint of %s is one that the command line can follow", (code, hint, told) => {
  expect(hintOf(errorOf(code, hint))).toBe(told)
})

test("code 10000 is a matter of the token", () => {
  expect(hintOf(errorOf("provider_unauthorized", "Give `providerKey`", 10_000))).toBe(
    "Check CF_AIG_TOKEN: it needs AI Gateway Run on this account, and Workers AI Read for a model of Workers AI",
  )
})
