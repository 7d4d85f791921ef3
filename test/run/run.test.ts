import { expect, onTestFinished, test, vi } from "vitest"
import { isStream, type GatewayClientOptions } from "../../src/index.ts"
import { createRun, type RunOptions } from "../../src/run/run.ts"
import type { RunInput } from "../../src/schemas/run-params.ts"
import { createLocalGateway } from "../../src/testing/index.ts"
import { callerOf } from "../support/caller-of.ts"
import { identity, rejection } from "../support/server.ts"

const rest = { accountId: identity.accountId, gateway: "my-gateway", token: "test-token-1", surface: "rest" } as const
const api = "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef"
const flux = "@cf/black-forest-labs/flux-1-schnell"
const llama = "@cf/meta/llama-3.1-8b-instruct"

interface Sent {
  readonly url: string
  readonly method: string | undefined
  readonly headers: Record<string, string>
  readonly body: unknown
}

// A client whose requests are noted and answered.
function start(answer: () => Response | Promise<Response> = () => enveloped({}), options: GatewayClientOptions = rest) {
  const sent: Sent[] = []
  const fetch = async (url: string, init: RequestInit) => {
    sent.push({
      url,
      method: init.method,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: JSON.parse(String(init.body)),
    })
    return answer()
  }
  const client = { run: createRun(callerOf({ maxRetries: 0, ...options, fetch })) }
  return { sent, client }
}

const enveloped = (result: unknown, more: object = {}) =>
  Response.json({ result, success: true, errors: [], messages: [], ...more })
const streamed = (...events: string[]) =>
  new Response(events.map((event) => `${event}\n\n`).join(""), { headers: { "content-type": "text/event-stream" } })

function startLocal() {
  const local = createLocalGateway()
  const http = { run: createRun(callerOf(local.options)) }
  const bound = { run: createRun(callerOf({ binding: local.binding, gateway: "local" })) }
  return { local, http, bound }
}

test("a model of the catalogue is named beside its input", async () => {
  const { sent, client } = start()
  await client.run("google/nano-banana", { prompt: "A harbour", seed: 7 })

  expect(sent).toEqual([
    {
      url: `${api}/ai/run`,
      method: "POST",
      headers: {
        accept: "*/*",
        authorization: "Bearer test-token-1",
        "cf-aig-gateway-id": "my-gateway",
        "content-type": "application/json",
        "user-agent": "cf-ai-gateway/0.1.0",
      },
      body: { model: "google/nano-banana", input: { prompt: "A harbour", seed: 7 } },
    },
  ])
})

test.each([flux, `workers-ai/${flux}`])(
  "Workers AI takes its model in the path and its input flat: %s",
  async (model) => {
    const { sent, client } = start()
    await client.run(model, { prompt: "A harbour" })

    expect(sent[0]).toMatchObject({ url: `${api}/ai/run/${flux}`, body: { prompt: "A harbour" } })
    expect(sent[0]!.body).not.toHaveProperty("model")
  },
)

test("a model is spelled by its author, and otherwise goes out as it is", async () => {
  const { sent, client } = start()
  for (const model of ["google-ai-studio/gemini-3-flash", "grok/grok-3", "minimax/music"]) await client.run(model, {})

  expect(sent.map(({ body }) => body)).toEqual([
    { model: "google/gemini-3-flash", input: {} },
    { model: "xai/grok-3", input: {} },
    { model: "minimax/music", input: {} },
  ])
})

test("a client of compat or of either runs by REST too, with its API token", async () => {
  for (const surface of ["compat", "auto"] as const) {
    const { sent, client } = start(undefined, { ...identity, surface, apiToken: "api-token-1" })
    await client.run("openai/gpt-image-1", { prompt: "A harbour" })
    expect(sent[0]!.url).toBe(`${api}/ai/run`)
    expect(sent[0]!.headers).toMatchObject({ authorization: "Bearer api-token-1", "cf-aig-gateway-id": "my-gateway" })
    expect(sent[0]!.headers).not.toHaveProperty("cf-aig-authorization")
  }
})

