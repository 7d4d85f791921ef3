import { describe, expect, test } from "vitest"
import {
  GatewayResponseError,
  GatewayStreamError,
  isGatewayError,
  readCompletionStream,
  toFinishReason,
  toMessage,
  toReasoning,
  toText,
  toToolCalls,
  toUsage,
  type AnyGatewayError,
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatCompletionReply,
  type ChatCompletionStream,
} from "../src/index.ts"
import {
  bodyOf,
  collect,
  createClientOf,
  eventResponse,
  fixtureNames,
  readFixture,
  readFixtureJSON,
} from "./support/fixtures.ts"

const params = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "What is it?" }] }

// ── whole responses

function readReply(name: string): Promise<ChatCompletionReply> {
  const answer = () => new Response(readFixture(name), { headers: { "content-type": "application/json" } })
  return createClientOf(answer).chat.completions.create(params)
}

function nthChoice(completion: ChatCompletion, index: number): ChatCompletion {
  return { ...completion, choices: [completion.choices[index]!] }
}

function tokens(completion: ChatCompletion): number[] | undefined {
  const usage = toUsage(completion)
  return usage && [usage.input, usage.output, usage.total]
}

const madeUpId = expect.stringMatching(/^[a-z0-9]{9}$/)

const responses: { readonly [name: string]: (reply: ChatCompletionReply) => void } = {
  "response-missing-fields.json"(reply) {
    expect(toText(reply)).toBe("Tides follow the moon.")
    expect(toFinishReason(reply)).toBe("stop")
    expect(tokens(reply)).toEqual([9, 5, 14])
    expect(toToolCalls(reply)).toEqual([])
    expect(toReasoning(reply)).toBe("")
    expect(reply.service_tier).toBe("on_demand")
    expect(reply).toMatchObject({
      x_groq: { id: "req_s01", seed: 77 },
      timings: { predicted_per_second: 328.5 },
      time_info: { created: 1754000001.331 },
    })
    expect(toMessage(reply)).toEqual({ role: "assistant", content: "Tides follow the moon.", padding: "abcd" })
  },
  "response-nulls.json"(reply) {
    expect(toText(reply)).toBe("Seven.")
    expect(toFinishReason(reply)).toBe("stop")
    expect(toToolCalls(reply)).toEqual([])
    expect(toReasoning(reply)).toBe("")
    expect(toUsage(reply)).toEqual({ input: 21, output: 2, total: 23, cached: 0, reasoning: 0 })
    expect(toMessage(reply)).not.toHaveProperty("tool_calls")
    expect(toMessage(reply)).not.toHaveProperty("audio")
  },
  "response-no-usage-empty-choices.json"(reply) {
    expect(toText(reply)).toBe("")
    expect(toReasoning(reply)).toBe("")
    expect(toFinishReason(reply)).toBeUndefined()
    expect(toUsage(reply)).toBeUndefined()
    expect(toToolCalls(reply)).toEqual([])
    expect(toMessage(reply)).toEqual({ role: "assistant", content: "" })
  },
  "response-finish-reasons.json"(reply) {
    expect(reply.choices.map((_, index) => toFinishReason(nthChoice(reply, index)))).toEqual([
      "eos",
      undefined,
      undefined,
      undefined,
      "model_length",
    ])
    expect(reply.choices.map((_, index) => toText(nthChoice(reply, index)))).toEqual([
      "One.",
      "Two.",
      "Three.",
      "Four.",
      "Five.",
    ])
    expect(tokens(reply)).toEqual([6, 12, 18])
    expect(reply.choices[0]).toHaveProperty("seed", 5_870_123_456_789_012_000)
    expect(reply.choices[2]).toHaveProperty("finish_details.type", "stop")
  },
  "response-tool-calls.json"(reply) {
    expect(toToolCalls(reply)).toEqual([
      {
        id: "t9Kq2LmZx",
        name: "lighthouse_height",
        arguments: '{"name": "North Rock"}',
        input: { name: "North Rock" },
        invalid: false,
      },
      { id: madeUpId, name: "list_harbours", arguments: "{}", input: {}, invalid: false },
      { id: "call_03", name: "ping", arguments: "{}", input: {}, invalid: false },
      { id: "call_04", name: "now", arguments: "{}", input: {}, invalid: false },
    ])
    expect(toFinishReason(reply)).toBe("tool_calls")
    expect(toToolCalls(nthChoice(reply, 1))).toEqual([
      {
        id: "call_05",
        name: "write_note",
        arguments: '{"text": "The ferry leaves at no',
        input: undefined,
        invalid: true,
      },
    ])
    expect(toFinishReason(nthChoice(reply, 1))).toBe("length")
    expect(toToolCalls(nthChoice(reply, 2))).toEqual([
      { id: "call_06", name: "shell", arguments: "ls -1 | wc -l", input: "ls -1 | wc -l", invalid: false },
    ])
    expect(toFinishReason(nthChoice(reply, 2))).toBe("tool_calls")
    expect(toToolCalls(nthChoice(reply, 3))).toEqual([
      {
        id: madeUpId,
        name: "lighthouse_height",
        arguments: '{"name":"Mole Head"}',
        input: { name: "Mole Head" },
        invalid: false,
      },
    ])
    expect(toFinishReason(nthChoice(reply, 3))).toBe("function_call")
    expect(tokens(reply)).toEqual([88, 61, 149])
    // The message to send back names the calls as the reader did, in a form that every provider takes.
    const sentBack = toMessage(reply).tool_calls
    expect(sentBack?.map((call) => call.id)).toEqual(toToolCalls(reply).map((call) => call.id))
    expect(sentBack?.map((call) => call.type)).toEqual(["function", "function", "function", "function"])
    expect(sentBack).toMatchObject([
      { index: 0 },
      { function: { arguments: "{}" } },
      { function: { arguments: "{}" } },
      { function: { arguments: "{}" } },
    ])
    expect(toMessage(nthChoice(reply, 3))).toHaveProperty("function_call.name", "lighthouse_height")
  },
  "response-content-parts.json"(reply) {
    expect(toText(reply)).toBe("It is 132.")
    expect(toReasoning(reply)).toBe("Twelve times eleven: 120 plus 12.")
    expect(toToolCalls(reply)).toEqual([])
    expect(tokens(reply)).toEqual([14, 27, 41])
    const { content } = toMessage(reply)
    expect(content).toHaveLength(4)
    expect(content).toContainEqual({ type: "reference", reference_ids: [3] })
  },
  "response-reasoning.json"(reply) {
    expect(reply.choices.map((_, index) => toText(nthChoice(reply, index)))).toEqual([
      "Yes, 91 is 7 times 13.",
      "No, it is composite.",
      "",
    ])
    expect(reply.choices.map((_, index) => toReasoning(nthChoice(reply, index)))).toEqual([
      "Try 7: 7 times 13 is 91.",
      "91 = 7 x 13.",
      "Is 91 prime? Check 2, 3, 5,",
    ])
    expect(toFinishReason(nthChoice(reply, 2))).toBe("length")
    expect(toUsage(reply)).toEqual({ input: 17, output: 58, total: 75, cached: 0, reasoning: 40 })
    expect(reply.usage).toHaveProperty("cost", 0.000412)
    expect(toMessage(reply)).toHaveProperty("reasoning_details.0.signature", "c2lnbmVk")
    expect(toMessage(reply)).toHaveProperty("reasoning_details.1.data", "b3BhcXVl")
  },
  "response-citations.json"(reply) {
    expect(toText(reply)).toBe("Two high tides a day.[1]")
    expect(toFinishReason(reply)).toBe("stop")
    expect(tokens(reply)).toEqual([8, 9, 17])
    expect(reply.citations).toEqual(["https://example.org/tides", "https://example.org/moon"])
    expect(reply.usage).toHaveProperty("cost.total_cost", 0.00503)
    expect(toMessage(reply)).toHaveProperty("annotations.1.file.hash", "00ff")
  },
  "response-content-filter.json"(reply) {
    expect(toText(reply)).toBe("")
    expect(toFinishReason(reply)).toBe("content_filter")
    expect(toToolCalls(reply)).toEqual([])
    expect(toMessage(reply)).toEqual({ role: "assistant", content: "" })
    expect(toText(nthChoice(reply, 1))).toBe("Harbour lights.")
    expect(toFinishReason(nthChoice(reply, 1))).toBe("stop")
    expect(tokens(reply)).toEqual([30, 4, 34])
    expect(reply).toHaveProperty("prompt_filter_results.0.content_filter_results.jailbreak.detected", false)
  },
  "response-logprobs-and-media.json"(reply) {
    expect(reply.choices.map((_, index) => toText(nthChoice(reply, index)))).toEqual(["Hi é", "", "", ""])
    expect(reply.choices[1]!.message.refusal).toBe("I can't help with that.")
    expect(toMessage(nthChoice(reply, 1))).toEqual({
      role: "assistant",
      content: null,
      refusal: "I can't help with that.",
    })
    // A spoken answer goes back by its id; the sound itself stays on the reply.
    expect(toMessage(nthChoice(reply, 2)).audio).toEqual({ id: "audio_s10" })
    expect(reply.choices[2]).toHaveProperty("message.audio.data", "UklGRgAAAABXQVZF")
    expect(toMessage(nthChoice(reply, 3))).toHaveProperty(
      "images.0.image_url.url",
      "data:image/png;base64,iVBORw0KGgo=",
    )
    expect(reply.choices[0]).toHaveProperty("logprobs.content.1.id", 1173)
    expect(tokens(reply)).toEqual([5, 47, 52])
  },
}

