import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { waitingNotice } from "../../src/cli/waiting-notice.ts"
import { createFakeTerminal } from "./create-fake-terminal.ts"

const request = { url: "https://gateway.ai.cloudflare.com/v1/a/b/compat", method: "POST", headers: {}, body: {} }
const end = { gateway: {} as never, usage: undefined, finishReason: undefined, error: undefined }

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubEnv("NO_COLOR", "1")
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

function open({ isTTY = true } = {}) {
  const terminal = createFakeTerminal()
  const lines: string[] = []
  Object.assign(terminal.stderr, { isTTY, write: (text: string) => lines.push(text) })
  return { hooks: waitingNotice(terminal), lines }
}

test("after five seconds of silence a terminal is told who is waited for, until something comes", () => {
  const { hooks, lines } = open()
  hooks.onRequest?.(request)
  vi.advanceTimersByTime(4999)
  expect(lines).toEqual([])
  vi.advanceTimersByTime(1)
  expect(lines).toEqual(["waiting for gateway.ai.cloudflare.com…"])
  hooks.onAttempt?.({ status: 200, waitMs: 0 })
  hooks.onFinish?.(end)
  vi.advanceTimersByTime(60_000)
  expect(lines).toEqual(["waiting for gateway.ai.cloudflare.com…", "\r\u001b[K"])
})

test("a retry is a line, and the silence is counted anew after its pause", () => {
  const { hooks, lines } = open()
  hooks.onRequest?.(request)
  vi.advanceTimersByTime(5000)
  hooks.onAttempt?.({ status: 503, waitMs: 20_000, reason: "overloaded" })
  expect(lines.slice(1)).toEqual(["\r\u001b[K", "503, again in 20 s\n"])
  vi.advanceTimersByTime(24_999)
  expect(lines).toHaveLength(3)
  vi.advanceTimersByTime(1)
  expect(lines[3]).toBe("waiting for gateway.ai.cloudflare.com…")
  hooks.onAttempt?.({ waitMs: 300, reason: "connection_failed" })
  expect(lines[5]).toBe("connection_failed, again in 1 s\n")
  hooks.onFinish?.(end)
  vi.advanceTimersByTime(60_000)
  expect(lines).toHaveLength(6)
})

test("elsewhere than on a terminal retries alone are told", () => {
  const { hooks, lines } = open({ isTTY: false })
  hooks.onRequest?.(request)
  vi.advanceTimersByTime(60_000)
  hooks.onAttempt?.({ status: 429, waitMs: 2000, reason: "rate_limited" })
  vi.advanceTimersByTime(60_000)
  hooks.onFinish?.(end)
  expect(lines).toEqual(["429, again in 2 s\n"])
})
