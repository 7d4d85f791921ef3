import type { Answer } from "../answer.ts"
import type { JSONObject } from "../formats/wire-format.ts"
import type { Admitted } from "./admitted.ts"
import { answerAuto } from "./answer-auto.ts"
import { answerCall } from "./answer-call.ts"
import { answerRoute } from "./answer-route.ts"
import { createCompatCall, type StepParts } from "./create-compat-call.ts"
import type { ProviderCall } from "./provider-call.ts"
import { refuse } from "./refuse.ts"
import type { Service } from "./service.ts"

/** Chat completions whose model string names the provider, a dynamic route or the Auto Router. */
export async function answerCompat(
  service: Service,
  admitted: Admitted,
  body: JSONObject | undefined,
  step: StepParts = { surface: "compat", step: 0 },
): Promise<Answer> {
  const call = createCompatCall(service, admitted, body, body?.["model"], step)
  if ("status" in call) return refuse(step.surface, call)
  if (call.provider === "cloudflare") return answerAuto(service, admitted, call, step)
  if (call.provider === "dynamic" && hasRoutes(call)) return answerRoute(service, admitted, call, step)
  return answerCall(service, call)
}

// Without any route set up, a route is a model like others: zero config answers.
function hasRoutes({ gateway }: ProviderCall): boolean {
  return gateway?.settings.routes !== undefined || (gateway?.routes.list().length ?? 0) > 0
}
