import { expect, test } from "vitest"
import { formatOf } from "../../../src/testing/formats/format-of.ts"
import { googleGenerateContent } from "../../../src/testing/formats/google-generate-content.ts"
import { createAnswer, readEvents, weatherCall } from "./answers.ts"

const everything = createAnswer(
  { reasoning_content: "Think about", content: "It is sunny", tool_calls: [weatherCall] },
  "tool_calls",
)
const contents = [{ role: "user", parts: [{ text: "Hi" }] }]

function messagesOf(contents: readonly object[], more: object = {}) {
  const params = googleGenerateContent.toParams({ contents, ...more }, "m")
  return typeof params === "string" ? params : params.messages
}

test.each([
  ["v1/models/gemini-2.5-flash:generateContent", "gemini-2.5-flash", false],
  ["/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", "gemini-2.5-flash", true],
  [
    "v1/projects/p/locations/us-east1/publishers/google/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
    "gemini-2.5-pro",
    true,
  ],
  ["v1beta/models/my%20model:generateContent", "my model", false],
  ["v1beta/models/broken%zz:generateContent", "broken%zz", false],
])("the path %s names the model %s", (path, model, isStream) => {
  expect(googleGenerateContent.toModel({}, path)).toBe(model)
  expect(googleGenerateContent.isStream({}, path)).toBe(isStream)
})

test("without a path the body names the model", () => {
  expect(googleGenerateContent.toModel({ model: "gemini-3-flash" }, "")).toBe("gemini-3-flash")
})

test.each([undefined, [], "Hi", ["Hi"]])("contents that are no list of objects are refused: %j", (contents) => {
  expect(googleGenerateContent.toParams({ contents }, "m")).toBe(
    "* GenerateContentRequest.contents: contents is not specified\n",
  )
})

test.each(["systemInstruction", "system_instruction"])("%s stands above the conversation", (name) => {
  expect(messagesOf(contents, { [name]: { parts: [{ text: "Be brief" }] } })).toEqual([
    { role: "system", content: [{ type: "text", text: "Be brief" }] },
    { role: "user", content: [{ type: "text", text: "Hi" }] },
  ])
})

test("images, sound and files come as OpenAI spells them, other parts as they are", () => {
  const parts = [
    { text: "What is this?" },
    { inlineData: { mimeType: "image/png", data: "AAAA" } },
    { inline_data: { mime_type: "image/jpeg", data: "BBBB" } },
    { inlineData: { mimeType: "audio/mpeg", data: "SUQz" } },
    { inlineData: { mimeType: "audio/x-wav;rate=16000", data: "UklG" } },
    { inlineData: { mimeType: "application/pdf", data: "JVBE" } },
    { fileData: { mimeType: "image/png", fileUri: "gs://bucket/a.png" } },
    { fileData: { mimeType: "video/mp4", fileUri: "gs://bucket/a.mp4" } },
    { unheardOf: true },
  ]
  expect(messagesOf([{ parts }])).toEqual([
    {
      role: "user",
      content: [
        { type: "text", text: "What is this?" },
        { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
        { type: "image_url", image_url: { url: "data:image/jpeg;base64,BBBB" } },
        { type: "input_audio", input_audio: { data: "SUQz", format: "mp3" } },
        { type: "input_audio", input_audio: { data: "UklG", format: "wav" } },
        { type: "file", file: { file_data: "data:application/pdf;base64,JVBE" } },
        { type: "image_url", image_url: { url: "gs://bucket/a.png" } },
        { type: "file", file: { file_id: "gs://bucket/a.mp4" } },
        { unheardOf: true },
      ],
    },
  ])
})

test("calls without ids get some, and their results find them by the function's name", () => {
  const contents = [
    {
      role: "model",
      parts: [
        { text: "Look it up", thought: true },
        { text: "Let me see" },
        { functionCall: { name: "weather", args: { city: "Oslo" } } },
        { functionCall: { name: "weather", args: { city: "Rome" } } },
        { functionCall: { id: "own", name: "clock" } },
      ],
    },
    {
      role: "user",
      parts: [
        { functionResponse: { name: "weather", response: { output: "Rain" } } },
        { function_response: { name: "weather", response: { output: "Sun" } } },
        { functionResponse: { id: "own", name: "clock" } },
        { functionResponse: { name: "never_called", response: {} } },
        { text: "So?" },
      ],
    },
    { role: "model", parts: [{ functionCall: { name: "clock", args: {} } }] },
    { role: "function", parts: [{ functionResponse: { name: "clock", response: { time: 12 } } }] },
  ]
  expect(messagesOf(contents)).toEqual([
    {
      role: "assistant",
      content: [{ type: "text", text: "Let me see" }],
      reasoning_content: "Look it up",
      tool_calls: [
        { id: "call_local_0", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } },
        { id: "call_local_1", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } },
        { id: "own", type: "function", function: { name: "clock", arguments: "{}" } },
      ],
    },
    { role: "tool", tool_call_id: "call_local_0", content: '{"output":"Rain"}' },
    { role: "tool", tool_call_id: "call_local_1", content: '{"output":"Sun"}' },
    { role: "tool", tool_call_id: "own", content: "{}" },
    { role: "tool", tool_call_id: "never_called", content: "{}" },
    { role: "user", content: [{ type: "text", text: "So?" }] },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "call_local_3", type: "function", function: { name: "clock", arguments: "{}" } }],
    },
    { role: "tool", tool_call_id: "call_local_3", content: '{"time":12}' },
  ])
})

