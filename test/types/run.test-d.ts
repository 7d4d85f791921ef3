import { expectTypeOf, test } from "vitest"
import type * as z from "zod/mini"
import type { RawReply, RawResult, RawStream } from "../../src/call/raw-answer.ts"
import { toAnyText } from "../../src/completion/to-any-text.ts"
import { isStream, type GatewayRecord, type RequestOptions, type WithGateway } from "../../src/index.ts"
import type { Run, RunOptions } from "../../src/run/run.ts"
import type { RunInput, RunParams, runParamsSchema } from "../../src/schemas/run-params.ts"

declare const run: Run
declare const flag: boolean
declare const either: RunInput
declare const reply: RawReply & WithGateway
declare const stream: RawStream

const model = "@cf/black-forest-labs/flux-1-schnell"

/** The keys that are spelled out, without the index signature of a loose object. */
type KeysOf<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] }

test("params as typed are such as the schema accepts, which knows no other key", () => {
  expectTypeOf<Pick<RunParams, KeysOf<RunParams>>>().toExtend<z.input<typeof runParamsSchema>>()
  expectTypeOf<KeysOf<z.input<typeof runParamsSchema>>>().toExtend<keyof RunParams>()
  expectTypeOf<{ model: string; input: string }>().not.toExtend<z.input<typeof runParamsSchema>>()
  expectTypeOf<{ model: string; input: {}; background: string }>().not.toExtend<z.input<typeof runParamsSchema>>()
})

test("stream decides what run gives", () => {
  expectTypeOf(run(model, { prompt: "A" })).resolves.toEqualTypeOf<RawReply & WithGateway>()
  expectTypeOf(run(model, { prompt: "A", stream: false })).resolves.toEqualTypeOf<RawReply & WithGateway>()
  expectTypeOf(run(model, { prompt: "A", stream: true })).resolves.toEqualTypeOf<RawStream>()
  expectTypeOf(run(model, { prompt: "A", stream: flag })).resolves.toEqualTypeOf<(RawReply & WithGateway) | RawStream>()
  expectTypeOf(run(model, either)).resolves.toEqualTypeOf<RawResult<RawReply, boolean>>()
})

test("what a caller says of an answer stands beside its record", () => {
  expectTypeOf(run<{ image: string }>(model, {})).resolves.toEqualTypeOf<{ image: string } & WithGateway>()
  expectTypeOf(run<Blob>(model, {})).resolves.toEqualTypeOf<Blob & WithGateway>()
  expectTypeOf(run<{ label: string }[]>(model, {})).resolves.toExtend<{ label: string }[]>()
  // @ts-expect-error a text cannot carry a record
  void run<string>(model, {})
})

test("bytes, JSON and streams are told apart", () => {
  if (reply instanceof Blob) expectTypeOf(reply.arrayBuffer()).resolves.toExtend<ArrayBuffer>()
  else expectTypeOf(reply["image"]).toEqualTypeOf<unknown>()
  expectTypeOf(reply.gateway).toEqualTypeOf<GatewayRecord>()

  const result = {} as Awaited<RawResult<RawReply, boolean>>
  if (isStream(result)) expectTypeOf(result).toEqualTypeOf<RawStream>()
  expectTypeOf(toAnyText).toBeCallableWith(reply)
})

test("a stream's events and its end are typed", async () => {
  for await (const event of stream) expectTypeOf(event["type"]).toEqualTypeOf<unknown>()
  const end = await stream.final()
  expectTypeOf(end.text).toEqualTypeOf<string>()
  expectTypeOf(end.gateway).toEqualTypeOf<GatewayRecord>()
})

test("options are a call's, and the background", () => {
  expectTypeOf<RequestOptions>().toExtend<RunOptions>()
  void run(model, {}, { background: true, timeout: 5 })
  void run(model, {}, { background: { webhookUrl: "https://example.com", webhookFormat: "chat" } })
  // @ts-expect-error misspelt
  void run(model, {}, { background: { webhookURL: "https://example.com" } })
  // @ts-expect-error misspelt
  void run(model, {}, { timeOut: 5 })
  // @ts-expect-error an input is an object
  void run(model, "A harbour")
})

test("an input kept in a constant is taken", () => {
  const input = { messages: [{ role: "user", content: "Hello" }], stream: true } as const
  expectTypeOf(run(model, input)).resolves.toEqualTypeOf<RawStream>()
})
