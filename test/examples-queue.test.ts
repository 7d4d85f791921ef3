// `examples/queue` in workerd: miniflare's queues and D1, Cloudflare's own `env.AI` before a plain HTTP server.
import { createHash } from "node:crypto"
import type { ServerResponse } from "node:http"
import { expect, onTestFinished, test, vi } from "vitest"
import { startAi, type AiServer, type BoundRequest } from "./support/miniflare-ai.ts"
import {
  compileExample,
  createTables,
  readConfig,
  startExample,
  type RunningExample,
} from "./support/miniflare-example.ts"
import { sendJSON } from "./support/server.ts"

// A workerd starts for each test: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 30_000 })

const config = await readConfig("queue")

interface Job {
  readonly eventId: string
  readonly batch: string
  readonly prompt: string
}

interface Opened extends RunningExample {
  readonly ai: AiServer
  post(body: unknown): Promise<Response>
  read(batch: string, after?: string): Promise<any>
  /** Resolves when nothing of a batch waits any more; gives what it has come to. */
  ended(batch: string): Promise<any>
  /** Rows that wait for an answer, without a message in the queue. */
  expectAnswers(jobs: readonly Job[]): Promise<void>
  /** Delivers messages to the consumer, each for the time that `attempts` says, and tells what it made of them. */
  deliver(queue: string, jobs: readonly Job[], attempts?: readonly number[]): Promise<any>
  rows(): Promise<Record<string, unknown>[]>
}

async function open(
  answer: (response: ServerResponse, request: BoundRequest, asked: number) => void | Promise<void>,
  options: { readonly maxRetries?: number } = {},
): Promise<Opened> {
  const asked = new Map<string, number>()
  const ai = await startAi((response, request) => {
    const prompt = promptOf(request)
    asked.set(prompt, (asked.get(prompt) ?? 0) + 1)
    return answer(response, request, asked.get(prompt)!)
  })
  const example = await startExample("queue", config, { ai: ai.ai, ...options })
  onTestFinished(async () => {
    await example[Symbol.asyncDispose]()
    await ai[Symbol.asyncDispose]()
  })
  const { miniflare, url } = example
  await createTables(miniflare, "queue", "DB")
  const read: Opened["read"] = async (batch, after = "") =>
    (await fetch(new URL(`/batch/${batch}?after=${encodeURIComponent(after)}`, url))).json()
  return {
    ...example,
    ai,
    read,
    post: (body) => fetch(new URL("/batch", url), { method: "POST", body: JSON.stringify(body) }),
    async ended(batch) {
      await expect.poll(async () => (await read(batch)).waiting, { timeout: 15_000 }).toBe(0)
      return read(batch)
    },
    async expectAnswers(jobs) {
      const database = await miniflare.getD1Database("DB")
      const insert = database.prepare("INSERT INTO answers (event_id, batch) VALUES (?, ?)")
      await database.batch(jobs.map(({ eventId, batch }) => insert.bind(eventId, batch)))
    },
    async deliver(queue, jobs, attempts = []) {
      const timestamp = new Date(0)
      const worker: any = await miniflare.getWorker("queue")
      return worker.queue(
        queue,
        jobs.map((body, index) => ({ id: body.eventId, timestamp, attempts: attempts[index] ?? 1, body })),
      )
    },
    async rows() {
      const database = await miniflare.getD1Database("DB")
      return (await database.prepare("SELECT * FROM answers ORDER BY event_id").all()).results
    },
  }
}

const job = (eventId: string, prompt = "Prompt"): Job => ({ eventId, batch: "b", prompt })

const promptOf = ({ body }: BoundRequest): string => body.inputs.messages[0].content

const sendAnswer = (response: ServerResponse, text: string): void =>
  sendJSON(response, { response: text, usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 } }, 200, {
    "cf-aig-log-id": `log of ${text}`,
  })

const sendRefusal = (response: ServerResponse, status: number, code: number, headers?: Record<string, string>): void =>
  sendJSON(
    response,
    { success: false, error: [{ code, message: "No" }], name: "AiGatewayError", internalCode: code },
    status,
    headers,
  )

