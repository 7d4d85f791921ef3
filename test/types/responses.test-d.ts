import type OpenAI from "openai"
import { expectTypeOf, test } from "vitest"
import type * as z from "zod/mini"
import type { createResponseFold, foldResponseEvents } from "../../src/responses/fold-response-events.ts"
import type { toOutputText } from "../../src/responses/to-output-text.ts"
import type { ResponseEvent, responseEventSchema } from "../../src/schemas/response-event.ts"
import type {
  ResponseFunctionCall,
  ResponseObject,
  ResponseOutputItem,
  ResponseOutputMessage,
  ResponseOutputText,
  responseObjectSchema,
} from "../../src/schemas/response-object.ts"
import type {
  ResponseInputItem,
  ResponseInputMessage,
  ResponseInputPart,
  ResponseParams,
  ResponseTextFormat,
  ResponseTool,
  ResponseToolChoice,
  responseParamsSchema,
} from "../../src/schemas/response-params.ts"
import type { Fold } from "../../src/stream/fold.ts"

declare const response: ResponseObject
declare function take<S extends boolean = false>(params: ResponseParams<S>): S

const model = "openai/gpt-5-mini"

test("params of the openai package fit when the model gets its provider", () => {
  const plain = {} as OpenAI.Responses.ResponseCreateParamsNonStreaming
  const streaming = {} as OpenAI.Responses.ResponseCreateParamsStreaming
  void (() => [take({ ...plain, model }), take({ ...streaming, model }) satisfies true])
  expectTypeOf<OpenAI.Responses.ResponseInputItem>().toExtend<ResponseInputItem>()
  expectTypeOf<OpenAI.Responses.ResponseInput>().toExtend<NonNullable<ResponseParams["input"]>>()
  expectTypeOf<OpenAI.Responses.Tool>().toExtend<ResponseTool>()
  expectTypeOf<NonNullable<OpenAI.Responses.ResponseCreateParams["tool_choice"]>>().toExtend<ResponseToolChoice>()
  expectTypeOf<OpenAI.Responses.ResponseFormatTextConfig>().toExtend<ResponseTextFormat>()
})

test("what an answer holds goes back in", () => {
  const input: ResponseInputItem[] = [
    { role: "user", content: "How deep is it?" },
    ...response.output,
    { type: "function_call_output", call_id: "call_a", output: "12 m" },
  ]
  void (() => take({ model, input }))
  expectTypeOf<ResponseOutputItem>().toExtend<ResponseInputItem>()
})

test("a constant prompt is taken as it is", () => {
  const input = [
    { role: "system", content: "Be brief" },
    { role: "user", content: [{ type: "input_text", text: "How deep?" }] },
  ] as const
  void (() => take({ model, input }))
})

test("a typo in a parameter is an error", () => {
  void (() => [
    // @ts-expect-error temperature is misspelt
    take({ model, input: "Hello", temprature: 1 }),
    // @ts-expect-error a number, not text
    take({ model, input: "Hello", temperature: "1" }),
    // @ts-expect-error no such role
    take({ model, input: [{ role: "bot", content: "" }] }),
    // @ts-expect-error content is misspelt
    take({ model, input: [{ role: "user", contents: "" }] }),
    // @ts-expect-error parts of chat completions have other names
    take({ model, input: [{ role: "user", content: [{ type: "text", text: "" }] }] }),
    // @ts-expect-error messages are of chat completions
    take({ model, messages: [] }),
    // @ts-expect-error a function as chat completions spell it
    take({ model, input: "", tools: [{ type: "function", function: { name: "f" } }] }),
    // @ts-expect-error a choice as chat completions spell it
    take({ model, input: "", tool_choice: { type: "function", function: { name: "f" } } }),
    // @ts-expect-error no model
    take({ input: "" }),
  ])
})

test("tools that a provider hosts are taken, whatever they need", () => {
  void (() =>
    take({
      model,
      input: "",
      tools: [
        { type: "function", name: "depth_at", parameters: { type: "object" }, strict: true },
        { type: "custom", name: "chart" },
        { type: "web_search", search_context_size: "low" },
        { type: "x_search", from_date: "2026-01-01" },
        { type: "mcp", server_label: "tides", server_url: "https://tides.example/mcp", require_approval: "never" },
      ],
      tool_choice: { type: "function", name: "depth_at" },
    }))
})