test("gateway options go along as headers", async () => {
  const { sent, client } = start()
  await client.run(flux, { prompt: "A harbour" }, { gateway: { skipCache: true, metadata: { team: "a" } } })

  expect(sent[0]!.headers).toMatchObject({ "cf-aig-skip-cache": "true", "cf-aig-metadata": '{"team":"a"}' })
})

test("keys for which the types have no word join the body at its top", async () => {
  const { sent, client } = start()
  await client.run("openai/gpt-image-1", { prompt: "A" }, { extraBody: { provider: "b" } })
  await client.run(flux, { prompt: "A" }, { extraBody: { steps: 4 } })

  expect(sent.map(({ body }) => body)).toEqual([
    { model: "openai/gpt-image-1", input: { prompt: "A" }, provider: "b" },
    { prompt: "A", steps: 4 },
  ])
})

test("an answer is the model's own, out of its envelope, with the record beside it", async () => {
  const { client } = start(() =>
    Response.json(
      { result: { image: "aGk=", odd: [null] }, success: true, errors: [], messages: [] },
      { headers: { "cf-aig-log-id": "log-1" } },
    ),
  )
  const answer = await client.run<{ image: string }>(flux, { prompt: "A harbour" })

  expect(answer).toEqual({ image: "aGk=", odd: [null] })
  expect(Object.keys(answer)).toEqual(["image", "odd"])
  expect(answer.gateway).toMatchObject({ logId: "log-1", status: 200, modelRequested: flux, modelSent: flux })
})

test.each([
  ["in the v4 envelope", { success: true, errors: [], messages: [], result: completed("Completed") }],
  ["by itself", completed("Completed")],
  ["in small letters", { success: true, errors: [], result: completed("succeeded") }],
])("a run that is through, %s, is its result, and tells whose key paid", async (_, body) => {
  const { client } = start(() => Response.json(body))
  const answer = await client.run("google/veo-3", { prompt: "Waves" })

  expect(answer).toEqual({ video: "https://example.com/1.mp4" })
  expect(answer.gateway.keySource).toBe("Unified")
})

function completed(state: string) {
  return { state, result: { video: "https://example.com/1.mp4" }, gatewayMetadata: { keySource: "Unified" } }
}

test("a chat model's answer tells whose key paid among its own keys", async () => {
  const { client } = start(() => enveloped({ type: "message", content: [], gatewayMetadata: { keySource: "BYOK" } }))
  const answer = await client.run("anthropic/claude-haiku-4.5", { messages: [], max_tokens: 9 })

  expect(answer).toEqual({ type: "message", content: [], gatewayMetadata: { keySource: "BYOK" } })
  expect(answer.gateway.keySource).toBe("BYOK")
})

test("a list carries the record too, and a text stays in its envelope", async () => {
  const labels = await start(() => enveloped([{ label: "POSITIVE", score: 0.9 }])).client.run(
    "@cf/huggingface/distilbert-sst-2-int8",
    { text: "Fine" },
  )
  expect(labels).toEqual([{ label: "POSITIVE", score: 0.9 }])
  expect(labels.gateway.status).toBe(200)

  const text = await start(() => enveloped("Fine")).client.run("@cf/x/y", { text: "Fine" })
  expect(text).toEqual({ result: "Fine", success: true, errors: [], messages: [] })
  expect(text.gateway.status).toBe(200)
})

test("bytes come as a Blob of their type, with the record", async () => {
  const bytes = new Uint8Array([137, 80, 78, 71, 0, 255])
  const { client } = start(
    () => new Response(bytes, { headers: { "content-type": "image/png", "cf-aig-log-id": "log-2" } }),
  )
  const image = await client.run<Blob>("@cf/stabilityai/stable-diffusion-xl-base-1.0", { prompt: "A harbour" })

  expect(image).toBeInstanceOf(Blob)
  expect(image.type).toBe("image/png")
  expect(new Uint8Array(await image.arrayBuffer())).toEqual(bytes)
  expect(image.gateway.logId).toBe("log-2")
  expect(isStream(image)).toBe(false)
})

