import { once } from "node:events"
import { request as httpRequest } from "node:http"
import { connect } from "node:net"
import { networkInterfaces } from "node:os"
import { expect, onTestFinished, test } from "vitest"
import { createGatewayClient, toText } from "../../src/index.ts"
import { createLocalGateway, type LocalFault, type LocalGatewayOptions } from "../../src/testing/index.ts"
import { listen } from "../../src/testing/node.ts"
import { deferred, rejection } from "../support/server.ts"

const hello = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "Say it again" }] }

async function start(options?: LocalGatewayOptions) {
  const local = createLocalGateway(options)
  const listening = await listen(local)
  onTestFinished(() => listening.close())
  const { create } = createGatewayClient({ ...listening.options, maxRetries: 0 }).chat.completions
  const post = (body: object = hello, signal?: AbortSignal) =>
    fetch(`${listening.options.baseURL}/compat/chat/completions`, {
      method: "POST",
      headers: { "cf-aig-authorization": `Bearer ${listening.options.token}` },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    })
  return { local, listening, create, post }
}

test("the options are all that a client needs", async () => {
  const { local, listening, create } = await start()
  const { url, options } = listening

  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(options).toEqual({
    accountId: "0123456789abcdef0123456789abcdef",
    gateway: "local",
    token: "local-gateway-token",
    baseURL: `${url}/v1/0123456789abcdef0123456789abcdef/local`,
  })
  expect(toText(await create(hello, { gateway: { metadata: { team: "sea" } } }))).toBe("Say it again")
  expect(local.requests[0]?.url.href).toBe(`${url}/v1/0123456789abcdef0123456789abcdef/local/compat/chat/completions`)
  expect(local.requests[0]?.params).toEqual(hello)
  expect(local.requests[0]?.gateway).toEqual({ metadata: { team: "sea" } })
})

test("a gateway whose name needs escaping is found", async () => {
  const { listening, create } = await start({ gateway: "my gateway" })

  expect(listening.options.baseURL).toMatch(/\/my%20gateway$/)
  expect(toText(await create(hello))).toBe("Say it again")
})

test("status, headers and body go over the wire as the local gateway gave them", async () => {
  const { local, post } = await start()
  local.reply(new Response("teapot", { status: 418, headers: { "x-any": "1" } }), new Response(null, { status: 204 }))
  const [tea, empty] = [await post(), await post()]

  expect([tea.status, tea.headers.get("x-any"), await tea.text()]).toEqual([418, "1", "teapot"])
  expect([empty.status, await empty.text()]).toEqual([204, ""])
})

test("a GET is answered as the service answers it", async () => {
  const { listening } = await start()
  const response = await fetch(`${listening.url}/v1`)

  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ success: false, errors: [{ code: 7003 }] })
})

test("the root tells that the port is ready, as test runners ask for it", async () => {
  const { listening } = await start()
  const response = await fetch(listening.url)

  expect([response.status, await response.text()]).toEqual([200, "Local AI Gateway\n"])
})

test("a method that no fetch sends is cut off", async () => {
  const { listening } = await start()
  const request = httpRequest(listening.url, { method: "TRACE" }).end()
  const [error] = await once(request, "error")

  expect(error.code).toBe("ECONNRESET")
})

test("a stream comes over the wire piece by piece", async () => {
  const { create } = await start()
  const pieces: string[] = []
  for await (const text of (await create({ ...hello, stream: true })).textStream) pieces.push(text)

  expect(pieces).toEqual(["Say", " it", " again"])
})

test("the headers of a stream come before its first event", async () => {
  const { local, post } = await start()
  local.fault("stall", { afterEvents: 0 })
  const response = await post({ ...hello, stream: true })

  expect(response.status).toBe(200)
  expect(response.headers.get("content-type")).toBe("text/event-stream")
})

test("a port that is given is taken", async () => {
  const first = await start()
  await first.listening.close()
  const port = Number(new URL(first.listening.url).port)
  await using again = await listen(createLocalGateway(), { port })

  expect(again.url).toBe(`http://127.0.0.1:${port}`)
})

test("a port that somebody else has rejects", async () => {
  const { listening } = await start()
  const port = Number(new URL(listening.url).port)

  expect(await rejection(listen(createLocalGateway(), { port }))).toMatchObject({ code: "EADDRINUSE" })
})

test("it listens on loopback only", async () => {
  const { listening } = await start()
  const port = Number(new URL(listening.url).port)
  const outer = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === "IPv4" && !address.internal)?.address
  // Where this machine has no address but loopback: a server on all addresses would answer on 127.0.0.2 as well.
  const [error] = await once(connect({ host: outer ?? "127.0.0.2", port }), "error")

  expect(error.code).toBe("ECONNREFUSED")
})

