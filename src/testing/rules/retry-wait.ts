import type { GatewayRetries } from "../../gateway/gateway-options.ts"

// Reference B: 60000 ms, whose older copies say 5000.
const longest = 60_000

/** Milliseconds to wait after that many attempts have failed. */
export function retryWait(
  attempt: number,
  // Choices: 100 ms, the least a gateway can be set to, and no backoff where none is asked for.
  { retryDelayMs = 100, backoff = "constant" }: Pick<GatewayRetries, "retryDelayMs" | "backoff">,
): number {
  const times = { constant: 1, linear: attempt, exponential: 2 ** (attempt - 1) }[backoff]
  // A choice: the limit of the base delay holds for the whole wait.
  return Math.min(retryDelayMs * times, longest)
}

/**
 * Whether the gateway asks again. Which statuses count is not documented: these are the ones that Cloudflare's own packages ask again
 * for (reference D2, last paragraphs), and connections that fail or bring no first byte in time.
 */
export function shouldRetry(outcome: number | "failed" | "timeout"): boolean {
  return typeof outcome === "string" || [408, 409, 429].includes(outcome) || outcome >= 500
}
