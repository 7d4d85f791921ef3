/** What keeps a call alive: the caller's signal and the total clock. When either ends it, whoever listens is told at once. */
export interface Lifeline {
  /** Why the call had to end, once it had to. */
  ended(): { readonly reason: unknown } | undefined
  /** One listener at a time: the attempt, the wait or the stream that is under way. */
  listen(listener: ((reason: unknown) => void) | undefined): void
  /** Milliseconds the total clock leaves; infinite without one. */
  timeLeft(): number
  /** Stops the clock and lets go of the signal. */
  release(): void
}

export function createLifeline(signal: AbortSignal | null | undefined, totalTimeout: number | false, timeoutError: () => unknown): Lifeline {
  let listener: ((reason: unknown) => void) | undefined
  let ended: { readonly reason: unknown } | undefined = signal?.aborted ? { reason: signal.reason } : undefined
  const deadline = totalTimeout === false ? Number.POSITIVE_INFINITY : performance.now() + totalTimeout

  const end = (reason: unknown): void => {
    if (ended) return
    ended = { reason }
    release()
    listener?.(reason)
  }
  const onAbort = (): void => end(signal!.reason)
  const clock = totalTimeout === false || ended ? undefined : startClock(totalTimeout, () => end(timeoutError()))
  const release = (): void => {
    clock?.stop()
    signal?.removeEventListener("abort", onAbort)
  }
  if (!ended) signal?.addEventListener("abort", onAbort)

  return {
    ended: () => ended,
    listen(next) {
      listener = next
    },
    timeLeft: () => deadline - performance.now(),
    release,
  }
}

/** A timer that may be asked for `false`, none, or for longer than `setTimeout` can count. */
export function startClock(milliseconds: number | false, onEnd: () => void): { stop(): void } {
  if (milliseconds === false || milliseconds > 2 ** 31 - 1) return { stop() {} }
  const timer = setTimeout(onEnd, milliseconds)
  return { stop: () => clearTimeout(timer) }
}

/** Waits, and rejects with the call's own reason if that ends first. */
export function wait(milliseconds: number, lifeline: Lifeline): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = lifeline.ended()
    if (ended) return reject(ended.reason)
    const clock = startClock(milliseconds, () => {
      lifeline.listen(undefined)
      resolve()
    })
    lifeline.listen((reason) => {
      clock.stop()
      reject(reason)
    })
  })
}
