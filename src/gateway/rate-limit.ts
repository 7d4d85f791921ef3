/** What is left of one kind of limit, as the provider's headers tell. */
export interface RateLimit {
  readonly limit?: number | undefined
  readonly remaining?: number | undefined
  /** When it is full again. */
  readonly resetAt?: Date | undefined
}

/** The provider's limits on requests and tokens. Cloudflare's own counters come in no header. */
export interface RateLimits {
  readonly requests?: RateLimit | undefined
  readonly tokens?: RateLimit | undefined
}

/** Reads `x-ratelimit-*` (OpenAI and most) and `anthropic-ratelimit-*`. */
export function readRateLimits(headers: Headers, now: number): RateLimits | undefined {
  const [requests, tokens] = ["requests", "tokens"].map((kind): RateLimit | undefined => {
    const [limit, remaining, reset] = ["limit", "remaining", "reset"].map(
      (part) =>
        headers.get(`x-ratelimit-${part}-${kind}`) ?? headers.get(`anthropic-ratelimit-${kind}-${part}`) ?? undefined,
    )
    return (limit ?? remaining ?? reset)
      ? { limit: toNumber(limit), remaining: toNumber(remaining), resetAt: toResetDate(reset, now) }
      : undefined
  })
  return requests || tokens ? { requests, tokens } : undefined
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

// OpenAI writes durations ("6m0s", "120ms"), Anthropic dates, others seconds or seconds since 1970.
function toResetDate(value: string | undefined, now: number): Date | undefined {
  if (!value) return undefined
  const seconds = Number(value)
  let time = seconds > 1e12 ? seconds : seconds > 1e9 ? seconds * 1000 : now + seconds * 1000
  if (Number.isNaN(seconds)) {
    time = Date.parse(value)
    if (/^([\d.]+(ms|[smhd]))+$/.test(value)) {
      time = now
      for (const [, amount, unit] of value.matchAll(/([\d.]+)(ms|[smhd])/g)) time += Number(amount) * units[unit!]!
    }
  }
  return Math.abs(time) <= 8.64e15 ? new Date(time) : undefined
}

function toNumber(value: string | undefined): number | undefined {
  return value && Number.isFinite(Number(value)) ? Number(value) : undefined
}
