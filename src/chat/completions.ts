import { createCompletionStreamFrom, type ChatCompletionStream } from "../completion/completion-stream.ts"
import { createReply, type ChatCompletionReply } from "../completion/reply.ts"
import { splitCompletion } from "../completion/split-completion.ts"
import type { ClientConfig } from "../gateway/client-config.ts"
import { createGatewayRecord } from "../gateway/gateway-record.ts"
import type { RequestDescription, RequestOptions } from "../gateway/request-options.ts"
import type { FetchPipe } from "../http/fetch-pipe.ts"
import type { ServerSentEvents } from "../http/server-sent-events.ts"
import { toResponseError } from "../http/to-response-error.ts"
import { startCall, type Call } from "../http/transport.ts"
import { chatCompletionChunkSchema, isPlainChunk } from "../schemas/chat-completion-chunk.ts"
import type { ChatCompletionParams } from "../schemas/chat-completion-params.ts"
import { chatCompletionSchema } from "../schemas/chat-completion.ts"
import { checkReply, findIssues } from "./check-reply.ts"
import { createChunkSource } from "./chunk-source.ts"
import { observe, type CallOutcome } from "./observe.ts"
import { prepareRequest, type PreparedRequest } from "./prepare-request.ts"

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

export function createChatCompletions(config: ClientConfig, pipe: FetchPipe): ChatCompletions {
  const { logger } = config
  const create = async (
    params: ChatCompletionParams,
    options?: RequestOptions,
  ): Promise<ChatCompletionReply | ChatCompletionStream> => {
    const observers = observe(config)
    let call: ReturnType<typeof startCall> | undefined
    const finish = (end: CallOutcome): void => {
      if (call) call.timings.totalMs = call.elapsed()
      call?.lifeline.release()
      observers.finish(call?.record ?? noRecord, end)
    }
    try {
      const request = prepareRequest(config, params, options)
      observers.request(request.describe)
      const { wire, options: resolved } = request
      call = startCall(pipe, wire, resolved, observers.attempt)
      const answer = await call.answer()
      if (answer.events) return toStream(config, request, call, answer.events, finish)
      const { value, response } = answer as { value: any; response: Response }
      const mode = resolved.validate.response
      if (mode !== "off") checkReply(findIssues(chatCompletionSchema, value), mode, value, call.record, logger)
      // Guardrails and response checks turn a stream into one whole answer.
      const buffered = wire.stream || undefined
      const keySource: string | undefined = value?.gatewayMetadata?.keySource
      if (buffered || keySource) call.setResponse(response, { buffered, keySource })
      if (buffered) {
        const chunks = splitCompletion(value)
        call.timings.firstEventMs = call.elapsed()
        return createCompletionStreamFrom(
          { take: () => chunks.pop(), fill: async () => "done", cancel() {}, onStop: call.lifeline.listen },
          call.record(),
          finish,
        )
      }
      finish({ completion: value })
      return createReply(value, call.record)
    } catch (error) {
      finish({ error })
      throw error
    }
  }
  return {
    create: create as CreateChatCompletion,
    describe: (params, options) => prepareRequest(config, params, options).describe(),
  }
}

const noRecord = () => createGatewayRecord({ attempts: [], timings: {} }, 0)

function toStream(
  config: ClientConfig,
  { wire, options }: PreparedRequest,
  call: Call,
  events: ServerSentEvents,
  finish: (end: CallOutcome) => void,
): ChatCompletionStream {
  const gateway = call.record()
  const { timeout, idleTimeout } = options
  let mode = options.validate.response
  const source = createChunkSource({
    events,
    gateway,
    idleTimeout,
    firstTimeout: timeout && idleTimeout && Math.max(timeout, idleTimeout),
    secrets: wire.secrets,
    onFirstEvent: () => (call.timings.firstEventMs = call.elapsed()),
    check(chunk) {
      if (mode === "off" || isPlainChunk(chunk)) return
      const issues = findIssues(chatCompletionChunkSchema, chunk)
      checkReply(issues, mode, chunk, call.record, config.logger)
      // Drift repeats with every chunk; it is reported once a stream.
      if (issues.length > 0) mode = "off"
    },
    toError: (body) => toResponseError(body, { gateway, provider: wire.provider, secrets: wire.secrets }),
    onStop: call.lifeline.listen,
  })
  return createCompletionStreamFrom(source, gateway, finish, wire.answers)
}
