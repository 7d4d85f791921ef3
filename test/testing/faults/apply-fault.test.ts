import Anthropic from "@anthropic-ai/sdk"
import OpenAI from "openai"
import { expect, test, vi } from "vitest"
import { createGatewayClient, toText, toUsage } from "../../../src/index.ts"
import type { Answer } from "../../../src/testing/answer.ts"
import { createClock } from "../../../src/testing/clock.ts"
import { applyFaults, type FaultContext } from "../../../src/testing/faults/apply-fault.ts"
import { parseFaults } from "../../../src/testing/faults/parse-fault.ts"
import { hello, identity, rejection } from "../../support/server.ts"

const chunk = (choices: unknown[], more: object = {}) =>
  `data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "gpt-5-mini", choices, ...more })}\n\n`

const stream: Answer = {
  status: 200,
  headers: { "content-type": "text/event-stream", "cf-aig-log-id": "log-1" },
  isStream: true,
  pieces: [
    chunk([{ index: 0, delta: { role: "assistant", content: "Sé" }, finish_reason: null }]),
    chunk([{ index: 0, delta: { content: " well" }, finish_reason: null }]),
    chunk([{ index: 0, delta: {}, finish_reason: "stop" }]),
    chunk([], { usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } }),
    "data: [DONE]\n\n",
  ],
}

const whole: Answer = {
  status: 200,
  headers: { "content-type": "application/json", "cf-aig-log-id": "log-1" },
  isStream: false,
  pieces: [
    JSON.stringify({
      id: "chatcmpl-1",
      object: "chat.completion",
      created: 1,
      model: "gpt-5-mini",
      choices: [{ index: 0, message: { role: "assistant", content: "Sé well" }, finish_reason: "stop" }],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    }),
  ],
}

const messages: Answer = {
  status: 200,
  headers: { "content-type": "text/event-stream" },
  isStream: true,
  pieces: [
    `event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}\n\n`,
    `event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\n`,
    `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Sé well"}}\n\n`,
    `event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n`,
    `event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}\n\n`,
    `event: message_stop\ndata: {"type":"message_stop"}\n\n`,
  ],
}

/** The bytes of an answer, as they would come from elsewhere. */
function fromElsewhere(answer: Answer, cancel: (reason: unknown) => void = () => {}): Answer {
  const left = [...(answer.pieces as readonly string[])]
  const pieces = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = left.shift()
        if (piece === undefined) controller.close()
        else controller.enqueue(new TextEncoder().encode(piece))
      },
      cancel,
    },
    { highWaterMark: 0 },
  )
  return { ...answer, pieces }
}

function apply(answer: Answer, faults: string, context: Partial<FaultContext> = {}): Promise<Response> {
  return applyFaults(answer, parseFaults(faults), {
    signal: new AbortController().signal,
    clock: createClock("manual"),
    ...context,
  })
}

/** Our client in front of an answer with faults. */
function clientFor(answer: Answer, faults: string) {
  const fetch = (_: unknown, init?: RequestInit) => apply(answer, faults, init?.signal ? { signal: init.signal } : {})
  return createGatewayClient({ ...identity, maxRetries: 0, fetch }).chat.completions
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0))

test("without faults the answer goes out as it is, with the ids of its context", async () => {
  const response = await apply(stream, "", { ids: { "cf-aig-log-id": "other", "cf-aig-step": "0" } })

  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toEqual({
    "cf-aig-log-id": "log-1",
    "cf-aig-step": "0",
    "content-type": "text/event-stream",
  })
  expect(await response.text()).toBe((stream.pieces as string[]).join(""))
  expect(await (await apply(fromElsewhere(whole), "")).text()).toBe((whole.pieces as string[])[0])
})

test.each([204, 304])("a %s has no body", async (status) => {
  const response = await apply({ status, headers: { etag: "1" }, pieces: [], isStream: false }, "crlf")

  expect([response.status, response.body, response.headers.get("etag")]).toEqual([status, null, "1"])
})

