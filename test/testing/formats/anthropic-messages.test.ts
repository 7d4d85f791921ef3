import Anthropic from "@anthropic-ai/sdk"
import { expect, test } from "vitest"
import { anthropicMessages } from "../../../src/testing/formats/anthropic-messages.ts"
import { createAnswer, createFormatFetch, readEvents, weatherCall } from "./answers.ts"

const everything = createAnswer(
  { reasoning_content: "Think about it", content: "It is sunny", tool_calls: [weatherCall] },
  "tool_calls",
)
const request = { model: "the-model", max_tokens: 100, messages: [{ role: "user" as const, content: "Hi" }] }

function connect(completion = everything) {
  const { fetch } = createFormatFetch(anthropicMessages, completion)
  return new Anthropic({ baseURL: "https://local.test", apiKey: "unused", fetch, maxRetries: 0 })
}

function messagesOf(messages: readonly object[], more: object = {}) {
  const params = anthropicMessages.toParams({ ...request, messages, ...more }, "m")
  return typeof params === "string" ? params : params.messages
}

test.each([
  [{ ...request, max_tokens: undefined }, "m", "max_tokens: Field required"],
  [{ ...request, max_tokens: 0 }, "m", "max_tokens: Input should be a valid integer greater than or equal to 1"],
  [{ ...request, max_tokens: 1.5 }, "m", "max_tokens: Input should be a valid integer greater than or equal to 1"],
  [{ ...request, messages: "Hi" }, "m", "messages: Input should be a valid list"],
  [{ ...request, messages: [] }, "m", "messages: at least one message is required"],
  [request, "", "model: Field required"],
])("what Anthropic would not take is refused: %j", (body, model, message) => {
  expect(anthropicMessages.toParams(body, model)).toBe(message)
})

test("the system prompt stands above the conversation, as text or in parts", () => {
  expect(messagesOf(request.messages, { system: "Be brief" })).toEqual([
    { role: "system", content: "Be brief" },
    { role: "user", content: "Hi" },
  ])
  const system = [{ type: "text", text: "Be brief", cache_control: { type: "ephemeral" } }]
  expect(messagesOf(request.messages, { system })).toEqual([
    { role: "system", content: [{ type: "text", text: "Be brief", cache_control: { type: "ephemeral" } }] },
    { role: "user", content: "Hi" },
  ])
})

test("images and documents come as OpenAI spells them, other blocks as they are", () => {
  const content = [
    { type: "text", text: "What is this?" },
    { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
    { type: "image", source: { type: "url", url: "https://example.com/a.png" }, cache_control: { type: "ephemeral" } },
    { type: "image", source: { type: "file", file_id: "file_1" } },
    { type: "document", source: { type: "base64", media_type: "application/pdf", data: "JVBE" }, title: "a.pdf" },
    { type: "document", source: { type: "base64", media_type: "application/pdf", data: "JVBE" } },
    { type: "document", source: { type: "text", media_type: "text/plain", data: "Plain words" } },
    { type: "document", source: { type: "url", url: "https://example.com/a.pdf" } },
    { type: "unheard_of", kept: true },
  ]
  expect(messagesOf([{ role: "user", content }])).toEqual([
    {
      role: "user",
      content: [
        { type: "text", text: "What is this?" },
        { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
        { type: "image_url", image_url: { url: "https://example.com/a.png" }, cache_control: { type: "ephemeral" } },
        { type: "file", file: { file_id: "file_1" } },
        { type: "file", file: { file_data: "data:application/pdf;base64,JVBE", filename: "a.pdf" } },
        { type: "file", file: { file_data: "data:application/pdf;base64,JVBE" } },
        { type: "text", text: "Plain words" },
        { type: "document", source: { type: "url", url: "https://example.com/a.pdf" } },
        { type: "unheard_of", kept: true },
      ],
    },
  ])
})

test("a turn with thinking and calls is one message, and results come before the user's words", () => {
  const messages = [
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Look it up", signature: "x" },
        { type: "redacted_thinking", data: "y" },
        { type: "text", text: "Let me see" },
        { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Oslo" } },
        { type: "tool_use", id: "toolu_2", name: "clock" },
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "toolu_1", content: "Rain" },
        { type: "tool_result", tool_use_id: "toolu_2", content: [{ type: "text", text: "Broken" }], is_error: true },
        { type: "tool_result", tool_use_id: "toolu_3" },
        { type: "text", text: "So?" },
      ],
    },
    { role: "assistant", content: [{ type: "tool_use", id: "toolu_4", name: "clock", input: {} }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_4", content: "12:00" }] },
  ]
  expect(messagesOf(messages)).toEqual([
    {
      role: "assistant",
      content: [{ type: "text", text: "Let me see" }],
      reasoning_content: "Look it up",
      tool_calls: [
        { id: "toolu_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } },
        { id: "toolu_2", type: "function", function: { name: "clock", arguments: "{}" } },
      ],
    },
    { role: "tool", tool_call_id: "toolu_1", content: "Rain" },
    { role: "tool", tool_call_id: "toolu_2", content: [{ type: "text", text: "Broken" }], is_error: true },
    { role: "tool", tool_call_id: "toolu_3", content: "" },
    { role: "user", content: [{ type: "text", text: "So?" }] },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "toolu_4", type: "function", function: { name: "clock", arguments: "{}" } }],
    },
    { role: "tool", tool_call_id: "toolu_4", content: "12:00" },
  ])
})