test("every whole response of the samples is told of here", () => {
  expect(Object.keys(responses).toSorted()).toEqual(fixtureNames("response-").toSorted())
})

for (const [name, check] of Object.entries(responses)) {
  test(`${name} reads as the samples say`, async () => {
    const reply = await readReply(name)
    expect({ ...reply }).toEqual(readFixtureJSON(name))
    check(reply)
    // Reading changes nothing.
    expect({ ...reply }).toEqual(readFixtureJSON(name))
  })

  test(`${name} reads the same where a stream was asked for`, async () => {
    const answer = () => new Response(readFixture(name), { headers: { "content-type": "application/json" } })
    const stream = await createClientOf(answer).chat.completions.create({ ...params, stream: true })
    expect(stream.gateway.buffered).toBe(true)
    const chunks = await collect(stream)
    const final = await stream.final()
    const whole = readFixtureJSON(name) as ChatCompletion
    expect(chunks.map(toText).join("")).toBe(toText(whole))
    expect(final).toMatchObject({ id: whole.id, model: whole.model })
    expect(final.choices).toHaveLength(whole.choices.length)
    expect(whole.choices.map((_, index) => readAll(nthChoice(final, index)))).toEqual(
      whole.choices.map((_, index) => readAll(nthChoice(whole, index))),
    )
    expect(toUsage(final)).toEqual(toUsage(whole))
  })
}

