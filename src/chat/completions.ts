import type { Caller } from "../call/caller.ts"
import { perform } from "../call/perform.ts"
import { prepareCall, type Operation } from "../call/prepare-call.ts"
import { receive, type AnswerKind } from "../call/receive.ts"
import { textsIn } from "../call/texts-in.ts"
import { textsOfTurns } from "../call/texts-of-turns.ts"
import type { ChatCompletionStream } from "../completion/completion-stream.ts"
import { createFold } from "../completion/fold-chunks.ts"
import type { ChatCompletionReply } from "../completion/reply.ts"
import { splitCompletion } from "../completion/split-completion.ts"
import { toFinishReason } from "../completion/to-finish-reason.ts"
import { toText } from "../completion/to-text.ts"
import { toUsage } from "../completion/to-usage.ts"
import type { RequestDescription, RequestOptions } from "../gateway/request-options.ts"
import { gatewayRoute, restRoute } from "../gateway/route.ts"
import { chatPlan } from "../gateway/support-matrix.ts"
import { chatCompletionChunkSchema, isPlainChunk, type ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import { chatCompletionParamsSchema, type ChatCompletionParams } from "../schemas/chat-completion-params.ts"
import { chatCompletionSchema, type ChatCompletion } from "../schemas/chat-completion.ts"
import { isChunk } from "./is-chunk.ts"
import type { BoundChat } from "./over-binding.ts"

/** What `create` gives: a reply when whole, a stream when `stream: true`, either for a `boolean`. */
export type ChatCompletionResult<S extends boolean> = S extends true ? ChatCompletionStream : ChatCompletionReply

/** One signature: no triple error message, `Parameters<>` works, `boolean` and `any` give the union. */
export interface CreateChatCompletion {
  /**
   * Asks a model through the gateway.
   *
   * @example
   * const completion = await client.chat.completions.create({
   *   model: "anthropic/claude-sonnet-4-5",
   *   messages: [{ role: "user", content: "What is Cloudflare?" }],
   * })
   *
   * @throws {GatewayRequestError} What is wrong with the call, before anything is sent.
   * @throws {GatewayResponseError} The gateway or the provider refused; also inside a 200.
   * @throws {GatewayConnectionError} Nothing came back.
   * @throws {GatewayTimeoutError} A clock ran out.
   * @throws {GatewayParseError} What came back is no completion; `body` holds it.
   */
  <S extends boolean = false>(
    params: ChatCompletionParams<S>,
    options?: RequestOptions,
  ): Promise<ChatCompletionResult<S>>
}

/** Chat completions, in OpenAI's shape. */
export interface ChatCompletions {
  readonly create: CreateChatCompletion
  /** What `create` would send: URL, headers with credentials masked, body. Sends nothing, asks no token function. */
  describe(params: ChatCompletionParams, options?: RequestOptions): RequestDescription
}

const toOperation = (bound: BoundChat | undefined): Operation<ChatCompletionParams> => ({
  plan: chatPlan,
  schema: chatCompletionParamsSchema,
  route(config, way, { sent }) {
    if (way === "rest") return restRoute(config, "/ai/v1/chat/completions")
    if (way === "compat") return gatewayRoute(config, way, "/compat/chat/completions")
    return bound!.route(config, way, sent)
  },
  // `env.AI.run` takes the model beside its input.
  toBody: (params, { way }, model) => ({ ...params, model: way === "run" ? undefined : model }),
  // A provider that quotes the prompt in its complaint must not bring it into our messages.
  textsOf: ({ messages, ...rest }) => [...textsOfTurns(messages), ...textsIn(rest)],
})

const kind: AnswerKind<ChatCompletionChunk, ChatCompletion> = {
  noun: "chat completion",
  schema: chatCompletionSchema,
  eventSchema: chatCompletionChunkSchema,
  isPlain: isPlainChunk,
  isPiece: isChunk,
  createFold,
  split: splitCompletion,
  summarise: (completion) => ({ usage: toUsage(completion), finishReason: toFinishReason(completion) }),
  toText,
  end: "[DONE]",
}

export function createChatCompletions(caller: Caller, bound?: BoundChat): ChatCompletions {
  const operation = toOperation(bound)
  const create = (params: ChatCompletionParams, options?: RequestOptions) =>
    perform(
      caller,
      () => prepareCall(caller, operation, params, options),
      (performance) => {
        const { wire, route } = performance.request
        if (route.way !== "run" || !bound) return receive(performance, kind)
        const model = wire.modelSent!
        return receive(performance, {
          ...kind,
          convert: (value) => bound.toCompletion(value, model),
          convertEvent: bound.createChunkConverter(model),
        })
      },
    )
  return {
    create: create as CreateChatCompletion,
    describe: (params, options) => prepareCall(caller, operation, params, options).describe(),
  }
}
