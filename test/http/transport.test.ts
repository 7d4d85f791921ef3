import { inspect } from "node:util"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import {
  createGatewayClient,
  GatewayConnectionError,
  GatewayResponseError,
  GatewayStreamError,
  GatewayTimeoutError,
  toText,
  type Attempt,
  type GatewayClientOptions,
} from "../../src/index.ts"
import { chunk, completion, deferred, hello, identity, rejection } from "../support/server.ts"

// The clocks are faked, and the dice always fall on their highest side: waits of 500, 1000, 2000 ms.
beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12) })
  vi.spyOn(Math, "random").mockReturnValue(1)
})
afterEach(() => void vi.useRealTimers())

type Reply = Response | Error | ((signal: AbortSignal) => Promise<Response>)

// Answers in turn, the last reply again and again, and notes when it was asked.
function script(replies: Reply[], options: GatewayClientOptions = {}) {
  const times: number[] = []
  const began = Date.now()
  const attempts: Attempt[] = []
  const client = createGatewayClient({
    ...identity,
    hooks: { onAttempt: (attempt) => attempts.push(attempt) },
    ...options,
    fetch: async (_, init) => {
      times.push(Date.now() - began)
      const reply = replies[Math.min(times.length, replies.length) - 1]!
      if (reply instanceof Error) throw reply
      return reply instanceof Response ? reply.clone() : reply(init.signal!)
    },
  })
  return { times, attempts, create: client.chat.completions.create }
}

async function settle<T>(promise: Promise<T>): Promise<T> {
  const settled = promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  )
  await vi.runAllTimersAsync()
  const end = await settled
  if ("error" in end) throw end.error
  return end.value
}

const ok = () => Response.json(completion("Hi"))
const later = (headers: Record<string, string> = {}, status = 503) => Response.json({}, { status, headers })

describe("waits between attempts", () => {
  test("grow, and are told in the ledger of the reply", async () => {
    const { times, attempts, create } = script([later(), later({}, 429), ok()])

    const reply = await settle(create(hello))

    expect(times).toEqual([0, 500, 1500])
    expect(reply.gateway.attempts).toEqual([
      { status: 503, waitMs: 500, reason: "overloaded" },
      { status: 429, waitMs: 1000, reason: "rate_limited" },
      { status: 200, waitMs: 0 },
    ])
    expect(attempts).toEqual(reply.gateway.attempts)
  })

  test("end after `maxRetries`, and the ledger stands on the error", async () => {
    const { times, attempts, create } = script([later()])

    const error = await rejection(settle(create(hello)))

    expect(times).toEqual([0, 500, 1500])
    expect(error).toMatchObject({ code: "overloaded", retryable: true, status: 503 })
    expect(error.gateway.attempts).toEqual([
      { status: 503, waitMs: 500, reason: "overloaded" },
      { status: 503, waitMs: 1000, reason: "overloaded" },
      { status: 503, waitMs: 0, reason: "overloaded" },
    ])
    expect(attempts).toEqual(error.gateway.attempts)
  })

  test.for([0, 1, 4])("`maxRetries: %i` is obeyed on the call", async (maxRetries) => {
    const { times, create } = script([later()])

    await rejection(settle(create(hello, { maxRetries })))

    expect(times).toHaveLength(maxRetries + 1)
  })

  test("are none where the gateway tries again itself", async () => {
    const { times, create } = script([later()])

    await rejection(settle(create(hello, { gateway: { retries: { maxAttempts: 3 } } })))

    expect(times).toEqual([0])
  })

  test("are kept beside the gateway's own where both are asked for", async () => {
    const { times, create } = script([later()])

    await rejection(settle(create(hello, { maxRetries: 1, gateway: { retries: { maxAttempts: 3 } } })))

    expect(times).toEqual([0, 500])
  })

  test.for([
    ["seconds", { "retry-after": "7" }, 7000],
    ["milliseconds", { "retry-after-ms": "1234" }, 1234],
    ["a date", { "retry-after": "Sun, 22 Nov 2026 12:00:20 GMT" }, 20_000],
    ["no time at all", { "retry-after": "0" }, 0],
  ] as const)("are what the server asks for in %s", async ([, headers, waitMs]) => {
    const { times, create } = script([later(headers), ok()])

    const reply = await settle(create(hello))

    expect(times).toEqual([0, waitMs])
    expect(reply.gateway.attempts[0]?.waitMs).toBe(waitMs)
  })

  test("longer than `maxRetryAfter` fail now, with what was asked for", async () => {
    const { times, create } = script([later({ "retry-after": "61" }, 429)])

    const error = await rejection(settle(create(hello)))

    expect(times).toEqual([0])
    expect(error).toMatchObject({ code: "rate_limited", retryAfterMs: 61_000 })
    expect(error.gateway.attempts).toEqual([{ status: 429, waitMs: 0, reason: "rate_limited" }])
  })

  test("as long as a raised `maxRetryAfter` are obeyed", async () => {
    const { times, create } = script([later({ "retry-after": "61" }, 429), ok()])

    await settle(create(hello, { maxRetryAfter: 61_000 }))

    expect(times).toEqual([0, 61_000])
  })

  test("that `totalTimeout` does not leave fail now with what the server said", async () => {
    const { times, create } = script([later({ "retry-after": "7" })])

    const error = await rejection(settle(create(hello, { totalTimeout: 5000 })))

    expect(error).toBeInstanceOf(GatewayResponseError)
    expect(error.retryAfterMs).toBe(7000)
    expect(times).toEqual([0])
    expect(Date.now()).toBe(Date.UTC(2026, 10, 22, 12))
  })

  test("come after a broken connection too", async () => {
    const { times, create } = script([new TypeError("fetch failed"), ok()])

    const reply = await settle(create(hello))

    expect(times).toEqual([0, 500])
    expect(reply.gateway.attempts[0]).toEqual({ status: undefined, waitMs: 500, reason: "connection_failed" })
  })

  test("come after an error inside a 200", async () => {
    const inside = Response.json({ error: { message: "Overloaded", type: "overloaded_error" } })
    const { times, create } = script([inside, ok()])

    const reply = await settle(create(hello))

    expect(times).toEqual([0, 500])
    expect(reply.gateway.attempts[0]).toEqual({ status: 200, waitMs: 500, reason: "overloaded" })
  })

  test("are not made by a hook that throws", async () => {
    const { times, create } = script([later(), ok()], {
      hooks: {
        onAttempt: () => {
          throw new Error("hook")
        },
      },
    })

    await settle(create(hello))

    expect(times).toEqual([0, 500])
  })
})