test.each([
  "",
  "crlf",
  "comments",
  "split-bytes",
  "wrong-content-type",
  "comments, crlf, split-bytes",
  "duplicate-finish",
])("our client, the openai package and the Anthropic package read a stream in spite of %j", async (faults) => {
  const ours = await (await clientFor(stream, faults).create({ ...hello, stream: true })).final()
  expect([toText(ours), ours.choices[0]?.finish_reason, toUsage(ours)?.total]).toEqual(["Sé well", "stop", 5])

  const openai = new OpenAI({ apiKey: "key", maxRetries: 0, fetch: () => apply(stream, faults) })
  let text = ""
  for await (const event of await openai.chat.completions.create({ ...hello, stream: true }))
    text += event.choices[0]?.delta.content ?? ""
  expect(text).toBe("Sé well")

  const anthropic = new Anthropic({ apiKey: "key", maxRetries: 0, fetch: () => apply(messages, faults) })
  const message = await anthropic.messages.stream({ ...hello, max_tokens: 9 }).finalText()
  expect(message).toBe("Sé well")
})

test("wrong-content-type says text/plain and changes nothing else", async () => {
  const response = await apply(whole, "wrong-content-type")

  expect(response.headers.get("content-type")).toBe("text/plain")
  expect((await response.json()).id).toBe("chatcmpl-1")
})

test("without usage our client has none to tell, whole and streamed", async () => {
  const create = (answer: Answer) => clientFor(answer, "missing-usage").create
  const streamed = await (await create(stream)({ ...hello, stream: true })).final()

  expect([toText(streamed), toUsage(streamed)]).toEqual(["Sé well", undefined])
  expect(toUsage(await create(whole)(hello))).toBeUndefined()
})

test("split-bytes gives one byte at a time", async () => {
  const response = await apply({ ...whole, pieces: ["né"] }, "split-bytes")
  const sizes: number[] = []
  for await (const bytes of response.body!) sizes.push(bytes.length)

  expect(sizes).toEqual([1, 1, 1])
})

test.each([
  [
    "2003",
    429,
    "log-1",
    '{"success":false,"result":[],"messages":[],"error":[{"code":2003,"message":"Rate limited"}],',
  ],
  ["overloaded", 529, "log-1", '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'],
  ["edge-1010", 403, "log-1", "error code: 1010"],
  ["html-502", 502, null, "<html><head><title>502 Bad Gateway</title></head></html>"],
  ["invalid_response", 200, "log-1", '{"object":"nothing"}'],
  ["2009, 2003", 401, "log-1", '{"success":false,"result":[],"messages":[],"error":[{"code":2009,'],
  ["error-in-200", 200, "log-1", '{"success":false,"result":[],"messages":[],"error":[{"code":2005,'],
  ["error-in-200, 7013", 200, "log-1", '{"success":false,"result":[],"messages":[],"error":[{"code":7013,'],
])("fault %j stands in the answer's place", async (faults, status, logId, begin) => {
  for (const answer of [stream, whole]) {
    const response = await apply(answer, faults)
    const text = await response.text()

    expect([response.status, response.headers.get("cf-aig-log-id")]).toEqual([status, logId])
    expect(text.slice(0, begin.length)).toBe(begin)
    expect(response.headers.get("content-type")).not.toBe("text/event-stream")
  }
})

test("a refusal has the ids of its context, and no other header of the answer", async () => {
  const answer = { ...whole, headers: { ...whole.headers, "cf-aig-cache-status": "MISS" } }
  const response = await apply(answer, "402-x402", { ids: { "cf-aig-event-id": "event-1", "cf-aig-log-id": "other" } })

  expect(Object.fromEntries(response.headers)).toEqual({
    "cf-aig-event-id": "event-1",
    "cf-aig-log-id": "log-1",
    "content-type": "application/json",
    "payment-required": "bG9jYWw=",
  })
})

test.each(["rest", "run"] as const)("a refusal of %s is in the words of api.cloudflare.com", async (surface) => {
  const response = await apply(whole, "2003", { surface })

  expect(response.status).toBe(429)
  expect(await response.json()).toEqual({
    result: null,
    success: false,
    errors: [{ code: 2003, message: "Rate limited" }],
    messages: [],
  })
})

