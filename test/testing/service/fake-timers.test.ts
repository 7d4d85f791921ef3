// A test runner's fake timers hold back what waits, and nothing else.
import { expect, onTestFinished, test, vi } from "vitest"
import { createLocalGateway } from "../../../src/testing/index.ts"
import { ask, ways } from "./ways-in.ts"

test.each(ways)("$name: answers come under fake timers, whole and streamed", async (way) => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const local = createLocalGateway()
  const text = Array.from({ length: 500 }, (_, index) => `word-${index}`).join(" ")

  expect(way.said(await (await ask(local, way, { text })).json())).toBe(text)
  expect(await (await ask(local, way, { text, stream: true })).text()).toContain("word-499")
  expect(vi.getTimerCount()).toBe(0)
})
