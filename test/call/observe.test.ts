import { describe, expect, test, vi } from "vitest"
import {
  createGatewayClient,
  type CallEnd,
  type GatewayClientOptions,
  type RequestDescription,
} from "../../src/index.ts"
import { createLocalGateway, type LocalFault } from "../../src/testing/index.ts"
import { hello, rejection } from "../support/server.ts"

// A client of a local gateway, with its hooks' notes.
function watched(fault?: LocalFault, options: GatewayClientOptions = {}) {
  const local = createLocalGateway()
  if (fault) local.fault(fault)
  const requests: RequestDescription[] = []
  const ends: CallEnd[] = []
  const onAttempt = vi.fn()
  const client = createGatewayClient({
    ...local.options,
    maxRetries: 0,
    hooks: { onRequest: (request) => requests.push(request), onAttempt, onFinish: (end) => ends.push(end) },
    ...options,
  })
  return { local, requests, ends, onAttempt, create: client.chat.completions.create }
}

describe("onRequest", () => {
  test("is told URL, masked headers and a body without prompts, once a call", async () => {
    const { requests, create } = watched()

    await create(
      { ...hello, temperature: 0.5, user: "marked-user", stop: ["marked-stop"], stream: false },
      { providerKey: "sk-marked-key", headers: { "x-app": "1" } },
    )

    expect(requests).toEqual([
      {
        url: "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/local/compat/chat/completions",
        method: "POST",
        headers: {
          accept: "application/json",
          "content-type": "application/json",
          "user-agent": "cf-ai-gateway/0.1.0",
          "cf-aig-authorization": "Bearer [redacted]",
          authorization: "Bearer [redacted]",
          "x-app": "1",
        },
        body: {
          model: "openai/gpt-5-mini",
          messages: [{ role: "user" }],
          temperature: 0.5,
          stream: false,
        },
      },
    ])
  })

  test("is told once, however often it is tried", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0)
    const { requests, onAttempt, create } = watched("overloaded", { maxRetries: 1 })

    await create(hello)

    expect(requests).toHaveLength(1)
    expect(onAttempt).toHaveBeenCalledTimes(2)
  })

  test("cannot change what is sent", async () => {
    const { local, create } = watched(undefined, {
      hooks: {
        onRequest: (request: any) => {
          request.url = "https://example.com"
          request.headers["x-evil"] = "1"
          request.body.messages[0].content = "changed"
        },
      },
    })

    await create(hello)

    expect(local.requests[0]?.headers.has("x-evil")).toBe(false)
    expect(local.requests[0]?.params.messages).toEqual(hello.messages)
  })
})

describe("onFinish", () => {
  test("is told record, usage and finish reason of a whole reply, once", async () => {
    const { ends, create } = watched()

    const reply = await create(hello)

    expect(ends).toHaveLength(1)
    expect(ends[0]).toMatchObject({ finishReason: "stop", usage: { input: 1, output: 1, total: 2 }, error: undefined })
    expect(ends[0]?.gateway).toBe(reply.gateway)
    expect(ends[0]?.gateway.timings.totalMs).toBeGreaterThanOrEqual(0)
  })

  test("is told of a stream when it has ended, not before", async () => {
    const { ends, create } = watched()

    const stream = await create({ ...hello, stream: true, stream_options: { include_usage: true } })
    expect(ends).toEqual([])
    await stream.final()
    await stream.final()

    expect(ends).toHaveLength(1)
    expect(ends[0]).toMatchObject({ finishReason: "stop", usage: { total: 2 }, error: undefined })
  })

  test.for(["unauthorized", "connection_failed", "invalid_response", "html-502", "reset"] as const)(
    "is told of a whole reply's failure once: %s",
    async (fault) => {
      const { ends, create } = watched(fault)

      const error = await rejection(create(hello))

      expect(ends.map((end) => end.error)).toEqual([error])
      expect(ends[0]?.gateway.attempts).toHaveLength(1)
    },
  )

  test.for(["stream_truncated", "stream_interrupted"] as const)(
    "is told of a stream's failure once: %s",
    async (fault) => {
      const { ends, create } = watched(fault)

      const stream = await create({ ...hello, stream: true })
      const error = await rejection(stream.final())
      await rejection(stream.final())

      expect(error.code).toBe(fault)
      expect(ends.map((end) => end.error)).toEqual([error])
    },
  )

  test.for([
    ["params", { ...hello, model: "gpt-4o" }, {}],
    ["options", hello, { gateway: { cacheTtl: 1 } }],
  ] as const)("is told once of a call whose %s are refused, and onRequest is not", async ([, params, options]) => {
    const { ends, requests, onAttempt, create } = watched()

    const error = await rejection(create(params as typeof hello, options))

    expect(ends.map((end) => end.error)).toEqual([error])
    expect(ends[0]?.gateway.attempts).toEqual([])
    expect(requests).toEqual([])
    expect(onAttempt).not.toHaveBeenCalled()
  })

  test("is told once of an abort before the headers", async () => {
    const { ends, create } = watched("timeout")
    const controller = new AbortController()

    const caught = rejection(create(hello, { signal: controller.signal }))
    setImmediate(() => controller.abort("enough"))

    expect(await caught).toBe("enough")
    expect(ends.map((end) => end.error)).toEqual(["enough"])
  })

  test("is told once of an abort in the middle of a stream", async () => {
    const { ends, create } = watched("stall")
    const stream = await create({ ...hello, stream: true })
    const chunks = stream[Symbol.asyncIterator]()
    await chunks.next()

    stream.abort("enough")
    stream.abort("again")

    expect(await rejection(stream.final())).toBe("enough")
    expect(ends.map((end) => end.error)).toEqual(["enough"])
  })

  test("is told once of a stream that is left early", async () => {
    const { ends, create } = watched()

    for await (const _ of await create({ ...hello, stream: true })) break

    expect(ends.map(({ error }) => (error as Error).name)).toEqual(["AbortError"])
  })

  test("is told once of a buffered stream", async () => {
    const local = createLocalGateway()
    const onFinish = vi.fn()
    const client = createGatewayClient({ ...local.options, hooks: { onFinish } })
    local.reply(
      Response.json({ choices: [{ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }] }),
    )

    const stream = await client.chat.completions.create({ ...hello, stream: true })
    await stream.final()

    expect(onFinish).toHaveBeenCalledOnce()
    expect(onFinish.mock.calls[0]?.[0].gateway.buffered).toBe(true)
  })
})

