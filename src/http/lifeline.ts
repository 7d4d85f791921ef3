/** What keeps a call alive: the caller's signal and the total clock. When either ends it, whoever listens is told, at once or on listening. */
export interface Lifeline {
  /** One listener at a time: the attempt, the wait or the stream that is under way. */
  listen(listener?: (reason: unknown) => void): void
  /** Milliseconds the total clock leaves; infinite without one. */
  timeLeft(): number
  /** Stops the clock and lets go of the signal. */
  release(): void
}

export function createLifeline(
  signal: AbortSignal | null | undefined,
  totalTimeout: number | false,
  timeoutError: () => unknown,
): Lifeline {
  let listener: ((reason: unknown) => void) | undefined
  let ended: { readonly reason: unknown } | undefined
  const deadline = performance.now() + (totalTimeout || Infinity)
  const end = (reason: unknown): void => {
    ended ??= { reason }
    release()
    listener?.(ended.reason)
  }
  const onAbort = (): void => end(signal!.reason)
  const clock = startClock(totalTimeout, () => end(timeoutError()))
  const release = (): void => {
    clock.stop()
    signal?.removeEventListener("abort", onAbort)
  }
  signal?.addEventListener("abort", onAbort)
  if (signal?.aborted) onAbort()

  return {
    listen(next) {
      listener = next
      if (ended) listener?.(ended.reason)
    },
    timeLeft: () => deadline - performance.now(),
    release,
  }
}

/** A timer that may be asked for `false`, none, or for longer than `setTimeout` can count. */
export function startClock(milliseconds: number | false, onEnd: () => void): { stop(): void } {
  const timer = milliseconds === false || milliseconds >= 2 ** 31 ? undefined : setTimeout(onEnd, milliseconds)
  return { stop: () => clearTimeout(timer) }
}

/** Waits, and rejects with the call's own reason if that ends first. */
export function wait(milliseconds: number, lifeline: Lifeline): Promise<void> {
  return new Promise((resolve, reject) => {
    const clock = startClock(milliseconds, () => {
      lifeline.listen()
      resolve()
    })
    lifeline.listen((reason) => {
      clock.stop()
      reject(reason)
    })
  })
}
