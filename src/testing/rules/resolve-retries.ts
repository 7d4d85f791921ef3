import type { GatewayRetries } from "../../gateway/gateway-options.ts"

type Layer = GatewayRetries | null | undefined

/** The attempts that hold, one setting at a time: a step's before the request's before the gateway's. What is out of its limits is moved within. */
export function resolveRetries(...layers: readonly Layer[]): GatewayRetries & { readonly maxAttempts: number } {
  const number = (name: "maxAttempts" | "retryDelayMs") =>
    layers.map((layer) => layer?.[name]).find((value) => Number.isInteger(value))
  const retryDelayMs = number("retryDelayMs")
  const backoff = layers
    .map((layer) => layer?.backoff)
    .find((word) => word !== undefined && /^(constant|linear|exponential)$/.test(word))
  return {
    // The count takes in the first attempt, a choice: 1 is how gateway retries are turned off (reference G). 5 at most.
    maxAttempts: within(number("maxAttempts") ?? 1, 1, 5),
    ...(retryDelayMs !== undefined && { retryDelayMs: within(retryDelayMs, 0, 60_000) }),
    ...(backoff !== undefined && { backoff }),
  }
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