const broken = () => {
  throw new Error("marked")
}
const brokenLater = async () => {
  throw new Error("marked")
}

describe("hooks that throw", () => {
  const hooks = { onRequest: broken, onAttempt: broken, onFinish: broken }

  test("change nothing, and are told to the logger by name alone", async () => {
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    const { create } = watched(undefined, { hooks, logger })

    const reply = await create(hello)
    const stream = await create({ ...hello, stream: true })
    await stream.final()

    expect(reply.choices[0]?.message.content).toBe("Hello")
    expect(logger.warn).toHaveBeenCalledTimes(6)
    expect(JSON.stringify(logger.warn.mock.calls)).not.toContain("marked")
  })

  test("do not take the place of the error", async () => {
    const { create } = watched("unauthorized", { hooks })

    expect(await rejection(create(hello))).toMatchObject({ code: "unauthorized" })
  })

  test("an async hook that rejects does no harm", async () => {
    const { create } = watched(undefined, {
      hooks: { onRequest: brokenLater, onAttempt: brokenLater, onFinish: brokenLater },
    })

    await create(hello)
    await new Promise((resolve) => setImmediate(resolve))
  })
})

const noting = () => {
  const lines: [level: string, fields: object, message: string][] = []
  const level = (name: string) => (fields: object, message: string) => void lines.push([name, fields, message])
  return { lines, logger: { debug: level("debug"), info: level("info"), warn: level("warn"), error: level("error") } }
}

describe("the logger", () => {
  test("is told fields first, a good call on debug alone", async () => {
    const { lines, logger } = noting()
    const { create } = watched(undefined, { logger })

    await create(hello, { query: { secret: "marked" }, gateway: { cacheTtl: 60, metadata: { user: "marked" } } })

    expect(lines.length).toBeGreaterThan(1)
    expect(new Set(lines.map(([level]) => level))).toEqual(new Set(["debug"]))
    for (const [, fields, message] of lines) {
      expect(typeof fields).toBe("object")
      expect(typeof message).toBe("string")
    }
    expect(lines[0]?.[1]).toMatchObject({ headers: { "cf-aig-cache-ttl": "60" } })
    expect(JSON.stringify(lines)).not.toContain("marked")
  })

  test("is warned of an attempt that failed, and told of a call that did", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.001)
    const { lines, logger } = noting()
    const { local, create } = watched(undefined, { logger, maxRetries: 1 })
    local.fault("overloaded", { times: 2 })

    await rejection(create(hello))

    expect(lines.map(([level]) => level)).toEqual(["debug", "warn", "warn", "error"])
    expect(lines.at(-1)?.[1]).toMatchObject({ code: "overloaded", status: 529 })
  })

  test("that throws changes nothing", async () => {
    const { create } = watched(undefined, { logger: { debug: broken, info: broken, warn: broken, error: broken } })

    await create(hello)
  })

  test("that throws does not cost the reply that differs from its schema", async () => {
    const { local, create } = watched(undefined, { validate: "warn", logger: { ...noting().logger, warn: broken } })
    local.reply(Response.json({ object: "nothing" }))

    expect(await create(hello)).toEqual({ object: "nothing" })
  })

  test("may be a class whose methods need their `this`", async () => {
    class Logger {
      readonly lines: string[] = []
      debug(_: object, message: string) {
        this.lines.push(message)
      }
      info = this.debug
      warn = this.debug
      error = this.debug
    }
    const logger = new Logger()

    await watched(undefined, { logger }).create(hello)

    expect(logger.lines.length).toBeGreaterThan(1)
  })
})