test("a batch of twenty is answered, each prompt once, with its event id", async () => {
  const { post, ended, ai, rows } = await open((response, request) => sendAnswer(response, `To ${promptOf(request)}`))
  const prompts = Array.from({ length: 20 }, (_, index) => ({ id: `p${index + 10}`, prompt: `Prompt ${index + 10}` }))
  const response = await post({ batch: "monday", prompts })
  expect([response.status, response.headers.get("location"), await response.json()]).toEqual([
    202,
    "/batch/monday",
    { batch: "monday", prompts: 20 },
  ])
  const { waiting, done, failed, answers, next } = await ended("monday")
  expect({ waiting, done, failed, next }).toEqual({ waiting: 0, done: 20, failed: 0, next: undefined })
  expect(answers).toHaveLength(20)
  expect(answers[0]).toEqual({
    id: "monday:p10",
    state: "done",
    answer: "To Prompt 10",
    tokens: 8,
    logId: "log of To Prompt 10",
  })
  expect(ai.requests.map(promptOf).sort()).toEqual(prompts.map(({ prompt }) => prompt))
  const first = ai.requests.find((request) => promptOf(request) === "Prompt 10")!
  expect(first.url).toBe("https://workers-binding.ai/ai-gateway/run?version=3")
  expect(first.headers).toMatchObject({
    "cf-consn-model-id": "@cf/meta/llama-3.3-70b-instruct-fp8-fast",
    "cf-aig-event-id": "monday:p10",
    "cf-aig-metadata": '{"batch":"monday"}',
  })
  expect(first.body.options.gateway).toEqual({ id: "default", eventId: "monday:p10", metadata: { batch: "monday" } })
  // What was asked is in the queue alone.
  expect(Object.keys((await rows())[0]!).sort()).toEqual([
    "answer",
    "batch",
    "error_code",
    "error_hint",
    "event_id",
    "log_id",
    "state",
    "tokens",
  ])
})

test("no more than five prompts of a delivery are asked at once", async () => {
  const asking: ServerResponse[] = []
  const together: number[] = []
  const { expectAnswers, deliver, read, ai } = await open(async (response) => {
    if (asking.push(response) !== 5) return
    // Time enough for a sixth to come, if there were one.
    await read("b")
    together.push(asking.length)
    for (const asked of asking.splice(0)) sendAnswer(asked, "Answer")
  })
  const jobs = Array.from({ length: 10 }, (_, index) => job(`b:${index}`))
  await expectAnswers(jobs)
  await deliver("prompts", jobs)
  expect([ai.requests.length, together]).toEqual([10, [5, 5]])
})

test("what is rate limited first goes back to the queue, and is done later", async () => {
  const { post, ended, ai } = await open((response, request, asked) => {
    if (promptOf(request) === "Busy" && asked === 1) sendRefusal(response, 429, 2003, { "retry-after": "1" })
    else sendAnswer(response, "Answer")
  })
  await post({ batch: "b", prompts: ["Free", "Busy"] })
  expect(await ended("b")).toMatchObject({ done: 2, failed: 0 })
  expect(ai.requests.map(promptOf).sort()).toEqual(["Busy", "Busy", "Free"])
})

test("the queue waits as long as the server asks, else longer each time", async () => {
  const { expectAnswers, deliver, rows, ai, logs } = await open((response, request) =>
    promptOf(request) === "Told"
      ? sendRefusal(response, 429, 2003, { "retry-after-ms": "6100" })
      : sendRefusal(response, 503, 7013),
  )
  const jobs = [job("b:1", "Told"), job("b:2", "Untold"), job("b:3", "Untold"), job("b:4", "Untold")]
  await expectAnswers(jobs)
  expect(await deliver("prompts", jobs, [4, 1, 3, 9])).toMatchObject({
    outcome: "ok",
    explicitAcks: [],
    retryMessages: expect.toSatisfy((retries) => {
      const delays = Object.fromEntries(retries.map(({ msgId, delaySeconds }: any) => [msgId, delaySeconds]))
      expect(delays).toEqual({ "b:1": 7, "b:2": 10, "b:3": 40, "b:4": 600 })
      return true
    }),
  })
  // One request each: the client itself does not repeat them.
  expect(ai.requests).toHaveLength(4)
  expect((await rows()).map(({ state }) => state)).toEqual(["waiting", "waiting", "waiting", "waiting"])
  expect(logs.join("\n")).not.toContain("Untold")
})

