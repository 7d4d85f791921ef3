import { readMetadata } from "../rules/read-metadata.ts"
import type { Answer } from "../answer.ts"
import { errorReplies, type ErrorReply } from "../error-replies.ts"
import { walkRoute, type RouteProblem } from "../routes/walk-route.ts"
import { toProvider } from "../to-provider.ts"
import type { Admitted } from "./admitted.ts"
import { answerCall } from "./answer-call.ts"
import { costOfAnswer } from "./cost-of-answer.ts"
import { createCompatCall, type StepParts } from "./create-compat-call.ts"
import { partOf } from "./create-ids.ts"
import type { ProviderCall } from "./provider-call.ts"
import { refuse, withMessage } from "./refuse.ts"
import type { Service } from "./service.ts"

/** Runs a dynamic route: its models in turn, until one answers. */
export async function answerRoute(
  service: Service,
  admitted: Admitted,
  asked: ProviderCall,
  step: StepParts,
): Promise<Answer> {
  const { gateway } = admitted
  const route = gateway.routes.find(asked.model)
  // How the service words this is not documented.
  if (!route) {
    const known = gateway.routes.list().map(({ name }) => name)
    const message = `There is no dynamic route '${asked.model}'. Routes: ${known.join(", ") || "none"}`
    return refuse(step.surface, withMessage(errorReplies.provider_rejected!, message))
  }
  const walk = walkRoute(route.elements, {
    routeId: route.id,
    body: asked.body,
    headers: asked.headers,
    metadata: readMetadata(asked.headers.get("cf-aig-metadata"), asked.incoming.userId),
    random: service.random,
    limiter: gateway.limiter,
  })
  let answer: Answer | undefined
  let count = 0
  for (let node = walk.next(); node; node = walk.next(answer && answer.status < 300 ? "success" : "fallback")) {
    if ("problem" in node) return answer ?? refuse(step.surface, problemOf(node))
    const { model, timeout, retries } = node
    const provider = toProvider(node.provider)
    const name = `${provider}/${model}`
    const call = createCompatCall(service, admitted, asked.body, name, {
      ...step,
      part: partOf(step.step, count++),
      options: {
        ...asked.options,
        ...(timeout !== undefined && { requestTimeoutMs: timeout }),
        ...(retries !== undefined && { retries: { ...asked.options.retries, maxAttempts: retries + 1 } }),
      },
    })
    const served = { "cf-aig-model": model, "cf-aig-provider": provider }
    answer = "status" in call ? refuse(step.surface, call) : await answerCall(service, call)
    answer = { ...answer, headers: { ...answer.headers, ...served } }
    if (answer.completion && !asked.incoming.isForgotten())
      walk.spend(costOfAnswer(service, name, asked.options, answer))
  }
  return answer ?? refuse(step.surface, errorReplies.upstream_failed!)
}

// How the service words these is not documented either.
function problemOf({ reason }: RouteProblem): ErrorReply {
  return reason === "limit" ? errorReplies.rate_limited! : errorReplies.upstream_failed!
}
