import { expect, test, vi } from "vitest"
import { retryDelay } from "../../src/http/retry-delay.ts"

test("waits grow from half a second to eight, and the dice choose below that", () => {
  const dice = vi.spyOn(Math, "random").mockReturnValue(1)
  expect([1, 2, 3, 4, 5, 6, 50].map(retryDelay)).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000])

  dice.mockReturnValue(0.25)
  expect([1, 2, 5].map(retryDelay)).toEqual([125, 250, 2000])

  dice.mockReturnValue(0)
  expect(retryDelay(3)).toBe(0)
})