test("close() ends streams that are open, and a second one is harmless", async () => {
  const { local, listening, post } = await start()
  local.fault("stall")
  const response = await post({ ...hello, stream: true })
  const reader = response.body!.getReader()
  await reader.read()
  const failed = rejection(reader.read())
  await listening.close()

  expect(await failed).toBeInstanceOf(TypeError)
  await listening.close()
  expect((await rejection(post())).cause.code).toBe("ECONNREFUSED")
})

test("close() ends requests that wait for an answer", async () => {
  const { local, listening, post } = await start()
  const asked = deferred<void>()
  local.reply(() => {
    asked.resolve()
    return new Promise(() => {})
  })
  const failed = rejection(post())
  await asked.promise
  await listening.close()

  expect(await failed).toBeInstanceOf(TypeError)
})

test("`await using` closes it", async () => {
  let url: string
  {
    await using listening = await listen(createLocalGateway())
    url = listening.url
    expect((await fetch(url)).status).toBe(200)
  }

  expect((await rejection(fetch(url))).cause.code).toBe("ECONNREFUSED")
})

test("a client that goes away ends the local stream", async () => {
  const local = createLocalGateway()
  const ended = deferred<unknown>()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode("data: {}\n\n")),
    cancel: ended.resolve,
  })
  local.reply(new Response(body, { headers: { "content-type": "text/event-stream" } }))
  await using listening = await listen(local)
  const { create } = createGatewayClient({ ...listening.options, maxRetries: 0 }).chat.completions
  const stream = await create({ ...hello, stream: true })
  stream.abort()

  await ended.promise
  expect(local.requests).toHaveLength(1)
})

test("a client that goes away aborts the request that the local gateway still works on", async () => {
  const local = createLocalGateway()
  const aborted = deferred<void>()
  const asked = deferred<void>()
  const { fetch: localFetch } = local
  const watched: typeof local = {
    ...local,
    fetch(input, init) {
      init?.signal?.addEventListener("abort", () => aborted.resolve())
      asked.resolve()
      return localFetch(input, init)
    },
  }
  local.fault("timeout")
  await using listening = await listen(watched)
  const controller = new AbortController()
  const { create } = createGatewayClient(listening.options).chat.completions
  const failed = rejection(create(hello, { signal: controller.signal }))
  await asked.promise
  controller.abort("enough")

  expect(await failed).toBe("enough")
  await aborted.promise
})

test("a request that is cut off midway harms nobody", async () => {
  const { listening, create } = await start()
  const socket = connect(Number(new URL(listening.url).port), "127.0.0.1")
  await once(socket, "connect")
  socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf")
  socket.destroy()
  await once(socket, "close")

  expect(toText(await create(hello))).toBe("Say it again")
})

test("fault connection_failed cuts the connection before any header", async () => {
  const { local, create, post } = await start()
  local.fault("connection_failed", { times: 2 })
  const error = await rejection(create(hello))

  expect(error).toMatchObject({ code: "connection_failed", retryable: true })
  expect((await rejection(post())).cause.code).toMatch(/^(UND_ERR_SOCKET|ECONNRESET)$/)
})

test.each<LocalFault>(["reset", "stream_interrupted"])("fault %s breaks a body on the wire", async (fault) => {
  const { local, create, post } = await start()
  local.fault(fault, { times: 2 })
  const response = await post({ ...hello, stream: true })
  const broken = await rejection(response.text())
  const stream = await create({ ...hello, stream: true })
  const error = await rejection(stream.final())

  expect(broken).toBeInstanceOf(TypeError)
  expect(broken.cause.code).toMatch(/^(UND_ERR_SOCKET|ECONNRESET)$/)
  expect(error.code).toBe("stream_interrupted")
  expect(toText(error.partial)).toBe("Say")
})

test("fault reset breaks a whole reply on the wire too", async () => {
  const { local, create } = await start()
  local.fault("reset")

  expect(await rejection(create(hello))).toMatchObject({ code: "connection_failed", retryable: false })
})

test("fault truncate ends a body properly, in the middle of an event", async () => {
  const { local, create, post } = await start()
  local.fault("truncate", { times: 2 })
  const text = await (await post({ ...hello, stream: true })).text()
  const stream = await create({ ...hello, stream: true })
  const error = await rejection(stream.final())

  expect(text.split("data: ")).toHaveLength(3)
  expect(text.endsWith("\n\n")).toBe(false)
  expect([error.code, toText(error.partial)]).toEqual(["stream_truncated", "Say"])
})

test("two on ports of their own answer side by side", async () => {
  const [one, other] = await Promise.all([start(), start()])
  one.local.reply("one")
  other.local.reply("other")

  expect(toText(await other.create(hello))).toBe("other")
  expect(toText(await one.create(hello))).toBe("one")
})
