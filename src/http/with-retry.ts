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
export async function withRetry<T extends { readonly status: number }>(policy: RetryPolicy, send: () => Promise<T>): Promise<T> {
  const { attempts, lifeline, onAttempt } = policy
  while (true) {
    try {
      const answer = await send()
      enter({ status: answer.status, waitMs: 0 }, undefined)
      return answer
    } catch (error) {
      const waitMs = waitBefore(error, attempts.length + 1, policy)
      const known = isGatewayError(error) ? error : undefined
      if (policy.wasSent()) enter({ status: known?.gateway.status, waitMs: waitMs ?? 0, reason: known?.code }, error)
      if (waitMs === undefined) throw error
      await wait(waitMs, lifeline)
    }
  }

  function enter(attempt: Attempt, error: unknown): void {
    attempts.push(Object.freeze(attempt))
    onAttempt(attempt, error)
  }
}

function waitBefore(error: unknown, tried: number, { maxRetries, maxRetryAfter, lifeline }: RetryPolicy): number | undefined {
  if (!isGatewayError(error) || !error.retryable || tried > maxRetries) return undefined
  if (error.retryAfterMs !== undefined && error.retryAfterMs > maxRetryAfter) return undefined
  const waitMs = error.retryAfterMs ?? retryDelay(tried)
  return waitMs < lifeline.timeLeft() ? waitMs : undefined
}
