import { expectTypeOf, test } from "vitest"
import type {
  AudioPart,
  ChatCompletionParams,
  ChatMessage,
  CustomCost,
  FilePart,
  GatewayClientOptions,
  GatewayHooks,
  GatewayOptions,
  GatewayRecord,
  GatewayRetries,
  ImagePart,
  Logger,
  RequestOptions,
  TextPart,
  Tool,
} from "../../src/index.ts"
import {
  readCompletionStream,
  toErrorResponse,
  type ChatCompletionStream,
  type FetchLike,
  type GatewayErrorInit,
} from "../../src/index.ts"
import {
  createLocalGateway,
  type LocalGateway,
  type LocalGatewayOptions,
  type ReplyParts,
} from "../../src/testing/index.ts"
import { listen, type ListeningGateway } from "../../src/testing/node.ts"

/** Optional keys that leave `undefined` out, of every member of a union. `Required` takes the `?` away and leaves a written `undefined`. */
type Unforgiving<T> = T extends unknown
  ? keyof { [K in keyof T as IsForgiving<T, K> extends true ? never : K]: never }
  : never

type IsForgiving<T, K extends keyof T> =
  {} extends Pick<T, K> ? (undefined extends Required<T>[K] ? true : string extends K ? true : false) : true

test("every optional input takes undefined, so that process.env.X compiles", () => {
  expectTypeOf<Unforgiving<GatewayClientOptions>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<RequestOptions>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<GatewayOptions>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<GatewayRetries>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<CustomCost>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<GatewayHooks>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<ChatCompletionParams>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<ChatMessage>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<Tool>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<TextPart | ImagePart | AudioPart | FilePart>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<Exclude<RequestOptions["validate"], string | undefined>>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<NonNullable<GatewayOptions["otel"]>>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<NonNullable<ChatCompletionParams["stream_options"]>>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<NonNullable<ChatCompletionParams["web_search_options"]>>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<GatewayErrorInit>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<LocalGatewayOptions>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<ReplyParts>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<NonNullable<ReplyParts["toolCalls"]>[number]>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<NonNullable<Parameters<typeof listen>[1]>>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<NonNullable<Parameters<typeof readCompletionStream>[1]>>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<NonNullable<Parameters<typeof toErrorResponse>[1]>>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<NonNullable<Parameters<ChatCompletionStream["toResponse"]>[0]>>>().toEqualTypeOf<never>()
})

test("an optional key without undefined is found", () => {
  expectTypeOf<Unforgiving<{ a?: string | undefined; b?: string; c: string }>>().toEqualTypeOf<"b">()
  expectTypeOf<Unforgiving<{ a: 1; b?: 2 } | { c?: 3 }>>().toEqualTypeOf<"b" | "c">()
})

test("everything of a call but its identity may be set on the client", () => {
  expectTypeOf<Exclude<keyof RequestOptions, keyof GatewayClientOptions>>().toEqualTypeOf<"signal">()
  expectTypeOf<RequestOptions["timeout"]>().toEqualTypeOf<GatewayClientOptions["timeout"]>()
  expectTypeOf<Omit<GatewayOptions, "id">>().toExtend<NonNullable<RequestOptions["gateway"]>>()
})

test("one key must not reach every provider", () => {
  expectTypeOf<string>().toExtend<RequestOptions["providerKey"]>()
  expectTypeOf<string>().not.toExtend<GatewayClientOptions["providerKey"]>()
  void ({
    openai: "key",
    xai: undefined,
    "custom-mine": async () => "key",
  } satisfies GatewayClientOptions["providerKey"])
  // @ts-expect-error no such provider
  void ({ opnai: "key" } satisfies GatewayClientOptions["providerKey"])
})

test("a credential is taken off by null, and asked of a function", () => {
  expectTypeOf<null>().toExtend<GatewayClientOptions["token"]>()
  expectTypeOf<() => Promise<string | undefined>>().toExtend<GatewayClientOptions["token"]>()
  expectTypeOf<null>().toExtend<GatewayOptions["cacheKey"]>()
  expectTypeOf<{ tenant: null; plan: undefined; seats: number; paid: boolean }>().toExtend<GatewayOptions["metadata"]>()
  expectTypeOf<{ nested: { a: 1 } }>().not.toExtend<GatewayOptions["metadata"]>()
})

test("headers come in any of the usual ways", () => {
  expectTypeOf<Headers>().toExtend<RequestOptions["headers"]>()
  expectTypeOf<{ "x-a": string; "x-b": null; "x-c": undefined }>().toExtend<RequestOptions["headers"]>()
  expectTypeOf<[string, string][]>().toExtend<RequestOptions["headers"]>()
})

test("any fetch and any logger fit", () => {
  expectTypeOf<typeof globalThis.fetch>().toExtend<FetchLike>()
  expectTypeOf<LocalGateway["fetch"]>().toExtend<FetchLike>()
  expectTypeOf<typeof console>().toExtend<Logger>()
})

test("what makes a client meet the local gateway fits its options", () => {
  expectTypeOf(createLocalGateway().options).toExtend<GatewayClientOptions>()
  expectTypeOf<ListeningGateway["options"]>().toExtend<GatewayClientOptions>()
  expectTypeOf<ListeningGateway>().toExtend<AsyncDisposable>()
})

test("a record can be read and not be written, and made by hand from three parts", () => {
  expectTypeOf<{ attempts: []; timings: {}; headers: Headers }>().toExtend<GatewayRecord>()
  expectTypeOf<GatewayRecord["cacheStatus"]>().toExtend<string | undefined>()
  expectTypeOf<"HIT">().toExtend<GatewayRecord["cacheStatus"]>()
  const record = {} as GatewayRecord
  // @ts-expect-error read only
  void (() => (record.logId = "1"))
})
