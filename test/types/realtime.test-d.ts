import type { WebSocket as WorkerSocket } from "@cloudflare/workers-types"
import { expectTypeOf, test } from "vitest"
import type { WebSocket as WsSocket } from "ws"
import type { RawReply, RawStream } from "../../src/call/raw-answer.ts"
import type { ChatCompletion } from "../../src/schemas/chat-completion.ts"
import type { WithGateway } from "../../src/gateway/with-gateway.ts"
import type { UniversalSession } from "../../src/realtime/create-session.ts"
import type { WebSocketLike } from "../../src/realtime/open-socket.ts"
import type { Realtime } from "../../src/realtime/realtime.ts"
import { chatStep } from "../../src/universal/chat-step.ts"

declare const realtime: Realtime
declare const session: UniversalSession
const step = { provider: "openai", endpoint: "chat/completions" }

test("the platform's WebSocket, a Worker's and that of the package ws fit", () => {
  expectTypeOf<WebSocket>().toExtend<WebSocketLike>()
  expectTypeOf<WorkerSocket>().toExtend<WebSocketLike>()
  expectTypeOf<WsSocket>().toExtend<WebSocketLike>()
  void realtime.connect({ open: ({ url, protocols }) => new WebSocket(url, protocols) })
  void realtime.connect({ open: async ({ url, headers }) => ({ url, headers }) as unknown as WsSocket })
})

test("a connection is what a WebSocket is made of", () => {
  const made = async () => {
    const { url, protocols, headers } = await realtime("openai", { model: "gpt-realtime" })
    expectTypeOf(new WebSocket(url, protocols)).toExtend<WebSocketLike>()
    expectTypeOf(headers).toEqualTypeOf<Record<string, string>>()
  }
  void made
  // @ts-expect-error Anthropic has none.
  void realtime("anthropic")
})

test("`stream: true` gives a stream, else an answer of the caller's word", () => {
  expectTypeOf(session.create({ ...step, query: { stream: true } })).resolves.toEqualTypeOf<RawStream>()
  expectTypeOf(session.create({ ...step, query: { model: "m" } })).resolves.toEqualTypeOf<RawReply & WithGateway>()
  expectTypeOf(session.create<ChatCompletion>({ ...step, query: {} })).resolves.toEqualTypeOf<
    ChatCompletion & WithGateway
  >()
  expectTypeOf(
    session.create(chatStep({ model: "openai/gpt-5-mini", messages: [], stream: true })),
  ).resolves.toEqualTypeOf<RawStream>()
})

test("what a session cannot send is no option of it", () => {
  // @ts-expect-error The URL's query is given when connecting.
  void session.create({ ...step, query: {} }, { query: { a: "b" } })
  // @ts-expect-error Steps over WebSockets have no config.
  void session.create({ ...step, query: {}, config: { maxAttempts: 2 } })
})