test("options come under the names they have in chat completions", () => {
  const params = anthropicMessages.toParams(
    {
      ...request,
      stream: true,
      temperature: 0.5,
      top_k: 3,
      stop_sequences: ["END"],
      thinking: { type: "enabled", budget_tokens: 1024 },
      metadata: { user_id: "u1" },
      output_config: { effort: "low", format: { type: "json_schema", schema: { type: "object" } } },
      tools: [
        {
          name: "weather",
          description: "Tells",
          input_schema: { type: "object" },
          cache_control: { type: "ephemeral" },
        },
        { type: "custom", name: "clock", input_schema: { type: "object" } },
        { type: "web_search_20250305", name: "web_search" },
      ],
      tool_choice: { type: "any", disable_parallel_tool_use: true },
    },
    "claude-sonnet-4-5",
  )
  expect(params).toEqual({
    model: "claude-sonnet-4-5",
    messages: [{ role: "user", content: "Hi" }],
    max_tokens: 100,
    stream: true,
    temperature: 0.5,
    top_k: 3,
    stop: ["END"],
    thinking: { type: "enabled", budget_tokens: 1024 },
    user: "u1",
    reasoning_effort: "low",
    response_format: { type: "json_schema", json_schema: { name: "output", schema: { type: "object" } } },
    tools: [
      {
        type: "function",
        function: { name: "weather", description: "Tells", parameters: { type: "object" } },
        cache_control: { type: "ephemeral" },
      },
      { type: "function", function: { name: "clock", parameters: { type: "object" } } },
    ],
    tool_choice: "required",
    parallel_tool_calls: false,
  })
})

test.each([
  [{ type: "auto" }, "auto"],
  [{ type: "none" }, "none"],
  [{ type: "any" }, "required"],
  [
    { type: "tool", name: "weather" },
    { type: "function", function: { name: "weather" } },
  ],
])("the tool choice %j reads as %j", (tool_choice, expected) => {
  expect(anthropicMessages.toParams({ ...request, tool_choice }, "m")).toMatchObject({ tool_choice: expected })
})

test("a reply has a block each for thinking, words and calls", () => {
  expect(anthropicMessages.toBody(everything, {})).toEqual({
    id: "msg_local",
    type: "message",
    role: "assistant",
    model: "the-model",
    content: [
      { type: "thinking", thinking: "Think about it", signature: "bG9jYWw=" },
      { type: "text", text: "It is sunny", citations: null },
      {
        type: "tool_use",
        id: "call_1",
        name: "weather",
        input: { city: "São Paulo", days: 3 },
        caller: { type: "direct" },
      },
    ],
    container: null,
    stop_reason: "tool_use",
    stop_sequence: null,
    stop_details: null,
    usage: {
      input_tokens: 6,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 4,
      output_tokens: 7,
      service_tier: "standard",
    },
  })
})

test.each([
  ["stop", "end_turn"],
  ["length", "max_tokens"],
  ["tool_calls", "tool_use"],
  ["function_call", "tool_use"],
  ["content_filter", "refusal"],
  ["pause_turn", "pause_turn"],
])("an answer that ended by %s stopped by %s", (finish, stop_reason) => {
  expect(anthropicMessages.toBody(createAnswer({ content: "Hi" }, finish as "stop"), {})).toMatchObject({ stop_reason })
})

test("a refusal stops by refusal, and says why", () => {
  expect(anthropicMessages.toBody(createAnswer({ refusal: "I will not" }), {})).toMatchObject({
    content: [{ type: "text", text: "I will not" }],
    stop_reason: "refusal",
    stop_details: { type: "refusal", category: null, explanation: "I will not" },
  })
  expect(anthropicMessages.toBody(createAnswer({ content: "Hm" }, "content_filter"), {})).toMatchObject({
    stop_details: { type: "refusal", explanation: null },
  })
})

test("arguments that are no object are an empty input", () => {
  const cut = { ...weatherCall, function: { name: "weather", arguments: '{"city":' } }
  expect(anthropicMessages.toBody(createAnswer({ tool_calls: [cut] }, "length"), {})).toMatchObject({
    content: [{ type: "tool_use", input: {} }],
  })
})