test("an attempt of the ledger cannot be written to", async () => {
  const { create } = script([ok()])

  expect(Object.isFrozen((await settle(create(hello))).gateway.attempts[0])).toBe(true)
})

test("the record tells the last response alone", async () => {
  const { create } = script([
    later({ "cf-aig-log-id": "first" }),
    Response.json(completion("Hi"), { headers: { "cf-ray": "r" } }),
  ])

  const { gateway } = await settle(create(hello))

  expect(gateway.logId).toBeUndefined()
  expect(gateway.ray).toBe("r")
})

test("a connection that breaks after a refusal leaves no headers of the refusal on the error", async () => {
  const { create } = script([later({ "cf-aig-log-id": "first" }), new TypeError("fetch failed")])

  const error = await rejection(settle(create(hello, { maxRetries: 1 })))

  expect(error).toBeInstanceOf(GatewayConnectionError)
  expect(error.logId).toBeUndefined()
  expect(error.gateway.status).toBeUndefined()
  expect(error.gateway.attempts.map((attempt: Attempt) => attempt.status)).toEqual([503, undefined])
})

const failed = (code: string) =>
  Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error(code), { code }) })

describe("the runtime's own limits", () => {
  test.for([
    ["UND_ERR_HEADERS_TIMEOUT", "headers"],
    ["UND_ERR_BODY_TIMEOUT", "idle"],
  ] as const)("%s is a timeout with the remedy as its hint, and is not repeated", async ([code, clock]) => {
    const { times, create } = script([failed(code)])

    const error = await rejection(settle(create(hello)))

    expect(error).toBeInstanceOf(GatewayTimeoutError)
    expect(error).toMatchObject({ code: "timeout", clock, retryable: false })
    expect(error.hint).toContain("fetch")
    expect(times).toEqual([0])
  })

  test("a body timeout in the middle of a stream carries what came", async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(chunk("Hal"))),
      pull: (controller) =>
        controller.error(Object.assign(new TypeError("terminated"), { cause: failed("UND_ERR_BODY_TIMEOUT").cause })),
    })
    const { create } = script([async () => new Response(body, { headers: { "content-type": "text/event-stream" } })])

    const stream = await settle(create({ ...hello, stream: true }))
    const error = await rejection(settle(stream.final()))

    expect(error).toBeInstanceOf(GatewayTimeoutError)
    expect(error).toMatchObject({ clock: "idle" })
    expect(toText(error.partial)).toBe("Hal")
  })

  test("a body timeout in the middle of a whole reply keeps what came", async () => {
    let pulls = 0
    const body = new ReadableStream({
      pull(controller) {
        if (pulls++ === 0) controller.enqueue(new TextEncoder().encode('{"id":'))
        else controller.error(failed("UND_ERR_BODY_TIMEOUT"))
      },
    })
    const { create } = script([async () => new Response(body)])

    const error = await rejection(settle(create(hello)))

    expect(error).toMatchObject({ code: "timeout", clock: "idle", body: '{"id":' })
  })

  test.for(["ECONNRESET", "ENOTFOUND", "UND_ERR_SOCKET"])(
    "%s stands in the message of a connection error",
    async (code) => {
      const { create } = script([failed(code)])

      const error = await rejection(settle(create(hello, { maxRetries: 0 })))

      expect(error).toBeInstanceOf(GatewayConnectionError)
      expect(error.message).toContain(code)
    },
  )
})

