/** How long the server asks to wait, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function readRetryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim() || "-"
  const seconds = Number(value)
  const waits = [
    Number(headers.get("retry-after-ms") || "-"),
    seconds * 1000,
    Number.isNaN(seconds) ? Math.max(0, Date.parse(value) - now) : seconds,
  ]
  return waits.find((wait) => wait >= 0 && wait < Infinity)
}
