import { expect, test } from "vitest"
import type { LocalReply, LocalRequest } from "../../../src/testing/local-reply.ts"
import { toModelReply } from "../../../src/testing/models/to-model-reply.ts"
import { createRequest } from "./local-request.ts"

const tide = {
  type: "object",
  properties: { harbour: { enum: ["Bergen"] }, hour: { type: "integer", minimum: 6, maximum: 6 } },
  required: ["harbour", "hour"],
}
const tools = [
  { type: "function", function: { name: "depth" } },
  { type: "function", function: { name: "tide", parameters: tide } },
]
const depthCall = { toolCalls: [{ name: "depth", input: {} }] }
const tideCall = { toolCalls: [{ name: "tide", input: { harbour: "Bergen", hour: 6 } }] }
const answer = {
  type: "json_schema",
  json_schema: { name: "answer", schema: { type: "object", properties: { ok: { const: true } }, required: ["ok"] } },
}

test("the echo says the last user message", async () => {
  const messages = [
    { role: "user", content: "First" },
    { role: "assistant", content: "Yes?" },
    { role: "user", content: [{ type: "text", text: "Say " }, { type: "image_url" }, { type: "text", text: "it" }] },
    { role: "assistant", content: "Well" },
  ]

  expect(await toModelReply({ use: "echo" }, createRequest({ messages }))).toEqual({ text: "Say it" })
})

test.each([
  ["no messages", []],
  ["no user", [{ role: "system", content: "Be brief" }]],
  ["nothing said", [{ role: "user", content: "" }]],
  ["nothing but an image", [{ role: "user", content: [{ type: "image_url", image_url: { url: "data:," } }] }]],
])("the echo of %s is three dots", async (_, messages) => {
  expect(await toModelReply({ use: "echo" }, createRequest({ messages }))).toEqual({ text: "…" })
})

test.each([
  ["required", depthCall],
  ["any", depthCall],
  [{ type: "any" }, depthCall],
  [{ type: "required" }, depthCall],
  [{ type: "function", function: { name: "tide" } }, tideCall],
  [{ type: "function", name: "tide" }, tideCall],
  [{ type: "tool", name: "tide" }, tideCall],
  [
    {
      type: "allowed_tools",
      allowed_tools: { mode: "required", tools: [{ type: "function", function: { name: "tide" } }] },
    },
    tideCall,
  ],
  [{ type: "function", function: { name: "gone" } }, { toolCalls: [{ name: "gone", input: {} }] }],
])("the echo calls the tool that %j forces, with arguments of its schema", async (tool_choice, expected) => {
  expect(await toModelReply({ use: "echo" }, createRequest({ tools, tool_choice }))).toEqual(expected)
})

test.each([
  ["auto", tools],
  ["none", tools],
  [undefined, tools],
  ["required", undefined],
  ["required", []],
  ["required", [null, { type: "function" }, { type: "custom", custom: { name: "c" } }]],
  [{ type: "custom", custom: { name: "c" } }, tools],
  [
    {
      type: "allowed_tools",
      allowed_tools: { mode: "auto", tools: [{ type: "function", function: { name: "tide" } }] },
    },
    tools,
  ],
  [{ type: "allowed_tools", allowed_tools: { mode: "required", tools: [] } }, tools],
  [{ type: "allowed_tools" }, tools],
])("the echo calls nothing when tool_choice %j forces none of %j", async (tool_choice, given) => {
  expect(await toModelReply({ use: "echo" }, createRequest({ tools: given, tool_choice }))).toEqual({
    text: "Say it again",
  })
})

test("arguments are an object even where the schema asks for none", async () => {
  const request = createRequest({
    tools: [{ type: "function", function: { name: "f", parameters: { type: "string" } } }],
    tool_choice: "required",
  })

  expect(await toModelReply({ use: "echo" }, request)).toEqual({ toolCalls: [{ name: "f", input: {} }] })
})

test.each([
  ["a schema", answer, '{"ok":true}'],
  ["a schema as Workers AI takes it", { type: "json_schema", json_schema: { const: [1] } }, "[1]"],
  ["a name without a schema", { type: "json_schema", json_schema: { name: "x" } }, '{"answer":"Say it again"}'],
  ["no schema at all", { type: "json_schema" }, '{"answer":"Say it again"}'],
  ["any JSON", { type: "json_object" }, '{"answer":"Say it again"}'],
  ["text", { type: "text" }, "Say it again"],
])("the echo gives %s when asked for", async (_, response_format, text) => {
  expect(await toModelReply({ use: "echo" }, createRequest({ response_format }))).toEqual({ text })
})

test.each([
  ["a schema", answer, '{"ok":true}'],
  ["any JSON", { type: "json_object" }, "{}"],
  ["nothing", undefined, "{}"],
])("the model json gives JSON when asked for %s", async (_, response_format, text) => {
  expect(await toModelReply({ use: "json" }, createRequest({ response_format }))).toEqual({ text })
})