describe("a fetch of the caller's own", () => {
  test("that does not heed its signal is left behind by an abort, and its late body is let go", async () => {
    const cancel = vi.fn()
    const late = deferred<Response>()
    const { create } = script([() => late.promise])
    const controller = new AbortController()

    const caught = rejection(create(hello, { signal: controller.signal }))
    await vi.advanceTimersByTimeAsync(0)
    controller.abort("enough")
    expect(await caught).toBe("enough")
    late.resolve(new Response(new ReadableStream({ cancel })))
    await vi.advanceTimersByTimeAsync(0)

    expect(cancel).toHaveBeenCalledOnce()
  })

  test("that does not heed its signal is left behind by `timeout`", async () => {
    const { create } = script([() => new Promise(() => {})])

    expect(await rejection(settle(create(hello, { timeout: 1000 })))).toMatchObject({ clock: "headers" })
  })

  test("that throws something odd is a connection error", async () => {
    const odd = createGatewayClient({ ...identity, maxRetries: 0, fetch: () => Promise.reject("odd") })

    expect(await rejection(odd.chat.completions.create(hello))).toBeInstanceOf(GatewayConnectionError)
  })

  test("leaves no trace of ofetch's own error, whose message holds the URL", async () => {
    const failure = new TypeError("fetch failed")
    const { create } = script([failure])

    const error = await rejection(settle(create(hello, { maxRetries: 0 })))

    expect(error.cause).toMatchObject({ name: failure.name, message: failure.message, stack: failure.stack })
    expect(inspect(error, { depth: Number.POSITIVE_INFINITY })).not.toMatch(/https:|FetchError/)
  })

  test("that throws at once is a connection error", async () => {
    const odd = createGatewayClient({
      ...identity,
      maxRetries: 0,
      fetch: () => {
        throw new TypeError("at once")
      },
    })

    expect(await rejection(odd.chat.completions.create(hello))).toBeInstanceOf(GatewayConnectionError)
  })

  test("is given a URL as text, and an init with method, redirect, body and signal", async () => {
    const fetch = vi.fn(async () => ok())
    await createGatewayClient({ ...identity, fetch }).chat.completions.create(hello)

    expect(fetch).toHaveBeenCalledWith(
      "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway/compat/chat/completions",
      expect.objectContaining({
        method: "POST",
        redirect: "manual",
        body: JSON.stringify(hello),
        signal: expect.any(AbortSignal),
      }),
    )
  })
})

test("a redirect that a page may not look into is told as one", async () => {
  const { create } = script([async () => Response.error()])

  expect(await rejection(settle(create(hello)))).toMatchObject({ code: "redirected" })
})

test("an event stream that breaks off is told as interrupted, with what came", async () => {
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(chunk("Hal"))),
    pull: (controller) => controller.error(new TypeError("terminated")),
  })
  const { times, create } = script([
    async () => new Response(body, { headers: { "content-type": "text/event-stream" } }),
  ])

  const stream = await settle(create({ ...hello, stream: true }))
  const error = await rejection(stream.final())

  expect(error).toBeInstanceOf(GatewayStreamError)
  expect(error).toMatchObject({ code: "stream_interrupted" })
  expect(toText(error.partial)).toBe("Hal")
  expect(times).toEqual([0])
})
