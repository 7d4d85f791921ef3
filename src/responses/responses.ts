import { toPartialCompletion } from "../completion/to-partial-completion.ts"
import type { Caller } from "../call/caller.ts"
import { nameOfEvent } from "../call/name-of-event.ts"
import { perform } from "../call/perform.ts"
import { prepareCall, type Operation } from "../call/prepare-call.ts"
import { receive, type AnswerKind } from "../call/receive.ts"
import { textsIn } from "../call/texts-in.ts"
import { textsOfTurns } from "../call/texts-of-turns.ts"
import type { RequestDescription, RequestOptions } from "../gateway/request-options.ts"
import { bindingRoute, gatewayRoute, restRoute, runRoute } from "../gateway/route.ts"
import { responsesPlan } from "../gateway/support-matrix.ts"
import type { WithGateway } from "../gateway/with-gateway.ts"
import { isRecord } from "../schemas/is-record.ts"
import { isPlainResponseEvent, responseEventSchema, type ResponseEvent } from "../schemas/response-event.ts"
import { responseObjectSchema, type ResponseObject } from "../schemas/response-object.ts"
import { responseParamsSchema, type ResponseParams } from "../schemas/response-params.ts"
import type { GatewayStream } from "../stream/create-stream.ts"
import { errorOfEvent } from "./error-of-event.ts"
import { createResponseFold } from "./fold-response-events.ts"
import { splitResponse } from "./split-response.ts"
import { summariseResponse } from "./summarise-response.ts"
import { toOutputText } from "./to-output-text.ts"

/** The wire's response, with everything known of the request beside it. */
export type ResponseReply = ResponseObject & WithGateway

/** A streamed response: events as they stood on the wire, `keepalive` among them. */
export type ResponseStream = GatewayStream<ResponseEvent, ResponseObject>

/** What `create` gives: a reply when whole, a stream when `stream: true`, either for a `boolean`. */
export type ResponseResult<S extends boolean> = S extends true ? ResponseStream : ResponseReply

/** One signature, as for chat completions. */
export interface CreateResponse {
  /**
   * Asks a model through the gateway, by OpenAI's Responses API.
   *
   * @example
   * const response = await client.responses.create({ model: "openai/gpt-5-mini", input: "What is Cloudflare?" })
   * console.log(toOutputText(response))
   *
   * @throws {GatewayRequestError} What is wrong with the call, before anything is sent.
   * @throws {GatewayResponseError} The gateway or the provider refused, or the response failed; also inside a 200.
   * @throws {GatewayConnectionError} Nothing came back.
   * @throws {GatewayTimeoutError} A clock ran out.
   * @throws {GatewayParseError} What came back is no response; `body` holds it.
   */
  <S extends boolean = false>(params: ResponseParams<S>, options?: RequestOptions): Promise<ResponseResult<S>>
}

/** Responses, in OpenAI's shape. */
export interface Responses {
  readonly create: CreateResponse
  /** What `create` would send: URL, headers with credentials masked, body. Sends nothing, asks no token function. */
  describe(params: ResponseParams, options?: RequestOptions): RequestDescription
}

const operation: Operation<ResponseParams> = {
  plan: responsesPlan,
  schema: responseParamsSchema,
  route(config, way, { sent }) {
    if (way === "run") return runRoute(sent)
    if (way === "rest") return restRoute(config, "/ai/v1/responses")
    return config.surface === "binding"
      ? bindingRoute(config, "openai", "responses")
      : gatewayRoute(config, way, "/openai/responses")
  },
  // `env.AI.run` takes the model beside its input.
  toBody: (params, { way }, model) => ({ ...params, model: way === "run" ? undefined : model }),
  textsOf: ({ input, instructions, ...rest }) => [...textsOfTurns([input, instructions]), ...textsIn(rest)],
}

const kind: AnswerKind<ResponseEvent, ResponseObject> = {
  noun: "response",
  schema: responseObjectSchema,
  eventSchema: responseEventSchema,
  isPlain: isPlainResponseEvent,
  // What has a name and no type is not of the response: metadata of whoever passes it on.
  isPiece: (value, name) => Boolean(value?.type || !name),
  isLast: ({ type }) => /^response\.(completed|incomplete|cancelled)$/.test(type),
  errorOf: errorOfEvent,
  createFold: createResponseFold,
  split: splitResponse,
  summarise: summariseResponse,
  toText: toOutputText,
  nameOf: nameOfEvent,
  // OpenAI repeats our instructions and tools in what it says of the response: they are no visitor's.
  toRelayed: (event) =>
    "response" in event && event.response
      ? { ...event, response: { ...event.response, instructions: null, tools: [] } }
      : event,
  toPartial: (response) => toPartialCompletion(toOutputText(response)),
}

// What `env.AI.run` answers to `input` is not documented: the response itself, or Cloudflare's envelope around it.
const bound: typeof kind = {
  ...kind,
  convert: (value: any) => (isRecord(value?.result) ? value.result : value),
}

/** What makes the calls of `client.responses`. */
export function createResponses(caller: Caller): Responses {
  const create = (params: ResponseParams, options?: RequestOptions) =>
    perform(
      caller,
      () => prepareCall(caller, operation, params, options),
      (performance) => receive(performance, performance.request.route.way === "run" ? bound : kind),
    )
  return {
    create: create as CreateResponse,
    describe: (params, options) => prepareCall(caller, operation, params, options).describe(),
  }
}
