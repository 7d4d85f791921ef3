import { expect, test } from "vitest"
import { createLocalGateway } from "../../src/testing/index.ts"

test.each([NaN, Infinity, -1, "5", undefined])("a clock is not moved on by %s", (ms) => {
  const { clock } = createLocalGateway({ clock: "manual" })

  expect(() => clock.advance(ms as number)).toThrow(new TypeError(`clock.advance(${ms}): give milliseconds, 0 or more`))
  expect(clock.now()).toBe(1_767_225_600_000)
})

test("a clock is moved on by nothing, or by parts of a millisecond", () => {
  const { clock } = createLocalGateway({ clock: "manual" })
  clock.advance(0)
  clock.advance(0.5)

  expect(clock.now()).toBe(1_767_225_600_000.5)
})
