import { createAnthropic } from "@ai-sdk/anthropic"
import { createOpenAI } from "@ai-sdk/openai"
import { createOpenAICompatible } from "@ai-sdk/openai-compatible"
import Anthropic from "@anthropic-ai/sdk"
import OpenAI from "openai"
import { expectTypeOf, test } from "vitest"
import type { FetchLike, GatewayResponseError, ProviderSlug } from "../../src/index.ts"
import type { ProviderDoor } from "../../src/provider/provider-doors.ts"
import type { ProviderTarget } from "../../src/provider/provider-target.ts"
import type { readGatewayError } from "../../src/provider/read-gateway-error.ts"

declare const door: ProviderDoor

test("a door is spread into the options of other clients without a cast", () => {
  expectTypeOf(() => new OpenAI({ ...door })).toBeFunction()
  expectTypeOf(() => new Anthropic({ ...door, authToken: null })).toBeFunction()
  expectTypeOf(() => createOpenAICompatible({ name: "cloudflare", ...door })).toBeFunction()
  expectTypeOf(() => createOpenAI({ ...door })).toBeFunction()
  expectTypeOf(() => createAnthropic({ ...door, baseURL: `${door.baseURL}/v1` })).toBeFunction()
})

test("a door's fetch is a fetch, also a client's own", () => {
  expectTypeOf(door.fetch).toExtend<typeof globalThis.fetch>()
  expectTypeOf(door.fetch).toExtend<FetchLike>()
  expectTypeOf(door.headers()).resolves.toEqualTypeOf<Record<string, string>>()
})

test("a target is compat, any name of a provider, or a custom one", () => {
  expectTypeOf<
    "compat" | ProviderSlug | "xai" | "google" | "perplexity-ai" | "custom-acme"
  >().toExtend<ProviderTarget>()
  expectTypeOf<"opnai">().not.toExtend<ProviderTarget>()
  expectTypeOf<"dynamic">().not.toExtend<ProviderTarget>()
})

test("readGatewayError gives the typed error or nothing", () => {
  expectTypeOf<typeof readGatewayError>().returns.resolves.toEqualTypeOf<GatewayResponseError | undefined>()
})
