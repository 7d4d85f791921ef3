import type OpenAI from "openai"
import { expectTypeOf, test } from "vitest"
import {
  toFinishReason,
  toMessage,
  toText,
  toToolCalls,
  toUsage,
  type AssistantMessage,
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatCompletionParams,
  type ChatCompletionReply,
  type ChatMessage,
  type FinishReason,
  type GatewayClient,
  type KnownModel,
  type Model,
  type TokenUsage,
  type Tool,
  type ToolCall,
} from "../../src/index.ts"

declare const client: GatewayClient
declare const reply: ChatCompletionReply
declare const chunk: ChatCompletionChunk

const { create } = client.chat.completions
const messages: ChatMessage[] = [{ role: "user", content: "Which way?" }]

test("the editor has models to offer, and any other string is taken", () => {
  expectTypeOf<string>().not.toExtend<KnownModel>()
  expectTypeOf<"openai/gpt-5-mini" | "anthropic/claude-sonnet-4-5" | "cloudflare/auto">().toExtend<KnownModel>()
  expectTypeOf<"openai/" | "workers-ai/@cf/" | "dynamic/">().toExtend<KnownModel>()
  // A template literal among them would swallow the literals, and take any word of its form.
  expectTypeOf<`openai/${string}`>().not.toExtend<KnownModel>()
  expectTypeOf<"openai/any-other">().not.toExtend<KnownModel>()
  // `string` itself would do the same to the union.
  expectTypeOf<Model>().not.toEqualTypeOf<string>()
  expectTypeOf<Extract<Model, KnownModel>>().toEqualTypeOf<KnownModel>()
  expectTypeOf<string>().toExtend<Model>()
})

test("a typo in a parameter is an error", () => {
  // @ts-expect-error temperature is misspelt
  void create({ model: "openai/gpt-5-mini", messages, temprature: 1 })
  // @ts-expect-error a number, not text
  void create({ model: "openai/gpt-5-mini", messages, temperature: "1" })
  // @ts-expect-error no such role
  void create({ model: "openai/gpt-5-mini", messages: [{ role: "bot", content: "" }] })
  // @ts-expect-error no messages
  void create({ model: "openai/gpt-5-mini" })
  // @ts-expect-error not an option of the gateway
  void create({ model: "openai/gpt-5-mini", messages }, { gateway: { cacheTTL: 60 } })
})

test("a constant prompt is taken as it is", () => {
  const prompt = [{ role: "system", content: "Be brief" }] as const
  expectTypeOf(create({ model: "openai/gpt-5-mini", messages: prompt })).resolves.toEqualTypeOf<ChatCompletionReply>()
  expectTypeOf(prompt).toExtend<ChatCompletionParams["messages"]>()
})

test("params of the openai package fit when the model gets its provider", () => {
  const plain = {} as OpenAI.Chat.ChatCompletionCreateParamsNonStreaming
  const streaming = {} as OpenAI.Chat.ChatCompletionCreateParamsStreaming
  void (() => [
    create({ ...plain, model: "openai/gpt-5-mini" }),
    create({ ...streaming, model: "openai/gpt-5-mini" }) satisfies Promise<object>,
  ])
  expectTypeOf<OpenAI.Chat.ChatCompletionMessageParam>().toExtend<ChatMessage>()
  expectTypeOf<OpenAI.Chat.ChatCompletionTool>().toExtend<Tool>()
})

test("replies fit functions written for the same shape", () => {
  expectTypeOf(toText).toBeCallableWith(reply)
  expectTypeOf(toText).toBeCallableWith(chunk)
  expectTypeOf(toMessage(reply)).toEqualTypeOf<AssistantMessage>()
  expectTypeOf(toToolCalls(reply)).toEqualTypeOf<ToolCall[]>()
  expectTypeOf(toUsage(reply)).toEqualTypeOf<TokenUsage | undefined>()
  expectTypeOf(toFinishReason(reply)).toEqualTypeOf<FinishReason | undefined>()

  interface Answered {
    id: string
    model: string
    choices: { message: { role: "assistant"; content: string | null }; finish_reason: string }[]
    usage?: { prompt_tokens: number; completion_tokens: number; total_tokens: number }
  }
  expectTypeOf<ChatCompletionReply>().toExtend<Answered>()
  expectTypeOf<ChatCompletionReply>().toExtend<ChatCompletion>()
  expectTypeOf<Pick<ChatCompletion, "id" | "object" | "created" | "model" | "system_fingerprint">>().toExtend<
    Pick<OpenAI.Chat.ChatCompletion, "id" | "object" | "created" | "model" | "system_fingerprint">
  >()
  expectTypeOf<ChatCompletion["choices"][number]["finish_reason"]>().toEqualTypeOf<
    OpenAI.Chat.ChatCompletion.Choice["finish_reason"]
  >()
  // Service tiers come and go, and are OpenAI's to name.
  expectTypeOf<Omit<OpenAI.Chat.ChatCompletion, "service_tier">>().toExtend<Omit<ChatCompletion, "service_tier">>()
})

test("a turn can be sent back", () => {
  expectTypeOf(toMessage(reply)).toExtend<ChatMessage>()
  expectTypeOf<ToolCall["id"]>().toExtend<Extract<ChatMessage, { role: "tool" }>["tool_call_id"]>()
})

test("a misspelt key of a reply is an error", () => {
  // @ts-expect-error `choices`
  void reply.choises
  // @ts-expect-error a list may be empty
  void reply.choices[0].message
})