test("what is said to be JSON and is none is refused, with what came", async () => {
  const { client } = start(() => new Response("{", { headers: { "content-type": "application/json" } }))

  expect(await rejection(client.run(flux, {}))).toMatchObject({ code: "invalid_response", body: "{" })
})

test.each([
  ["by itself", { state: "Failed", error: { code: 7003, message: "No video today" }, model: "google/veo-3" }],
  ["in the envelope", { success: true, result: { state: "failed", error: { message: "No video today" } } }],
])("a run that failed, %s, is an error although its status is 200", async (_, body) => {
  const onFinish = vi.fn()
  const { client } = start(() => Response.json(body), { ...rest, hooks: { onFinish } })
  const error = await rejection(client.run("google/veo-3", { prompt: "Waves" }))

  expect(error).toMatchObject({ name: "GatewayResponseError", status: 502 })
  expect(error.message).toContain("No video today")
  expect(error.gateway.status).toBe(200)
  expect(onFinish).toHaveBeenCalledOnce()
  expect(onFinish.mock.calls[0]![0].error).toBe(error)
})

test("2009 is the provider's key here, 10000 the API token", async () => {
  const refusal = (code: number) =>
    Response.json({ result: null, success: false, errors: [{ code, message: "No" }], messages: [] }, { status: 401 })
  const { client } = start(() => refusal(2009))
  expect(await rejection(client.run("openai/gpt-image-1", {}))).toMatchObject({
    code: "provider_unauthorized",
    origin: "provider",
    gatewayCode: 2009,
  })
  const error = await rejection(start(() => refusal(10000)).client.run("openai/gpt-image-1", {}))
  expect(error).toMatchObject({ code: "unauthorized", hint: expect.stringContaining("Workers AI Read") })
})

test("a machine may pay: what it has to sign stands on the error", async () => {
  const { sent, client } = start(
    () => new Response("{}", { status: 402, headers: { "payment-required": "eyJ4NDAyVmVyc2lvbiI6MX0=" } }),
    { ...rest, maxRetries: 2 },
  )
  const error = await rejection(
    client.run("openai/gpt-oss-20b", { messages: [] }, { headers: { "payment-method": "x402" } }),
  )

  expect(error).toMatchObject({ code: "payment_required", status: 402, retryable: false })
  expect(error.gateway.headers.get("PAYMENT-REQUIRED")).toBe("eyJ4NDAyVmVyc2lvbiI6MX0=")
  expect(sent.map(({ headers }) => headers["payment-method"])).toEqual(["x402"])
})

test("a failure that passes is tried again", async () => {
  let count = 0
  const { client } = start(
    () => (count++ ? enveloped({ ok: 1 }) : new Response("{}", { status: 503, headers: { "retry-after-ms": "1" } })),
    { ...rest, maxRetries: 1 },
  )

  expect((await client.run(flux, {})).gateway.attempts.map(({ status }) => status)).toEqual([503, 200])
})

test("what a provider quotes of the input is not in the message", async () => {
  const { client } = start(() =>
    Response.json({ error: { message: "Refused: my secret diary, by gpt-image-1-mini" } }, { status: 400 }),
  )
  const error = await rejection(
    client.run("openai/gpt-image-1-mini", { parts: [{ text: "my secret diary" }], style: "gpt-image-1-mini" }),
  )

  expect(error.message).not.toContain("my secret diary")
  expect(error.message).toContain("gpt-image-1-mini")
})

test.each([
  [true, { background: true }],
  [{}, { background: true }],
  [{ webhookUrl: "https://example.com/done" }, { background: true, webhookUrl: "https://example.com/done" }],
  [
    { webhookUrl: "https://example.com/done", webhookFormat: "chat" as const },
    { background: true, webhookUrl: "https://example.com/done", webhookFormat: "chat" },
  ],
])("in the background %j", async (background, options) => {
  const { sent, client } = start(() => enveloped({ id: "run-1", state: "Queued" }))
  const ticket = await client.run("google/veo-3", { prompt: "Waves" }, { background })

  expect(sent[0]).toMatchObject({
    url: `${api}/ai/run`,
    body: { model: "google/veo-3", input: { prompt: "Waves" }, options },
  })
  // What the immediate answer looks like is not documented: it comes as it is.
  expect(ticket).toEqual({ id: "run-1", state: "Queued" })
})

