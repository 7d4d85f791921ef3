import type { Answer } from "../answer.ts"
import { errorReplies, errorRows } from "../error-replies.ts"
import { resolveRetries } from "../rules/resolve-retries.ts"
import { retryWait, shouldRetry } from "../rules/retry-wait.ts"
import { askModel } from "./ask-model.ts"
import type { Outcome } from "./from-response.ts"
import type { Paid } from "./is-key-taken.ts"
import type { ProviderCall } from "./provider-call.ts"
import { refuse } from "./refuse.ts"
import type { Service } from "./service.ts"

/** Asks the provider, again where the gateway is told to and the failure may pass. The last attempt waits without limit. */
export async function askProvider(service: Service, call: ProviderCall, paid: Paid): Promise<Answer> {
  const retries = resolveRetries(call.options.retries, call.gateway?.settings.retries)
  const { requestTimeoutMs } = call.options
  // A choice: 0 and less are no limit.
  const limit = requestTimeoutMs != null && requestTimeoutMs > 0 ? requestTimeoutMs : undefined
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt >= retries.maxAttempts
    // A choice: the only attempt is no last one, or the limit would mean nothing without retries.
    const within = isLast && attempt > 1 ? undefined : limit
    const outcome = await withinTime(service, call, within, (signal) => askModel(service, call, paid, signal))
    if (isLast || !shouldRetry(typeof outcome === "string" ? outcome : outcome.status))
      return settle(call, paid, outcome)
    await service.clock.sleep(retryWait(attempt, retries), call.incoming.signal)
  }
}

function settle({ surface, provider }: ProviderCall, { credential }: Paid, outcome: Outcome | "timeout"): Answer {
  const isRun = surface === "run" || surface === "binding"
  // Since October 2026 /ai/run has words of its own for a credential that the provider rejects (reference D2).
  if (typeof outcome === "object" && outcome.status === 401 && isRun && provider !== "workers-ai")
    return refuse(surface, errorRows[credential.source === "unified" ? "503-billing" : "2009-run"])
  if (outcome === "failed") return refuse(surface, errorReplies.upstream_failed!)
  return outcome === "timeout" ? refuse(surface, errorRows["request-timeout"]) : outcome
}

// Until the first byte; what runs on after the limit is told to stop.
async function withinTime(
  { clock }: Service,
  { incoming }: ProviderCall,
  limit: number | undefined,
  work: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome | "timeout"> {
  if (limit === undefined) return work(incoming.signal)
  const [late, inTime] = [new AbortController(), new AbortController()]
  const waited = clock.sleep(limit, AbortSignal.any([incoming.signal, inTime.signal])).then(() => "timeout" as const)
  const worked = work(AbortSignal.any([incoming.signal, late.signal]))
  waited.catch(() => {})
  worked.catch(() => {})
  try {
    const outcome = await Promise.race([worked, waited])
    if (outcome === "timeout") late.abort(new Error("The request timeout has passed"))
    return outcome
  } finally {
    inTime.abort()
  }
}
