// A model that is a real server: an OpenAI-compatible one, here a plain node:http server.
import { expect, onTestFinished, test } from "vitest"
import type { LocalGatewayOptions, LocalGatewaySettings } from "../../../src/testing/index.ts"
import { startServer } from "../../support/server.ts"
import { anthropic, compat, google, messages, openai, start, workersAI } from "./start.ts"
import { refusal } from "./ways-in.ts"

type Answer = Parameters<typeof startServer>[0]

const completion = {
  id: "up-1",
  object: "chat.completion",
  created: 1,
  model: "llama3.2",
  choices: [{ index: 0, message: { role: "assistant", content: "From upstream" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 },
}
const whole: Answer = (response) => {
  response.setHeader("content-type", "application/json")
  response.end(JSON.stringify(completion))
}
const chunk = (content: string) =>
  `data: ${JSON.stringify({ id: "up-1", object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] })}\n\n`
const streamed: Answer = (response) => {
  response.setHeader("content-type", "text/event-stream")
  response.write(chunk("From"))
  response.end(`${chunk(" upstream")}data: [DONE]\n\n`)
}

async function relay(answer: Answer, options: LocalGatewayOptions = {}, more: object = {}) {
  const server = await startServer(answer)
  onTestFinished(() => server[Symbol.asyncDispose]())
  return { server, ...start({ models: { "*": { upstream: `${server.url}/v1/`, ...more } }, ...options }) }
}

test("a whole answer comes as the server gave it, with the gateway's headers", async () => {
  const { server, post } = await relay(whole)
  const response = await post(compat.path, { body: { ...compat.body, temperature: 0 } })

  expect(await response.json()).toEqual(completion)
  expect(response.headers.get("cf-aig-step")).toBe("0")
  expect(server.requests.map(({ method, path }) => [method, path])).toEqual([["POST", "/v1/chat/completions"]])
  expect(JSON.parse(server.requests[0]!.body)).toEqual({ model: "gpt-5-mini", messages, temperature: 0 })
})

test("none of the request's headers go along; a key and a model's name of its own do", async () => {
  const { server, post } = await relay(whole, {}, { apiKey: "up-key", model: "llama3.2" })
  await post(openai.path, { body: openai.body, headers: { authorization: "Bearer sk-own", "x-mine": "1" } })

  expect(server.requests[0]?.headers.authorization).toBe("Bearer up-key")
  expect(server.requests[0]?.headers).not.toHaveProperty("x-mine")
  expect(JSON.parse(server.requests[0]!.body).model).toBe("llama3.2")
})

test("a stream passes through as it comes", async () => {
  const { server, post } = await relay(streamed)
  const response = await post(compat.path, {
    body: { ...compat.body, stream: true, stream_options: { include_usage: true } },
  })

  expect(response.headers.get("content-type")).toBe("text/event-stream")
  expect(await response.text()).toBe(`${chunk("From")}${chunk(" upstream")}data: [DONE]\n\n`)
  expect(JSON.parse(server.requests[0]!.body)).toMatchObject({ stream: true, stream_options: { include_usage: true } })
})

test.each([
  [
    "Anthropic's",
    anthropic.path,
    anthropic.body,
    (body: any) => [body.type, body.content[0].text, body.usage.input_tokens],
  ],
  [
    "Google's",
    google.path,
    google.body,
    (body: any) => ["message", body.candidates[0].content.parts[0].text, body.usageMetadata.promptTokenCount],
  ],
  [
    "Workers AI's",
    workersAI.path,
    workersAI.body,
    (body: any) => ["message", body.result.response, body.result.usage.prompt_tokens],
  ],
  [
    "the Responses'",
    "openai/responses",
    { model: "m", input: "Hi" },
    (body: any) => ["message", body.output[0].content[0].text, body.usage.input_tokens],
  ],
])("an answer is spelled anew in %s words", async (_, path, body, told) => {
  const { server, post } = await relay(whole)
  const response = await post(path, { body })

  expect(told(await response.json())).toEqual(["message", "From upstream", 7])
  expect(server.requests[0]?.path).toBe("/v1/chat/completions")
})

test("a stream in other words is asked for whole, and streamed", async () => {
  const { server, post } = await relay(whole)
  const response = await post(anthropic.path, { body: { ...anthropic.body, stream: true } })
  const text = await response.text()

  expect(response.headers.get("content-type")).toBe("text/event-stream")
  expect(text).toContain('"text":"From"')
  expect(text.match(/^event: message_stop$/gm)).toHaveLength(1)
  expect(JSON.parse(server.requests[0]!.body)).not.toHaveProperty("stream")
})

test.each<[string, LocalGatewaySettings]>([
  ["a guardrail", { guardrails: { response: { S1: "BLOCK" } } }],
  [
    "DLP",
    {
      dlp: {
        policies: [{ id: "p", action: "BLOCK", check: ["RESPONSE"], profiles: ["words"] }],
        profiles: { words: { bad: "\\[S1\\]" } },
      },
    },
  ],
])("a stream that %s looks at is held back until it has been judged", async (_, settings) => {
  const { post } = await relay(
    (response) => {
      response.setHeader("content-type", "text/event-stream")
      response.write(chunk("It is "))
      response.end(`${chunk("[S1]")}data: [DONE]\n\n`)
    },
    { gateways: { one: settings } },
  )
  const response = await post(compat.path, { body: { ...compat.body, stream: true } })

  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(await response.text()).not.toContain("[S1]")
})

test.each([
  ["whole", false],
  ["streamed", true],
])("a server that is gone is 400 with 2005, %s", async (_, stream) => {
  const { server, post } = await relay(whole)
  await server[Symbol.asyncDispose]()

  expect(await refusal(await post(compat.path, { body: { ...compat.body, stream } }))).toEqual([400, 2005])
})

test("a server that answers something else is 400 with 2005 where it must be spelled anew", async () => {
  const { post } = await relay((response) => void response.end("<html>"))

  expect(await refusal(await post(anthropic.path, { body: anthropic.body }))).toEqual([400, 2005])
})

test.each([
  ["OpenAI's words", compat, '{"error":{"message":"Busy"}}', { error: { message: "Busy" } }],
  [
    "Anthropic's words",
    anthropic,
    '{"error":{"message":"Busy"}}',
    { type: "error", error: { type: "rate_limit_error", message: "Busy" }, request_id: "req_local" },
  ],
  [
    "Google's words, without any of the server's",
    google,
    "<html>",
    { error: { code: 429, message: "Upstream said 429", status: "RESOURCE_EXHAUSTED" } },
  ],
])("a server's refusal passes on in %s", async (_, { path, body }, said, told) => {
  const { post } = await relay((response) => {
    response.statusCode = 429
    response.setHeader("content-type", "application/json")
    response.end(said)
  })
  const response = await post(path, { body })

  expect([response.status, await response.json()]).toEqual([429, told])
})

test("a server's failure is asked again as the gateway is told to", async () => {
  let count = 0
  const { post } = await relay(
    (response, request, index) => {
      if (++count < 3) {
        response.statusCode = 500
        return void response.end("{}")
      }
      return whole(response, request, index)
    },
    { gateways: { one: { retries: { maxAttempts: 3, retryDelayMs: 0 } } } },
  )

  expect((await post(compat.path, { body: compat.body })).status).toBe(200)
  expect(count).toBe(3)
})

test("leaving aborts what the server was asked", async () => {
  const { server, post } = await relay(() => {})
  const leaving = new AbortController()
  const answer = post(compat.path, { body: compat.body, signal: leaving.signal })
  const seen = await server.arrival(1)
  leaving.abort(new Error("No longer wanted"))

  await expect(answer).rejects.toThrow("No longer wanted")
  expect(await seen.closed).toBe("cut")
})

test("a server that brings no first byte in time is told to stop", async () => {
  const { server, post } = await relay(() => {})
  const answer = post(compat.path, { body: compat.body, headers: { "cf-aig-request-timeout": "50" } })
  const seen = await server.arrival(1)

  expect((await answer).status).toBe(504)
  expect(await seen.closed).toBe("cut")
})
