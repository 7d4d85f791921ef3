// `examples/worker` in workerd, with Cloudflare's own `env.AI` before a plain HTTP server, and over HTTP.
import type { ServerResponse } from "node:http"
import { expect, onTestFinished, test, vi } from "vitest"
import { createLocalGateway } from "../src/testing/index.ts"
import { listen } from "../src/testing/node.ts"
import { startAi, type AiServer, type BoundRequest } from "./support/miniflare-ai.ts"
import { compileExample, readConfig, startExample, type RunningExample } from "./support/miniflare-example.ts"
import { chunk, deferred, rejection, sendJSON, startServer } from "./support/server.ts"

// A workerd starts for each test: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 30_000 })

const config = await readConfig("worker")
const readTexts: (response: Response) => AsyncGenerator<string> = (
  await import(new URL("../examples/worker/public/read-texts.js", import.meta.url).href)
).readTexts

async function open(
  answer: (response: ServerResponse, request: BoundRequest) => void | Promise<void>,
): Promise<RunningExample & { readonly ai: AiServer }> {
  const ai = await startAi(answer)
  const example = await startExample("worker", config, { ai: ai.ai })
  onTestFinished(async () => {
    await example[Symbol.asyncDispose]()
    await ai[Symbol.asyncDispose]()
  })
  return { ...example, ai }
}

const ask = (url: URL, question: unknown, init: RequestInit = {}): Promise<Response> =>
  fetch(new URL("/chat", url), { method: "POST", body: JSON.stringify({ question }), ...init })

const piece = (response: string): string => `data: ${JSON.stringify({ response })}\n\n`
const lastPiece =
  'data: {"response":"","usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}}\n\ndata: [DONE]\n\n'
const eventStream = { "content-type": "text/event-stream", "cf-aig-log-id": "log-1" }

test("the page is a form, and its script reads what /chat streams", async () => {
  const { url, ai } = await open((response) => sendJSON(response, {}))
  const page = await fetch(url)
  const html = await page.text()
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8")
  expect(html).toContain('<input id="question"')
  for (const script of ["page.js", "read-texts.js"]) {
    const response = await fetch(new URL(script, url))
    expect([script, response.status, response.headers.get("content-type")]).toEqual([
      script,
      200,
      "text/javascript; charset=utf-8",
    ])
    await response.text()
  }
  expect(ai.requests).toEqual([])
})

