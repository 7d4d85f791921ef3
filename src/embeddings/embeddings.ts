import type { Caller } from "../call/caller.ts"
import { checkReply, findIssues, invalidReply } from "../call/check-reply.ts"
import { perform, type Performance } from "../call/perform.ts"
import { prepareCall, refuse, type Operation } from "../call/prepare-call.ts"
import { toUsage } from "../completion/to-usage.ts"
import { GatewayParseError } from "../errors.ts"
import { findProvider } from "../gateway/find-provider.ts"
import type { Provider } from "../gateway/providers.ts"
import type { RequestOptions } from "../gateway/request-options.ts"
import { bindingRoute, gatewayRoute, restRoute, runRoute } from "../gateway/route.ts"
import { embeddingsPlan, familyOf, noEmbeddings } from "../gateway/support-matrix.ts"
import { attachGateway, type WithGateway } from "../gateway/with-gateway.ts"
import { embeddingListSchema, type EmbeddingList, type EmbeddingVector } from "../schemas/embedding-list.ts"
import { embeddingParamsSchema, type EmbeddingFormat, type EmbeddingParams } from "../schemas/embedding-params.ts"
import { isText } from "../schemas/maybe.ts"
import { toEmbeddingList, withVectors } from "./to-embedding-list.ts"

/** What `create` gives: the wire's own object, with the gateway's record beside it. */
export type EmbeddingReply<V extends EmbeddingVector = number[]> = EmbeddingList<V> & WithGateway

/** One signature: `number[]`, or `Float32Array` for base64, either where the format is not known. */
export interface CreateEmbeddings {
  /**
   * Turns texts into vectors. Workers AI answers on REST whatever the client's surface is, others on their own path behind the gateway.
   *
   * @example
   * const { data } = await client.embeddings.create({
   *   model: "openai/text-embedding-3-small",
   *   input: ["high tide", "low tide"],
   * })
   *
   * @throws {GatewayRequestError} What is wrong with the call, before anything is sent.
   * @throws {GatewayResponseError} The gateway or the provider refused; also inside a 200.
   * @throws {GatewayConnectionError} Nothing came back.
   * @throws {GatewayTimeoutError} A clock ran out.
   * @throws {GatewayParseError} What came back is no list of vectors; `body` holds it.
   */
  <F extends EmbeddingFormat = "float">(
    params: EmbeddingParams<F>,
    options?: RequestOptions,
  ): Promise<EmbeddingReply<EmbeddingVector<F>>>
}

/** Embeddings, in OpenAI's shape. */
export interface Embeddings {
  readonly create: CreateEmbeddings
}

const operation: Operation<EmbeddingParams> = {
  plan: embeddingsPlan,
  schema: embeddingParamsSchema,
  route(config, way, { sent, provider: name }) {
    if (way === "rest") return restRoute(config, "/ai/v1/embeddings")
    if (way === "run") return runRoute(sent)
    const { slug, openai, problem } = findProvider(name) as Provider & { readonly problem?: string }
    if (openai === undefined) refuse("invalid_model", [{ path: ["model"], message: lackOf(name, problem) }])
    const path = `${openai}/embeddings`
    return config.surface === "binding"
      ? bindingRoute(config, slug, path.slice(1))
      : gatewayRoute(config, way, `/${slug}${path}`)
  },
  toBody: (params, { way }, model) => (way === "run" ? toRunInput(params) : { ...params, model }),
  textsOf: ({ input }) => [input].flat(),
}

function lackOf(name: string, problem: string | undefined): string {
  if (!problem) return `${name}/… ${noEmbeddings}`
  // Some authors the catalogue alone has (reference A4): no door leads to them.
  return familyOf(name) === "catalogue"
    ? `${name}/… has no documented path for embeddings: client.run alone asks it`
    : problem
}

/** What makes the calls of `client.embeddings`. */
export function createEmbeddings(caller: Caller): Embeddings {
  const create = (params: EmbeddingParams, options?: RequestOptions) =>
    perform(
      caller,
      () => prepareCall(caller, operation, params, options),
      (performance) => receiveVectors(performance, params.encoding_format === "base64"),
    )
  return { create: create as CreateEmbeddings }
}

function receiveVectors({ answer, call, caller, finish, request }: Performance, isBase64: boolean): object {
  const mode = request.options.validate.response
  let list = toEmbeddingList((answer as { value?: unknown }).value, request.wire.modelSent!) as EmbeddingList<any>
  if (mode !== "off")
    checkReply(findIssues(embeddingListSchema, list), mode, list, call.record, caller.config.logger, noun)
  try {
    // A wire that does not know the format sends numbers all the same.
    if (isBase64) list = withVectors(list)
  } catch {
    throw new GatewayParseError(`The reply is no ${noun}: not every vector is base64 of 32-bit floats`, {
      ...invalidReply,
      gateway: call.record(),
      body: list,
      issues: [{ path: ["data"], message: "must hold numbers, or base64 of 32-bit floats" }],
    })
  }
  finish({ summary: () => ({ usage: toUsage(list as never) }) })
  return attachGateway(list, call.record)
}

const noun = "list of embeddings"

// Workers AI's own words (reference A11, and the models' pages): what else a model takes goes through `extraBody`.
function toRunInput({ input, dimensions, ...params }: EmbeddingParams): object {
  const text = [input].flat()
  refuse("unsupported_option", [
    ...(text.every(isText) ? [] : [{ path: ["input"], message: "must be text: env.AI.run takes no tokens" }]),
    ...(dimensions == null ? [] : [{ path: ["dimensions"], message: "is not known to env.AI.run: leave it out" }]),
  ])
  return { ...params, model: undefined, encoding_format: undefined, user: undefined, text }
}
