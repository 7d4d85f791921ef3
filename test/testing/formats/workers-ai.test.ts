import { expect, test } from "vitest"
import { workersAI } from "../../../src/testing/formats/workers-ai.ts"
import { createAnswer, readEvents, weatherCall } from "./answers.ts"

const messages = [{ role: "user", content: "Hi" }]

test.each([
  ["run/@cf/meta/llama-3.3-70b", {}, "@cf/meta/llama-3.3-70b"],
  ["@cf/meta/llama-3.3-70b?tags=a", {}, "@cf/meta/llama-3.3-70b"],
  ["/run/%40cf/meta/llama-3.3-70b", {}, "@cf/meta/llama-3.3-70b"],
  ["", { model: "@cf/openai/gpt-oss-20b" }, "@cf/openai/gpt-oss-20b"],
  ["", {}, ""],
])("the model of %j is found", (path, body, model) => {
  expect(workersAI.toModel(body, path)).toBe(model)
})

test("messages are read as they are", () => {
  expect(workersAI.toParams({ messages, max_tokens: 5 }, "m")).toEqual({
    model: "m",
    messages: [{ role: "user", content: "Hi" }],
    max_tokens: 5,
  })
})

test.each([
  [{ prompt: "Hi" }, ["Hi"]],
  [{ input: "Hi" }, ["Hi"]],
  [{ text: ["Hi", "there"] }, ["Hi", "there"]],
])("the texts of %j are the user's messages", (body, texts) => {
  expect(workersAI.toParams(body, "m")).toMatchObject({
    model: "m",
    messages: texts.map((content) => ({ role: "user", content })),
  })
})

test.each([{}, { prompt: "" }, { messages: "Hi" }, { messages: ["Hi"] }, { input: [{ role: "user" }] }])(
  "a body that no model takes is refused: %j",
  (body) => {
    expect(workersAI.toParams(body, "m")).toBe(
      "Error: oneOf at '/' not met, 0 matches: required properties at '/' are 'prompt', required properties at '/' are 'messages'",
    )
  },
)

test("tools are read in either spelling, and the schema where Workers AI has it", () => {
  const tool = { type: "function", function: { name: "clock", parameters: {} } }
  const body = {
    messages,
    tools: [{ name: "weather", description: "Tells", parameters: { type: "object" } }, tool],
    response_format: { type: "json_schema", json_schema: { type: "object" } },
  }
  expect(workersAI.toParams(body, "m")).toMatchObject({
    tools: [
      { type: "function", function: { name: "weather", description: "Tells", parameters: { type: "object" } } },
      { type: "function", function: { name: "clock", parameters: {} } },
    ],
    response_format: { type: "json_schema", json_schema: { name: "response", schema: { type: "object" } } },
  })
  const named = { type: "json_schema", json_schema: { name: "own", schema: { type: "object" } } }
  expect(workersAI.toParams({ messages, response_format: named, tools: "odd" }, "m")).toMatchObject({
    response_format: named,
    tools: "odd",
  })
})

test("a reply stands in the v4 envelope", () => {
  expect(workersAI.toBody(createAnswer({ content: "It is sunny" }), {})).toEqual({
    result: { response: "It is sunny", usage: { prompt_tokens: 10, completion_tokens: 7, total_tokens: 17 } },
    success: true,
    errors: [],
    messages: [],
  })
})

test("calls have their arguments decoded", () => {
  expect(workersAI.toBody(createAnswer({ tool_calls: [weatherCall] }, "tool_calls"), {})).toMatchObject({
    result: { response: null, tool_calls: [{ name: "weather", arguments: { city: "São Paulo", days: 3 } }] },
  })
  const cut = { ...weatherCall, function: { name: "weather", arguments: "{" } }
  expect(workersAI.toBody(createAnswer({ content: "Hm", tool_calls: [cut] }), {})).toMatchObject({
    result: { response: "Hm", tool_calls: [{ name: "weather", arguments: {} }] },
  })
})

test("JSON mode answers with the value itself, where it is one", () => {
  const body = { response_format: { type: "json_schema", json_schema: {} } }
  expect(workersAI.toBody(createAnswer({ content: '{"city":"Oslo"}' }), body)).toMatchObject({
    result: { response: { city: "Oslo" } },
  })
  expect(workersAI.toBody(createAnswer({ content: "no JSON" }), body)).toMatchObject({
    result: { response: "no JSON" },
  })
})

