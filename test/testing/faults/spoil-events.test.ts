import { expect, test } from "vitest"
import { parseFaults } from "../../../src/testing/faults/parse-fault.ts"
import { spoilEvents, withoutUsageOf } from "../../../src/testing/faults/spoil-events.ts"

const openai = [
  `data: {"id":"1","choices":[{"index":0,"delta":{"content":"say \\"finish_reason\\":\\"stop\\""},"finish_reason":null}]}\n\n`,
  `data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n`,
  `data: {"id":"1","choices":[],"usage":{"prompt_tokens":1}}\n\n`,
  "data: [DONE]\n\n",
]
const anthropic = [
  `event: message_start\ndata: {"type":"message_start","message":{"id":"1","stop_reason":null,"usage":{"input_tokens":1}}}\n\n`,
  `event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}\n\n`,
  `event: message_stop\ndata: {"type":"message_stop"}\n\n`,
]
const responses = [
  `event: response.created\ndata: {"type":"response.created","response":{"id":"1","usage":null}}\n\n`,
  `event: response.completed\ndata: {"type":"response.completed","response":{"id":"1","usage":{"input_tokens":1}}}\n\n`,
]
const google = [
  `data: {"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}],"usageMetadata":{"totalTokenCount":1}}\n\n`,
]

const spoil = (events: readonly string[], faults: string) => spoilEvents(events, parseFaults(faults))

test("events stay as they are where no fault is in their text", () => {
  expect(spoil(openai, "stall, reset, 2003")).toEqual(openai)
})

test("crlf makes every line end a pair, and no pair a triple", () => {
  expect(spoil([anthropic[2]!, "data: [DONE]\r\n\r\n"], "crlf")).toEqual([
    `event: message_stop\r\ndata: {"type":"message_stop"}\r\n\r\n`,
    "data: [DONE]\r\n\r\n",
  ])
})

test("comments stand before each event and within it", () => {
  expect(spoil(openai.slice(3), "comments")).toEqual([": ping\n\n:\ndata: [DONE]\n\n"])
  expect(spoil(openai.slice(3), "crlf, comments")).toEqual([": ping\r\n\r\n:\r\ndata: [DONE]\r\n\r\n"])
})

test.each([
  ["OpenAI", openai, [0, 1, 1, 2, 3]],
  ["Anthropic", anthropic, [0, 1, 1, 2]],
  ["the Responses API", responses, [0, 1, 1]],
  ["Google", google, [0, 0]],
])("the finish of %s comes twice, and words about it once", (_, events, order) => {
  expect(spoil(events, "duplicate-finish")).toEqual(order.map((index) => events[index]))
})

test.each([
  [
    "OpenAI",
    openai,
    [
      `data: {"id":"1","choices":[{"index":0,"delta":{"content":"say \\"finish_reason\\":\\"stop\\""},"finish_reason":null}]}\n\n`,
      `data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n`,
      "data: [DONE]\n\n",
    ],
  ],
  [
    "Anthropic",
    anthropic,
    [
      `event: message_start\ndata: {"type":"message_start","message":{"id":"1","stop_reason":null}}\n\n`,
      `event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}\n\n`,
      `event: message_stop\ndata: {"type":"message_stop"}\n\n`,
    ],
  ],
  [
    "the Responses API",
    responses,
    [
      `event: response.created\ndata: {"type":"response.created","response":{"id":"1"}}\n\n`,
      `event: response.completed\ndata: {"type":"response.completed","response":{"id":"1"}}\n\n`,
    ],
  ],
  ["Google", google, [`data: {"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]}\n\n`]],
  ["Workers AI", [`data: {"response":"","usage":{"prompt_tokens":1}}\n\n`], [`data: {"response":""}\n\n`]],
  ["nobody we know", ["data: {no json}\n\n"], ["data: {no json}\n\n"]],
])("a stream of %s can come without its usage", (_, events, expected) => {
  expect(spoil(events, "missing-usage")).toEqual(expected)
})

test("a running usage goes and its chunk stays", () => {
  expect(spoil([`data: {"choices":[{"delta":{}}],"usage":{"prompt_tokens":1}}\n\n`], "missing-usage")).toEqual([
    `data: {"choices":[{"delta":{}}]}\n\n`,
  ])
})

test("an error midway ends the stream without an end mark", () => {
  const error =
    'data: {"error":{"message":"The server had an error while processing your request.","type":"server_error","param":null,"code":null}}\n\n'

  expect(spoil(openai, "error-midway")).toEqual([openai[0], error])
  expect(spoil(openai, "error-midway; after=2")).toEqual([openai[0], openai[1], error])
  expect(spoil(openai, "error-midway; after=0")).toEqual([error])
})

test("a stream with named events tells an error by its name", () => {
  expect(spoil(anthropic, "error-midway; after=2")).toEqual([
    anthropic[0],
    anthropic[1],
    'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
  ])
})

test("faults of the text add up, in whatever order they are named", () => {
  const expected = [
    `: ping\r\n\r\n:\r\ndata: {"choices":[{"delta":{},"finish_reason":"stop"}]}\r\n\r\n`,
    `: ping\r\n\r\n:\r\ndata: {"choices":[{"delta":{},"finish_reason":"stop"}]}\r\n\r\n`,
  ]
  const events = [`data: {"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{}}\n\n`]

  expect(spoil(events, "crlf, comments, duplicate-finish, missing-usage")).toEqual(expected)
  expect(spoil(events, "missing-usage, duplicate-finish, comments, crlf")).toEqual(expected)
})

test.each([
  ["OpenAI", `{"id":"1","usage":{"prompt_tokens":1}}`, `{"id":"1"}`],
  ["Workers AI", `{"result":{"response":"a","usage":{}},"success":true}`, `{"result":{"response":"a"},"success":true}`],
  ["Google's list", `[{"candidates":[],"usageMetadata":{}},1]`, `[{"candidates":[]},1]`],
  ["no JSON", "usage", "usage"],
  ["no object", "17", "17"],
])("a whole body of %s can come without its usage", (_, body, expected) => {
  expect(withoutUsageOf(body)).toBe(expected)
})