function readAll(completion: ChatCompletion): unknown {
  // The made-up ids hang on the whole call, keys in their order: the stream's are as good.
  const calls = toToolCalls(completion).map(({ name, arguments: text, input, invalid }) => [name, text, input, invalid])
  return { text: toText(completion), reasoning: toReasoning(completion), finish: toFinishReason(completion), calls }
}

// ── streams

interface Outcome {
  chunks: ChatCompletionChunk[]
  completion?: ChatCompletion
  error?: unknown
}

async function outcomeOf(stream: ChatCompletionStream): Promise<Outcome> {
  const chunks: ChatCompletionChunk[] = []
  try {
    for await (const chunk of stream) chunks.push(chunk)
    return { chunks, completion: { ...(await stream.final()) } }
  } catch (error) {
    await expect(stream.final()).rejects.toBe(error)
    if (!isGatewayError(error)) throw error
    const { name, code, origin, status, retryable, message, body, partial } = error
    return { chunks, error: { name, code, origin, status, retryable, message, body, partial } }
  }
}

async function readPieces(pieces: Iterable<Uint8Array>): Promise<Outcome> {
  const client = createClientOf(() => eventResponse(bodyOf(pieces)))
  return outcomeOf(await client.chat.completions.create({ ...params, stream: true }))
}

interface StreamSample {
  text: string
  reasoning?: string
  finish?: string
  usage?: number[]
  calls?: unknown[]
  check?(outcome: Required<Omit<Outcome, "error">>): void
  fails?(error: AnyGatewayError): void
}

