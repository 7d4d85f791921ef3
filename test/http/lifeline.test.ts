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

  controller.abort("enough")
  vi.advanceTimersByTime(5000)

  expect(told.mock.calls).toEqual([["enough"]])
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

test("who begins to listen after the end is told at once, and no clock is left", () => {
  const told = vi.fn()
  createLifeline(AbortSignal.abort("before"), 1000, never).listen(told)

  expect(told.mock.calls).toEqual([["before"]])
  expect(vi.getTimerCount()).toBe(0)
})

test("a released lifeline hears no more", () => {
  const controller = new AbortController()
  const lifeline = createLifeline(controller.signal, 1000, never)
  const told = vi.fn()
  lifeline.listen(told)
  lifeline.release()

  controller.abort("late")
  vi.advanceTimersByTime(2000)

  expect(told).not.toHaveBeenCalled()
})

test("an abort without a reason given has the platform's", () => {
  const controller = new AbortController()
  const told = vi.fn()
  createLifeline(controller.signal, false, never).listen(told)
  controller.abort()

  expect(told.mock.calls[0]?.[0]).toBe(controller.signal.reason)
})

test("`null` may be a reason", async () => {
  await expect(wait(1000, createLifeline(AbortSignal.abort(null), false, never))).rejects.toBeNull()
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
