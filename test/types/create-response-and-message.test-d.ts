import { expectTypeOf, test } from "vitest"
import type { GatewayRecord } from "../../src/index.ts"
import type { MessageReply, Messages, MessageStream } from "../../src/messages/messages.ts"
import type { ResponseReply, Responses, ResponseStream } from "../../src/responses/responses.ts"
import type { MessageStreamEvent } from "../../src/schemas/message-event.ts"
import type { MessageParams } from "../../src/schemas/message-params.ts"
import type { MessageObject } from "../../src/schemas/message.ts"
import type { ResponseEvent } from "../../src/schemas/response-event.ts"
import type { ResponseObject } from "../../src/schemas/response-object.ts"
import type { ResponseParams } from "../../src/schemas/response-params.ts"
import type { GatewayStream } from "../../src/stream/create-stream.ts"

declare const responses: Responses
declare const messages: Messages
declare const isStreamed: boolean

const asked = { model: "openai/gpt-5-mini", input: "Which way?" }
const told = {
  model: "anthropic/claude-sonnet-4-5",
  max_tokens: 9,
  messages: [{ role: "user" as const, content: "?" }],
}

test("`stream` says whether a response is a reply or a stream", () => {
  expectTypeOf(responses.create(asked)).resolves.toEqualTypeOf<ResponseReply>()
  expectTypeOf(responses.create({ ...asked, stream: false })).resolves.toEqualTypeOf<ResponseReply>()
  expectTypeOf(responses.create({ ...asked, stream: true })).resolves.toEqualTypeOf<ResponseStream>()
  expectTypeOf(responses.create({ ...asked, stream: isStreamed })).resolves.toEqualTypeOf<
    ResponseReply | ResponseStream
  >()
  expectTypeOf<Parameters<Responses["create"]>[0]>().toEqualTypeOf<ResponseParams>()
  expectTypeOf<ResponseStream>().toEqualTypeOf<GatewayStream<ResponseEvent, ResponseObject>>()
})

test("`stream` says whether a message is a reply or a stream", () => {
  expectTypeOf(messages.create(told)).resolves.toEqualTypeOf<MessageReply>()
  expectTypeOf(messages.create({ ...told, stream: false })).resolves.toEqualTypeOf<MessageReply>()
  expectTypeOf(messages.create({ ...told, stream: true })).resolves.toEqualTypeOf<MessageStream>()
  expectTypeOf(messages.create({ ...told, stream: isStreamed })).resolves.toEqualTypeOf<MessageReply | MessageStream>()
  expectTypeOf<Parameters<Messages["create"]>[0]>().toEqualTypeOf<MessageParams>()
  expectTypeOf<MessageStream>().toEqualTypeOf<GatewayStream<MessageStreamEvent, MessageObject>>()
})

test("replies have the record beside them", () => {
  expectTypeOf<ResponseReply["gateway"]>().toEqualTypeOf<GatewayRecord>()
  expectTypeOf<MessageReply["gateway"]>().toEqualTypeOf<GatewayRecord>()
  expectTypeOf<ResponseReply>().toExtend<ResponseObject>()
  expectTypeOf<MessageReply>().toExtend<MessageObject>()
})

test("a slip in a param is found", () => {
  // @ts-expect-error `input`
  void responses.create({ model: "openai/gpt-5-mini", inptu: "Which way?" })
  // @ts-expect-error `max_tokens` is missing
  void messages.create({ model: "anthropic/claude-sonnet-4-5", messages: [] })
  // @ts-expect-error `timeout`
  void messages.create(told, { timeuot: 5 })
})
