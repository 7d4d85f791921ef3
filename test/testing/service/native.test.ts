// Reference A4: the providers' own paths, in their own words; H, their streams.
import { expect, test } from "vitest"
import { anthropic, google, messages, openai, start, workersAI } from "./start.ts"
import { refusal } from "./ways-in.ts"

test.each([
  "openai/chat/completions",
  "openai/v1/chat/completions",
  "grok/v1/chat/completions",
  "groq/chat/completions",
])("%s answers a chat completion", async (path) => {
  const { local, post } = start()
  const response = await post(path, { body: openai.body })

  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"])
  expect(response.headers.get("cf-aig-step")).toBe("0")
  expect(await response.json()).toEqual({
    id: "chatcmpl-local",
    object: "chat.completion",
    created: 1_767_225_600,
    model: "gpt-5-mini",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "Say it again", refusal: null },
        finish_reason: "stop",
        logprobs: null,
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
  })
  expect(local.requests[0]).toMatchObject({ surface: "native", provider: path.replace(/\/.*/, ""), step: 0 })
})

test("perplexity's path is perplexity-ai, its name perplexity", async () => {
  const { local, post } = start({ models: { "perplexity/sonar": "From Perplexity" } })
  const response = await post("perplexity-ai/chat/completions", { body: { model: "sonar", messages } })

  expect((await response.json()).choices[0].message.content).toBe("From Perplexity")
  expect(local.requests[0]?.provider).toBe("perplexity")
})

test("openai streams chunks up to [DONE]", async () => {
  const { post } = start()
  const response = await post(openai.path, { body: { ...openai.body, stream: true } })
  const text = await response.text()

  expect(response.headers.get("content-type")).toBe("text/event-stream")
  expect(text.startsWith('data: {"id":"chatcmpl-local"')).toBe(true)
  expect(text.endsWith("data: [DONE]\n\n")).toBe(true)
})

test("openai embeds", async () => {
  const { local, post } = start()
  const body = { model: "text-embedding-3-small", input: ["ebb", "flow"], dimensions: 2 }
  const { object, data, usage } = await (await post("openai/embeddings", { body })).json()

  expect([object, usage]).toEqual(["list", { prompt_tokens: 2, total_tokens: 2 }])
  expect(data.map(({ index, embedding }: any) => [index, embedding.length])).toEqual([
    [0, 2],
    [1, 2],
  ])
  expect(local.requests[0]).toMatchObject({ model: "text-embedding-3-small", provider: "openai" })
})

test("openai's Responses answer whole, and as events up to response.completed", async () => {
  const { post } = start()
  const body = { model: "gpt-5-mini", input: "Say it again" }
  const whole = await (await post("openai/v1/responses", { body })).json()
  const text = await (await post("openai/responses", { body: { ...body, stream: true } })).text()

  expect(whole).toMatchObject({ object: "response", status: "completed", model: "gpt-5-mini" })
  expect(whole.output[0].content[0].text).toBe("Say it again")
  expect(text.startsWith("event: response.created\n")).toBe(true)
  expect(text).toContain("event: response.completed\n")
})

test("anthropic answers a message, and streams named events up to message_stop", async () => {
  const { local, post } = start()
  const whole = await (await post(anthropic.path, { body: anthropic.body })).json()
  const streamed = await post(anthropic.path, { body: { ...anthropic.body, stream: true } })
  const names = [...(await streamed.text()).matchAll(/^event: (.+)$/gm)].map(([, name]) => name)

  expect(whole).toMatchObject({
    type: "message",
    role: "assistant",
    model: "claude-haiku-4-5",
    content: [{ type: "text", text: "Say it again" }],
    stop_reason: "end_turn",
    usage: { input_tokens: 3, output_tokens: 3 },
  })
  expect([names[0], names.at(-1)]).toEqual(["message_start", "message_stop"])
  expect(local.requests.map(({ surface, model }) => [surface, model])).toEqual([
    ["native", "claude-haiku-4-5"],
    ["native", "claude-haiku-4-5"],
  ])
})

