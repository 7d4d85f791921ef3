/** How long the server asks to wait, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function readRetryAfter(headers: Headers, now: number): number | undefined {
  const milliseconds = positive(headers.get("retry-after-ms"))
  if (milliseconds !== undefined) return milliseconds
  const value = headers.get("retry-after")
  const seconds = positive(value)
  if (seconds !== undefined) return seconds * 1000
  const date = value ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function positive(value: string | null): number | undefined {
  const number = value?.trim() ? Number(value) : Number.NaN
  return Number.isFinite(number) && number >= 0 ? number : undefined
}