test("Workers AI in the background is named beside its input, which alone is documented", async () => {
  const { sent, client } = start(() => enveloped({ id: "run-1" }))
  await client.run(flux, { prompt: "A" }, { background: true })

  expect(sent[0]).toMatchObject({
    url: `${api}/ai/run`,
    body: { model: flux, input: { prompt: "A" }, options: { background: true } },
  })
})

test("`background: false` is as if not given", async () => {
  const { sent, client } = start()
  await client.run("google/veo-3", {}, { background: false })

  expect(sent[0]!.body).toEqual({ model: "google/veo-3", input: {} })
})

test.each([
  [{ background: { webhookUrl: "http://example.com" } }, "background"],
  [{ background: { webhookUrl: "example.com" } }, "background"],
  [{ background: { webhookFormat: "raw" } }, "background"],
  [{ background: "yes" }, "background"],
  [{ timeOut: 5 }, "timeOut"],
])("the options %j are refused before anything is sent", async (options, path) => {
  const { sent, client } = start()
  const error = await rejection(client.run("google/veo-3", {}, options as RunOptions))

  expect(error).toMatchObject({ code: "invalid_request" })
  expect(error.issues.map((issue: { path: string[] }) => issue.path.join("."))).toEqual([path])
  expect(sent).toEqual([])
})

test.each([
  ["text", "A harbour"],
  ["a list", []],
  ["nothing", undefined],
  ["a Blob", new Blob(["x"])],
  ["bytes", new Uint8Array(2)],
  ["a buffer among its fields", { audio: new ArrayBuffer(2) }],
  ["bytes among its fields", { audio: new Uint8Array(2) }],
  ["a Blob among its fields", { image: new Blob(["x"]) }],
])("an input that is %s is refused before anything is sent", async (_, input) => {
  const { sent, client } = start()
  const error = await rejection(client.run(flux, input as RunInput<false>))

  expect(error).toMatchObject({ code: "invalid_request" })
  expect(error.message).toContain("bytes as base64 or [...bytes]")
  expect(sent).toEqual([])
})

test("bytes as a list of numbers are an input", async () => {
  const { sent, client } = start()
  await client.run("@cf/openai/whisper", { audio: [...new Uint8Array([1, 255])] })

  expect(sent[0]!.body).toEqual({ audio: [1, 255] })
})

test.each(["@cf/../../../../zones", "@cf/meta/..", "@cf/./x"])("the model %s does not climb", async (model) => {
  const { sent, client } = start()

  expect(await rejection(client.run(model, {}))).toMatchObject({ code: "invalid_model" })
  expect(sent).toEqual([])
})

test("a model cannot break out of its path", async () => {
  const { sent, client } = start()
  await client.run("@cf/a/b?x=1#y z%2e%2e\\c", {})

  expect(sent[0]!.url).toBe(`${api}/ai/run/@cf/a/b%3Fx=1%23y%20z%252e%252e%5Cc`)
})

test.each(["dynamic/support", "cloudflare/auto", "custom-acme/m"])("%s is not run by REST", async (model) => {
  expect(await rejection(start().client.run(model, {}))).toMatchObject({ code: "invalid_model" })
})

test("a binding runs dynamic routes, and not the Auto Router, which nothing says it knows", async () => {
  const run = vi.fn(async () => Response.json({ response: "Hi" }))
  const client = { run: createRun(callerOf({ binding: { run, gateway: vi.fn() } as never, gateway: "g" })) }
  const error = await rejection(client.run("cloudflare/auto", { messages: [] }))

  expect(error).toMatchObject({
    code: "invalid_model",
    message: "The call was not sent: `model` cloudflare/… is answered on /compat alone: use chat.completions",
  })
  expect(run).not.toHaveBeenCalled()
  await client.run("dynamic/support", { messages: [] })
  expect(run).toHaveBeenCalledWith("dynamic/support", { messages: [] }, expect.anything())
})

