import type { Caller } from "../call/caller.ts"
import { perform } from "../call/perform.ts"
import { prepareCall, refuse, type Operation, type PreparedCall } from "../call/prepare-call.ts"
import { rawAnswer, type RawReply, type RawResult } from "../call/raw-answer.ts"
import { receive } from "../call/receive.ts"
import { textsIn } from "../call/texts-in.ts"
import { defined } from "../gateway/gateway-options.ts"
import type { ProviderKeys, RequestOptions } from "../gateway/request-options.ts"
import { gatewayRoute, type Route } from "../gateway/route.ts"
import { universalPlan } from "../gateway/support-matrix.ts"
import { readBlob } from "../http/read-blob.ts"
import { universalStepsSchema, type UniversalStep } from "../schemas/universal-steps.ts"
import { isRecord } from "../schemas/is-record.ts"
import { checkSteps, isStreamed } from "./check-steps.ts"
import { resolveStep, toWireStep } from "./to-wire-step.ts"

/** How steps are sent. What a step's headers and `config` say goes before `gateway`. A client's `extraBody` joins no step. */
export interface UniversalOptions extends Omit<RequestOptions, "providerKey" | "extraBody"> {
  /** Keys of your own, by provider: each goes into the header that its provider reads, in the steps that bring none along. */
  providerKey?: Exclude<ProviderKeys, string> | null | undefined
}

/** Asks several providers in turn. */
export interface Universal {
  /**
   * Asks the steps in turn until one answers; the gateway does it, in one request. The answer is that step's body as it is, and
   * `gateway.step` says whose, from 0. When none answers, the last one's refusal is thrown. `T` is your word for the body: nothing checks it.
   * Cloudflare serves the endpoint on its own host and on the binding, not on custom domains.
   *
   * @example
   * const reply = await client.universal([
   *   { provider: "openai", endpoint: "chat/completions", query: { model: "gpt-5-mini", messages } },
   *   { provider: "anthropic", endpoint: "v1/messages", query: { model: "claude-haiku-4-5", max_tokens: 100, messages } },
   * ])
   * console.log(toAnyText(reply), reply.gateway.step)
   *
   * @throws {GatewayRequestError} What is wrong with the steps, before anything is sent.
   * @throws {GatewayResponseError} No step answered: the last one's refusal.
   * @throws {GatewayConnectionError} Nothing came back.
   * @throws {GatewayTimeoutError} A clock ran out.
   * @throws {GatewayParseError} What came back is empty, or no JSON although it says so; `body` holds it.
   */
  <T extends object = RawReply, S extends boolean = false>(
    steps: readonly UniversalStep<S>[],
    options?: UniversalOptions,
  ): Promise<RawResult<T, S>>
}

export function createUniversal(caller: Caller): Universal {
  const universal = (steps: readonly UniversalStep[], options?: UniversalOptions) =>
    perform(
      caller,
      () => prepareSteps(caller, steps, options),
      (performance) => receive(performance, rawAnswer),
    )
  return universal as Universal
}

interface Steps {
  readonly steps: readonly UniversalStep[]
  readonly stream: boolean
}

function toOperation(stream: boolean): Operation<Steps> {
  // Not JSON alone: it may be sound.
  const headers = stream ? undefined : { accept: "*/*" }
  return {
    plan: universalPlan,
    isModelless: true,
    reads: readBlob,
    schema: {
      safeParse(value) {
        const shape = universalStepsSchema.safeParse(value)
        const issues = shape.success ? checkSteps((value as Steps).steps) : []
        return issues.length > 0 ? { success: false, error: { issues: issues as never } } : shape
      },
    },
    route: (config, way): Route =>
      way === "binding"
        ? { way, url: `env.AI.gateway("${config.gatewayId}").run(steps)`, binding: {}, headers }
        : { ...gatewayRoute(config, way, ""), headers },
    toBody: ({ steps }) => steps,
    textsOf: ({ steps }) => [
      ...textsIn(steps.map(({ query }) => query)),
      ...steps.flatMap(({ endpoint }) => [...new URLSearchParams(String(endpoint).split("?")[1]).values()]),
    ],
  }
}

function prepareSteps(
  { config, send }: Caller,
  steps: readonly UniversalStep[],
  call: (UniversalOptions & RequestOptions) | undefined,
): PreparedCall {
  // Compat and providers' own paths alone (reference A9).
  if (config.accessToken)
    refuse("unsupported_option", [{ path: ["baseURL"], message: "is a custom domain, which serves no steps" }])
  if (typeof call?.providerKey === "string")
    refuse("invalid_request", [{ path: ["providerKey"], message: "must be given by provider: steps have several" }])
  if (call?.extraBody)
    refuse("unsupported_option", [{ path: ["extraBody"], message: "joins no step: put its keys into each `query`" }])
  const known = [steps].flat().filter((step) => isRecord(step) && isRecord(step.query))
  const stream = known.some(({ query }) => isStreamed(query))
  // The gateway's attempts and ours multiply: unasked, only one of the two tries again.
  const isRetried = known.some((step) => step.config?.maxAttempts)
  const options = isRetried ? { maxRetries: config.defaults.maxRetries ?? 0, ...defined(call) } : call
  const prepared = prepareCall({ config, send }, toOperation(stream), { steps, stream }, options)
  const { route, wire, options: resolved } = prepared
  const found = steps.map((step, index) => resolveStep(step, index, resolved.validate.model === "strict"))
  const seen = new Set<string>()
  const secrets = () => [...wire.secrets(), ...seen]
  let body: string
  return {
    ...prepared,
    wire: {
      ...wire,
      secrets,
      // Keys are asked for at each attempt, and here they stand in the body.
      async headers() {
        const headers = await wire.headers()
        const credentials = {
          keys: resolved.providerKey,
          tokens: [headers["cf-aig-authorization"]?.slice(7), config.management.token],
          keepSecret: (secret: string) => seen.add(secret),
          secrets,
        }
        const sent = found.map((step, index) => toWireStep(step, index, credentials))
        body = `[${await Promise.all(sent)}]`
        return headers
      },
      send: (headers, signal) =>
        send({ ...route, url: route.url + resolved.query, method: "POST" }, { headers, signal, body }, resolved),
    },
  }
}
