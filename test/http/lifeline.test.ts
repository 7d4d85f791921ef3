import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { createLifeline, startClock, wait } from "../../src/http/lifeline.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = () => "out of time"

test("the caller's signal ends it with its reason, once", () => {
  const controller = new AbortController()
  const lifeline = createLifeline(controller.signal, 1000, never)
  const told = vi.fn()
  lifeline.listen(told)
  expect(lifeline.ended()).toBeUndefined()

  controller.abort("enough")
  vi.advanceTimersByTime(5000)

  expect(told.mock.calls).toEqual([["enough"]])
  expect(lifeline.ended()).toEqual({ reason: "enough" })
  expect(vi.getTimerCount()).toBe(0)
})

test("the total clock ends it with its own error", () => {
  const lifeline = createLifeline(undefined, 1000, never)
  const told = vi.fn()
  lifeline.listen(told)

  vi.advanceTimersByTime(400)
  expect(lifeline.timeLeft()).toBe(600)
  vi.advanceTimersByTime(600)

  expect(told.mock.calls).toEqual([["out of time"]])
})

test("without a clock there is no end of time", () => {
  expect(createLifeline(null, false, never).timeLeft()).toBe(Number.POSITIVE_INFINITY)
  expect(vi.getTimerCount()).toBe(0)
})

test("a signal that was aborted before starts no clock", () => {
  const lifeline = createLifeline(AbortSignal.abort("before"), 1000, never)

  expect(lifeline.ended()).toEqual({ reason: "before" })
  expect(vi.getTimerCount()).toBe(0)
})

test("a released lifeline hears no more", () => {
  const controller = new AbortController()
  const lifeline = createLifeline(controller.signal, 1000, never)
  lifeline.release()

  controller.abort("late")
  vi.advanceTimersByTime(2000)

  expect(lifeline.ended()).toBeUndefined()
})

test("an abort without a reason given has the platform's", () => {
  const controller = new AbortController()
  const lifeline = createLifeline(controller.signal, false, never)
  controller.abort()

  expect(lifeline.ended()?.reason).toBe(controller.signal.reason)
})

test("`undefined` may be a reason", async () => {
  const lifeline = createLifeline({ aborted: true, reason: undefined } as AbortSignal, false, never)

  await expect(wait(1000, lifeline)).rejects.toBeUndefined()
})

test("a wait is as long as asked", async () => {
  const done = vi.fn()
  const waiting = wait(1000, createLifeline(undefined, false, never)).then(done)
  await vi.advanceTimersByTimeAsync(999)
  expect(done).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)

  await waiting
})

test("a wait ends at once when the call does, and leaves no timer", async () => {
  const controller = new AbortController()
  const waiting = wait(60_000, createLifeline(controller.signal, false, never))
  controller.abort("enough")

  await expect(waiting).rejects.toBe("enough")
  expect(vi.getTimerCount()).toBe(0)
})

test("a wait of a call that is over does not begin", async () => {
  await expect(wait(1000, createLifeline(AbortSignal.abort("over"), false, never))).rejects.toBe("over")
  expect(vi.getTimerCount()).toBe(0)
})

test.for([false, 2 ** 31, Number.POSITIVE_INFINITY] as const)("a clock of %s never ends", (milliseconds) => {
  const end = vi.fn()
  startClock(milliseconds, end).stop()
  startClock(milliseconds, end)

  expect(vi.getTimerCount()).toBe(0)
})