const streams: { readonly [name: string]: StreamSample } = {
  "stream-usage-on-empty-choices.sse": {
    text: "Low tide.",
    finish: "stop",
    usage: [11, 3, 14],
    check: ({ chunks, completion }) => {
      expect(chunks).toHaveLength(5)
      expect(completion).toMatchObject({ id: "chatcmpl-s20", object: "chat.completion", service_tier: "default" })
    },
  },
  "stream-comments-and-reasoning.sse": {
    text: "Three boats.",
    reasoning: "Count them.(three)",
    finish: "stop",
    usage: [12, 8, 20],
    check: ({ completion }) => {
      expect(completion).toMatchObject({ provider: "Example Cloud", usage: { is_byok: true } })
      expect(completion.choices).toHaveLength(1)
      expect(completion.choices[0]).toMatchObject({
        native_finish_reason: "completed",
        message: {
          reasoning_details: [{ type: "reasoning.text", text: "Count them.", index: 0, format: "example-v1" }],
        },
      })
    },
  },
  "stream-content-filter-first.sse": {
    text: "Calm sea.",
    finish: "stop",
    check: ({ completion }) => {
      expect(completion).toMatchObject({
        id: "chatcmpl-s22",
        created: 1_754_000_022,
        model: "sample-deployed",
        system_fingerprint: "fp_s22",
      })
      expect(completion).toHaveProperty("prompt_filter_results.0.prompt_index", 0)
      expect(completion.choices[0]).toHaveProperty("content_filter_offsets.end_offset", 53)
    },
  },
  "stream-crlf-running-usage-no-done.sse": {
    text: "Two a day.[1]",
    finish: "stop",
    usage: [6, 6, 12],
    check: ({ completion }) => {
      expect(completion).toMatchObject({
        citations: ["https://example.org/tides"],
        search_results: [{ title: "Tides", url: "https://example.org/tides", date: null }],
      })
    },
  },
  "stream-tool-call-whole.sse": {
    text: "Looking.",
    finish: "tool_calls",
    usage: [70, 31, 101],
    calls: [
      { id: "Qx1", name: "depth_at", arguments: '{"buoy": "A"}', input: { buoy: "A" }, invalid: false },
      { id: "Qx2", name: "depth_at", arguments: '{"buoy": "B"}', input: { buoy: "B" }, invalid: false },
    ],
    check: ({ completion }) =>
      expect(completion).toMatchObject({ x_groq: { id: "req_s24", seed: 3 }, service_tier: "on_demand" }),
  },
  "stream-tool-call-fragments.sse": {
    text: "",
    finish: "tool_calls",
    calls: [
      { id: "call_a", name: "depth_at", arguments: '{"buoy": "A"}', input: { buoy: "A" }, invalid: false },
      { id: "call_b", name: "wind_at", arguments: '{"buoy": "B"}', input: { buoy: "B" }, invalid: false },
    ],
    check: ({ completion }) =>
      expect(completion.choices[0]!.message.tool_calls).toEqual([
        { id: "call_a", type: "function", function: { name: "depth_at", arguments: '{"buoy": "A"}' } },
        { id: "call_b", type: "function", function: { name: "wind_at", arguments: '{"buoy": "B"}' } },
      ]),
  },
  "stream-odd-chunks.sse": {
    text: "North-east wind. Fresh.",
    reasoning: "hm",
    finish: "eos",
    usage: [4, 6, 10],
    check: ({ completion }) => {
      expect(completion.choices).toHaveLength(2)
      expect(completion).toMatchObject({ id: "s27-1", model: "sample-a", created: 1_754_000_027, type: "moderation" })
      expect(completion.choices[0]).toMatchObject({ index: 0, seed: 9, message: { role: "assistant", token_id: 13 } })
      expect(toText(nthChoice(completion, 1))).toBe("South")
      expect(toFinishReason(nthChoice(completion, 1))).toBe("stop")
    },
  },
  "stream-framing.sse": { text: "Hello, été \u2028🌊", finish: "stop" },
  "stream-truncated.sse": {
    text: "The lighthouse",
    fails: (error) => {
      expect(error).toBeInstanceOf(GatewayStreamError)
      expect(error).toMatchObject({ code: "stream_truncated" })
    },
  },
  "stream-error-midway.sse": {
    text: "The har",
    fails: (error) => {
      expect(error).toBeInstanceOf(GatewayResponseError)
      expect(error).toMatchObject({
        code: "server_error",
        origin: "provider",
        retryable: true,
        body: { error: { type: "server_error" } },
      })
      expect(error.message).toContain("The server had an error while processing your request.")
    },
  },
  "stream-error-event.sse": {
    text: "Calling",
    fails: (error) => {
      expect(error).toBeInstanceOf(GatewayResponseError)
      expect(error).toMatchObject({ code: "invalid_params", status: 400, retryable: false })
      expect(error.message).toContain("Failed to call a function.")
      expect(error.body).toEqual({
        error: {
          message: "Failed to call a function.",
          type: "invalid_request_error",
          code: "tool_use_failed",
          failed_generation: '<function=depth_at>{"buoy"',
          status_code: 400,
        },
      })
    },
  },
  "stream-error-beside-choices.sse": {
    text: "Half a",
    fails: (error) => {
      expect(error).toBeInstanceOf(GatewayResponseError)
      expect(error).toMatchObject({
        code: "upstream_failed",
        status: 502,
        retryable: true,
        body: { error: { code: 502 }, choices: [{ finish_reason: "error" }] },
      })
      expect(error.message).toContain("Upstream closed the connection")
    },
  },
  "stream-error-field.sse": {
    text: "",
    reasoning: "Let me see",
    fails: (error) => {
      expect(error).toBeInstanceOf(GatewayResponseError)
      expect(error).toMatchObject({ status: 502, body: { detail: "failed to decode" } })
      expect(error.message).toContain("failed to decode, try a larger context")
    },
  },
}

