import OpenAI from "openai"
import { expect, test } from "vitest"
import { openaiChat } from "../../../src/testing/formats/openai-chat.ts"
import { createAnswer, createFormatFetch, readEvents, weatherCall } from "./answers.ts"

const messages = [{ role: "user" as const, content: "Hi" }]

function connect(completion = createAnswer({ content: "Hello there friend" })) {
  const { fetch } = createFormatFetch(openaiChat, completion)
  return new OpenAI({ baseURL: "https://local.test/v1", apiKey: "unused", fetch, maxRetries: 0 })
}

test("a request is read as it is, under the name its model has at the provider", () => {
  const body = { model: "openai/gpt-5-mini", messages, temperature: 0, unheard_of: { kept: true } }
  expect(openaiChat.toParams(body, "gpt-5-mini")).toEqual({
    model: "gpt-5-mini",
    messages: [{ role: "user", content: "Hi" }],
    temperature: 0,
    unheard_of: { kept: true },
  })
})

test.each([undefined, "Hi", {}, ["Hi"], [null]])("messages that are no list of objects are refused: %j", (messages) => {
  expect(openaiChat.toParams({ model: "m", messages }, "m")).toBe(
    "Invalid type for 'messages': expected an array of objects",
  )
})

test.each([
  [{ model: "gpt-5-mini" }, "chat/completions", "gpt-5-mini"],
  [{}, "my-resource/my-deployment/chat/completions?api-version=2024-10-21", "my-deployment"],
  [{}, "/my-resource/my-deployment/embeddings", "my-deployment"],
  [{ model: "gpt-5-mini" }, "my-resource/my-deployment/chat/completions", "gpt-5-mini"],
  [{}, "openai/v1/chat/completions", ""],
  [{}, "v1/chat/completions", ""],
  [{ model: 5 }, "chat/completions", ""],
])("the model of %j at %s is %j", (body, path, model) => {
  expect(openaiChat.toModel(body, path)).toBe(model)
})

test("a stream comes word by word, with usage only where it was asked for", () => {
  const completion = createAnswer({ content: "Hello there" })
  const plain = readEvents(openaiChat.toEvents(completion, { stream: true }))
  expect(
    plain.map(({ data }) => data?.choices?.[0]?.delta?.content ?? data?.choices?.[0]?.finish_reason ?? data),
  ).toEqual(["Hello", " there", "stop", "[DONE]"])
  const counted = readEvents(openaiChat.toEvents(completion, { stream_options: { include_usage: true } }))
  expect(counted.map(({ data }) => data.usage?.total_tokens)).toEqual([undefined, undefined, undefined, 17, undefined])
})

test("only `stream: true` asks for a stream", () => {
  expect([true, false, null, "true", undefined].map((stream) => openaiChat.isStream({ stream }, ""))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})

test("openai's client reads a whole answer and a stream", async () => {
  const whole = await connect().chat.completions.create({ model: "the-model", messages })
  expect(whole.choices[0]?.message.content).toBe("Hello there friend")
  const stream = connect().chat.completions.stream({
    model: "the-model",
    messages,
    stream_options: { include_usage: true },
  })
  const final = await stream.finalChatCompletion()
  expect(final.choices[0]?.message.content).toBe("Hello there friend")
  expect(final.usage?.total_tokens).toBe(17)
})

test("openai's client reads calls from a stream", async () => {
  const completion = createAnswer({ tool_calls: [weatherCall] }, "tool_calls")
  const final = await connect(completion)
    .chat.completions.stream({ model: "the-model", messages })
    .finalChatCompletion()
  expect(final.choices[0]?.finish_reason).toBe("tool_calls")
  expect(final.choices[0]?.message.tool_calls).toMatchObject([
    { id: "call_1", function: { name: "weather", arguments: '{"city":"São Paulo","days":3}' } },
  ])
})

test("a refusal has OpenAI's shape", () => {
  expect(
    openaiChat.toError({ status: 401, message: "No", type: "invalid_request_error", code: "invalid_api_key" }),
  ).toEqual({
    error: { message: "No", type: "invalid_request_error", param: null, code: "invalid_api_key" },
  })
})