test("the page's reader takes events however they are cut, and no answer for whole that is not", async () => {
  const delta = (content: string): string =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`
  const read = async (...bytes: Uint8Array<ArrayBuffer>[]): Promise<string[]> => {
    const body = new ReadableStream({
      start(controller) {
        for (const piece of bytes) controller.enqueue(piece)
        controller.close()
      },
    })
    const texts: string[] = []
    for await (const text of readTexts(new Response(body))) texts.push(text)
    return texts
  }
  const whole = new TextEncoder().encode(
    `${delta("Zwei\n\n")}data: {"choices":[]}\n\n${delta("Füße 🐧")}data: [DONE]\n\n`,
  )
  for (let at = 0; at <= whole.length; at += 1)
    expect(await read(whole.slice(0, at), whole.slice(at))).toEqual(["Zwei\n\n", "", "Füße 🐧"])
  expect((await rejection(read(whole.slice(0, -2)))).message).toBe("the answer was cut off")
  const page = new Response("<html>", { status: 502 })
  expect((await rejection(readTexts(page).next())).message).toBe("status 502")
})

test("an answer comes to the browser piece by piece, and the log tells its id and tokens, not its words", async () => {
  const goOn = [deferred<void>(), deferred<void>()]
  const { url, ai, logs } = await open(async (response) => {
    response.writeHead(200, eventStream).write(piece("Seven "))
    await goOn[0]!.promise
    response.write(piece("pen"))
    await goOn[1]!.promise
    response.end(piece("guins") + lastPiece)
  })
  const response = await ask(url, "How many penguins?")
  expect([response.status, response.headers.get("content-type"), response.headers.get("cf-aig-log-id")]).toEqual([
    200,
    "text/event-stream; charset=utf-8",
    "log-1",
  ])
  const texts: string[] = []
  for await (const text of readTexts(response)) {
    if (text) texts.push(text)
    // The next piece is sent once this one has been seen.
    goOn[texts.length - 1]?.resolve()
  }
  expect(texts).toEqual(["Seven ", "pen", "guins"])

  const [request] = ai.requests
  expect(ai.requests).toHaveLength(1)
  expect(request!.url).toBe("https://workers-binding.ai/ai-gateway/run?version=3")
  expect(request!.headers).toMatchObject({
    "cf-consn-model-id": "@cf/meta/llama-3.3-70b-instruct-fp8-fast",
    "cf-aig-collect-log-payload": "false",
  })
  expect(Object.keys(request!.headers).filter((name) => name.includes("authorization"))).toEqual([])
  expect(request!.body).toMatchObject({
    inputs: { messages: [{ role: "user", content: "How many penguins?" }], stream: true },
    options: { gateway: { id: "default" } },
  })
  await expect.poll(() => logs.join("\n")).toMatch(/logId: 'log-1', tokens: 8/)
  expect(logs.join("\n")).not.toContain("penguins")
})

test("a browser that leaves ends the call at the gateway", async () => {
  const isLeft = deferred<void>()
  const { url, ai, logs } = await open(async (response, { closed }) => {
    response.writeHead(200, eventStream).write(piece("Seven "))
    await isLeft.promise
    let isClosed = false
    void closed.then(() => (isClosed = true))
    // Outside of Cloudflare workerd learns that a browser has gone by writing to it.
    while (!isClosed) await new Promise((resolve) => response.write(piece("pen"), resolve))
  })
  const controller = new AbortController()
  const response = await ask(url, "How many penguins?", { signal: controller.signal })
  const texts = readTexts(response)
  expect(await texts.next()).toEqual({ value: "Seven ", done: false })
  controller.abort()
  expect((await rejection(texts.next())).name).toBe("AbortError")
  isLeft.resolve()
  expect(await ai.requests[0]!.closed).toBe("cut")
  await expect.poll(() => logs.join("\n")).toContain("ended: 'AbortError: ")
})

test("a refusal reaches the browser as a code and a wait, without a word of the account", async () => {
  const { url, ai, logs } = await open((response) =>
    sendJSON(
      response,
      {
        success: false,
        error: [{ code: 2003, message: "Rate limited: account 0123456789abcdef0123456789abcdef" }],
        name: "AiGatewayError",
        internalCode: 2003,
      },
      429,
      { "retry-after": "120" },
    ),
  )
  const response = await ask(url, "How many penguins?")
  expect([response.status, response.headers.get("retry-after")]).toEqual([429, "120"])
  expect(await response.clone().json()).toEqual({ error: { code: "rate_limited", retryAfterMs: 120_000 } })
  expect((await rejection(readTexts(response).next())).message).toBe("rate_limited")
  expect(ai.requests).toHaveLength(1)
  await expect.poll(() => logs.join("\n")).toContain("code: 'rate_limited'")
  expect(logs.join("\n")).not.toContain("penguins")
})

test("an answer that is cut off midway is told in the stream", async () => {
  const { url, logs } = await open((response) => {
    response.writeHead(200, eventStream).end(piece("Seven "))
  })
  const texts = readTexts(await ask(url, "How many penguins?"))
  expect(await texts.next()).toEqual({ value: "Seven ", done: false })
  expect((await rejection(texts.next())).message).toBe("stream_truncated")
  await expect.poll(() => logs.join("\n")).toContain("code: 'stream_truncated'")
})

test("what is no question is refused before a model is asked", async () => {
  const { url, ai } = await open((response) => sendJSON(response, {}))
  const bodies = ["", "no JSON", "null", '{"question":""}', '{"question":7}', `{"question":"${"?".repeat(2001)}"}`]
  for (const body of bodies) {
    const response = await ask(url, "", { body })
    expect([body.slice(0, 20), response.status, await response.json()]).toEqual([
      body.slice(0, 20),
      400,
      { error: { code: "invalid_question" } },
    ])
  }
  const elsewhere = await fetch(new URL("/elsewhere", url), { method: "POST" })
  expect([elsewhere.status, await elsewhere.text()]).toEqual([404, "Not found"])
  expect(ai.requests).toEqual([])
})

test("without the binding it asks over HTTP, with the token", async () => {
  await using server = await startServer((response) => {
    response.writeHead(200, eventStream).end(`${chunk("Seven")}${chunk("", "stop")}data: [DONE]\n\n`)
  })
  const local = { ...config, ...config.env!["local"]! }
  const vars = { CF_ACCOUNT_ID: "0123456789abcdef0123456789abcdef", CF_AIG_TOKEN: "test-token-1" }
  // All that the Worker fetches goes to the server, whatever its host.
  const outboundService = { external: { address: new URL(server.url).host, http: {} } }
  await using example = await startExample("worker", local, { vars, outboundService })
  const texts: string[] = []
  for await (const text of readTexts(await ask(example.url, "How many penguins?"))) texts.push(text)
  expect(texts.join("")).toBe("Seven")
  const [request] = server.requests
  expect([request!.method, request!.headers.host, request!.path]).toEqual([
    "POST",
    "gateway.ai.cloudflare.com",
    "/v1/0123456789abcdef0123456789abcdef/default/compat/chat/completions",
  ])
  expect(request!.headers["cf-aig-authorization"]).toBe("Bearer test-token-1")
  expect(request!.headers["authorization"]).toBeUndefined()
  expect(request!.headers["cf-aig-collect-log-payload"]).toBe("false")
  expect(JSON.parse(request!.body)).toEqual({
    model: "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast",
    messages: [{ role: "user", content: "How many penguins?" }],
    stream: true,
  })
  expect(example.logs.join("\n")).not.toContain("test-token-1")
})

test("it meets a local gateway, as the README says", async () => {
  const local = createLocalGateway({ models: "Seven penguins" })
  const listening = await listen(local)
  onTestFinished(() => listening.close())
  const vars = { ...local.env, CF_AIG_BASE_URL: listening.options.baseURL }
  await using example = await startExample("worker", { ...config, ...config.env!["local"]! }, { vars })
  const texts: string[] = []
  for await (const text of readTexts(await ask(example.url, "How many penguins?"))) texts.push(text)
  expect(texts.join("")).toBe("Seven penguins")
  expect(local.requests.map(({ url }) => url.pathname)).toEqual([
    `/v1/${local.env.CF_ACCOUNT_ID}/local/compat/chat/completions`,
  ])
})

test("the example compiles with Cloudflare's types alone, against the built package", async () => {
  const { errors, files } = await compileExample("worker")
  expect(errors).toEqual([])
  expect(files.filter((file) => file.startsWith("examples/")).sort()).toEqual(["examples/worker/src/index.ts"])
  expect(files).toContain("dist/index.d.ts")
  expect(files.filter((file) => /^src\/|lib\.dom|@types\/node/.test(file))).toEqual([])
}, 60_000)