test("options come under the names they have in chat completions", () => {
  const params = googleGenerateContent.toParams(
    {
      contents,
      generationConfig: {
        temperature: 0.5,
        topP: 0.9,
        top_k: 3,
        candidateCount: 2,
        maxOutputTokens: 50,
        stopSequences: ["END"],
        seed: 1,
        responseMimeType: "application/json",
        responseSchema: {
          type: "OBJECT",
          properties: {
            type: { type: "STRING", nullable: true },
            list: { type: "ARRAY", items: { type: "INTEGER" }, minItems: "2" },
            either: { anyOf: [{ type: "NUMBER" }, { type: "BOOLEAN" }] },
          },
          propertyOrdering: ["type"],
          required: ["type"],
        },
        thinkingConfig: { thinkingBudget: 1024, thinkingLevel: "LOW" },
      },
      tools: [
        {
          functionDeclarations: [
            { name: "weather", description: "Tells", parameters: { type: "OBJECT", properties: {} } },
            { name: "clock" },
          ],
        },
        { function_declarations: [{ name: "note", parametersJsonSchema: { type: "object" } }] },
        { googleSearch: {} },
      ],
      toolConfig: { functionCallingConfig: { mode: "ANY" } },
    },
    "gemini-2.5-flash",
  )
  expect(params).toEqual({
    model: "gemini-2.5-flash",
    messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
    temperature: 0.5,
    top_p: 0.9,
    top_k: 3,
    n: 2,
    max_tokens: 50,
    stop: ["END"],
    seed: 1,
    reasoning_effort: "low",
    thinking: { type: "enabled", budget_tokens: 1024 },
    response_format: {
      type: "json_schema",
      json_schema: {
        name: "response",
        schema: {
          type: "object",
          properties: {
            type: { type: ["string", "null"] },
            list: { type: "array", items: { type: "integer" }, minItems: 2 },
            either: { anyOf: [{ type: "number" }, { type: "boolean" }] },
          },
          required: ["type"],
        },
      },
    },
    tools: [
      {
        type: "function",
        function: { name: "weather", description: "Tells", parameters: { type: "object", properties: {} } },
      },
      { type: "function", function: { name: "clock" } },
      { type: "function", function: { name: "note", parameters: { type: "object" } } },
    ],
    tool_choice: "required",
  })
})

test.each([
  [{ responseMimeType: "application/json" }, { type: "json_object" }],
  [
    { responseJsonSchema: { type: "object" } },
    { type: "json_schema", json_schema: { name: "response", schema: { type: "object" } } },
  ],
  [{ responseSchema: true }, { type: "json_schema", json_schema: { name: "response", schema: true } }],
  [{ responseMimeType: "text/plain" }, undefined],
])("the generation config %j asks for %j", (generationConfig, response_format) => {
  expect(googleGenerateContent.toParams({ contents, generationConfig }, "m")).toEqual({
    model: "m",
    messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
    ...(response_format && { response_format }),
  })
})

test.each([
  [{ mode: "AUTO" }, "auto"],
  [{ mode: "VALIDATED" }, "auto"],
  [{ mode: "NONE" }, "none"],
  [
    { mode: "ANY", allowedFunctionNames: ["a"] },
    { type: "function", function: { name: "a" } },
  ],
  [
    { mode: "ANY", allowedFunctionNames: ["a", "b"] },
    {
      type: "allowed_tools",
      allowed_tools: {
        mode: "required",
        tools: [
          { type: "function", function: { name: "a" } },
          { type: "function", function: { name: "b" } },
        ],
      },
    },
  ],
])("the calling config %j reads as %j", (functionCallingConfig, tool_choice) => {
  expect(googleGenerateContent.toParams({ contents, toolConfig: { functionCallingConfig } }, "m")).toMatchObject({
    tool_choice,
  })
})

