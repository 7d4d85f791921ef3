// What one call's failure, or one careless callback, must not do to another.
import { inspect } from "node:util"
import { expect, test, vi } from "vitest"
import { createGatewayClient, type GatewayClientOptions } from "../../src/index.ts"
import { createGatewayError, createLocalGateway } from "../../src/testing/index.ts"
import { hello, identity, rejection } from "../support/server.ts"

const create = (options: GatewayClientOptions) =>
  createGatewayClient({ ...identity, maxRetries: 0, ...options }).chat.completions.create

test("an error that serves as the reason of an abort stays as it was", async () => {
  const local = createLocalGateway()
  const { create: ask } = createGatewayClient(local.options).chat.completions
  const first = createGatewayError("rate_limited")
  const before = first.gateway
  const aborter = new AbortController()
  const stream = await ask({ ...hello, stream: true }, { signal: aborter.signal })
  await stream[Symbol.asyncIterator]().next()
  aborter.abort(first)

  await expect(stream.final()).rejects.toBe(first)
  expect(first.partial).toBeUndefined()
  expect(first.gateway).toBe(before)
})

test("a frozen reason does no harm", async () => {
  const aborter = new AbortController()
  const reason = Object.freeze(createGatewayError("rate_limited"))
  const stream = await createGatewayClient(createLocalGateway().options).chat.completions.create(
    { ...hello, stream: true },
    { signal: aborter.signal },
  )
  aborter.abort(reason)

  await expect(stream.final()).rejects.toBe(reason)
})

test("an abort while the token is asked for is heard, and nothing is sent", async () => {
  const aborter = new AbortController()
  const fetch = vi.fn(() => new Promise<Response>(() => {}))
  const reason = new Error("mine")
  const token = () => {
    aborter.abort(reason)
    return "token-token"
  }

  expect(await rejection(create({ token, fetch })(hello, { signal: aborter.signal }))).toBe(reason)
  expect(fetch).not.toHaveBeenCalled()
})

test("an abort from within a fetch that heeds no signal is heard", async () => {
  const aborter = new AbortController()
  const reason = new Error("mine")
  const fetch = () => {
    aborter.abort(reason)
    return new Promise<Response>(() => {})
  }

  expect(await rejection(create({ fetch })(hello, { signal: aborter.signal }))).toBe(reason)
})

test("a token function that fails with secrets on its error tells none", async () => {
  const token = async () => {
    throw Object.assign(new Error("vault says no"), { config: { headers: { "x-vault-token": "s3cr3t-vault-token" } } })
  }
  const error = await rejection(create({ token })(hello))

  expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain("s3cr3t-vault-token")
  expect(inspect(error)).toContain("vault says no")
})

test("a final() beside a loop that handled the failure ends no process", async () => {
  const unhandled = vi.fn()
  process.on("unhandledRejection", unhandled)
  const local = createLocalGateway()
  local.fault("stream_truncated")
  const stream = await createGatewayClient(local.options).chat.completions.create({ ...hello, stream: true })
  const final = stream.final()
  const loop = async () => {
    for await (const _ of stream);
  }
  await expect(loop()).rejects.toMatchObject({ code: "stream_truncated" })
  await new Promise((resolve) => setImmediate(resolve))
  process.off("unhandledRejection", unhandled)

  expect(unhandled).not.toHaveBeenCalled()
  await expect(final).rejects.toMatchObject({ code: "stream_truncated" })
})

test("a response that cannot be made closes the stream", async () => {
  const stream = await createGatewayClient(createLocalGateway().options).chat.completions.create({
    ...hello,
    stream: true,
  })

  expect(() => stream.toResponse({ status: 99 })).toThrow(RangeError)
  await expect(stream.final()).rejects.toBeInstanceOf(RangeError)
})

test("a slip in the provider of a call's key is refused", async () => {
  const fetch = vi.fn(async () => Response.json({}))
  const error = await rejection(create({ fetch })(hello, { providerKey: { opnai: "sk-sk-sk" } as never }))

  expect(error).toMatchObject({ code: "invalid_request", message: expect.stringContaining("openai") })
  expect(fetch).not.toHaveBeenCalled()
})

test("a buffered stream obeys the signal too", async () => {
  const aborter = new AbortController()
  const reason = new Error("mine")
  const fetch = async () => Response.json({ choices: [{ index: 0, message: { role: "assistant", content: "Hi" } }] })
  const stream = await create({ fetch })({ ...hello, stream: true }, { signal: aborter.signal })
  aborter.abort(reason)

  await expect(stream.final()).rejects.toBe(reason)
})

test("what the caller changes after making the client changes nothing", async () => {
  const sent = vi.fn(async (_url: string, init: RequestInit) => {
    expect(new Headers(init.headers).get("cf-aig-metadata")).toBe('{"user":"a"}')
    return Response.json({ choices: [] })
  })
  const metadata: Record<string, string> = { user: "a" }
  const ask = create({ fetch: sent, gateway: { id: "gw", metadata } })
  metadata["user"] = "b"
  await ask(hello)

  expect(sent).toHaveBeenCalledTimes(1)
})

test("what the caller changes later reaches no changed copy of the client", () => {
  const headers: Record<string, string> = { "x-team": "a" }
  const client = createGatewayClient({ ...identity, headers })
  headers["x-team"] = "b"

  expect(client.withOptions({}).chat.completions.describe(hello).headers["x-team"]).toBe("a")
})

test("of two answers, one finished and one that never began are no whole stream", async () => {
  const event = (choice: object) => `data: ${JSON.stringify({ choices: [choice] })}\n\n`
  const body = event({ index: 0, delta: { content: "Hi" }, finish_reason: "stop" })
  const fetch = async () => new Response(body, { headers: { "content-type": "text/event-stream" } })
  const ask = async (n: number) => (await create({ fetch })({ ...hello, n, stream: true })).final()

  await expect(ask(2)).rejects.toMatchObject({ code: "stream_truncated" })
  await expect(ask(1)).resolves.toMatchObject({ choices: [{ finish_reason: "stop" }] })
})

test("what is no gateway, model or address is refused by name", async () => {
  const fetch = vi.fn(async () => Response.json({}))
  expect(await rejection(create({ fetch })(hello, { gateway: null as never }))).toMatchObject({
    code: "invalid_request",
    message: expect.stringContaining("gateway"),
  })
  expect(await rejection(create({ fetch, validate: "off" })({ messages: [] } as never))).toMatchObject({
    code: "invalid_model",
  })
  vi.stubEnv("CF_AIG_BASE_URL", "nowhere")
  expect(() => createGatewayClient()).toThrow("CF_AIG_BASE_URL")
  vi.unstubAllEnvs()
  expect(fetch).not.toHaveBeenCalled()
})

test("a hook sees no cache key and no metadata", async () => {
  const onRequest = vi.fn()
  const fetch = async () => Response.json({ choices: [] })
  await create({ fetch, hooks: { onRequest } })(hello, {
    gateway: { cacheKey: "faq:my private question", metadata: { q: "private" } },
  })

  expect(JSON.stringify(onRequest.mock.calls)).not.toContain("private")
})