/** Optional keys that leave `undefined` out, of every member of a union. */
type Unforgiving<T> = T extends unknown
  ? keyof { [K in keyof T as IsForgiving<T, K> extends true ? never : K]: never }
  : never

type IsForgiving<T, K extends keyof T> =
  {} extends Pick<T, K> ? (undefined extends Required<T>[K] ? true : string extends K ? true : false) : true

test("every optional input takes undefined, so that process.env.X compiles", () => {
  expectTypeOf<Unforgiving<ResponseParams>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<ResponseInputMessage | ResponseInputPart>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<NonNullable<ResponseParams["reasoning"]>>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<NonNullable<ResponseParams["text"]>>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<NonNullable<ResponseParams["prompt"]>>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<NonNullable<ResponseParams["stream_options"]>>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<ResponseTextFormat>>().toEqualTypeOf<never>()
  expectTypeOf<Unforgiving<Extract<ResponseTool, { name: string }>>>().toEqualTypeOf<never>()
})

test("an item of the output narrows by its type", () => {
  const [item] = response.output
  if (item?.type === "function_call") expectTypeOf(item).toEqualTypeOf<ResponseFunctionCall>()
  if (item?.type === "message") {
    expectTypeOf(item).toEqualTypeOf<ResponseOutputMessage>()
    for (const part of item.content)
      if (part.type === "output_text") expectTypeOf(part).toEqualTypeOf<ResponseOutputText>()
  }
  if (item?.type === "image_generation_call") expectTypeOf(item["result"]).toEqualTypeOf<unknown>()
})

test("an event narrows by its type", () => {
  const event = {} as ResponseEvent
  switch (event.type) {
    case "response.output_text.delta":
    case "response.reasoning_summary_text.delta":
    case "response.function_call_arguments.delta":
      expectTypeOf(event.delta).toEqualTypeOf<string>()
      break
    case "response.output_text.done":
      expectTypeOf(event.text).toEqualTypeOf<string>()
      break
    case "response.function_call_arguments.done":
      expectTypeOf(event.arguments).toEqualTypeOf<string>()
      break
    case "response.output_item.done":
      expectTypeOf(event.item).toEqualTypeOf<ResponseOutputItem>()
      break
    case "response.completed":
      expectTypeOf(event.response).toEqualTypeOf<ResponseObject>()
      break
    // @ts-expect-error no such event
    case "response.output_text.delt":
      break
  }
})

test("every event of the openai package is one of ours", () => {
  expectTypeOf<OpenAI.Responses.ResponseStreamEvent["type"] | "keepalive">().toEqualTypeOf<ResponseEvent["type"]>()
})

test("events fit functions that take those of the openai package", () => {
  type Ours<T extends ResponseEvent["type"]> = Extract<ResponseEvent, { type: T }>
  expectTypeOf<Required<Ours<"response.output_text.delta">>>().toExtend<OpenAI.Responses.ResponseTextDeltaEvent>()
  expectTypeOf<Ours<"response.refusal.delta">>().toExtend<OpenAI.Responses.ResponseRefusalDeltaEvent>()
  expectTypeOf<
    Ours<"response.reasoning_summary_text.delta">
  >().toExtend<OpenAI.Responses.ResponseReasoningSummaryTextDeltaEvent>()
  expectTypeOf<Ours<"response.reasoning_text.done">>().toExtend<OpenAI.Responses.ResponseReasoningTextDoneEvent>()
  expectTypeOf<
    Ours<"response.custom_tool_call_input.delta">
  >().toExtend<OpenAI.Responses.ResponseCustomToolCallInputDeltaEvent>()
  expectTypeOf<
    Ours<"response.output_text.annotation.added">
  >().toExtend<OpenAI.Responses.ResponseOutputTextAnnotationAddedEvent>()
})

