import type { Answer, Call } from "../http/transport.ts"
import { startCall } from "../http/transport.ts"
import { createCompletionStreamFrom, type ChatCompletionStream, type ChunkSource } from "../completion/completion-stream.ts"
import { createReply, type ChatCompletionReply } from "../completion/reply.ts"
import { splitCompletion } from "../completion/split-completion.ts"
import type { ClientConfig } from "../gateway/client-config.ts"
import { createGatewayRecord } from "../gateway/gateway-record.ts"
import type { RequestDescription, RequestOptions } from "../gateway/request-options.ts"
import type { FetchPipe } from "../http/fetch-pipe.ts"
import { toResponseError } from "../http/to-response-error.ts"
import { chatCompletionChunkSchema, isPlainChunk } from "../schemas/chat-completion-chunk.ts"
import { chatCompletionSchema, type ChatCompletion } from "../schemas/chat-completion.ts"
import type { ChatCompletionParams } from "../schemas/chat-completion-params.ts"
import { checkReply, findIssues } from "./check-reply.ts"
import { createChunkSource } from "./chunk-source.ts"
import { observe, type CallOutcome, type Observers } from "./observe.ts"
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
  <S extends boolean = false>(params: ChatCompletionParams<S>, options?: RequestOptions): Promise<ChatCompletionResult<S>>
}

/** Chat completions, in OpenAI's shape. */
export interface ChatCompletions {
  readonly create: CreateChatCompletion
  /** What `create` would send: URL, headers with credentials masked, body. Sends nothing, asks no token function. */
  describe(params: ChatCompletionParams, options?: RequestOptions): RequestDescription
}

export function createChatCompletions(config: ClientConfig, pipe: FetchPipe): ChatCompletions {
  const create = async (params: ChatCompletionParams, options?: RequestOptions): Promise<ChatCompletionReply | ChatCompletionStream> => {
    const observers = observe(config)
    const request = prepare(params, options, observers)
    observers.request(request.describe)
    const call = startCall(pipe, request.wire, request.options, observers.attempt)
    const finish = (end: CallOutcome): void => {
      call.timings.totalMs = call.elapsed()
      call.lifeline.release()
      observers.finish(call.record(), end)
    }
    try {
      const answer = await call.answer()
      if (answer.events) return toStream(config, request, call, answer.events, finish)
      const reply = toReply(config, request, call, answer)
      if (request.wire.stream) return toBufferedStream(call, reply, finish)
      finish({ completion: reply })
      return reply
    } catch (error) {
      finish({ error })
      throw error
    }
  }
  const prepare = (params: ChatCompletionParams, options: RequestOptions | undefined, observers: Observers): PreparedRequest => {
    try {
      return prepareRequest(config, params, options)
    } catch (error) {
      observers.finish(createGatewayRecord({ attempts: [], timings: {} }, Date.now()), { error })
      throw error
    }
  }
  return {
    create: create as CreateChatCompletion,
    describe: (params, options) => prepareRequest(config, params, options).describe(),
  }
}

function toReply(config: ClientConfig, { options }: PreparedRequest, call: Call, answer: Extract<Answer, { text: string }>): ChatCompletionReply {
  const mode = options.validate.response
  const { keySource } = ((answer.value as { gatewayMetadata?: unknown } | null)?.gatewayMetadata ?? {}) as { keySource?: string }
  const record = keySource === undefined ? call.record() : call.setRecord({ keySource })
  if (mode !== "off") checkReply(findIssues(chatCompletionSchema, answer.value), mode, answer.value, record, config.logger)
  return createReply(answer.value as ChatCompletion, record)
}

function toStream(config: ClientConfig, { wire, options }: PreparedRequest, call: Call, events: Extract<Answer, { events: object }>["events"], finish: (end: CallOutcome) => void): ChatCompletionStream {
  const gateway = call.record()
  let mode = options.validate.response
  const { timeout, idleTimeout } = options
  const source = createChunkSource({
    events,
    gateway,
    idleTimeout,
    firstTimeout: timeout === false || idleTimeout === false ? false : Math.max(timeout, idleTimeout),
    secrets: wire.secrets,
    onFirstEvent: () => {
      call.timings.firstEventMs = call.elapsed()
    },
    check: (chunk) => {
      if (mode === "off" || isPlainChunk(chunk)) return
      const issues = findIssues(chatCompletionChunkSchema, chunk)
      checkReply(issues, mode, chunk, gateway, config.logger)
      // Drift repeats with every chunk; it is reported once a stream.
      if (issues.length > 0) mode = "off"
    },
    toError: (body) => toResponseError(body, { gateway, provider: wire.provider, secrets: wire.secrets }),
    onStop: (listener) => call.lifeline.listen(listener),
  })
  return createCompletionStreamFrom(source, gateway, finish)
}

// Guardrails and response checks turn a stream into one whole answer.
function toBufferedStream(call: Call, reply: ChatCompletion, finish: (end: CallOutcome) => void): ChatCompletionStream {
  const chunks = splitCompletion(reply)
  const source: ChunkSource = { take: () => chunks.shift(), fill: async () => "done", cancel: () => {} }
  call.timings.firstEventMs = call.elapsed()
  return createCompletionStreamFrom(source, call.setRecord({ buffered: true }), finish)
}
