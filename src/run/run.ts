import type { Caller } from "../call/caller.ts"
import { invalidReply } from "../call/check-reply.ts"
import { perform, type Performance } from "../call/perform.ts"
import { prepareCall, refuse, type Operation } from "../call/prepare-call.ts"
import { rawAnswer, type RawReply, type RawResult } from "../call/raw-answer.ts"
import { receive } from "../call/receive.ts"
import { textsIn } from "../call/texts-in.ts"
import { GatewayParseError } from "../errors.ts"
import { defined } from "../gateway/gateway-options.ts"
import type { Model } from "../gateway/known-models.ts"
import type { RequestOptions } from "../gateway/request-options.ts"
import { restRoute, runRoute } from "../gateway/route.ts"
import { runPlan } from "../gateway/support-matrix.ts"
import { readBlob } from "../http/read-blob.ts"
import { toResponseError } from "../http/to-response-error.ts"
import { isRecord } from "../schemas/is-record.ts"
import { isListOf } from "../schemas/maybe.ts"
import { runParamsSchema, type RunInput, type RunParams, type RunWebhook } from "../schemas/run-params.ts"
import { unwrapResult } from "./unwrap-result.ts"

/** How a run is sent. `extraBody` joins the body at its top: the input of Workers AI and of a binding, else beside `input`. */
export interface RunOptions extends RequestOptions {
  /**
   * Answers at once and works on: `true`, or where the result is to be posted. REST alone, and not with `stream`. What the answer at once
   * looks like Cloudflare does not say: it comes as it is. With a `webhookUrl`, `maxRetries` is 0 unless you give that too: a second request may
   * start a second job.
   */
  background?: boolean | RunWebhook | null | undefined
}

/** Runs a model of Cloudflare's catalogue. */
export interface Run {
  /**
   * Runs any model of the catalogue, of any kind: text, images, sound, video, vectors. By `POST /ai/run`, and by `env.AI.run` on a binding.
   * The answer is in the model's own words, without Cloudflare's envelope; images and sound that come as bytes are a `Blob`. `T` is your
   * word for it: nothing checks it.
   *
   * @example
   * const image = await client.run<Blob>("@cf/stabilityai/stable-diffusion-xl-base-1.0", { prompt: "A harbour" })
   *
   * @throws {GatewayRequestError} What is wrong with the call, before anything is sent.
   * @throws {GatewayResponseError} Cloudflare or the provider refused, or the run failed. A 402 of `payment-method: x402` has `PAYMENT-REQUIRED`
   * in `error.gateway.headers`.
   * @throws {GatewayConnectionError} Nothing came back.
   * @throws {GatewayTimeoutError} A clock ran out.
   * @throws {GatewayParseError} What came back is empty, or no JSON although it says so; `body` holds it.
   */
  <T extends object = RawReply, S extends boolean = false>(
    model: Model,
    input: RunInput<S>,
    options?: RunOptions,
  ): Promise<RawResult<T, S>>
}

export function createRun(caller: Caller): Run {
  const run = (model: Model, input: RunInput, options?: RunOptions) =>
    perform(
      caller,
      () => {
        const { background, ...rest } = options ?? {}
        const params = { model, input, background, stream: input?.stream }
        const call = background ? inBackground(background, rest, caller.config.defaults) : options && rest
        return prepareCall(caller, toOperation(params), params, call)
      },
      receiveRun,
    )
  return run as Run
}

function toOperation({ input, background, stream }: RunParams): Operation<RunParams> {
  // The form that Workers AI's prepaid billing takes too; the background is documented for the other alone (reference A1).
  const isFlat = (model: string) => model.startsWith("@") && !background
  return {
    plan: runPlan,
    schema: runParamsSchema,
    reads: readBlob,
    route(config, way, { sent, provider }) {
      // Cloudflare's own package hands `dynamic/…` to `env.AI.run`; of the Auto Router nobody says that (reference A6, A7).
      if (provider === "cloudflare") refuse("invalid_model", [{ path: ["model"], message: autoAlone }])
      if (background && (way === "run" || stream))
        refuse("unsupported_option", [{ path: ["background"], message: "goes with REST alone, and not with `stream`" }])
      if (way === "run") return runRoute(sent)
      const route = restRoute(config, isFlat(sent) ? `/ai/run/${toPath(sent)}` : "/ai/run")
      // Not JSON alone: it may be an image.
      return { ...route, operation: "run", headers: { ...route.headers, ...(!stream && { accept: "*/*" }) } }
    },
    toBody(_, { way }, model) {
      if (way === "run" || isFlat(model)) return input
      return { model, input, options: background ? toOptions(background) : undefined }
    },
    // Sound and images are long lists of numbers, which say nothing.
    textsOf: () => [
      ...textsIn(isRecord(input) ? Object.values(input).filter((value) => !isNumbers(value)) : input),
      // Whoever knows a webhook's address may call it.
      ...(isRecord(background) ? [background["webhookUrl"]] : []),
    ],
  }
}

const isNumbers = isListOf((entry) => typeof entry === "number")

const toOptions = (background: true | RunWebhook) => ({ background: true, ...(background as RunWebhook) })

// `extraBody` is laid over the body by key: its own `options` would hide the background.
function inBackground(background: true | RunWebhook, call: RequestOptions, client: RequestOptions): RequestOptions {
  const extras = [client.extraBody?.["options"], call.extraBody?.["options"]].filter(isRecord)
  const options = Object.assign({}, toOptions(background), ...extras)
  return {
    // What fails on the way may have started a job all the same, and that one posts too.
    ...((background as RunWebhook).webhookUrl && { maxRetries: client.maxRetries ?? 0 }),
    ...defined(call),
    ...(extras.length > 0 && { extraBody: { ...call.extraBody, options } }),
  }
}

const autoAlone = "cloudflare/… is answered on /compat alone: use chat.completions"

// A model may come from a stranger: it must not lead to another path of the account. Of half a character no path can be made.
function toPath(model: string): string {
  if (/\/\.\.?(\/|$)|\p{Cs}/u.test(model))
    refuse("invalid_model", [
      { path: ["model"], message: "must not climb: no . or .. between slashes, no half characters" },
    ])
  return encodeURI(model).replace(/[?#]/g, encodeURIComponent)
}

function receiveRun(performance: Performance) {
  const { answer, call, request } = performance
  if (answer.events) return receive(performance, rawAnswer)
  if (request.wire.stream && answer.value instanceof Blob) {
    throw new GatewayParseError("The answer is no stream of events", {
      ...invalidReply,
      hint: "`body` holds it, a Blob: leave `stream` out",
      gateway: call.record(),
      body: answer.value,
      issues: [{ path: [], message: "must be events" }],
    })
  }
  const { value, keySource } = unwrapResult(answer.value)
  if (/^failed$/i.test(value.state)) throw toResponseError(value, { ...request.wire, gateway: call.record() })
  if (keySource) call.setResponse(answer.response, { keySource })
  return receive({ ...performance, answer: { ...answer, value } }, rawAnswer)
}
