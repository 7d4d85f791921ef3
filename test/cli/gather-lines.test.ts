import { EventEmitter } from "node:events"
import type { Interface } from "node:readline"
import { afterEach, expect, test, vi } from "vitest"
import { gatherLines } from "../../src/cli/gather-lines.ts"

afterEach(() => {
  vi.useRealTimers()
})

test("lines within 30 ms are one question, later ones another, and /exit ends them", async () => {
  vi.useFakeTimers()
  const lines = new EventEmitter()
  const questions = gatherLines(lines as Interface)
  const type = (line: string, milliseconds: number) => {
    lines.emit("line", line)
    vi.advanceTimersByTime(milliseconds)
  }
  type("one", 29)
  type("two", 30)
  type("", 30)
  type("three", 29)
  type("/exit", 0)
  type("never", 30)
  expect(await Array.fromAsync(questions)).toEqual(["one\ntwo", "", "three"])
})

test("the end of the input ends the last question", async () => {
  const lines = new EventEmitter()
  const questions = Array.fromAsync(gatherLines(lines as Interface))
  lines.emit("line", "one")
  lines.emit("close")
  expect(await questions).toEqual(["one"])
})