test("a provider's key is refused, since no way is documented for it", async () => {
  const { sent, client } = start()

  expect(await rejection(client.run("openai/gpt-image-1", {}, { providerKey: "sk-1234567890" }))).toMatchObject({
    code: "unsupported_option",
  })
  expect(sent).toEqual([])
})

test.each([
  [
    "Workers AI's",
    [
      'data: {"response":"Low "}',
      'data: {"response":"tide","usage":{"prompt_tokens":3,"completion_tokens":2}}',
      "data: [DONE]",
    ],
    { text: "Low tide", usage: { prompt_tokens: 3, completion_tokens: 2 } },
  ],
  [
    "OpenAI's",
    [
      'data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Low "}}]}',
      'data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"tide"},"finish_reason":"stop"}]}',
      'data: {"object":"chat.completion.chunk","choices":[],"usage":{"total_tokens":5}}',
    ],
    { text: "Low tide", usage: { total_tokens: 5 } },
  ],
  [
    "Anthropic's",
    [
      'event: message_start\ndata: {"type":"message_start","message":{"content":[],"usage":{"input_tokens":3,"output_tokens":1}}}',
      'event: ping\ndata: {"type":"ping"}',
      'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"hm"}}',
      'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"type":"text_delta","text":"Low tide"}}',
      'event: message_delta\ndata: {"type":"message_delta","usage":{"output_tokens":2}}',
      'event: message_stop\ndata: {"type":"message_stop"}',
    ],
    { text: "Low tide", usage: { input_tokens: 3, output_tokens: 2 } },
  ],
])("a stream gives %s events as they are, and in the end their text and tokens", async (_, lines, whole) => {
  const { sent, client } = start(() => streamed(...lines))
  const stream = await client.run(llama, { prompt: "Which?", stream: true })
  const events: unknown[] = []
  for await (const event of stream) events.push(event)

  expect(isStream(stream)).toBe(true)
  expect(sent[0]).toMatchObject({ headers: { accept: "text/event-stream" }, body: { prompt: "Which?", stream: true } })
  expect(events).toEqual(lines.filter((line) => line.includes("{")).map((line) => JSON.parse(line.split("data: ")[1]!)))
  expect(await stream.final()).toEqual({ ...whole, last: events.at(-1) })
})

test("a stream tells its run's id, its text, and its tokens to whoever looks on", async () => {
  const onFinish = vi.fn()
  const { client } = start(
    () =>
      new Response(
        'data: {"response":"Low"}\n\ndata: {"response":" tide","usage":{"total_tokens":5}}\n\ndata: [DONE]\n\n',
        {
          headers: { "content-type": "text/event-stream", "cf-aig-run-id": "run-7" },
        },
      ),
    { ...rest, hooks: { onFinish } },
  )
  const stream = await client.run(llama, { prompt: "Which?", stream: true })
  const texts: string[] = []
  for await (const text of stream.textStream) texts.push(text)

  expect(texts).toEqual(["Low", " tide"])
  expect(stream.gateway.runId).toBe("run-7")
  expect(onFinish.mock.calls[0]![0].usage).toMatchObject({ total: 5 })
})

test("a stream can be passed on, each event under its own name", async () => {
  const { client } = start(() =>
    streamed(
      'data: {"type":"message_start"}',
      'data: {"response":"Low"}',
      'data: {"type":"a\\ndata: b"}',
      'data: {"type":"message_stop"}',
    ),
  )
  const stream = await client.run(llama, { stream: true })

  expect(await stream.toResponse().text()).toBe(
    'event: message_start\ndata: {"type":"message_start"}\n\nevent: message\ndata: {"response":"Low"}\n\n' +
      'event: message\ndata: {"type":"a\\ndata: b"}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\ndata: [DONE]\n\n',
  )
})

