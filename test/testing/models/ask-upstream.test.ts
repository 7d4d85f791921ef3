import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, onTestFinished, test } from "vitest"
import { askUpstream, readUpstream } from "../../../src/testing/models/ask-upstream.ts"
import { createRequest } from "./local-request.ts"

const completion = { id: "chatcmpl-1", object: "chat.completion", choices: [{ index: 0, message: { content: "Hi" } }] }

interface Heard {
  readonly url: string | undefined
  readonly method: string | undefined
  readonly headers: { readonly [name: string]: unknown }
  readonly body: any
}

/** A server of somebody else, with what it heard. */
async function start() {
  const heard: Heard[] = []
  const server = createServer(async (incoming, reply) => {
    const text = (await incoming.toArray()).join("")
    heard.push({ url: incoming.url, method: incoming.method, headers: incoming.headers, body: JSON.parse(text) })
    reply.setHeader("content-type", "application/json").end(JSON.stringify(completion))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return { heard, upstream }
}

const { signal } = new AbortController()

test("a real server gets the params with its own name of the model, its own key and nothing of the gateway", async () => {
  const { heard, upstream } = await start()
  const request = createRequest({ temperature: 0, stream: true, stream_options: { include_usage: true } })
  const model = { upstream: `${upstream}/`, model: "llama3.2", apiKey: "upstream-key" }
  const response = await askUpstream(model, request, { fetch, signal, stream: false })

  expect(await readUpstream(response)).toEqual(completion)
  expect(await response.json()).toEqual(completion)
  expect(heard).toHaveLength(1)
  expect(heard[0]).toMatchObject({ url: "/v1/chat/completions", method: "POST" })
  expect(heard[0]?.headers).toMatchObject({ authorization: "Bearer upstream-key", "content-type": "application/json" })
  expect(Object.keys(heard[0]!.headers).filter((name) => name.startsWith("cf-"))).toEqual([])
  expect(heard[0]?.body).toEqual({
    model: "llama3.2",
    messages: [{ role: "user", content: "Say it again" }],
    temperature: 0,
  })
  expect(request.params).toHaveProperty("stream", true)
})

test("the model's name is the asked one without its provider, and no key is sent unless there is one", async () => {
  const { heard, upstream } = await start()
  await askUpstream({ upstream }, createRequest(), { fetch, signal, stream: false })

  expect(heard[0]?.body.model).toBe("gpt-5-mini")
  expect(heard[0]?.headers).not.toHaveProperty("authorization")
})

test.each([
  [
    { stream: true, stream_options: { include_usage: true } },
    { stream: true, stream_options: { include_usage: true } },
  ],
  [{ stream: true, stream_options: null }, { stream: true }],
  [{}, { stream: true }],
])("a stream asked for with %j is asked for as %j", async (params, expected) => {
  const { heard, upstream } = await start()
  await askUpstream({ upstream }, createRequest(params), { fetch, signal, stream: true })
  const { model: _model, messages: _messages, ...more } = heard[0]!.body

  expect(more).toEqual(expected)
})

test("images and sounds go on as they came", async () => {
  const { heard, upstream } = await start()
  const content = [
    { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
    { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
  ]
  await askUpstream({ upstream }, createRequest({ messages: [{ role: "user", content }] }), {
    fetch,
    signal,
    stream: false,
  })

  expect(heard[0]?.body.messages[0].content).toEqual(content)
})

test("a server that is not there rejects", async () => {
  const ask = askUpstream({ upstream: "http://127.0.0.1:1/v1" }, createRequest(), { fetch, signal, stream: false })

  await expect(ask).rejects.toThrow(TypeError)
})

test("an abort rejects with its reason", async () => {
  const ask = askUpstream({ upstream: "http://127.0.0.1:1/v1" }, createRequest(), {
    fetch,
    signal: AbortSignal.abort("enough"),
    stream: false,
  })

  await expect(ask).rejects.toBe("enough")
})

test.each([
  ["a refusal", new Response(JSON.stringify(completion), { status: 429 })],
  ["an HTML page", new Response("<html></html>")],
  ["a stream", new Response("data: {}\n\n")],
  ["other JSON", Response.json({ object: "list" })],
  ["a list", Response.json([completion])],
])("%s is no completion, and stays unread", async (_, response) => {
  expect(await readUpstream(response)).toBeUndefined()
  expect(response.bodyUsed).toBe(false)
})
