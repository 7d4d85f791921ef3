import { inspect } from "node:util"
import { expect } from "vitest"
import type { GatewayClientOptions } from "../../src/client-options.ts"

/** Options of a client whose hooks and logger note all they are told, and whether a mark is in it. */
export function overhear(marks: readonly string[]) {
  const told: unknown[] = []
  const listen = (...heard: unknown[]) => void told.push(...heard)
  const options: GatewayClientOptions = {
    logger: { debug: listen, info: listen, warn: listen, error: listen },
    hooks: { onRequest: listen, onAttempt: listen, onFinish: listen },
  }
  const expectClean = (...values: unknown[]): void => {
    expect(told.length).toBeGreaterThan(0)
    for (const value of [...told, ...values]) {
      const { message, stack, hint } = (value ?? {}) as Partial<Error> & { hint?: string }
      const shown = [inspect(value, { depth: Number.POSITIVE_INFINITY }), JSON.stringify(value), message, stack, hint]
      for (const form of shown) for (const mark of marks) expect(form ?? "").not.toContain(mark)
    }
  }
  return { options, expectClean }
}