test("items fit functions that take those of the openai package, and theirs fit ours", () => {
  type Ours<T extends ResponseOutputItem["type"]> = Extract<ResponseOutputItem, { type: T }>
  expectTypeOf<Ours<"message">>().toExtend<OpenAI.Responses.ResponseOutputMessage>()
  expectTypeOf<Ours<"function_call">>().toExtend<OpenAI.Responses.ResponseFunctionToolCall>()
  expectTypeOf<Ours<"custom_tool_call">>().toExtend<OpenAI.Responses.ResponseCustomToolCall>()
  expectTypeOf<Ours<"reasoning">>().toExtend<OpenAI.Responses.ResponseReasoningItem>()
  expectTypeOf<Ours<"web_search_call">>().toExtend<OpenAI.Responses.ResponseFunctionWebSearch>()

  expectTypeOf<OpenAI.Responses.ResponseOutputMessage>().toExtend<Ours<"message">>()
  expectTypeOf<OpenAI.Responses.ResponseFunctionToolCall>().toExtend<Ours<"function_call">>()
  expectTypeOf<OpenAI.Responses.ResponseCustomToolCall>().toExtend<Ours<"custom_tool_call">>()
  expectTypeOf<OpenAI.Responses.ResponseReasoningItem>().toExtend<Ours<"reasoning">>()
  expectTypeOf<OpenAI.Responses.ResponseFunctionWebSearch>().toExtend<Ours<"web_search_call">>()
  expectTypeOf<OpenAI.Responses.ResponseOutputItem["type"]>().toExtend<ResponseOutputItem["type"]>()
})

test("a response fits functions that read OpenAI's, but for what providers leave out or add to", () => {
  type Read = "id" | "object" | "created_at" | "completed_at" | "incomplete_details" | "model" | "status"
  expectTypeOf<Pick<ResponseObject, Read>>().toExtend<Pick<OpenAI.Responses.Response, Read>>()
  interface Answered {
    id: string
    model: string
    output: { type: string }[]
    usage?: { input_tokens: number; output_tokens: number; total_tokens: number } | null
  }
  expectTypeOf<ResponseObject>().toExtend<Answered>()
  expectTypeOf<OpenAI.Responses.Response>().toExtend<Answered>()
  type Told = Exclude<keyof ResponseObject, "output" | "status">
  expectTypeOf<Pick<OpenAI.Responses.Response, Told & keyof OpenAI.Responses.Response>>().toExtend<
    Pick<ResponseObject, Told & keyof OpenAI.Responses.Response>
  >()
  // @ts-expect-error `output`
  void response.ouput
})

test("the fold and the reader are of these types", () => {
  expectTypeOf<ReturnType<typeof createResponseFold>>().toEqualTypeOf<Fold<ResponseEvent, ResponseObject>>()
  expectTypeOf<typeof foldResponseEvents>().returns.toEqualTypeOf<ResponseObject>()
  expectTypeOf<typeof toOutputText>().parameter(0).toEqualTypeOf<ResponseObject | ResponseEvent>()
})

// An interface is never assignable to an index signature, nor a readonly list to a list: neither says anything about the wire.
type Plain<T> = T extends string
  ? string
  : T extends readonly (infer E)[]
    ? Plain<E>[]
    : T extends object
      ? { -readonly [K in keyof T]: Plain<T[K]> }
      : T

/** The keys that are spelled out, without the index signature of a loose object. */
type KeysOf<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] }

test("what the interfaces allow, the schemas accept", () => {
  expectTypeOf<Plain<ResponseParams>>().toExtend<z.input<typeof responseParamsSchema>>()
  expectTypeOf<Plain<ResponseObject>>().toExtend<z.input<typeof responseObjectSchema>>()
  expectTypeOf<Plain<ResponseEvent>>().toExtend<z.input<typeof responseEventSchema>>()
})

test("a schema knows no key that the interface does not", () => {
  expectTypeOf<KeysOf<z.input<typeof responseParamsSchema>>>().toExtend<keyof ResponseParams>()
  expectTypeOf<KeysOf<z.input<typeof responseObjectSchema>>>().toExtend<keyof ResponseObject>()
  expectTypeOf<KeysOf<z.input<typeof responseEventSchema>>>().toExtend<keyof ResponseEvent>()
})

test("a schema insists on what it is there for", () => {
  expectTypeOf<{ output: "none" }>().not.toExtend<z.input<typeof responseObjectSchema>>()
  expectTypeOf<{ type: number }>().not.toExtend<z.input<typeof responseEventSchema>>()
  expectTypeOf<{ model: string; input: number }>().not.toExtend<z.input<typeof responseParamsSchema>>()
})