test("every stream of the samples is told of here", () => {
  expect(Object.keys(streams).toSorted()).toEqual(fixtureNames("stream-").toSorted())
})

describe.each(Object.entries(streams))("%s", (name, sample) => {
  const bytes = readFixture(name)

  test("reads as the samples say", async () => {
    const client = createClientOf(() => eventResponse(bytes))
    const stream = await client.chat.completions.create({ ...params, stream: true })
    const chunks: ChatCompletionChunk[] = []
    let thrown: unknown
    try {
      for await (const chunk of stream) chunks.push(chunk)
    } catch (error) {
      thrown = error
    }
    expect(chunks.map(toText).join("")).toBe(sample.text)
    expect(chunks.map(toReasoning).join("")).toBe(sample.reasoning ?? "")
    if (sample.fails) {
      if (!isGatewayError(thrown)) throw new Error("This stream should fail with an error of ours", { cause: thrown })
      sample.fails(thrown)
      expect(toText(thrown.partial!)).toBe(sample.text)
      expect(toReasoning(thrown.partial!)).toBe(sample.reasoning ?? "")
      await expect(stream.final()).rejects.toBe(thrown)
      expect(stream.snapshot()).toEqual(thrown.partial)
      return
    }
    expect(thrown).toBeUndefined()
    const completion = await stream.final()
    expect(toText(completion)).toBe(sample.text)
    expect(toReasoning(completion)).toBe(sample.reasoning ?? "")
    expect(toFinishReason(completion)).toBe(sample.finish)
    expect(toToolCalls(completion)).toEqual(sample.calls ?? [])
    expect(tokens(completion)).toEqual(sample.usage)
    sample.check?.({ chunks, completion: { ...completion } })
  })

  test("reads the same a byte at a time", async () => {
    const uncut = await readPieces([bytes])
    const cut = await readPieces(Array.from(bytes, (byte) => Uint8Array.of(byte)))
    expect(cut).toEqual(uncut)
  })

  // Thousands of calls: more than a busy machine does in the usual time.
  test("reads the same in two parts, wherever the cut falls", { timeout: 60_000 }, async () => {
    const uncut = JSON.stringify(await readPieces([bytes]))
    for (let at = 1; at < bytes.length; at++) {
      const cut = JSON.stringify(await readPieces([bytes.subarray(0, at), bytes.subarray(at)]))
      if (cut !== uncut) expect(cut, `cut before byte ${at}`).toBe(uncut)
    }
  })

  test("reads the same behind any fetch", async () => {
    const own = await readPieces([bytes])
    const stream = readCompletionStream(eventResponse(bodyOf(Array.from(bytes, (byte) => Uint8Array.of(byte)))))
    const relayed = await outcomeOf(stream)
    expect(relayed).toEqual(own)
  })
})

// ── error bodies

