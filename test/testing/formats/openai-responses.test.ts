import OpenAI from "openai"
import { expect, test } from "vitest"
import { openaiResponses } from "../../../src/testing/formats/openai-responses.ts"
import { createAnswer, createFormatFetch, readEvents, weatherCall } from "./answers.ts"

const everything = createAnswer(
  { reasoning_content: "Think about it", content: "It is sunny", tool_calls: [weatherCall] },
  "tool_calls",
)

function connect(completion = everything) {
  const { fetch } = createFormatFetch(openaiResponses, completion)
  return new OpenAI({ baseURL: "https://local.test/v1", apiKey: "unused", fetch, maxRetries: 0 })
}

function messagesOf(input: unknown, more: object = {}) {
  const params = openaiResponses.toParams({ model: "m", input, ...more }, "m")
  return typeof params === "string" ? params : params.messages
}

test("a text is a user's message, below the instructions", () => {
  expect(messagesOf("Hi")).toEqual([{ role: "user", content: "Hi" }])
  expect(messagesOf("Hi", { instructions: "Be brief" })).toEqual([
    { role: "system", content: "Be brief" },
    { role: "user", content: "Hi" },
  ])
})

test("images, sound and files come as OpenAI's chat spells them, other parts as they are", () => {
  const content = [
    { type: "input_text", text: "What is this?" },
    { type: "input_image", image_url: "data:image/png;base64,AAAA", detail: "low" },
    { type: "input_image", image_url: "https://example.com/a.png" },
    { type: "input_image", file_id: "file-1" },
    { type: "input_audio", input_audio: { data: "UklG", format: "wav" } },
    { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,JVBE" },
    { type: "input_file", file_url: "https://example.com/a.pdf" },
    { type: "unheard_of", kept: true },
  ]
  expect(messagesOf([{ role: "user", content }])).toEqual([
    {
      role: "user",
      content: [
        { type: "text", text: "What is this?" },
        { type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "low" } },
        { type: "image_url", image_url: { url: "https://example.com/a.png" } },
        { type: "file", file: { file_id: "file-1" } },
        { type: "input_audio", input_audio: { data: "UklG", format: "wav" } },
        { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBE" } },
        { type: "input_file", file_url: "https://example.com/a.pdf" },
        { type: "unheard_of", kept: true },
      ],
    },
  ])
})

test("thinking, words and calls of one turn are one message, and results come as a tool's", () => {
  const input = [
    { role: "user", content: "Weather?" },
    {
      type: "reasoning",
      id: "rs_1",
      summary: [
        { type: "summary_text", text: "Look" },
        { type: "summary_text", text: " it up" },
      ],
    },
    { type: "message", role: "assistant", content: [{ type: "output_text", text: "Let me see" }] },
    { type: "function_call", call_id: "c1", name: "weather", arguments: '{"city":"Oslo"}' },
    { type: "custom_tool_call", call_id: "c2", name: "note", input: "free text" },
    { type: "function_call_output", call_id: "c1", output: "Rain" },
    { type: "custom_tool_call_output", call_id: "c2", output: [{ type: "input_text", text: "Noted" }] },
    { type: "web_search_call", id: "ws_1" },
    { role: "assistant", content: "It rains" },
    { role: "assistant", content: "Really" },
    { role: "developer", content: "Go on" },
  ]
  expect(messagesOf(input)).toEqual([
    { role: "user", content: "Weather?" },
    {
      role: "assistant",
      content: [{ type: "text", text: "Let me see" }],
      reasoning_content: "Look it up",
      tool_calls: [
        { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } },
        { id: "c2", type: "custom", custom: { name: "note", input: "free text" } },
      ],
    },
    { role: "tool", tool_call_id: "c1", content: "Rain" },
    { role: "tool", tool_call_id: "c2", content: [{ type: "text", text: "Noted" }] },
    { role: "assistant", content: "It rains" },
    { role: "assistant", content: "Really" },
    { role: "developer", content: "Go on" },
  ])
})

test("a call without words before it is a message of its own", () => {
  const input = [{ type: "function_call", call_id: "c1", name: "weather", arguments: "{}" }]
  expect(messagesOf(input)).toEqual([
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: "{}" } }],
    },
  ])
})

test.each([undefined, 5, {}, ["Hi"], [null]])(
  "an input that is no text and no list of items is refused: %j",
  (input) => {
    expect(messagesOf(input)).toBe("Invalid type for 'input': expected a text or an array of objects")
  },
)

