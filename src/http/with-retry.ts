import { isGatewayError } from "../errors.ts"
import type { Attempt } from "../gateway/gateway-record.ts"
import { wait, type Lifeline } from "./lifeline.ts"
import { retryDelay } from "./retry-delay.ts"

/** How often, and how patiently. */
export interface RetryPolicy {
  readonly maxRetries: number
  readonly maxRetryAfter: number
  readonly lifeline: Lifeline
  /** The ledger: each request on the wire is entered here. */
  readonly attempts: Attempt[]
  /** Whether the last attempt reached the wire: what fails before (a token function) is none. */
  readonly wasSent: () => boolean
  readonly onAttempt: (attempt: Attempt, error: unknown) => void
}

/** Sends until it is answered, refused for good, or patience is at its end. */
export async function withRetry<T extends { readonly status: number }>(
  policy: RetryPolicy,
  send: () => Promise<T>,
): Promise<T> {
  const { attempts, maxRetries, maxRetryAfter, lifeline } = policy
  const enter = (attempt: Attempt, error?: unknown): void => {
    attempts.push(Object.freeze(attempt))
    policy.onAttempt(attempt, error)
  }
  while (true) {
    try {
      const answer = await send()
      enter({ status: answer.status, waitMs: 0 })
      return answer
    } catch (error) {
      const known = isGatewayError(error) ? error : undefined
      const failures = attempts.length + 1
      const { retryAfterMs = retryDelay(failures) } = known ?? {}
      const goesOn =
        known?.retryable &&
        failures <= maxRetries &&
        retryAfterMs < lifeline.timeLeft() &&
        (known.retryAfterMs ?? 0) <= maxRetryAfter
      if (policy.wasSent())
        enter(
          { status: known?.gateway.status, waitMs: goesOn ? Math.round(retryAfterMs) : 0, reason: known?.code },
          error,
        )
      if (!goesOn) throw error
      await wait(retryAfterMs, lifeline)
    }
  }
}