test("a stream that stops before its end was cut off; what came stands on the error", async () => {
  const { client } = start(() => streamed('data: {"response":"Low "}'))
  const stream = await client.run(llama, { stream: true })

  expect(await rejection(stream.final())).toMatchObject({
    code: "stream_truncated",
    body: { text: "Low ", last: { response: "Low " } },
  })
})

test("a stream ends with its last event, although the server leaves the line open", async () => {
  const open = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('data: {"type":"message_stop"}\n\n')),
  })
  const { client } = start(() => new Response(open, { headers: { "content-type": "text/event-stream" } }))
  const stream = await client.run(llama, { stream: true })

  expect((await stream.final()).last).toEqual({ type: "message_stop" })
})

test("an error within a stream is thrown", async () => {
  const { client } = start(() =>
    streamed(
      'data: {"response":"Low "}',
      'event: error\ndata: {"error":{"message":"Overloaded","type":"overloaded_error"}}',
    ),
  )

  expect(await rejection((await client.run(llama, { stream: true })).final())).toMatchObject({ code: "overloaded" })
})

test("a whole answer where a stream was asked for is a stream of one event", async () => {
  const { client } = start(() => enveloped({ response: "Low tide" }))
  const stream = await client.run(llama, { prompt: "Which?", stream: true })

  expect(await stream.final()).toEqual({ text: "Low tide", last: { response: "Low tide" } })
  expect(stream.gateway.buffered).toBe(true)
})

test("`stream` known at run time gives either, told apart by isStream", async () => {
  const { client } = start(() => enveloped({ response: "Low tide" }))
  const input: RunInput = { prompt: "Which?" }

  expect(isStream(await client.run(llama, input))).toBe(false)
})

test("an abort ends a run with the caller's reason", async () => {
  const controller = new AbortController()
  const { client } = start(() => {
    controller.abort(new Error("Enough"))
    return new Promise<Response>(() => {})
  })

  expect((await rejection(client.run(flux, {}, { signal: controller.signal }))).message).toBe("Enough")
})

test("the local gateway runs a model of any author, by HTTP and by binding, for the same call", async () => {
  const { http, bound } = startLocal()
  for (const client of [http, bound]) {
    const own = await client.run<{ response: string }>(llama, { prompt: "Say it again" })
    expect(own).toMatchObject({ response: "Say it again" })
    expect(own.gateway.logId).toBeTypeOf("string")

    const messages = [{ role: "user", content: "Say it again" }]
    const claude = await client.run("anthropic/claude-haiku-4.5", { messages, max_tokens: 9 })
    expect(claude).toMatchObject({ type: "message", content: [{ type: "text", text: "Say it again" }] })
    expect(claude.gateway.keySource).toBe("BYOK")

    const stream = await client.run("openai/gpt-5-mini", { messages, stream: true })
    expect((await stream.final()).text).toBe("Say it again")
  }
})

test("a binding runs the model by itself, with the gateway's options in its own words", async () => {
  const run = vi.fn(async () => Response.json({ image: "aGk=" }))
  const binding = { run, gateway: vi.fn() }
  const client = { run: createRun(callerOf({ binding: binding as never, gateway: "my-gateway" })) }
  const answer = await client.run(
    `workers-ai/${flux}`,
    { prompt: "A harbour" },
    { gateway: { skipCache: true, zdr: true } },
  )

  expect(run).toHaveBeenCalledWith(
    flux,
    { prompt: "A harbour" },
    expect.objectContaining({
      gateway: expect.objectContaining({ id: "my-gateway", skipCache: true }),
      extraHeaders: expect.objectContaining({ "cf-aig-zdr": "true" }),
      returnRawResponse: true,
      signal: expect.any(AbortSignal),
    }),
  )
  expect(binding.gateway).not.toHaveBeenCalled()
  expect(answer).toEqual({ image: "aGk=" })
})

test("what a binding throws is the same typed error", async () => {
  const run = vi.fn(async () => {
    throw new Error("2021: Insufficient AI Gateway credits")
  })
  const client = { run: createRun(callerOf({ binding: { run, gateway: vi.fn() } as never, gateway: "g" })) }

  expect(await rejection(client.run("openai/gpt-image-1", {}))).toMatchObject({
    code: "insufficient_credits",
    gatewayCode: 2021,
  })
})