test("a stream starts the message, then each block, and tells at the end why it stopped", () => {
  const events = readEvents(anthropicMessages.toEvents(everything, {}))
  expect(events.map(({ name, data }) => [name, data.delta?.type].filter(Boolean).join(" "))).toEqual([
    "message_start",
    "ping",
    "content_block_start",
    "content_block_delta thinking_delta",
    "content_block_delta thinking_delta",
    "content_block_delta thinking_delta",
    "content_block_delta signature_delta",
    "content_block_stop",
    "content_block_start",
    "content_block_delta text_delta",
    "content_block_delta text_delta",
    "content_block_delta text_delta",
    "content_block_stop",
    "content_block_start",
    "content_block_delta input_json_delta",
    "content_block_delta input_json_delta",
    "content_block_delta input_json_delta",
    "content_block_delta input_json_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ])
  expect(events.every(({ name, data }) => data.type === name)).toBe(true)
  expect(events[0]?.data.message).toMatchObject({
    id: "msg_local",
    content: [],
    stop_reason: null,
    usage: { input_tokens: 6, cache_read_input_tokens: 4, output_tokens: 0 },
  })
  expect(events[8]?.data).toEqual({
    type: "content_block_start",
    index: 1,
    content_block: { type: "text", text: "", citations: null },
  })
  expect(events[10]?.data).toEqual({
    type: "content_block_delta",
    index: 1,
    delta: { type: "text_delta", text: " is" },
  })
  expect(events[13]?.data.content_block).toMatchObject({ type: "tool_use", id: "call_1", input: {} })
  expect(events[19]?.data).toEqual({
    type: "message_delta",
    delta: { stop_reason: "tool_use", stop_sequence: null, stop_details: null, container: null },
    usage: { input_tokens: 6, cache_creation_input_tokens: 0, cache_read_input_tokens: 4, output_tokens: 7 },
  })
})

test("Anthropic's client reads the same from a whole reply and from a stream", async () => {
  const whole = await connect().messages.create(request)
  const streamed = await connect().messages.stream(request).finalMessage()
  for (const message of [whole, streamed])
    expect(message).toMatchObject({
      id: "msg_local",
      stop_reason: "tool_use",
      content: [
        { type: "thinking", thinking: "Think about it", signature: "bG9jYWw=" },
        { type: "text", text: "It is sunny" },
        { type: "tool_use", id: "call_1", name: "weather", input: { city: "São Paulo", days: 3 } },
      ],
      usage: { input_tokens: 6, output_tokens: 7, cache_read_input_tokens: 4 },
    })
})

test("Anthropic's client hears the text as it comes", async () => {
  const pieces: string[] = []
  const stream = connect(createAnswer({ content: "One two three" })).messages.stream(request)
  stream.on("text", (piece) => void pieces.push(piece))
  expect(await stream.finalText()).toBe("One two three")
  expect(pieces).toEqual(["One", " two", " three"])
})

test("an empty answer streams without a block", async () => {
  const events = readEvents(anthropicMessages.toEvents(createAnswer({ content: "" }), {}))
  expect(events.map(({ name }) => name)).toEqual(["message_start", "ping", "message_delta", "message_stop"])
  expect(
    (
      await connect(createAnswer({ content: "" }))
        .messages.stream(request)
        .finalMessage()
    ).content,
  ).toEqual([])
})

test.each([
  [400, "invalid_request_error"],
  [401, "authentication_error"],
  [402, "billing_error"],
  [403, "permission_error"],
  [404, "not_found_error"],
  [413, "request_too_large"],
  [422, "invalid_request_error"],
  [429, "rate_limit_error"],
  [500, "api_error"],
  [529, "overloaded_error"],
])("a refusal with %i is Anthropic's %s", (status, type) => {
  expect(anthropicMessages.toError({ status, message: "No", type: "any", code: null })).toEqual({
    type: "error",
    error: { type, message: "No" },
    request_id: "req_local",
  })
})

test("the beta's place of the output format is read too", () => {
  const output_format = { type: "json_schema", schema: { type: "object" } }
  expect(anthropicMessages.toParams({ ...request, output_format }, "m")).toMatchObject({
    response_format: { type: "json_schema", json_schema: { name: "output", schema: { type: "object" } } },
  })
})

test("the model and the stream are asked for in the body", () => {
  expect(anthropicMessages.toModel({ model: "claude-sonnet-4-5" }, "v1/messages")).toBe("claude-sonnet-4-5")
  expect(anthropicMessages.isStream({ stream: true }, "v1/messages")).toBe(true)
  expect(anthropicMessages.isStream({}, "v1/messages")).toBe(false)
})
