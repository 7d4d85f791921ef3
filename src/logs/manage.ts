import type { Caller, Send } from "../call/caller.ts"
import { perform, type Performance } from "../call/perform.ts"
import { prepareCall, refuse, type Operation, type PreparedCall } from "../call/prepare-call.ts"
import { refuseModelOptions, withoutModelOptions, type ModellessOptions } from "../call/without-model-options.ts"
import type { AiGatewayBinding } from "../gateway/ai-binding.ts"
import type { RequestOptions } from "../gateway/request-options.ts"
import { logPlan, logsPlan } from "../gateway/support-matrix.ts"
import { sendBound } from "./send-bound.ts"
import { untilLogged } from "./until-logged.ts"
import { withLogHint } from "./with-log-hint.ts"

/** How a call about logs is sent. Of the client's options those of clocks, retries and `validate` hold too: the others are for models. */
export type LogsOptions = Omit<ModellessOptions, "idleTimeout">

/** What is asked of the gateway's logs. */
export interface LogsRequest {
  readonly method?: "PATCH" | "DELETE" | undefined
  /** After `/logs`. */
  readonly path?: string | undefined
  readonly query?: { readonly [name: string]: string } | undefined
  readonly body?: object | undefined
  /** The caller's own words: no message quotes them. */
  readonly texts?: readonly unknown[] | undefined
  readonly reads?: Operation<object>["reads"]
  /** The same over a binding, where that has it. */
  readonly ask?: ((gateway: AiGatewayBinding) => Promise<unknown>) | undefined
  /** Milliseconds in which a log that is not there is looked for again. */
  readonly patience?: number | false | undefined
}

/** A client's way to its logs: nothing of what it wants of models goes along, nor what is for the host of those. */
export function toManager(caller: Caller): Caller {
  return withoutModelOptions(caller, "headers", "query")
}

/** Asks Cloudflare's management API, or the binding, and reads the answer. */
export async function manage<Result>(
  caller: Caller,
  toRequest: () => LogsRequest,
  options: LogsOptions | undefined,
  read: (value: unknown, performance: Performance) => Result,
): Promise<Result> {
  let isRead = true
  const prepare = () => {
    const request = toRequest()
    isRead = !request.method
    return prepareManagement(caller, request, options ?? {})
  }
  try {
    return await perform(caller, prepare, (performance) => {
      // Nothing here is asked for as events.
      const result = read((performance.answer as { value: unknown }).value, performance)
      performance.finish({})
      return result
    })
  } catch (error) {
    throw withLogHint(error, isRead)
  }
}

function prepareManagement({ config, send }: Caller, request: LogsRequest, options: RequestOptions): PreparedCall {
  const { ask, body, method = "GET", patience, path = "", query, reads, texts = [] } = request
  const { management, binding, gatewayId, surface } = config
  const lacking = [...management.missing, ...management.missingToken]
  if (surface === "binding" && !ask && lacking.length > 0) {
    const message = "has no method for this, which goes over HTTP"
    refuse("not_configured", [{ path: ["binding"], message }, ...lacking])
  }
  refuseModelOptions(options)
  const operation: Operation<object> = {
    plan: ask ? logPlan : logsPlan,
    isModelless: true,
    reads,
    route: (_, way) => ({
      way,
      method,
      operation: "rest",
      ...(way === "binding"
        ? { url: `env.AI.gateway("${gatewayId}").${body ? "patchLog" : "getLog"}("${path.slice(1)}")` }
        : {
            url: `${management.url}/ai-gateway/gateways/${encodeURIComponent(String(gatewayId))}/logs${path}`,
            host: management,
            tokenHeader: "authorization",
          }),
    }),
    toBody: () => body,
    textsOf: () => texts,
  }
  const sendHere: Send = (route, sending, gateway) =>
    route.way === "binding" ? sendBound(binding!, gatewayId!, ask!) : send(route, sending, gateway)
  const prepared = prepareCall(
    { config, send: patience === undefined ? sendHere : untilLogged(sendHere, patience) },
    operation,
    {},
    // Ours last: nothing may take the filters off a deletion.
    { ...options, query: { ...options.query, ...query } },
  )
  return {
    ...prepared,
    describe() {
      const described = prepared.describe()
      return { ...described, url: described.url.split("?")[0]! }
    },
  }
}