test.each(["v1", "v1beta"])("google-ai-studio generates content under %s, whole and streamed", async (version) => {
  const { local, post } = start()
  const path = (method: string) => `google-ai-studio/${version}/models/gemini-2.5-flash:${method}`
  const whole = await (await post(path("generateContent"), { body: google.body })).json()
  const stream = await post(path("streamGenerateContent?alt=sse"), { body: google.body })
  const list = await post(path("streamGenerateContent"), { body: google.body })

  expect(whole.candidates[0]).toMatchObject({
    content: { role: "model", parts: [{ text: "Say it again" }] },
    finishReason: "STOP",
  })
  expect(stream.headers.get("content-type")).toBe("text/event-stream")
  expect((await stream.text()).match(/^data: /gm)).toHaveLength(3)
  expect(list.headers.get("content-type")).toBe("application/json")
  expect(await list.json()).toHaveLength(3)
  expect(local.requests[0]).toMatchObject({ provider: "google-ai-studio", model: "gemini-2.5-flash" })
})

test.each(["workers-ai/@cf/meta/llama-3.1-8b-instruct", "workers-ai/run/@cf/meta/llama-3.1-8b-instruct"])(
  "%s answers in Cloudflare's envelope and streams responses",
  async (path) => {
    const { local, post } = start()
    const whole = await (await post(path, { body: workersAI.body })).json()
    const stream = await post(path, { body: { ...workersAI.body, stream: true } })

    expect(whole).toEqual({
      result: {
        response: "Say it again",
        usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
      },
      success: true,
      errors: [],
      messages: [],
    })
    expect(await stream.text()).toMatch(/^data: \{"response":"Say"\}\n\n[^]*data: \[DONE\]\n\n$/)
    expect(local.requests[0]).toMatchObject({ provider: "workers-ai", model: "@cf/meta/llama-3.1-8b-instruct" })
  },
)

test("workers-ai takes OpenAI's words at v1/chat/completions", async () => {
  const { local, post } = start()
  const body = { model: "@cf/meta/llama-3.1-8b-instruct", messages }
  const { choices } = await (await post("workers-ai/v1/chat/completions", { body })).json()

  expect(choices[0].message.content).toBe("Say it again")
  expect(local.requests[0]?.model).toBe("@cf/meta/llama-3.1-8b-instruct")
})

test("Azure's deployment stands in the path", async () => {
  const { local, post } = start()
  const path = "azure-openai/resource/my-deployment/chat/completions?api-version=2024-10-21"

  expect((await post(path, { body: { messages } })).status).toBe(200)
  expect(local.requests[0]).toMatchObject({ provider: "azure-openai", model: "my-deployment" })
})

test.each([
  [
    "Vertex AI",
    "google-vertex-ai/v1/projects/p/locations/us-east1/publishers/google/models/gemini-2.5-pro:generateContent",
    google.body,
    "gemini-2.5-pro",
    (body: any) => body.candidates[0].content.parts[0].text,
  ],
  [
    "Anthropic on Azure",
    "azure/resource/anthropic/v1/messages",
    anthropic.body,
    "claude-haiku-4-5",
    (body: any) => body.content[0].text,
  ],
  [
    "Anthropic on Bedrock",
    "aws-bedrock/bedrock-mantle/us-east-1/anthropic/v1/messages",
    anthropic.body,
    "claude-haiku-4-5",
    (body: any) => body.content[0].text,
  ],
])("%s speaks as the model's maker does", async (_, path, body, model, said) => {
  const { local, post } = start()
  const response = await post(path, { body })

  expect([response.status, said(await response.json())]).toEqual([200, "Say it again"])
  expect(local.requests[0]).toMatchObject({ provider: path.replace(/\/.*/, ""), model })
})

