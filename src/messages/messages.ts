import { toPartialCompletion } from "../completion/to-partial-completion.ts"
import type { Caller } from "../call/caller.ts"
import { nameOfEvent } from "../call/name-of-event.ts"
import { perform } from "../call/perform.ts"
import { prepareCall, type Operation } from "../call/prepare-call.ts"
import { receive, type AnswerKind } from "../call/receive.ts"
import { textsIn } from "../call/texts-in.ts"
import { textsOfTurns } from "../call/texts-of-turns.ts"
import { findProvider } from "../gateway/find-provider.ts"
import type { Provider } from "../gateway/providers.ts"
import type { RequestDescription, RequestOptions } from "../gateway/request-options.ts"
import { bindingRoute, gatewayRoute, restRoute } from "../gateway/route.ts"
import { messagesPlan } from "../gateway/support-matrix.ts"
import type { WithGateway } from "../gateway/with-gateway.ts"
import { isPlainMessageEvent, messageStreamEventSchema, type MessageStreamEvent } from "../schemas/message-event.ts"
import { messageParamsSchema, type MessageParams } from "../schemas/message-params.ts"
import { messageObjectSchema, type MessageObject } from "../schemas/message.ts"
import type { GatewayStream } from "../stream/create-stream.ts"
import { createMessageFold } from "./fold-message-events.ts"
import { splitMessage } from "./split-message.ts"
import { summariseMessage } from "./summarise-message.ts"
import { toMessageText } from "./to-message-text.ts"

/** The wire's message, with everything known of the request beside it. */
export type MessageReply = MessageObject & WithGateway

/** A streamed message: events as they stood on the wire, `ping` among them. */
export type MessageStream = GatewayStream<MessageStreamEvent, MessageObject>

/** What `create` gives: a reply when whole, a stream when `stream: true`, either for a `boolean`. */
export type MessageResult<S extends boolean> = S extends true ? MessageStream : MessageReply

/** One signature, as for chat completions. */
export interface CreateMessage {
  /**
   * Asks a model through the gateway, by Anthropic's Messages API. Header: `anthropic-version`, 2023-06-01 unless `headers` has another.
   *
   * @example
   * const message = await client.messages.create({
   *   model: "anthropic/claude-sonnet-4-5",
   *   max_tokens: 1000,
   *   messages: [{ role: "user", content: "What is Cloudflare?" }],
   * })
   * console.log(toMessageText(message))
   *
   * @throws {GatewayRequestError} What is wrong with the call, before anything is sent.
   * @throws {GatewayResponseError} The gateway or the provider refused; also inside a 200.
   * @throws {GatewayConnectionError} Nothing came back.
   * @throws {GatewayTimeoutError} A clock ran out.
   * @throws {GatewayParseError} What came back is no message; `body` holds it.
   */
  <S extends boolean = false>(params: MessageParams<S>, options?: RequestOptions): Promise<MessageResult<S>>
}

/** Messages, in Anthropic's shape. */
export interface Messages {
  readonly create: CreateMessage
  /** What `create` would send: URL, headers with credentials masked, body. Sends nothing, asks no token function. */
  describe(params: MessageParams, options?: RequestOptions): RequestDescription
}

const operation: Operation<MessageParams> = {
  plan: messagesPlan,
  schema: messageParamsSchema,
  route(config, way) {
    const { slug, keyHeader, keyScheme, headers } = findProvider("anthropic") as Provider
    const onGateway = () =>
      config.surface === "binding"
        ? bindingRoute(config, slug, "v1/messages")
        : gatewayRoute(config, way, `/${slug}/v1/messages`)
    const route = way === "rest" ? restRoute(config, "/ai/v1/messages") : onGateway()
    // Whether REST wants the version is not documented; whoever passes it on to Anthropic does.
    return { ...route, keyHeader: [keyHeader, keyScheme], headers: { ...route.headers, ...headers } }
  },
  toBody: (params, _, model) => ({ ...params, model }),
  textsOf: ({ messages, system, ...rest }) => [...textsOfTurns([messages, system]), ...textsIn(rest)],
}

const kind: AnswerKind<MessageStreamEvent, MessageObject> = {
  noun: "message",
  schema: messageObjectSchema,
  eventSchema: messageStreamEventSchema,
  isPlain: isPlainMessageEvent,
  // What has a name and no type is not of the message: metadata of whoever passes it on.
  isPiece: (value, name) => Boolean(value?.type || !name),
  isLast: ({ type }) => type === "message_stop",
  createFold: createMessageFold,
  split: splitMessage,
  summarise: summariseMessage,
  toText: toMessageText,
  nameOf: nameOfEvent,
  toPartial: (message) => toPartialCompletion(toMessageText(message)),
}

/** What makes the calls of `client.messages`. */
export function createMessages(caller: Caller): Messages {
  const create = (params: MessageParams, options?: RequestOptions) =>
    perform(
      caller,
      () => prepareCall(caller, operation, params, options),
      (performance) => receive(performance, kind),
    )
  return {
    create: create as CreateMessage,
    describe: (params, options) => prepareCall(caller, operation, params, options).describe(),
  }
}
