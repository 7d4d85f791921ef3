import { expectTypeOf, test } from "vitest"
import type * as z from "zod/mini"
import type { RawReply, RawResult, RawStream } from "../../src/call/raw-answer.ts"
import type { ChatCompletion, RequestOptions, WithGateway } from "../../src/index.ts"
import type { UniversalStep, universalStepsSchema } from "../../src/schemas/universal-steps.ts"
import { chatStep } from "../../src/universal/chat-step.ts"
import type { Universal, UniversalOptions } from "../../src/universal/universal.ts"

declare const universal: Universal
declare const flag: boolean
declare const either: UniversalStep[]

const query = { model: "gpt-5-mini", messages: [] }
const step = { provider: "openai", endpoint: "chat/completions", query }
const chat = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "Which way?" }] }

/** The keys that are spelled out, without the index signature of a loose object. */
type KeysOf<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] }
type WireStep = z.input<typeof universalStepsSchema>["steps"][number]

test("steps as typed are such as the schema accepts, which knows no other key", () => {
  expectTypeOf<Pick<UniversalStep, keyof UniversalStep>>().toExtend<WireStep>()
  expectTypeOf<KeysOf<WireStep>>().toExtend<keyof UniversalStep>()
  expectTypeOf<{ provider: string; endpoint: string; query: string }>().not.toExtend<WireStep>()
  expectTypeOf<{ provider: string; query: {} }>().not.toExtend<WireStep>()
})

test("what the steps ask for decides what universal gives", () => {
  const streamed = { ...step, query: { ...query, stream: true } } as const
  expectTypeOf(universal([step])).resolves.toEqualTypeOf<RawReply & WithGateway>()
  expectTypeOf(universal([streamed])).resolves.toEqualTypeOf<RawStream>()
  expectTypeOf(universal([{ ...step, query: { ...query, stream: true } }])).resolves.toEqualTypeOf<RawStream>()
  expectTypeOf(universal([{ ...step, query: { ...query, stream: flag } }])).resolves.toEqualTypeOf<
    RawResult<RawReply, boolean>
  >()
  expectTypeOf(universal(either)).resolves.toEqualTypeOf<RawResult<RawReply, boolean>>()
  expectTypeOf(universal<ChatCompletion>([step])).resolves.toEqualTypeOf<ChatCompletion & WithGateway>()
})

test("chat steps carry what their params say of the stream", () => {
  expectTypeOf(chatStep(chat)).toEqualTypeOf<UniversalStep<false>>()
  expectTypeOf(chatStep({ ...chat, stream: true })).toEqualTypeOf<UniversalStep<true>>()
  expectTypeOf(
    universal([chatStep({ ...chat, stream: true }), chatStep({ ...chat, stream: true })]),
  ).resolves.toEqualTypeOf<RawStream>()
  expectTypeOf(universal<ChatCompletion>([chatStep(chat), step])).resolves.toEqualTypeOf<ChatCompletion & WithGateway>()
})

test("constant steps are taken, and headers may be absent or null", () => {
  const steps = [{ ...step, headers: { authorization: null, "x-any": undefined } }, { ...step }] as const
  void universal(steps)
  void universal([{ ...step, headers: { authorization: process.env["KEY"] } }])
})

test("a slip in a step or an option is an error", () => {
  // @ts-expect-error no endpoint
  void universal([{ provider: "openai", query }])
  // @ts-expect-error misspelt
  void universal([{ ...step, config: { maxAttemps: 2 } }])
  // @ts-expect-error no such backoff
  void universal([{ ...step, config: { backoff: "none" } }])
  // @ts-expect-error a list
  void universal(step)
  // @ts-expect-error steps have several providers
  void universal([step], { providerKey: "sk-1234567890" })
  // @ts-expect-error no body to join
  void universal([step], { extraBody: {} })
  expectTypeOf<Omit<RequestOptions, "providerKey" | "extraBody">>().toExtend<UniversalOptions>()
})