test("the model tools calls the first tool until its result has come, then says the result", async () => {
  const ask = (params: object) => toModelReply({ use: "tools" }, createRequest({ tools, ...params }))
  const user = { role: "user", content: "How deep?" }
  const call = { role: "assistant", content: "", tool_calls: [] }
  const result = { role: "tool", tool_call_id: "call_local_0", content: "12 m" }

  expect(await ask({ messages: [user] })).toEqual(depthCall)
  expect(await ask({ messages: [user, call, result] })).toEqual({ text: "12 m" })
  expect(await ask({ messages: [user, call, result], tool_choice: "required" })).toEqual({ text: "12 m" })
  expect(await ask({ messages: [user, call, result, { ...result, content: "13 m" }] })).toEqual({ text: "12 m\n13 m" })
  expect(await ask({ messages: [user, call, { ...result, content: "" }] })).toEqual({ text: "…" })
  expect(await ask({ messages: [user, call, result, user] })).toEqual(depthCall)
  expect(await ask({ messages: [user], tool_choice: { type: "tool", name: "tide" } })).toEqual(tideCall)
  expect(await ask({ messages: [user], tool_choice: "none" })).toEqual({ text: "How deep?" })
  expect(await ask({ messages: [user], tools: [] })).toEqual({ text: "How deep?" })
})

test("the model reasoning thinks first, then answers like the echo", async () => {
  const reasoning = "They said: Say it again. I answer with that."

  expect(await toModelReply({ use: "reasoning" }, createRequest())).toEqual({ reasoning, text: "Say it again" })
  expect(await toModelReply({ use: "reasoning" }, createRequest({ tools, tool_choice: "required" }))).toEqual({
    reasoning,
    ...depthCall,
  })
})

test("the model refusal declines", async () => {
  expect(await toModelReply({ use: "refusal" }, createRequest())).toEqual({ refusal: "I can't help with that." })
})

test("made-up JSON is the same for the same seed, whatever was asked before", async () => {
  const schema = {
    type: "object",
    properties: { city: { type: "string" }, day: { type: "integer" } },
    required: ["city", "day"],
  }
  const request = createRequest({ response_format: { type: "json_schema", json_schema: { name: "x", schema } } })
  const ask = (seed?: number) => toModelReply({ use: "json" }, request, seed)

  expect(await ask()).toEqual({ text: '{"city":"fjord","day":38}' })
  expect(await ask(0)).toEqual(await ask())
  expect(await ask(7)).not.toEqual(await ask())
  expect(await ask(7)).toEqual(await ask(7))
})

test("texts and parts are said as they stand", async () => {
  const parts = { text: "Hi", usage: { input: 7 } }

  expect(await toModelReply("Hi", createRequest())).toBe("Hi")
  expect(await toModelReply(parts, createRequest())).toBe(parts)
})

test("a function gets the request and may return a function, or later", async () => {
  const request = createRequest({ temperature: 0 })
  const model = async (asked: LocalRequest) => () => `${asked.params.temperature} ${asked.model}`

  expect(await toModelReply(model, request)).toBe("0 gpt-5-mini")
})

test.each([
  [undefined, "The reply of the model's function is undefined: give a text, its parts or a Response"],
  [null, "The reply of the model's function is null"],
  [["Hi"], "The reply of the model's function is a list"],
  [{ txt: "Hi" }, 'The reply of the model\'s function has the key "txt"'],
])("a function that returns %j is told so", async (returned, message) => {
  await expect(toModelReply((() => returned) as unknown as LocalReply as never, createRequest())).rejects.toThrow(
    message,
  )
})

test("a function's own error comes out as it is", async () => {
  const thrown = new Error("as planned")
  const model = () => {
    throw thrown
  }

  await expect(toModelReply(model, createRequest())).rejects.toBe(thrown)
})

test("a Response answers any number of times, unread", async () => {
  const model = new Response("{}", { status: 418 })
  const [one, other] = [await toModelReply(model, createRequest()), await toModelReply(model, createRequest())]

  expect([await (one as Response).text(), await (other as Response).text()]).toEqual(["{}", "{}"])
  expect((one as Response).status).toBe(418)
})

test("a Response that a function makes is handed on itself", async () => {
  const made = new Response("{}")

  expect(await toModelReply(() => made, createRequest())).toBe(made)
})

test("images and sounds of a request reach the model untouched", async () => {
  const content = [
    { type: "text", text: "What is this?" },
    { type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "low" } },
    { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
  ]
  let heard: unknown
  const model = ({ params }: LocalRequest) => {
    heard = params.messages[0]?.content
    return "A picture"
  }
  await toModelReply(model, createRequest({ messages: [{ role: "user", content }] }))

  expect(heard).toBe(content)
})
