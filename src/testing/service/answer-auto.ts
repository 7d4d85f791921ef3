import { isCompatPrefix } from "../../gateway/resolve-model.ts"
import type { GatewayOptions } from "../../gateway/gateway-options.ts"
import type { Answer } from "../answer.ts"
import { errorReplies } from "../error-replies.ts"
import { toProvider } from "../to-provider.ts"
import type { Admitted } from "./admitted.ts"
import { answerCall } from "./answer-call.ts"
import { createCompatCall, type StepParts } from "./create-compat-call.ts"
import { partOf } from "./create-ids.ts"
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

/** The Auto Router: the models of the pool, or what the request allows, in turn until one answers. */
export async function answerAuto(
  service: Service,
  admitted: Admitted,
  asked: ProviderCall,
  step: StepParts,
): Promise<Answer> {
  const candidates = findCandidates(asked.options)
  let answer = refuse(step.surface, withMessage(errorReplies.provider_rejected!, String(candidates)))
  if (typeof candidates === "string") return answer
  const { allowedModels, allowedProviders } = asked.options
  const first = allowedModels || allowedProviders ? "forced_by_candidate_pool" : "cost_optimal_within_pool"
  for (const [index, name] of candidates.entries()) {
    const part = partOf(step.step, index)
    const call = createCompatCall(service, admitted, asked.body, name, { ...step, part })
    const said = "status" in call ? refuse(step.surface, call) : await answerCall(service, call)
    const routed = {
      "cf-aig-routed-model": name,
      "cf-aig-routing-reason": index === 0 ? first : "fallback_candidate_unavailable",
      "cf-aig-routing-decision-id": asked.ids.requestId,
    }
    answer = { ...said, headers: { ...said.headers, ...routed } }
    if (answer.status < 400) return answer
  }
  return answer
}

// The models to ask, or what is wrong with the lists: an entry that can mean nothing, or no model in both.
function findCandidates({ allowedModels, allowedProviders }: GatewayOptions): readonly string[] | string {
  const models = allowedModels?.map((entry) => entry.trim().replace(/^[^/]+/, toProvider))
  const providers = allowedProviders?.map((entry) => toProvider(entry.trim()))
  const bad =
    models?.find((entry) => !/^[^/]+\/./.test(entry) || !isProvider(entry.replace(/\/.*/, ""))) ??
    providers?.find((entry) => !isProvider(entry))
  if (bad !== undefined) return `The allowed models and providers hold "${bad}", which names none`
  const isAllowed = (name: string) =>
    (models?.some((pattern) => isMatch(pattern, name)) ?? true) &&
    (providers?.includes(name.replace(/\/.*/, "")) ?? true)
  const named = models?.filter((entry) => !entry.includes("*")) ?? []
  const candidates = [...new Set([...pool, ...named])].filter(isAllowed)
  return candidates.length > 0 ? candidates : "No model matches the allowed models and providers"
}

// A pattern for providers is taken as it is.
function isProvider(name: string): boolean {
  return name.includes("*") || (isCompatPrefix(name) && name !== "dynamic" && name !== "cloudflare")
}

// `*` stands for anything up to a slash. No regular expression: many stars keep one busy for hours.
function isMatch(pattern: string, name: string): boolean {
  const [wanted, given] = [pattern.split("/"), name.split("/")]
  return wanted.length === given.length && wanted.every((part, index) => isPartMatch(part, given[index]!))
}

function isPartMatch(pattern: string, part: string): boolean {
  const [start = "", ...others] = pattern.split("*")
  const end = others.pop()
  if (end === undefined) return pattern === part
  if (!part.startsWith(start) || !part.slice(start.length).endsWith(end)) return false
  let rest = part.slice(start.length, part.length - end.length)
  for (const piece of others) {
    const at = rest.indexOf(piece)
    if (at < 0) return false
    rest = rest.slice(at + piece.length)
  }
  return true
}
