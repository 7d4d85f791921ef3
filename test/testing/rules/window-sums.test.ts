import { expect, test, vi } from "vitest"
import { createClock } from "../../../src/testing/clock.ts"
import { createWindowSums } from "../../../src/testing/rules/window-sums.ts"

test.each(["fixed", "sliding"] as const)("keys whose %s window is past do not pile up", (technique) => {
  const clock = createClock("manual")
  const sums = createWindowSums(clock.now)
  const deleted = vi.spyOn(Map.prototype, "delete")
  const gone = () => deleted.mock.results.filter(({ value }) => value === true).length
  const rule = { interval: 1, technique }
  for (let user = 0; user < 1000; user++) sums.add(`${user}`, rule, 1)
  expect(gone()).toBe(0)
  clock.advance(1000)
  sums.add("one more", rule, 2)
  const swept = gone()
  deleted.mockRestore()

  expect(swept).toBe(1000)
  expect([sums.sum("one more", rule), sums.sum("0", rule)]).toEqual([2, 0])
})

test("a sweep forgets no window that goes on", () => {
  const clock = createClock("manual")
  const sums = createWindowSums(clock.now)
  const rule = { interval: 60 }
  for (let user = 0; user < 3000; user++) sums.add(`${user}`, rule, 1)

  expect([sums.sum("0", rule), sums.sum("2999", rule)]).toEqual([1, 1])
})