test("there is no background on a binding, and none of a stream", async () => {
  const run = vi.fn()
  const bound = { run: createRun(callerOf({ binding: { run, gateway: vi.fn() } as never, gateway: "g" })) }
  expect(await rejection(bound.run(flux, {}, { background: true }))).toMatchObject({ code: "unsupported_option" })
  expect(run).not.toHaveBeenCalled()

  const { sent, client } = start()
  expect(await rejection(client.run(flux, { stream: true }, { background: true }))).toMatchObject({
    code: "unsupported_option",
  })
  expect(sent).toEqual([])
})

test("hooks hear of the model and of no prompt", async () => {
  const onRequest = vi.fn()
  const { client } = start(undefined, { ...rest, hooks: { onRequest } })
  await client.run("openai/gpt-image-1", { prompt: "my secret diary" })

  expect(JSON.stringify(onRequest.mock.calls)).not.toContain("diary")
  expect(onRequest.mock.calls[0]![0]).toMatchObject({ body: { model: "openai/gpt-image-1" } })
})

test("sound that comes where a stream was asked for travels on the error, whole", async () => {
  const sound = () => new Response(new Uint8Array([1, 2, 3]), { headers: { "content-type": "audio/mpeg" } })
  const { client } = start(sound)
  const error = await rejection(client.run("openai/tts-1", { input: "Hi", stream: true }))

  expect(error).toMatchObject({ code: "invalid_response" })
  expect(error.body).toBeInstanceOf(Blob)
  expect(await error.body.bytes()).toEqual(new Uint8Array([1, 2, 3]))
})

const png = { "content-type": "image/png" }

test("bytes that are cut off are an error with what came", async () => {
  let pulls = 0
  const cut = () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          if (pulls++ === 0) controller.enqueue(new Uint8Array([137, 80]))
          else controller.error(new TypeError("terminated"))
        },
      }),
      { headers: png },
    )
  const { sent, client } = start(cut, { ...rest, maxRetries: 2 })
  const error = await rejection(client.run(flux, { prompt: "A harbour" }))

  expect(error).toMatchObject({ name: "GatewayConnectionError", code: "connection_failed", retryable: false })
  expect(error.body.type).toBe("image/png")
  expect(await error.body.bytes()).toEqual(new Uint8Array([137, 80]))
  expect(sent).toHaveLength(1)
})

test("a clock or an abort lets bytes go that still come, although the fetch heeds no signal", async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  for (const end of ["clock", "abort"]) {
    const cancel = vi.fn()
    const controller = new AbortController()
    const open = () =>
      new Response(
        new ReadableStream({
          pull() {
            if (end === "abort") controller.abort(new Error("Enough"))
            else vi.advanceTimersByTime(1000)
            return new Promise(() => {})
          },
          cancel,
        }),
        { headers: png },
      )
    const { client } = start(open, { ...rest, timeout: 1000 })
    const error = await rejection(client.run(flux, {}, { signal: controller.signal }))

    expect(error).toMatchObject(end === "clock" ? { code: "timeout" } : { message: "Enough" })
    expect(cancel).toHaveBeenCalledOnce()
  }
})

test.each([
  ["no body", () => new Response(null, { status: 204 })],
  ["none of JSON", () => new Response("", { headers: { "content-type": "application/json" } })],
  ["none of an image", () => new Response("", { headers: png })],
])("an answer with %s is an error, although its status is good", async (_, answer) => {
  const error = await rejection(start(answer).client.run(flux, {}))

  expect(error).toMatchObject({ name: "GatewayParseError", code: "invalid_response", message: "The reply is empty" })
})