interface ErrorSample {
  status: number
  body?: unknown
  text?: string
  headers?: Record<string, string>
}

const errorSamples: ErrorSample[] = readFixtureJSON("errors.json")

const refusals: readonly { says: string; expected: Partial<GatewayResponseError> }[] = [
  {
    says: "Incorrect API key provided.",
    expected: { status: 401, code: "provider_unauthorized", origin: "provider", retryable: false },
  },
  {
    says: "the request exceeds the available context size",
    expected: { status: 400, code: "context_length_exceeded", origin: "provider", retryable: false },
  },
  { says: "Insufficient credits", expected: { status: 402, code: "insufficient_credits", retryable: false } },
  {
    says: "Failed to call a function.",
    expected: { status: 400, code: "invalid_params", origin: "provider", retryable: false },
  },
  {
    says: "The response was filtered.",
    expected: { status: 400, code: "policy_denied", origin: "provider", retryable: false },
  },
  {
    says: "model 'sample' not found",
    expected: { status: 404, code: "model_rejected", origin: "provider", retryable: false },
  },
  {
    says: "Extra inputs are not permitted",
    expected: { status: 422, code: "invalid_params", origin: "provider", retryable: false },
  },
  { says: "Field required", expected: { status: 422, code: "invalid_params", origin: "provider", retryable: false } },
  {
    says: "Unauthorized",
    expected: { status: 401, code: "provider_unauthorized", origin: "provider", retryable: false },
  },
  {
    says: "Too many requests",
    expected: { status: 429, code: "rate_limited", origin: "provider", retryable: true, retryAfterMs: 2000 },
  },
  {
    says: "Invalid value at 'messages'",
    expected: { status: 400, code: "invalid_params", origin: "provider", retryable: false },
  },
  {
    says: "Failed to get response from provider",
    expected: { status: 400, code: "upstream_failed", origin: "gateway", retryable: true, gatewayCode: 2005 },
  },
  {
    says: "Unauthorized",
    expected: { status: 401, code: "unauthorized", origin: "gateway", retryable: false, gatewayCode: 2009 },
  },
  {
    says: "Rate limited",
    expected: { status: 429, code: "rate_limited", origin: "gateway", retryable: true, gatewayCode: 2003 },
  },
  {
    says: "Could not route to the requested object",
    expected: { status: 404, code: "not_found", origin: "gateway", retryable: false, gatewayCode: 7003 },
  },
  { says: "500", expected: { status: 500, code: "server_error", retryable: true } },
  { says: "502 Bad Gateway", expected: { status: 502, code: "upstream_failed", origin: "gateway", retryable: true } },
  { says: "503", expected: { status: 503, code: "overloaded", origin: "gateway", retryable: true } },
  { says: "error code: 524", expected: { status: 524, code: "upstream_timeout", origin: "gateway", retryable: true } },
  {
    says: "Provider returned error",
    expected: { status: 429, code: "rate_limited", origin: "provider", retryable: true },
  },
]

test("every error body of the samples is told of here", () => {
  expect(refusals).toHaveLength(errorSamples.length)
})

for (const [index, sample] of errorSamples.entries()) {
  const { says, expected } = refusals[index]!
  const text = sample.text ?? JSON.stringify(sample.body)
  const type = sample.text === undefined ? "application/json" : "text/html"
  for (const stream of [false, true]) {
    const asked = stream ? "a stream" : "a reply"
    test(`errors.json ${index} (${sample.status}: ${says}) is the typed error of ${asked}`, async () => {
      const answer = () =>
        new Response(text, { status: sample.status, headers: { "content-type": type, ...sample.headers } })
      const error = await createClientOf(answer)
        .chat.completions.create({ ...params, stream })
        .then(
          () => undefined,
          (reason: unknown) => reason as GatewayResponseError,
        )
      expect(error).toBeInstanceOf(GatewayResponseError)
      expect(error).toMatchObject({ name: "GatewayResponseError", ...expected })
      expect(error!.message).toContain(says)
      expect(error!.body).toEqual(sample.text ?? sample.body)
      expect(error!.gateway.status).toBe(sample.status)
      expect(error!.hint).not.toBe("")
      if (expected.gatewayCode === undefined) expect(error!.gatewayCode).toBeUndefined()
    })
  }
}
