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
  const requests = readRateLimit(headers, "requests", now)
  const tokens = readRateLimit(headers, "tokens", now)
  return requests || tokens ? { requests, tokens } : undefined
}

function readRateLimit(headers: Headers, kind: string, now: number): RateLimit | undefined {
  const read = (part: string) => headers.get(`x-ratelimit-${part}-${kind}`) ?? headers.get(`anthropic-ratelimit-${kind}-${part}`)
  const limit = toNumber(read("limit"))
  const remaining = toNumber(read("remaining"))
  const resetAt = toResetDate(read("reset"), now)
  return limit === undefined && remaining === undefined && resetAt === undefined ? undefined : { limit, remaining, resetAt }
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

// OpenAI writes durations ("6m0s", "120ms"), Anthropic dates, others seconds or seconds since 1970.
function toResetDate(value: string | null, now: number): Date | undefined {
  if (!value) return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return toDate(seconds > 1e12 ? seconds : seconds > 1e9 ? seconds * 1000 : now + seconds * 1000)
  if (/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(value)) {
    let duration = 0
    for (const [, amount, , unit] of value.matchAll(/(\d+(\.\d+)?)(ms|[smhd])/g)) duration += Number(amount) * units[unit!]!
    return toDate(now + duration)
  }
  return toDate(Date.parse(value))
}

function toDate(time: number): Date | undefined {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function toNumber(value: string | null): number | undefined {
  const number = value ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}
