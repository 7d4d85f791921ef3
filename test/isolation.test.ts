import type { ServerResponse } from "node:http"
import { expect, test } from "vitest"
import { createGatewayClient, isStream, toText } from "../src/index.ts"
import { chunk, completion, identity, startServer, type SeenRequest } from "./support/server.ts"

const count = 100

// Answers only when all have come, the last one first; every fifth is sent away once before.
function createCrowd() {
  const waiting: (() => void)[] = []
  const tried = new Set<string>()
  return (response: ServerResponse, { body, headers }: SeenRequest) => {
    const { messages, stream } = JSON.parse(body)
    const [{ content }] = messages
    const number = Number(content)
    if (number % 5 === 0 && !tried.has(content)) {
      tried.add(content)
      response.writeHead(503, { "retry-after-ms": String(number % 3), "cf-aig-log-id": "refused" }).end("{}")
      return
    }
    waiting.unshift(() => {
      response.setHeader("cf-aig-log-id", `log-${content}`)
      response.setHeader("cf-aig-event-id", headers["cf-aig-event-id"] ?? "none")
      if (number % 7 === 0) {
        response.writeHead(400, { "content-type": "application/json" }).end(`{"error":{"message":"No ${content}"}}`)
      } else if (stream) {
        response.writeHead(200, { "content-type": "text/event-stream" })
        response.end(`${chunk("answer ")}${chunk(content, "stop")}data: [DONE]\n\n`)
      } else {
        response
          .writeHead(200, { "content-type": "application/json" })
          .end(JSON.stringify(completion(`answer ${content}`)))
      }
    })
    if (waiting.length === count) for (const answer of waiting) answer()
  }
}

test("100 calls at once on one client each get their own answer, options and record", async () => {
  await using server = await startServer(createCrowd())
  const client = createGatewayClient({
    ...identity,
    baseURL: server.url,
    gateway: { id: "g", metadata: { app: "crowd" } },
    headers: { "x-app": "crowd" },
    providerKey: (provider) => `sk-${provider}`,
  })
  const numbers = Array.from({ length: count }, (_, number) => number)

  const ends = await Promise.allSettled(
    numbers.map(async (number) => {
      const result = await client.chat.completions.create(
        {
          model: `provider-${number}/model-${number}`,
          messages: [{ role: "user", content: String(number) }],
          temperature: number / 100,
          stream: number % 2 === 0,
        },
        {
          gateway: {
            metadata: { call: number },
            eventId: `event-${number}`,
            ...(number % 3 === 0 && { cacheKey: `key-${number}` }),
          },
          headers: { "x-call": String(number), ...(number % 4 === 0 && { "x-app": null }) },
          query: { call: String(number) },
          extraBody: { [`extra_${number}`]: true },
          ...(number % 6 === 0 && { providerKey: null }),
        },
      )
      return isStream(result) ? result.final() : result
    }),
  )

  for (const [number, end] of ends.entries()) {
    const tries = number % 5 === 0 ? [503] : []
    const subject = end.status === "fulfilled" ? end.value : end.reason
    const refused = number % 7 === 0
    expect(end.status).toBe(refused ? "rejected" : "fulfilled")
    if (refused) expect(subject).toMatchObject({ code: "invalid_params", body: { error: { message: `No ${number}` } } })
    else expect(toText(subject)).toBe(`answer ${number}`)
    expect(subject.gateway).toMatchObject({
      logId: `log-${number}`,
      eventId: `event-${number}`,
      modelRequested: `provider-${number}/model-${number}`,
      status: refused ? 400 : 200,
    })
    expect(subject.gateway.attempts.map((attempt: { status?: number }) => attempt.status)).toEqual([
      ...tries,
      refused ? 400 : 200,
    ])
  }

  expect(server.requests).toHaveLength(count + count / 5)
  for (const { body, headers, path } of server.requests) {
    const number = Number(headers["x-call"])
    expect(path).toBe(`/compat/chat/completions?call=${number}`)
    expect(JSON.parse(body)).toEqual({
      model: `provider-${number}/model-${number}`,
      messages: [{ role: "user", content: String(number) }],
      temperature: number / 100,
      stream: number % 2 === 0,
      [`extra_${number}`]: true,
    })
    expect(headers["cf-aig-metadata"]).toBe(`{"app":"crowd","call":${number}}`)
    expect(headers["cf-aig-event-id"]).toBe(`event-${number}`)
    expect(headers["cf-aig-cache-key"]).toBe(number % 3 === 0 ? `key-${number}` : undefined)
    expect(headers["x-app"]).toBe(number % 4 === 0 ? undefined : "crowd")
    expect(headers.authorization).toBe(number % 6 === 0 ? undefined : `Bearer sk-provider-${number}`)
  }
})

test("an abort of one call leaves the others alone", async () => {
  const held: ServerResponse[] = []
  await using server = await startServer((response) => void held.push(response))
  const client = createGatewayClient(server.options)
  const controllers = Array.from({ length: 10 }, () => new AbortController())

  const calls = controllers.map(({ signal }, number) =>
    client.chat.completions.create(
      { model: "openai/m", messages: [{ role: "user", content: String(number) }] },
      { signal },
    ),
  )
  const ends = Promise.allSettled(calls)
  await server.arrival(10)
  controllers[3]!.abort("third")
  await rejectionOf(calls[3]!)
  for (const response of held) response.writeHead(200).end(JSON.stringify(completion("Hi")))

  expect((await ends).map((end) => (end.status === "rejected" ? end.reason : "Hi"))).toEqual(
    Array.from({ length: 10 }, (_, number) => (number === 3 ? "third" : "Hi")),
  )
})

async function rejectionOf(promise: Promise<unknown>): Promise<void> {
  await promise.catch(() => {})
}