test("a stored prompt or an earlier response stands in for the input", () => {
  expect(messagesOf(undefined, { previous_response_id: "resp_1" })).toEqual([])
  expect(messagesOf(undefined, { prompt: { id: "pmpt_1" } })).toEqual([])
})

test("options come under the names they have in chat completions", () => {
  const params = openaiResponses.toParams(
    {
      input: "Hi",
      max_output_tokens: 50,
      temperature: 0.5,
      stream: true,
      reasoning: { effort: "low" },
      text: {
        verbosity: "low",
        format: { type: "json_schema", name: "city", strict: true, schema: { type: "object" } },
      },
      tools: [
        { type: "function", name: "weather", description: "Tells", parameters: { type: "object" }, strict: true },
        { type: "custom", name: "note" },
        { type: "web_search" },
      ],
      tool_choice: { type: "function", name: "weather" },
    },
    "gpt-5-mini",
  )
  expect(params).toEqual({
    model: "gpt-5-mini",
    messages: [{ role: "user", content: "Hi" }],
    max_completion_tokens: 50,
    temperature: 0.5,
    stream: true,
    reasoning_effort: "low",
    verbosity: "low",
    response_format: { type: "json_schema", json_schema: { name: "city", strict: true, schema: { type: "object" } } },
    tools: [
      {
        type: "function",
        function: { name: "weather", description: "Tells", parameters: { type: "object" }, strict: true },
      },
      { type: "custom", custom: { name: "note" } },
    ],
    tool_choice: { type: "function", function: { name: "weather" } },
  })
})

test.each([
  ["required", "required"],
  [
    { type: "custom", name: "note" },
    { type: "custom", custom: { name: "note" } },
  ],
  [
    { type: "allowed_tools", mode: "auto", tools: [{ type: "function", name: "a" }] },
    { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [{ type: "function", function: { name: "a" } }] } },
  ],
  [{ type: "web_search" }, undefined],
  [undefined, undefined],
])("the tool choice %j reads as %j", (tool_choice, expected) => {
  expect(openaiResponses.toParams({ input: "Hi", tool_choice }, "m")).toEqual({
    model: "m",
    messages: [{ role: "user", content: "Hi" }],
    ...(expected !== undefined && { tool_choice: expected }),
  })
})

test("a text format that is no schema is passed on", () => {
  expect(openaiResponses.toParams({ input: "Hi", text: { format: { type: "json_object" } } }, "m")).toMatchObject({
    response_format: { type: "json_object" },
  })
})

test("a reply has an item each for thinking, words and calls", () => {
  expect(openaiResponses.toBody(everything, { instructions: "Be brief", metadata: { a: "b" } })).toMatchObject({
    id: "resp_local",
    object: "response",
    created_at: 1_767_225_600,
    status: "completed",
    model: "the-model",
    instructions: "Be brief",
    metadata: { a: "b" },
    incomplete_details: null,
    output: [
      { id: "rs_local", type: "reasoning", summary: [{ type: "summary_text", text: "Think about it" }] },
      {
        id: "msg_local",
        type: "message",
        status: "completed",
        role: "assistant",
        content: [{ type: "output_text", annotations: [], logprobs: [], text: "It is sunny" }],
      },
      {
        id: "fc_local_0",
        type: "function_call",
        status: "completed",
        arguments: '{"city":"São Paulo","days":3}',
        call_id: "call_1",
        name: "weather",
      },
    ],
    usage: {
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 4, cache_write_tokens: 0 },
      output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 2 },
      total_tokens: 17,
    },
  })
})

test.each([
  ["length", "max_output_tokens"],
  ["content_filter", "content_filter"],
] as const)("an answer that ended by %s is incomplete", (finish, reason) => {
  const completion = createAnswer({ content: "It is" }, finish)
  expect(openaiResponses.toBody(completion, {})).toMatchObject({
    status: "incomplete",
    incomplete_details: { reason },
    completed_at: null,
    output: [{ type: "message", status: "incomplete" }],
  })
  const last = readEvents(openaiResponses.toEvents(completion, {})).at(-1)
  expect(last).toMatchObject({ name: "response.incomplete", data: { response: { status: "incomplete" } } })
})