test.each([
  ["2021-throttled", "rate_limited", 402],
  ["guardrail_prompt_blocked", "guardrail_prompt_blocked", 424],
  ["error-in-200", "upstream_failed", 400],
  ["error-in-200, 2003", "rate_limited", 429],
  ["html-502", "upstream_failed", 502],
  ["html-502, truncate", "upstream_failed", 502],
  ["invalid_response", "invalid_response", undefined],
])("our client meets fault %j as %s", async (faults, code, status) => {
  for (const stream of [false, true]) {
    const error = await rejection(clientFor(whole, faults).create({ ...hello, stream }))
    expect([error.code, error.status]).toEqual([code, status])
  }
})

test("a refusal can itself come byte by byte, and broken", async () => {
  const response = await apply(whole, "edge-1010, split-bytes, truncate; after=0")
  const bytes: string[] = []
  for await (const byte of response.body!) bytes.push(new TextDecoder().decode(byte))

  expect([response.status, bytes]).toEqual([403, ["e", "r", "r", "o", "r", " ", "c", "o"]])
})

test("an error midway is thrown with what had come before", async () => {
  const answer = await clientFor(stream, "error-midway; after=2").create({ ...hello, stream: true })
  const error = await rejection(answer.final())
  const named = new Anthropic({ apiKey: "key", maxRetries: 0, fetch: () => apply(messages, "error-midway; after=3") })

  expect([error.code, error.origin, toText(error.partial)]).toEqual(["server_error", "provider", "Sé well"])
  expect((await rejection(named.messages.stream({ ...hello, max_tokens: 9 }).finalText())).message).toContain(
    "Overloaded",
  )
})

test("an error midway of a whole answer is all of it", async () => {
  const response = await apply(whole, "error-midway")

  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    error: {
      message: "The server had an error while processing your request.",
      type: "server_error",
      param: null,
      code: null,
    },
  })
})

test.each([
  ["truncate", "stream_truncated", "Sé"],
  ["stream_truncated; after=2", "stream_truncated", "Sé well"],
  ["truncate; after=0", "stream_truncated", ""],
  ["reset", "stream_interrupted", "Sé"],
  ["stream_interrupted; after=2", "stream_interrupted", "Sé well"],
  ["reset; after=2, truncate", "stream_truncated", "Sé"],
  ["truncate; after=2, reset", "stream_interrupted", "Sé"],
])("fault %j ends a stream with %s after %j, wherever its bytes come from", async (faults, code, text) => {
  for (const answer of [stream, fromElsewhere(stream)]) {
    const error = await rejection((await clientFor(answer, faults).create({ ...hello, stream: true })).final())
    expect([error.code, toText(error.partial)]).toEqual([code, text])
  }
})

test.each([
  ["truncate", "invalid_response"],
  ["truncate; after=0", "invalid_response"],
  ["reset", "connection_failed"],
  ["reset; after=0", "connection_failed"],
])("fault %j spoils a whole answer too: %s", async (faults, code) => {
  for (const answer of [whole, fromElsewhere(whole)]) {
    expect((await rejection(clientFor(answer, faults).create(hello))).code).toBe(code)
  }
})

test("a stalled stream waits until it is aborted", async () => {
  const controller = new AbortController()
  const response = await apply(stream, "stall; after=1", { signal: controller.signal })
  const reader = response.body!.getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toBe((stream.pieces as string[])[0])
  const failed = rejection(reader.read())
  controller.abort("enough")

  expect(await failed).toBe("enough")
})

test.each([
  "crlf",
  "comments",
  "missing-usage",
  "duplicate-finish",
  "error-midway",
  "error-midway; after=3",
  "comments, crlf, missing-usage, duplicate-finish",
])("fault %s spoils events from elsewhere as it does our own", async (faults) => {
  for (const answer of [stream, messages])
    expect(await (await apply(fromElsewhere(answer), faults)).text()).toBe(await (await apply(answer, faults)).text())
})