test("what is refused for good is recorded with its code and fix, and not asked again", async () => {
  const { post, ended, deliver, ai, rows } = await open((response, request) =>
    promptOf(request) === "Bad" ? sendRefusal(response, 424, 2016) : sendAnswer(response, "Answer"),
  )
  await post({
    batch: "b",
    prompts: [
      { id: "bad", prompt: "Bad" },
      { id: "good", prompt: "Good" },
    ],
  })
  expect(await ended("b")).toEqual({
    batch: "b",
    waiting: 0,
    done: 1,
    failed: 1,
    answers: [
      {
        id: "b:bad",
        state: "failed",
        error: { code: "guardrail_prompt_blocked", hint: "Guardrails block the prompt" },
      },
      { id: "b:good", state: "done", answer: "Answer", tokens: 8, logId: "log of Answer" },
    ],
  })
  expect(await deliver("prompts", [job("b:bad", "Bad")])).toMatchObject({ explicitAcks: ["b:bad"], retryMessages: [] })
  expect(ai.requests).toHaveLength(2)
  expect(await rows()).toEqual([
    {
      event_id: "b:bad",
      batch: "b",
      state: "failed",
      answer: null,
      error_code: "guardrail_prompt_blocked",
      error_hint: "Guardrails block the prompt",
      log_id: null,
      tokens: null,
    },
    {
      event_id: "b:good",
      batch: "b",
      state: "done",
      answer: "Answer",
      error_code: null,
      error_hint: null,
      log_id: "log of Answer",
      tokens: 8,
    },
  ])
})

test("a message that is delivered again asks nothing, nor does its twin in the same delivery", async () => {
  const { expectAnswers, deliver, ai, rows } = await open((response, _request, asked) =>
    sendAnswer(response, `Answer ${asked}`),
  )
  await expectAnswers([job("b:1")])
  const twins = [job("b:1"), job("b:1")]
  expect((await deliver("prompts", twins)).outcome).toBe("ok")
  expect((await deliver("prompts", twins)).outcome).toBe("ok")
  expect(ai.requests).toHaveLength(1)
  expect((await rows()).map(({ answer }) => answer)).toEqual(["Answer 1"])
})

test("a message whose row was deleted asks nothing", async () => {
  const { deliver, ai } = await open((response) => sendAnswer(response, "Answer"))
  expect(await deliver("prompts", [job("gone:1")])).toMatchObject({ explicitAcks: ["gone:1"], retryMessages: [] })
  expect(ai.requests).toEqual([])
})

test("a batch that is posted again asks for what failed, and for nothing else", async () => {
  const { post, ended, ai } = await open((response, request, asked) => {
    if (promptOf(request) === "Poor" && asked === 1) sendRefusal(response, 402, 2021)
    else sendAnswer(response, "Answer")
  })
  const batch = { batch: "b", prompts: ["Poor", "Rich", "Rich"] }
  expect(await (await post(batch)).json()).toEqual({ batch: "b", prompts: 2 })
  const first = await ended("b")
  expect(first).toMatchObject({ done: 1, failed: 1 })
  expect(first.answers.find(({ state }: any) => state === "failed").error.code).toBe("insufficient_credits")
  await post(batch)
  expect(await ended("b")).toMatchObject({ done: 2, failed: 0 })
  expect(ai.requests.map(promptOf).sort()).toEqual(["Poor", "Poor", "Rich"])
})

test("what failed each time goes to the dead letters, and the batch comes to an end", async () => {
  const { post, ended, ai } = await open((response) => sendRefusal(response, 503, 7013, { "retry-after": "0" }), {
    maxRetries: 2,
  })
  await post({ batch: "b", prompts: [{ id: "1", prompt: "Prompt" }] })
  expect(await ended("b")).toMatchObject({
    failed: 1,
    answers: [{ id: "b:1", state: "failed", error: { code: "gave_up" } }],
  })
  expect(ai.requests).toHaveLength(3)
})

test("a database that fails sends the message back", async () => {
  const { expectAnswers, deliver, miniflare, rows } = await open((response) => sendAnswer(response, "Answer"))
  await expectAnswers([job("b:1")])
  const database = await miniflare.getD1Database("DB")
  await database
    .prepare("CREATE TRIGGER full BEFORE UPDATE ON answers BEGIN SELECT RAISE(ABORT, 'no space left'); END")
    .run()
  expect(await deliver("prompts", [job("b:1")])).toMatchObject({
    explicitAcks: [],
    retryMessages: [{ msgId: "b:1", delaySeconds: 10 }],
  })
  await database.prepare("DROP TRIGGER full").run()
  expect(await deliver("prompts", [job("b:1")])).toMatchObject({ explicitAcks: ["b:1"] })
  expect(await rows()).toMatchObject([{ state: "done", answer: "Answer" }])
})

