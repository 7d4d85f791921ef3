import { expectTypeOf, test } from "vitest"
import {
  createGatewayClient,
  isStream,
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatCompletionParams,
  type ChatCompletionReply,
  type ChatCompletionResult,
  type ChatCompletionStream,
  type CreateChatCompletion,
  type GatewayClient,
  type GatewayRecord,
  type RequestOptions,
} from "../../src/index.ts"
import { createFakeCreate } from "../../src/testing/index.ts"

declare const client: GatewayClient
declare const anything: any
declare const flag: boolean
declare const maybe: boolean | undefined
declare const either: ChatCompletionParams
declare const whole: ChatCompletionParams<false>
declare const streamed: ChatCompletionParams<true>
declare const reply: ChatCompletionReply

const { create } = client.chat.completions
const params = {
  model: "openai/gpt-5-mini",
  messages: [{ role: "user", content: "Which way?" }],
} satisfies ChatCompletionParams

const typed: CreateChatCompletion = async (params, options) => await create(params, options)

function wrapped<S extends boolean = false>(
  params: ChatCompletionParams<S>,
  options?: RequestOptions,
): Promise<ChatCompletionResult<S>> {
  return create(params, options)
}

test("stream decides what create gives", () => {
  expectTypeOf(create(params)).resolves.toEqualTypeOf<ChatCompletionReply>()
  expectTypeOf(create({ ...params, stream: false })).resolves.toEqualTypeOf<ChatCompletionReply>()
  expectTypeOf(create({ ...params, stream: true })).resolves.toEqualTypeOf<ChatCompletionStream>()
})

test("a flag known at run time only gives either", () => {
  expectTypeOf(create({ ...params, stream: flag })).resolves.toEqualTypeOf<ChatCompletionReply | ChatCompletionStream>()
  expectTypeOf(create({ ...params, stream: maybe })).resolves.toEqualTypeOf<
    ChatCompletionReply | ChatCompletionStream
  >()
  expectTypeOf(create({ ...params, stream: undefined })).resolves.toEqualTypeOf<
    ChatCompletionReply | ChatCompletionStream
  >()
})

test("params that are typed beforehand keep what they say of the stream", () => {
  expectTypeOf(create(either)).resolves.toEqualTypeOf<ChatCompletionReply | ChatCompletionStream>()
  expectTypeOf(create(whole)).resolves.toEqualTypeOf<ChatCompletionReply>()
  expectTypeOf(create(streamed)).resolves.toEqualTypeOf<ChatCompletionStream>()
  expectTypeOf(create(anything)).resolves.toEqualTypeOf<ChatCompletionReply>()
})

test("create has one signature, so its parameters can be taken off", () => {
  expectTypeOf<Parameters<CreateChatCompletion>[0]>().toEqualTypeOf<ChatCompletionParams<boolean>>()
  expectTypeOf<Parameters<CreateChatCompletion>[1]>().toEqualTypeOf<RequestOptions | undefined>()
})

test("a wrapper of create is a create, without a cast", () => {
  expectTypeOf(wrapped).toExtend<CreateChatCompletion>()
  expectTypeOf(typed(params)).resolves.toEqualTypeOf<ChatCompletionReply>()
  expectTypeOf(typed({ ...params, stream: true })).resolves.toEqualTypeOf<ChatCompletionStream>()
})

test("a fake create stands in for the client's", () => {
  const fake: CreateChatCompletion = createFakeCreate("hi")
  expectTypeOf<GatewayClient>().toExtend<{ chat: { completions: { create: typeof fake } } }>()
})

test("isStream tells a stream from a reply", () => {
  const result = anything as ChatCompletionReply | ChatCompletionStream
  if (isStream(result)) expectTypeOf(result).toEqualTypeOf<ChatCompletionStream>()
  else expectTypeOf(result).toEqualTypeOf<ChatCompletionReply>()
})

test("a spread of a reply has lost the record, and the types say so", () => {
  expectTypeOf(reply.gateway).toEqualTypeOf<GatewayRecord>()
  const spread = { ...reply, seen: true }
  expectTypeOf<keyof typeof spread>().toEqualTypeOf<keyof ChatCompletion | "seen">()
})

test("a stream yields chunks, texts and lines", () => {
  expectTypeOf<ChatCompletionStream>().toExtend<AsyncIterable<ChatCompletionChunk>>()
  expectTypeOf<ChatCompletionStream>().toExtend<AsyncDisposable>()
  expectTypeOf<ChatCompletionStream["textStream"]>().toEqualTypeOf<AsyncIterable<string>>()
  expectTypeOf<ChatCompletionStream["toServerSentEvents"]>().returns.toEqualTypeOf<AsyncIterable<string>>()
  expectTypeOf<ChatCompletionStream["final"]>().returns.resolves.toEqualTypeOf<ChatCompletionReply>()
  expectTypeOf<ChatCompletionStream["snapshot"]>().returns.toEqualTypeOf<ChatCompletion>()
})

test("a client is made of anything or nothing", () => {
  expectTypeOf(createGatewayClient()).toEqualTypeOf<GatewayClient>()
  expectTypeOf(client.withOptions({ timeout: 1000 })).toEqualTypeOf<GatewayClient>()
  expectTypeOf(createGatewayClient).parameter(0).toExtend<object | undefined>()
})