test("bytes from elsewhere that are no events stay as they are", async () => {
  const faults = "crlf, comments, missing-usage, duplicate-finish, error-midway"

  expect(await (await apply(fromElsewhere(whole), faults)).text()).toBe((whole.pieces as string[])[0])
})

test("crlf, comments and duplicates leave a whole answer as it is", async () => {
  const response = await apply(whole, "crlf, comments, duplicate-finish")

  expect(await response.text()).toBe((whole.pieces as string[])[0])
})

test.each([
  ["slow-headers", 1000, {}],
  ["slow-headers; ms=20", 20, {}],
  ["", 30, { headersMs: 30 }],
  ["slow-headers; ms=20, slow-headers; ms=5", 55, { headersMs: 30 }],
])("with fault %j headers come after %s ms", async (faults, ms, context) => {
  const clock = createClock("manual")
  const arrived = vi.fn()
  const response = apply(whole, faults, { clock, ...context })
  void response.then(arrived)
  clock.advance(ms - 1)
  await turn()
  expect(arrived).not.toHaveBeenCalled()
  clock.advance(1)

  expect((await response).status).toBe(200)
})

test.each([
  ["latency", 100, {}],
  ["latency; ms=20", 20, {}],
  ["", 30, { eventMs: 30 }],
  ["latency; ms=20", 50, { eventMs: 30 }],
])("with fault %j events come %s ms apart", async (faults, ms, context) => {
  const clock = createClock("manual")
  for (const answer of [stream, fromElsewhere(stream)]) {
    const reader = (await apply(answer, faults, { clock, ...context })).body!.getReader()
    for (const piece of (stream.pieces as string[]).slice(0, 2)) {
      const arrived = vi.fn()
      const read = reader.read()
      void read.then(arrived)
      await turn()
      clock.advance(ms - 1)
      await turn()
      expect(arrived).not.toHaveBeenCalled()
      clock.advance(1)
      expect(new TextDecoder().decode((await read).value)).toBe(piece)
    }
  }
})

test("a fault without a wait of its own keeps no clock", async () => {
  const clock = createClock("manual")
  const slept = vi.spyOn(clock, "sleep")
  await apply(whole, "rate_limited", { clock })

  expect(slept).not.toHaveBeenCalled()
})

test.each(["slow-headers", "timeout"])(
  "fault %j rejects with the caller's reason and lets go of the upstream",
  async (fault) => {
    const cancelled = vi.fn()
    const controller = new AbortController()
    const failed = rejection(apply(fromElsewhere(stream, cancelled), fault, { signal: controller.signal }))
    await turn()
    controller.abort("enough")

    expect(await failed).toBe("enough")
    expect(cancelled).toHaveBeenCalledWith("enough")
  },
)

test("a fetch that was aborted before does not wait for a timeout", async () => {
  expect(await rejection(apply(stream, "timeout", { signal: AbortSignal.abort("gone") }))).toBe("gone")
})

test("fault connection_failed rejects as fetch does and lets go of the upstream", async () => {
  const cancelled = vi.fn()
  const error = await rejection(apply(fromElsewhere(stream, cancelled), "connection_failed"))

  expect(error).toEqual(new TypeError("fetch failed"))
  expect(cancelled).toHaveBeenCalledTimes(1)
})

test("what is refused in an upstream's place does not hold its connection", async () => {
  const cancelled = vi.fn()
  await apply(fromElsewhere(stream, cancelled), "rate_limited")
  await apply(
    fromElsewhere(stream, () => {
      throw new Error("I stay")
    }),
    "html-502",
  )

  expect(cancelled).toHaveBeenCalledTimes(1)
})

test("a reader that cancels stops the clock and the upstream", async () => {
  const cancelled = vi.fn()
  const clock = createClock("manual")
  const response = await apply(fromElsewhere(stream, cancelled), "latency", { clock })
  const reader = response.body!.getReader()
  const pending = reader.read()
  await turn()
  await reader.cancel("no more")

  expect(await pending).toEqual({ done: true, value: undefined })
  expect(cancelled).toHaveBeenCalledWith("no more")
})
