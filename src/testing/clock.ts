/** The time of a local gateway. */
export interface LocalClock {
  /** Milliseconds since 1970. */
  now(): number
  /** Moves the time on, and wakes what was waiting for it. */
  advance(ms: number): void
  /** Settles when that much time has passed; rejects with the signal's reason when that aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

// 2026-01-01T00:00:00Z: where a manual clock begins.
const start = 1_767_225_600_000

interface Sleeper {
  readonly until: number
  wake(): void
}

/** `"system"` runs by itself and can be moved on; `"manual"` stands until it is moved. */
export function createClock(kind: "system" | "manual"): LocalClock {
  let moved = 0
  const sleepers = new Set<Sleeper>()
  const now = () => (kind === "manual" ? start : Date.now()) + moved
  return {
    now,
    advance(ms) {
      if (!(Number.isFinite(ms) && ms >= 0))
        throw new TypeError(`clock.advance(${String(ms)}): give milliseconds, 0 or more`)
      moved += ms
      const due = [...sleepers].filter((sleeper) => sleeper.until <= now())
      for (const sleeper of due.sort((one, other) => one.until - other.until)) sleeper.wake()
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const end = (settle: () => void) => {
          clearTimeout(timer)
          sleepers.delete(sleeper)
          signal?.removeEventListener("abort", abort)
          settle()
        }
        const sleeper: Sleeper = { until: now() + ms, wake: () => end(resolve) }
        const abort = () => end(() => reject(signal?.reason))
        const timer = kind === "system" || ms <= 0 ? setTimeout(sleeper.wake, ms) : undefined
        sleepers.add(sleeper)
        signal?.addEventListener("abort", abort)
      }),
  }
}
