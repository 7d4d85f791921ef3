import type { Ai } from "@cloudflare/workers-types"
import { expectTypeOf, test } from "vitest"
import type * as z from "zod/mini"
import type { ChatCompletionReply, ChatCompletionStream, AnyGatewayError, Pages } from "../../src/index.ts"
import type { Logs } from "../../src/logs/create-logs.ts"
import type { LogReference } from "../../src/logs/to-log-id.ts"
import type { GatewayLog, gatewayLogPageSchema, gatewayLogSchema } from "../../src/schemas/gateway-log.ts"

declare const logs: Logs

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type BoundLog = Awaited<ReturnType<ReturnType<Ai["gateway"]>["getLog"]>>
type KeysOf<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] }

test("a log as typed is one that the schema accepts", () => {
  expectTypeOf<{ result: Mutable<GatewayLog> }>().toExtend<z.input<typeof gatewayLogSchema>>()
  expectTypeOf<{ result: Mutable<GatewayLog>[] }>().toExtend<z.input<typeof gatewayLogPageSchema>>()
  expectTypeOf<{ result: { id: number } }>().not.toExtend<z.input<typeof gatewayLogSchema>>()
})

test("the schema knows no key that the interface does not", () => {
  expectTypeOf<KeysOf<z.input<typeof gatewayLogSchema>["result"]>>().toExtend<keyof GatewayLog>()
})

test("a log has every field that Cloudflare's types know", () => {
  expectTypeOf<keyof BoundLog>().toExtend<keyof GatewayLog>()
  expectTypeOf<Omit<BoundLog, "created_at" | "metadata">>().toExtend<Omit<GatewayLog, "created_at" | "metadata">>()
})

test("a log is named by its id or by what carries a record", () => {
  expectTypeOf<string>().toExtend<LogReference>()
  expectTypeOf<ChatCompletionReply>().toExtend<LogReference>()
  expectTypeOf<ChatCompletionStream>().toExtend<LogReference>()
  expectTypeOf<AnyGatewayError>().toExtend<LogReference>()
  expectTypeOf<ChatCompletionReply["gateway"]>().toExtend<LogReference>()
  expectTypeOf<Promise<ChatCompletionReply>>().not.toExtend<LogReference>()
  expectTypeOf<{ id: string }>().not.toExtend<LogReference>()
})

test("logs give what they are asked for", () => {
  expectTypeOf(logs.list({ success: false })).toEqualTypeOf<Pages<GatewayLog>>()
  expectTypeOf(logs.get("1")).resolves.toEqualTypeOf<GatewayLog>()
  expectTypeOf(logs.wait("1", { timeout: false, signal: null })).resolves.toEqualTypeOf<GatewayLog>()
  expectTypeOf(logs.request("1")).resolves.toBeUnknown()
  expectTypeOf(logs.feedback("1", { feedback: -1, score: null })).resolves.toBeVoid()
  expectTypeOf(logs.delete({ all: true })).resolves.toBeVoid()
  expectTypeOf(logs.list).toBeCallableWith({ filters: [{ key: "cost", operator: "gt", value: [1] }] })
})

test("slips are errors in the editor", () => {
  // @ts-expect-error `model`
  logs.list({ modle: "a" })
  // @ts-expect-error what is deleted must be said
  void logs.delete()
  // @ts-expect-error a search is for lists alone
  void logs.delete({ search: "a" })
  // @ts-expect-error there is nothing between the thumbs
  void logs.feedback("1", { feedback: 0 })
  // @ts-expect-error options of the gateway are for models
  void logs.get("1", { gateway: { skipCache: true } })
  // @ts-expect-error `timeout` is all of a wait
  void logs.wait("1", { totalTimeout: 1 })
})