test.each<[string, string, unknown, unknown]>([
  [
    "openai",
    openai.path,
    "{",
    { error: { message: expect.any(String), type: "invalid_request_error", param: null, code: null } },
  ],
  [
    "openai",
    openai.path,
    { model: "m", messages: "x" },
    { error: expect.objectContaining({ type: "invalid_request_error" }) },
  ],
  [
    "anthropic",
    anthropic.path,
    {},
    { type: "error", error: { type: "invalid_request_error", message: expect.any(String) }, request_id: "req_local" },
  ],
  ["google", google.path, {}, { error: { code: 400, message: expect.any(String), status: "INVALID_ARGUMENT" } }],
  [
    "workers-ai",
    workersAI.path,
    {},
    { result: null, success: false, errors: [{ code: 5006, message: expect.any(String) }], messages: [] },
  ],
])("a body that %s cannot take is refused in its own words", async (_, path, body, told) => {
  const { local, post } = start()
  const response = await post(path, { body })

  expect(response.status).toBe(400)
  expect(await response.json()).toEqual(told)
  expect(local.requests).toEqual([])
})

test.each([
  ["an unknown provider", "POST", "openia/chat/completions", 400, 2008],
  ["the REST API's name", "POST", "xai/v1/chat/completions", 400, 2008],
  ["an unknown provider, read", "GET", "openia/models", 400, 2008],
  ["a provider without a path", "POST", "openai", 404, 7003],
  ["a provider with a query alone", "POST", "openai?model=gpt-realtime", 404, 7003],
  ["nothing to read", "GET", "", 400, 2008],
])("%s is refused: %s /%s", async (_, method, path, ...told) => {
  const { local, post } = start()

  expect(await refusal(await post(path, { method, ...(method === "POST" && { body: openai.body }) }))).toEqual(told)
  expect(local.requests).toEqual([])
})

test.each([
  ["POST", "openai/images/generations"],
  ["POST", "elevenlabs/v1/text-to-speech/voice"],
  ["POST", "fal"],
  ["GET", "openai/models"],
  ["DELETE", "openai/files/file-1"],
])("an endpoint without words of its own here says so until it is scripted: %s %s", async (method, path) => {
  const { local, post } = start()
  const given = { method, ...(method === "POST" && { body: { model: "m", prompt: "Draw" } }) }
  const unscripted = await post(path, given)
  local.reply(new Response('{"data":[]}', { headers: { "content-type": "application/json" } }))
  const scripted = await post(path, given)

  expect(unscripted.status).toBe(501)
  expect((await unscripted.json()).error.code).toBe("no_model_for_endpoint")
  expect([scripted.status, await scripted.text()]).toEqual([200, '{"data":[]}'])
  expect(local.requests[0]).toMatchObject({ method, surface: "native" })
})

test("bytes that are no text pass as they are", async () => {
  const { local, post } = start()
  const sound = new Uint8Array([0xff, 0xfb, 0x00, 0x80])
  local.reply(new Response(sound, { headers: { "content-type": "audio/mpeg" } }))
  const response = await post("openai/audio/speech", { body: { model: "tts-1", input: "Tide", voice: "alloy" } })

  expect(response.headers.get("content-type")).toBe("audio/mpeg")
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(sound)
})

test.each([
  ["natively", "workers-ai/@cf/openai/whisper", { audio: [1, 2, 3] }],
  [
    "in a step",
    "",
    {
      provider: "workers-ai",
      endpoint: "@cf/openai/whisper",
      headers: { authorization: "Bearer local-gateway-token" },
      query: { audio: [1, 2, 3] },
    },
  ],
])("Workers AI is asked about sound %s, and its answer is scripted", async (_, path, body) => {
  const { local, post } = start()
  local.reply(Response.json({ result: { text: "Ahoy" }, success: true }))
  const response = await post(path, { body })

  expect([response.status, (await response.json()).result]).toEqual([200, { text: "Ahoy" }])
  expect(local.requests[0]).toMatchObject({ model: "@cf/openai/whisper", body: { audio: [1, 2, 3] } })
  expect((await post(path, { body })).status).toBe(501)
})