test("JSON that does not say what it is is read as JSON, and an error in it is one", async () => {
  const untold = (body: unknown) => () => new Response(new TextEncoder().encode(JSON.stringify(body)))
  const answer = await start(untold({ success: true, result: { image: "aGk=" } })).client.run(flux, {})
  expect(answer).toEqual({ image: "aGk=" })

  const error = await rejection(
    start(untold({ success: false, errors: [{ code: 2021, message: "Insufficient credits" }] })).client.run(flux, {}),
  )
  expect(error).toMatchObject({ name: "GatewayResponseError", code: "insufficient_credits", gatewayCode: 2021 })
})

test("`options` of extraBody join the background's, the call's over the client's", async () => {
  const { sent, client } = start(undefined, { ...rest, extraBody: { tag: "t", options: { region: "eu", tier: "a" } } })
  const webhookUrl = "https://example.com/done"
  await client.run("google/veo-3", {}, { background: { webhookUrl }, extraBody: { options: { tier: "b" } } })
  await client.run("google/veo-3", {}, { background: true })
  await client.run("google/veo-3", {}, { background: true, extraBody: { options: "odd" } })

  expect(sent.map(({ body }) => body)).toEqual([
    {
      model: "google/veo-3",
      input: {},
      tag: "t",
      options: { background: true, webhookUrl, region: "eu", tier: "b" },
    },
    { model: "google/veo-3", input: {}, tag: "t", options: { background: true, region: "eu", tier: "a" } },
    { model: "google/veo-3", input: {}, tag: "t", options: { background: true, region: "eu", tier: "a" } },
  ])
})

test("what is posted to a webhook is asked for once, unless retries are given", async () => {
  const background = { webhookUrl: "https://example.com/done" }
  const down = () => new Response("{}", { status: 503, headers: { "retry-after-ms": "1" } })
  const requestsOf = async (options: GatewayClientOptions, call: RunOptions) => {
    const { sent, client } = start(down, { ...rest, ...options })
    await rejection(client.run("google/veo-3", {}, call))
    return sent.length
  }

  expect(await requestsOf({ maxRetries: undefined }, { background })).toBe(1)
  expect(await requestsOf({ maxRetries: undefined }, { background, maxRetries: undefined })).toBe(1)
  expect(await requestsOf({ maxRetries: undefined }, { background, maxRetries: 1 })).toBe(2)
  expect(await requestsOf({ maxRetries: 1 }, { background })).toBe(2)
  expect(await requestsOf({ maxRetries: undefined }, { background: true })).toBe(3)
})

test("whose key paid is told of a run that was asked as a stream and came whole, too", async () => {
  const { client } = start(() => enveloped({ ...completed("Completed"), result: { response: "Low tide" } }))
  const stream = await client.run("openai/gpt-5-mini", { stream: true })

  expect((await stream.final()).text).toBe("Low tide")
  expect(stream.gateway).toMatchObject({ keySource: "Unified", buffered: true })
})

test("a key `gateway` of the model's own gives way to the record", async () => {
  const { client } = start(() => enveloped({ gateway: "harbour", at: 7 }))
  const answer = await client.run(flux, {})

  expect(answer.gateway).toMatchObject({ status: 200 })
  expect(JSON.stringify(answer)).toBe('{"at":7}')
})

test("half a character in a model's name is refused, unless the name is no path", async () => {
  const { sent, client } = start(undefined, { ...rest, validate: { model: "off" } })

  expect(await rejection(client.run("@cf/\ud800", {}))).toMatchObject({ code: "invalid_model" })
  expect(sent).toEqual([])
  await client.run("@cf/🙂", {})
  expect(sent[0]!.url).toBe(`${api}/ai/run/@cf/%F0%9F%99%82`)
})

test("lists of numbers are not searched for prose, what else a list holds is", async () => {
  const refusal = () => Response.json({ error: { message: "Refused: my secret diary" } }, { status: 400 })
  const input = { audio: [7, 7, 7], tags: [7, "my secret diary"] }
  const values = vi.spyOn(Object, "values")
  const error = await rejection(start(refusal).client.run(flux, input))
  const searched = values.mock.calls.map(([value]) => value)
  values.mockRestore()

  expect(error.message).not.toContain("diary")
  expect(searched).toContain(input.tags)
  expect(searched).not.toContain(input.audio)
})
