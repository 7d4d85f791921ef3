import { expect, test } from "vitest"
import { watchBody } from "../../src/http/watch-body.ts"
import { rejection } from "../support/server.ts"

test("what the source does after the end is nobody's business", async () => {
  const told: unknown[] = []
  let stop!: (reason: unknown) => void
  const response = watchBody(new Response(new ReadableStream()), {
    idleTimeout: false,
    toIdleError: () => told.push("idle"),
    toBreakError: () => told.push("broken"),
    onChunk: () => told.push("chunk"),
    onEnd: (error) => told.push(error),
    onStop: (given) => void (stop = given),
  })
  const reading = rejection(response.text())
  const reason = new Error("enough")
  stop(reason)
  stop(new Error("too late"))
  expect(await reading).toBe(reason)
  expect(told).toEqual([reason])
})
