import type { Answer } from "../answer.ts"
import { errorReplies } from "../error-replies.ts"
import type { Admitted } from "./admitted.ts"
import { answerCall } from "./answer-call.ts"
import { createCompatCall, type StepParts } from "./create-compat-call.ts"
import { toProvider } from "./providers.ts"
import type { ProviderCall } from "./provider-call.ts"
import { refuse, withMessage } from "./refuse.ts"
import type { Service } from "./service.ts"

// The real pool is not documented; these stand for it.
const pool = [
  "openai/gpt-5-mini",
  "anthropic/claude-haiku-4-5",
  "google-ai-studio/gemini-2.5-flash",
  "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast",
]

/** The Auto Router: the first model of the pool, or of what the request allows. */
export async function answerAuto(
  service: Service,
  admitted: Admitted,
  asked: ProviderCall,
  step: StepParts,
): Promise<Answer> {
  const { allowedModels, allowedProviders } = asked.options
  const wanted = pool.filter((name) =>
    isAllowed(name, allowedModels ?? ["*/*", "*/*/*/*"], allowedProviders ?? undefined),
  )
  const named = (allowedModels ?? []).filter(
    (name) => !name.includes("*") && isAllowed(name, [name], allowedProviders ?? undefined),
  )
  const name = wanted[0] ?? named[0]
  const none = withMessage(errorReplies.provider_rejected!, "No model matches the allowed models and providers")
  if (name === undefined) return refuse(step.surface, none)
  const call = createCompatCall(service, admitted, asked.body, name, step)
  if ("status" in call) return refuse(step.surface, call)
  const answer = await answerCall(service, call)
  const headers = {
    "cf-aig-routed-model": name,
    "cf-aig-routing-reason":
      allowedModels || allowedProviders ? "forced_by_candidate_pool" : "cost_optimal_within_pool",
    "cf-aig-routing-decision-id": asked.ids.requestId,
  }
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

// `*` stands for anything up to a slash.
function isAllowed(name: string, models: readonly string[], providers: readonly string[] | undefined): boolean {
  const [provider = ""] = name.split("/")
  const isMatch = models.some((pattern) => new RegExp(`^${pattern.split("*").map(escape).join("[^/]*")}$`).test(name))
  return isMatch && (providers?.some((given) => toProvider(given) === provider) ?? true)
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
}
