import { expect, test } from "vitest"
import { createByteBudget } from "../../src/testing/byte-budget.ts"

function start() {
  const forgotten: string[] = []
  return { forgotten, budget: createByteBudget<string>((key) => void forgotten.push(key), 10) }
}

test("the oldest are forgotten until the rest fits", () => {
  const { budget, forgotten } = start()
  budget.add("one", 4)
  budget.add("two", 6)
  expect(forgotten).toEqual([])
  budget.add("three", 5)

  expect(forgotten).toEqual(["one", "two"])
})

test("the newest stays however large it is", () => {
  const { budget, forgotten } = start()
  budget.add("one", 1)
  budget.add("large", 11)
  budget.add("larger", 12)

  expect(forgotten).toEqual(["one", "large"])
})

test("what comes anew counts once, and as the newest", () => {
  const { budget, forgotten } = start()
  budget.add("one", 4)
  budget.add("two", 4)
  budget.add("one", 4)
  expect(forgotten).toEqual([])
  budget.add("three", 4)

  expect(forgotten).toEqual(["two"])
})

test("what was deleted or cleared does not count", () => {
  const { budget, forgotten } = start()
  budget.add("one", 8)
  budget.delete("one")
  budget.delete("one")
  budget.add("two", 8)
  budget.clear()
  budget.add("three", 8)

  expect(forgotten).toEqual([])
})