test("of two deliveries at the same time the first answer stays", async () => {
  const { expectAnswers, deliver, rows } = await open(async (response, _request, asked) => {
    // While this one is asked, the other is asked and answered.
    if (asked === 1) await deliver("prompts", [job("b:1")])
    sendAnswer(response, `Answer ${asked}`)
  })
  await expectAnswers([job("b:1")])
  expect(await deliver("prompts", [job("b:1")])).toMatchObject({ explicitAcks: ["b:1"] })
  expect((await rows()).map(({ answer }) => answer)).toEqual(["Answer 2"])
})

test("answers come in pages of a hundred, and an unknown batch is not found", async () => {
  const { expectAnswers, read, url } = await open(() => {})
  const name = (index: number): string => `b:${String(index).padStart(3, "0")}`
  await expectAnswers(Array.from({ length: 150 }, (_, index) => job(name(index))))
  const first = await read("b")
  expect([first.waiting, first.answers.length, first.next]).toEqual([150, 100, name(99)])
  const second = await read("b", first.next)
  expect([second.waiting, second.answers.length, second.answers[0], second.next]).toEqual([
    150,
    50,
    { id: name(100), state: "waiting" },
    undefined,
  ])
  for (const path of ["/batch/other", "/", "/batch/a%20b"]) expect((await fetch(new URL(path, url))).status).toBe(404)
})

test("messages are sent in calls that a queue takes, and prompts without an id go by their words", async () => {
  const { post, ended, ai } = await open((response) => sendAnswer(response, "Answer"))
  const long = Array.from({ length: 4 }, (_, index) => String(index).repeat(90_000))
  const short = Array.from({ length: 120 }, (_, index) => `Prompt ${index}`)
  const response = await post({ batch: "b", prompts: [...long, ...short] })
  expect([response.status, await response.json()]).toEqual([202, { batch: "b", prompts: 124 }])
  expect(await ended("b")).toMatchObject({ done: 124, failed: 0 })
  expect(ai.requests).toHaveLength(124)
  const { headers } = ai.requests.find((request) => promptOf(request) === "Prompt 7")!
  // sha256("Prompt 7")
  expect(headers["cf-aig-event-id"]).toBe(`b:${createHash("sha256").update("Prompt 7").digest("hex")}`)
})

test("what is no batch is refused, by its path, and nothing is sent", async () => {
  const { post, url, ai, rows } = await open(() => {})
  const bodies: [body: unknown, path: string][] = [
    [null, "prompts"],
    ["text", "prompts"],
    [{ prompts: [] }, "prompts"],
    [{ prompts: Array.from({ length: 1001 }, () => "Prompt") }, "prompts"],
    [{ batch: "a b", prompts: ["Prompt"] }, "batch"],
    [{ batch: 7, prompts: ["Prompt"] }, "batch"],
    [{ prompts: ["Prompt", ""] }, "prompts.1"],
    [{ prompts: [null] }, "prompts.0"],
    [{ prompts: ["é".repeat(50_001)] }, "prompts.0"],
    [{ prompts: [{ id: "a:b", prompt: "Prompt" }] }, "prompts.0.id"],
  ]
  for (const [body, path] of bodies) {
    const response = await post(body)
    expect([path, response.status, await response.json()]).toEqual([
      path,
      400,
      { error: { code: "invalid_batch", path } },
    ])
  }
  const noJSON = await fetch(new URL("/batch", url), { method: "POST", body: "{" })
  expect([noJSON.status, await noJSON.json()]).toEqual([400, { error: { code: "invalid_batch", path: "prompts" } }])
  expect([ai.requests, await rows()]).toEqual([[], []])
})

test("the example compiles with Cloudflare's types alone, against the built package", async () => {
  const { errors, files } = await compileExample("queue")
  expect(errors).toEqual([])
  expect(files.filter((file) => file.startsWith("examples/")).sort()).toEqual([
    "examples/queue/src/accept-batch.ts",
    "examples/queue/src/answer-jobs.ts",
    "examples/queue/src/env.ts",
    "examples/queue/src/give-up-jobs.ts",
    "examples/queue/src/index.ts",
    "examples/queue/src/read-batch.ts",
  ])
  expect(files).toContain("dist/index.d.ts")
  expect(files.filter((file) => /^src\/|lib\.dom|@types\/node/.test(file))).toEqual([])
}, 60_000)
