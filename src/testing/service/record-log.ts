import { toUsage } from "../../completion/to-usage.ts"
import type { Answer } from "../answer.ts"
import { canonicalModel } from "../logs/canonical-model.ts"
import { readCustomCost } from "../rules/read-custom-cost.ts"
import type { CallFacts } from "./call-facts.ts"
import { foldEvents } from "./fold-events.ts"
import type { GatewayState } from "./gateway-state.ts"
import type { ProviderCall } from "./provider-call.ts"
import type { Service } from "./service.ts"
import { tapText } from "./tap-text.ts"

/** Has a call paid, and writes its log where logs are collected; of bytes from elsewhere, once they have ended. Gives the answer on. */
export function recordLog(
  service: Service,
  call: ProviderCall,
  { logs, settings }: GatewayState,
  answer: Answer,
  facts: CallFacts,
): Answer {
  const { pieces } = answer
  // The header says whether, and is no "opposite of the gateway's" (reference J20).
  const isCollected = call.options.collectLog ?? settings.collectLogs ?? true
  const told = isCollected ? answer : withoutLogId(answer, call.ids.logId)
  const end = (response: string) => {
    const ended = answer.isStream && !answer.completion ? { ...answer, completion: foldEvents(response) } : answer
    const cost = facts.bill?.(ended) ?? 0
    if (call.incoming.isForgotten()) return
    if (!isCollected) return
    const payload = (call.options.collectLogPayload ?? true) ? { request: call.text, response } : {}
    logs.add(toLog(service, call, settings.authentication ?? true, ended, { ...facts, cost }), payload)
  }
  if (pieces instanceof ReadableStream) return { ...told, pieces: tapText(pieces, end) }
  end(pieces.join(""))
  return told
}

// A choice: no id of a log that is not written. One that a planned reply names stays.
function withoutLogId(answer: Answer, logId: string): Answer {
  const kept = Object.entries(answer.headers).filter(([name, value]) => name !== "cf-aig-log-id" || value !== logId)
  return { ...answer, headers: Object.fromEntries(kept) }
}

function toLog(
  { clock }: Service,
  call: ProviderCall,
  authentication: boolean,
  answer: Answer,
  facts: CallFacts & { readonly cost: number },
) {
  const { ids, provider, model, endpoint, incoming, options, surface, step, format, headers } = call
  const { credential, metadata, isCached = false, cost, dlp } = facts
  const usage = answer.completion && toUsage(answer.completion)
  return {
    id: ids.logId,
    event_id: ids.eventId,
    provider,
    model: canonicalModel(provider, model),
    // Google takes its key in the query: it stays out.
    path: endpoint.replace(/\?.*$/, ""),
    duration: clock.now() - incoming.at,
    success: answer.status < 400,
    status_code: answer.status,
    cached: isCached,
    tokens_in: usage?.input ?? 0,
    tokens_out: usage?.output ?? 0,
    cost,
    custom_cost: readCustomCost(options.customCost) !== undefined,
    metadata,
    step,
    request_type: format.name,
    request_content_type: headers.get("content-type") ?? "",
    response_content_type: answer.headers["content-type"] ?? "",
    wholesale: credential?.source === "unified",
    byok: credential?.source === "stored",
    authentication,
    compatibilityMode: surface === "compat",
    dlp_action: dlp?.action ?? null,
    user_agent: headers.get("user-agent") ?? "",
  }
}