test("thinking stands in the text, and a refusal is the text", () => {
  expect(workersAI.toBody(createAnswer({ reasoning_content: "Hmm", content: "Yes" }), {})).toMatchObject({
    result: { response: "<think>\nHmm\n</think>\n\nYes" },
  })
  expect(workersAI.toBody(createAnswer({ refusal: "I will not" }), {})).toMatchObject({
    result: { response: "I will not" },
  })
})

test("an embedding model answers with a vector for each text", () => {
  const bge = createAnswer({ content: "never told" }, "stop", { model: "@cf/baai/bge-base-en-v1.5" })
  const { result }: any = workersAI.toBody(bge, { text: ["Hi", "there"] })
  expect(result).toMatchObject({ shape: [2, 16], pooling: "cls" })
  expect(result.data.map((vector: number[]) => vector.length)).toEqual([16, 16])
  expect(workersAI.toBody(bge, { text: "Hi" })).toMatchObject({ result: { shape: [1, 16] } })
  expect(workersAI.toBody(createAnswer({ content: "Bonjour" }), { text: "Hello" })).toMatchObject({
    result: { response: "Bonjour" },
  })
})

test("a stream comes word by word, then the calls, the usage and the end", () => {
  const completion = createAnswer({ content: "It is", tool_calls: [weatherCall] }, "tool_calls")
  expect(readEvents(workersAI.toEvents(completion, {}))).toEqual([
    { name: undefined, data: { response: "It" } },
    { name: undefined, data: { response: " is" } },
    {
      name: undefined,
      data: {
        response: "",
        tool_calls: [
          {
            index: 0,
            id: "call_1",
            type: "function",
            function: { name: "weather", arguments: '{"city":"São Paulo","days":3}' },
          },
        ],
      },
    },
    {
      name: undefined,
      data: { response: "", usage: { prompt_tokens: 10, completion_tokens: 7, total_tokens: 17 } },
    },
    { name: undefined, data: "[DONE]" },
  ])
  expect(workersAI.toEvents(createAnswer({ content: "It" }), {})).toHaveLength(3)
  expect(workersAI.isStream({ stream: true }, "")).toBe(true)
})

test.each([
  [400, null, 5006],
  [401, "invalid_api_key", 10000],
  [403, null, 5018],
  [404, null, 3042],
  [408, null, 3007],
  [413, null, 3006],
  [429, null, 3040],
  [429, "3036", 3036],
  [500, null, 3043],
])("a refusal with %i and %j is Workers AI's %i", (status, code, number) => {
  expect(workersAI.toError({ status, message: "No", type: "any", code })).toEqual({
    result: null,
    success: false,
    errors: [{ code: number, message: "No" }],
    messages: [],
  })
})

const oss = "@cf/openai/gpt-oss-120b"

test("gpt-oss takes a Responses body, and answers with a response in the envelope", () => {
  const body = { input: [{ role: "user", content: "Hi" }], instructions: "Be short" }
  expect(workersAI.toParams(body, oss)).toMatchObject({
    model: oss,
    messages: [
      { role: "system", content: "Be short" },
      { role: "user", content: "Hi" },
    ],
  })
  expect(workersAI.toBody(createAnswer({ content: "Hello" }, "stop", { model: oss }), body)).toMatchObject({
    result: {
      object: "response",
      status: "completed",
      model: oss,
      instructions: "Be short",
      output: [{ type: "message", content: [{ type: "output_text", text: "Hello" }] }],
    },
    success: true,
  })
})

test("gpt-oss streams events of a response for that, and none but those", () => {
  const events = workersAI.toEvents(createAnswer({ content: "Hello there" }, "stop", { model: oss }), {
    input: "Hi",
    stream: true,
  })
  expect(events.map((event) => /^event: (.*)$/m.exec(event)?.[1])).toEqual([
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.completed",
  ])
})

test.each([
  [oss, { messages }],
  [oss, { prompt: "Hi" }],
  [oss, { messages, input: "Hi" }],
  ["@cf/meta/llama-3.3-70b", { input: "Hi" }],
])("%s keeps Workers AI's own words for %j", (model, body) => {
  expect(workersAI.toBody(createAnswer({ content: "Hello" }, "stop", { model }), body)).toMatchObject({
    result: { response: "Hello" },
  })
})

test("what gpt-oss cannot take as input is told in Workers AI's numbers", () => {
  const problem = workersAI.toParams({ input: 5 }, oss)
  expect(problem).toBe("Invalid type for 'input': expected a text or an array of objects")
})
