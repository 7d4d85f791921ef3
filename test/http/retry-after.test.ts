import { expect, test } from "vitest"
import { readRetryAfter } from "../../src/http/retry-after.ts"

const now = Date.UTC(2026, 10, 22, 12)
const read = (headers: Record<string, string>) => readRetryAfter(new Headers(headers), now)

test.for([
  [{ "retry-after": "7" }, 7000],
  [{ "retry-after": "0" }, 0],
  [{ "retry-after": "1.5" }, 1500],
  [{ "retry-after-ms": "250" }, 250],
  [{ "retry-after-ms": "250", "retry-after": "7" }, 250],
  [{ "retry-after-ms": "soon", "retry-after": "7" }, 7000],
  [{ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT" }, 30_000],
  [{ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, 0],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "" }, undefined],
  [{ "retry-after": "-5" }, undefined],
  [{ "retry-after": "Infinity" }, undefined],
  [{}, undefined],
] as const)("%j asks for %s milliseconds", ([headers, milliseconds]) => {
  expect(read(headers)).toBe(milliseconds)
})