test("a stream opens, says and closes each item, numbered from 0", () => {
  const events = readEvents(openaiResponses.toEvents(everything, {}))
  expect(events.map(({ name }) => name)).toEqual([
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.reasoning_summary_part.added",
    "response.reasoning_summary_text.delta",
    "response.reasoning_summary_text.delta",
    "response.reasoning_summary_text.delta",
    "response.reasoning_summary_text.done",
    "response.reasoning_summary_part.done",
    "response.output_item.done",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.delta",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.output_item.added",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.done",
    "response.output_item.done",
    "response.completed",
  ])
  expect(events.map(({ data }) => data.sequence_number)).toEqual([...Array(26).keys()])
  expect(events.every(({ name, data }) => data.type === name)).toBe(true)
  expect(events[0]?.data.response).toMatchObject({ status: "in_progress", output: [], usage: null })
  expect(events[10]?.data).toMatchObject({
    output_index: 1,
    item: { id: "msg_local", status: "in_progress", content: [] },
  })
  expect(events[13]?.data).toEqual({
    type: "response.output_text.delta",
    item_id: "msg_local",
    output_index: 1,
    content_index: 0,
    delta: " is",
    logprobs: [],
    sequence_number: 13,
  })
  expect(events[19]?.data).toMatchObject({ item_id: "fc_local_0", output_index: 2, delta: '{"city":' })
})

test("openai's client reads the same from a whole reply and from a stream", async () => {
  const whole = await connect().responses.create({ model: "the-model", input: "Hi" })
  const streamed = await connect().responses.stream({ model: "the-model", input: "Hi" }).finalResponse()
  expect(whole.output_text).toBe("It is sunny")
  expect(streamed.output_text).toBe("It is sunny")
  for (const { output } of [whole, streamed])
    expect(output).toMatchObject([
      { type: "reasoning", summary: [{ text: "Think about it" }] },
      { type: "message", content: [{ text: "It is sunny" }] },
      { type: "function_call", call_id: "call_1", name: "weather", arguments: '{"city":"São Paulo","days":3}' },
    ])
  expect(streamed.usage).toEqual(whole.usage)
})

test("openai's client reads a refusal from a stream", async () => {
  const stream = connect(createAnswer({ refusal: "I will not" })).responses.stream({ model: "the-model", input: "Hi" })
  let said = ""
  stream.on("response.refusal.delta", (event) => void (said += event.delta))
  const { output } = await stream.finalResponse()
  expect(said).toBe("I will not")
  expect(output).toMatchObject([{ type: "message", content: [{ type: "refusal", refusal: "I will not" }] }])
})

test("an empty answer is a message without words", () => {
  expect(openaiResponses.toBody(createAnswer({ content: "" }), {})).toMatchObject({
    output: [{ type: "message", content: [{ type: "output_text", text: "" }] }],
  })
})

test("an answer without usage counts nothing", () => {
  const { usage: _, ...rest } = createAnswer({ content: "Hi" })
  expect(openaiResponses.toBody(rest, {})).toMatchObject({
    usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
  })
})

test("calls without words are the only items", () => {
  expect(
    openaiResponses.toBody(createAnswer({ content: "", tool_calls: [weatherCall] }, "tool_calls"), {}),
  ).toMatchObject({
    output: [{ type: "function_call" }],
  })
})

test("a reply repeats what was asked for, and else OpenAI's defaults", () => {
  const defaults = {
    background: false,
    instructions: null,
    max_output_tokens: null,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    store: true,
    temperature: 1,
    text: { format: { type: "text" }, verbosity: "medium" },
    tool_choice: "auto",
    tools: [],
    top_p: 1,
    truncation: "disabled",
    user: null,
    metadata: {},
  }
  const asked = {
    background: true,
    instructions: "Be brief",
    max_output_tokens: 5,
    parallel_tool_calls: false,
    previous_response_id: "resp_1",
    reasoning: { effort: "low", summary: "auto" },
    store: false,
    temperature: 0,
    text: { format: { type: "json_object" }, verbosity: "low" },
    tool_choice: "required",
    tools: [{ type: "function", name: "a" }],
    top_p: 0.5,
    truncation: "auto",
    user: "u1",
    metadata: { a: "b" },
  }
  const completion = createAnswer({ content: "Hi" })
  expect(openaiResponses.toBody(completion, {})).toMatchObject(defaults)
  expect(openaiResponses.toBody(completion, asked)).toMatchObject(asked)
})
