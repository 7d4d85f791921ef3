import type { Caller } from "../call/caller.ts"
import { invalidReply } from "../call/check-reply.ts"
import { perform, type Performance } from "../call/perform.ts"
import { prepareCall, refuse, type Operation } from "../call/prepare-call.ts"
import { rawAnswer, type RawReply, type RawResult } from "../call/raw-answer.ts"
import { receive } from "../call/receive.ts"
import { textsIn } from "../call/texts-in.ts"
import { GatewayParseError } from "../errors.ts"
import type { Model } from "../gateway/known-models.ts"
import type { RequestOptions } from "../gateway/request-options.ts"
import { restRoute, runRoute } from "../gateway/route.ts"
import { runPlan } from "../gateway/support-matrix.ts"
import { toResponseError } from "../http/to-response-error.ts"
import { runParamsSchema, type RunInput, type RunParams, type RunWebhook } from "../schemas/run-params.ts"
import { unwrapResult } from "./unwrap-result.ts"

/** How a run is sent. `extraBody` joins the body at its top: the input of Workers AI and of a binding, else beside `input`. */
export interface RunOptions extends RequestOptions {
  /**
   * Answers at once and works on: `true`, or where the result is to be posted. REST alone, and not with `stream`. What the answer at once
   * looks like Cloudflare does not say: it comes as it is.
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
        return prepareCall(caller, toOperation(params), params, options && rest)
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
    reads: "bytes",
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
      return { model, input, options: background ? { background: true, ...(background as RunWebhook) } : undefined }
    },
    textsOf: () => textsIn(input),
  }
}

const autoAlone = "cloudflare/… is answered on /compat alone: use chat.completions"

// A model may come from a stranger: it must not lead to another path of the account.
function toPath(model: string): string {
  if (/\/\.\.?(\/|$)/.test(model))
    refuse("invalid_model", [{ path: ["model"], message: "must not climb: no . or .. between slashes" }])
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
