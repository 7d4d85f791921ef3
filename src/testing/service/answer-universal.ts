import { isRecord } from "../../schemas/is-record.ts"
import type { Answer } from "../answer.ts"
import type { GatewayOptions } from "../../gateway/gateway-options.ts"
import { errorReplies, errorRows } from "../error-replies.ts"
import { readOptionHeaders } from "../read-option-headers.ts"
import { formatOf } from "../formats/format-of.ts"
import type { JSONObject } from "../formats/wire-format.ts"
import { toProvider } from "../to-provider.ts"
import { isCustomProvider, type Admitted } from "./admitted.ts"
import { answerCall } from "./answer-call.ts"
import { answerCompat } from "./answer-compat.ts"
import { may, readBearer } from "./authenticate.ts"
import { createCall } from "./create-call.ts"
import { isProviderSlug } from "./providers.ts"
import { refuse } from "./refuse.ts"
import { refuseBody } from "./refuse-body.ts"
import type { Service } from "./service.ts"

/** Steps in turn, until one answers; the last failure where none does. One object does for a list of one, as Cloudflare's own packages send it. */
export async function answerUniversal(service: Service, admitted: Admitted, body: unknown): Promise<Answer> {
  const steps = Array.isArray(body) ? body : [body]
  let answer = refuse("universal", errorReplies.invalid_params!)
  if (!steps.every(isStep)) return answer
  for (const [index, step] of steps.entries()) {
    answer = await answerStep(service, admitted, step, index)
    answer = { ...answer, headers: { ...answer.headers, "cf-aig-step": String(index) } }
    if (answer.status < 400) return answer
  }
  return answer
}

interface Step {
  readonly provider: string
  readonly endpoint: string
  readonly headers?: Readonly<Record<string, string>> | null
  /** Named in the documentation's prose; its examples have it among the headers. */
  readonly authorization?: string
  readonly query: JSONObject
  readonly config?: {
    readonly requestTimeout?: number
    readonly maxAttempts?: number
    readonly retryDelay?: number
    readonly backoff?: "constant" | "linear" | "exponential"
  }
}

function isStep(step: unknown): step is Step {
  return (
    isRecord(step) &&
    typeof step["provider"] === "string" &&
    typeof step["endpoint"] === "string" &&
    isRecord(step["query"]) &&
    readHeaders(step as unknown as Step) !== undefined
  )
}

function readHeaders({ headers, authorization }: Step): Headers | undefined {
  try {
    const read = new Headers(headers ?? {})
    if (authorization !== undefined && !read.has("authorization")) read.set("authorization", authorization)
    return read
  } catch {
    return undefined
  }
}

async function answerStep(service: Service, admitted: Admitted, step: Step, index: number): Promise<Answer> {
  const { provider, query } = step
  const path = step.endpoint.replace(/^\/+/, "")
  // A step's headers go before the request's, and those before the gateway's settings.
  const own = readHeaders(step)!
  const headers = new Headers(admitted.headers)
  for (const [name, value] of own) headers.set(name, value)
  const within = { ...admitted, headers }
  const options = toOptions(step, readOptionHeaders(headers))
  if (provider === "compat") return answerCompat(service, within, query, { surface: "universal", step: index, options })
  if (!isProviderSlug(provider) && !isCustomProvider(admitted.account, admitted.gateway, provider))
    return refuse("universal", errorReplies.provider_rejected!)
  // Workers AI asks each step for a token of its own (reference A3).
  if (provider === "workers-ai" && !may(service, admitted.account, readBearer(own), "Workers AI Read"))
    return refuse("universal", errorRows["10000-workers-ai"])
  const format = formatOf(provider, path, query)
  const call = createCall(service, {
    ...within,
    surface: "universal",
    provider: toProvider(provider),
    model: format.toModel(query, path),
    endpoint: path,
    format,
    body: query,
    text: JSON.stringify(query),
    step: index,
    options,
  })
  return typeof call === "string" ? refuseBody(call, format) : answerCall(service, call)
}

// A step's `config` goes before headers: which of the two wins within a step is not documented.
function toOptions({ config }: Step, { retries }: GatewayOptions): GatewayOptions {
  if (!config) return {}
  const { requestTimeout, maxAttempts, retryDelay, backoff } = config
  return {
    ...(requestTimeout !== undefined && { requestTimeoutMs: requestTimeout }),
    ...((maxAttempts ?? retryDelay ?? backoff) !== undefined && {
      retries: {
        maxAttempts: maxAttempts ?? retries?.maxAttempts,
        retryDelayMs: retryDelay ?? retries?.retryDelayMs,
        backoff: backoff ?? retries?.backoff,
      },
    }),
  }
}