test("a reply has a part each for thinking, words and calls", () => {
  expect(googleGenerateContent.toBody(everything, {})).toEqual({
    candidates: [
      {
        content: {
          parts: [
            { text: "Think about", thought: true },
            { text: "It is sunny" },
            { functionCall: { id: "call_1", name: "weather", args: { city: "São Paulo", days: 3 } } },
          ],
          role: "model",
        },
        finishReason: "STOP",
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount: 10,
      candidatesTokenCount: 5,
      totalTokenCount: 17,
      cachedContentTokenCount: 4,
      thoughtsTokenCount: 2,
    },
    modelVersion: "the-model",
    responseId: "local",
  })
})

test.each([
  ["stop", "STOP"],
  ["length", "MAX_TOKENS"],
  ["content_filter", "SAFETY"],
  ["function_call", "STOP"],
  ["recitation", "RECITATION"],
])("an answer that ended by %s finished by %s", (finish, finishReason) => {
  expect(googleGenerateContent.toBody(createAnswer({ content: "Hi" }, finish as "stop"), {})).toMatchObject({
    candidates: [{ finishReason }],
  })
})

test("a refusal ends as the safety filters do", () => {
  expect(googleGenerateContent.toBody(createAnswer({ refusal: "I will not" }), {})).toMatchObject({
    candidates: [{ content: { parts: [{ text: "I will not" }] }, finishReason: "SAFETY" }],
  })
})

test("several answers are several candidates", () => {
  const one = createAnswer({ content: "One" })
  const choices = [
    one.choices[0]!,
    { ...one.choices[0]!, index: 1, message: { ...one.choices[0]!.message, content: "Two" } },
  ]
  expect(googleGenerateContent.toBody({ ...one, choices }, {})).toMatchObject({
    candidates: [
      { index: 0, content: { parts: [{ text: "One" }] } },
      { index: 1, content: { parts: [{ text: "Two" }] } },
    ],
  })
})

test("arguments that are no object are empty, and so is an empty answer", () => {
  const cut = { ...weatherCall, function: { name: "weather", arguments: '{"city":' } }
  expect(googleGenerateContent.toBody(createAnswer({ tool_calls: [cut] }, "length"), {})).toMatchObject({
    candidates: [{ content: { parts: [{ functionCall: { args: {} } }] } }],
  })
  const { usage: _, ...bare } = createAnswer({ content: "" })
  expect(googleGenerateContent.toBody(bare, {})).toMatchObject({
    candidates: [{ content: { parts: [{ text: "" }] } }],
    usageMetadata: { promptTokenCount: 0, candidatesTokenCount: 0, totalTokenCount: 0 },
  })
})

test("a stream has a part in each event; the last tells the finish and the usage", () => {
  const events = readEvents(googleGenerateContent.toEvents(everything, {}))
  expect(events.map(({ name }) => name)).toEqual(Array(6).fill(undefined))
  expect(events.map(({ data }) => data.candidates[0].content.parts)).toEqual([
    [{ text: "Think", thought: true }],
    [{ text: " about", thought: true }],
    [{ text: "It" }],
    [{ text: " is" }],
    [{ text: " sunny" }],
    [{ functionCall: { id: "call_1", name: "weather", args: { city: "São Paulo", days: 3 } } }],
  ])
  expect(events.map(({ data }) => data.candidates[0].finishReason)).toEqual([...Array(5).fill(undefined), "STOP"])
  expect(events.map(({ data }) => data.usageMetadata?.totalTokenCount)).toEqual([...Array(5).fill(undefined), 17])
})

test("without alt=sse the stream is a list in one body", () => {
  const path = "v1beta/models/gemini-2.5-flash:streamGenerateContent"
  const format = formatOf("google-ai-studio", path)
  expect(format.isStream({}, path)).toBe(false)
  expect(format.toModel({}, path)).toBe("gemini-2.5-flash")
  expect(format.toBody(createAnswer({ content: "Hi you" }), {})).toMatchObject([
    { candidates: [{ content: { parts: [{ text: "Hi" }] } }] },
    { candidates: [{ content: { parts: [{ text: " you" }] }, finishReason: "STOP" }], usageMetadata: {} },
  ])
})

test.each([
  [400, "INVALID_ARGUMENT"],
  [401, "UNAUTHENTICATED"],
  [403, "PERMISSION_DENIED"],
  [404, "NOT_FOUND"],
  [429, "RESOURCE_EXHAUSTED"],
  [500, "INTERNAL"],
  [503, "UNAVAILABLE"],
  [418, "UNKNOWN"],
])("a refusal with %i is Google's %s", (code, status) => {
  expect(googleGenerateContent.toError({ status: code, message: "No", type: "any", code: null })).toEqual({
    error: { code, message: "No", status },
  })
})
