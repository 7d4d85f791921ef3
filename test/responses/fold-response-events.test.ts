import * as fc from "fast-check"
import { accumulateResponse } from "openai/lib/responses/ResponseAccumulator"
import { expect, test } from "vitest"
import { createResponseFold, foldResponseEvents } from "../../src/responses/fold-response-events.ts"
import { toOutputText } from "../../src/responses/to-output-text.ts"
import type { ResponseEvent } from "../../src/schemas/response-event.ts"
import type { ResponseObject } from "../../src/schemas/response-object.ts"
import { readEvents } from "./read-events.ts"

const fold = (...events: object[]): ResponseObject => foldResponseEvents(events as ResponseEvent[])

const wellSpelt = ["responses-text.sse", "responses-tool-calls.sse", "responses-incomplete.sse"]

test("the response that the last event carries stands", () => {
  for (const name of wellSpelt) {
    const events = readEvents(name)
    expect(foldResponseEvents(events), name).toEqual((events.at(-1) as { response: object }).response)
  }
})

test("what has come is there before the end", () => {
  const events = readEvents("responses-text.sse")
  const until = events.findIndex((event) => event.type === "response.output_text.delta") + 2
  expect(foldResponseEvents(events.slice(0, until))).toMatchObject({
    id: "resp_1",
    status: "in_progress",
    usage: null,
    output: [
      {
        type: "reasoning",
        summary: [
          { type: "summary_text", text: "**Tides**\n\nMoon first, then sun." },
          { type: "summary_text", text: "Two a day." },
        ],
      },
      { type: "web_search_call", status: "completed" },
      {
        id: "msg_1",
        type: "message",
        status: "in_progress",
        role: "assistant",
        content: [{ type: "output_text", text: "Two high tides a day,", annotations: [] }],
      },
    ],
  })
})

test("calls whose pieces come in turns are kept apart", () => {
  const events = readEvents("responses-tool-calls.sse").slice(0, 6)
  expect(foldResponseEvents(events).output).toEqual([
    {
      id: "fc_1",
      type: "function_call",
      status: "in_progress",
      call_id: "call_a",
      name: "depth_at",
      arguments: '{"buoy":"A"}',
    },
    { id: "ctc_2", type: "custom_tool_call", call_id: "call_b", name: "chart", input: "draw " },
  ])
})

test("OpenAI's own client folds every prefix of a stream to the same output", () => {
  for (const name of wellSpelt) {
    // Theirs also follows the status of a search while it runs.
    const events = readEvents(name).filter(({ type }) => !type.includes("web_search"))
    let theirs: any
    events.forEach((event, index) => {
      if (event.type !== "keepalive") theirs = accumulateResponse(event as never, theirs)
      const ours = foldResponseEvents(events.slice(0, index + 1))
      expect(ours.output, `${name} after ${index + 1} events`).toEqual(theirs.output)
      expect(toOutputText(ours)).toBe(theirs.output_text)
    })
  }
})

test("a stream that announces nothing and ends with an empty list keeps what it brought", () => {
  expect(foldResponseEvents(readEvents("responses-sparse.sse"))).toEqual({
    id: "resp_4",
    object: "response",
    created_at: 1_754_000_000,
    status: "completed",
    error: null,
    incomplete_details: null,
    model: "@cf/openai/gpt-oss-120b",
    output: [
      { id: "rs_4", type: "reasoning", content: [{ type: "reasoning_text", text: "Bells first." }] },
      {
        id: "msg_4",
        type: "message",
        role: "assistant",
        content: [{ type: "output_text", text: "Eight bells." }],
      },
    ],
    usage: { input_tokens: 5, output_tokens: 7, total_tokens: 12 },
  })
})

test("the pieces of a call that was not announced make one", () => {
  const { output } = fold(
    { type: "response.function_call_arguments.delta", item_id: "fc_1", output_index: 0, delta: "{" },
    { type: "response.function_call_arguments.delta", item_id: "fc_1", output_index: 0, delta: "}" },
    { type: "response.mcp_call_arguments.done", item_id: "mcp_1", output_index: 1, arguments: "{}" },
    { type: "response.code_interpreter_call_code.delta", item_id: "ci_1", output_index: 2, delta: "1+1" },
    { type: "response.custom_tool_call_input.delta", item_id: "ctc_1", output_index: 3, delta: "x" },
    { type: "response.reasoning_summary_text.delta", item_id: "rs_1", output_index: 4, summary_index: 0, delta: "hm" },
  )
  expect(output).toEqual([
    { id: "fc_1", type: "function_call", arguments: "{}" },
    { id: "mcp_1", type: "mcp_call", arguments: "{}" },
    { id: "ci_1", type: "code_interpreter_call", code: "1+1" },
    { id: "ctc_1", type: "custom_tool_call", input: "x" },
    { id: "rs_1", type: "reasoning", summary: [{ type: "summary_text", text: "hm" }] },
  ])
})

test("items without an index go by their id, parts without one are the first", () => {
  const { output } = fold(
    { type: "response.output_item.added", item: { id: "a", type: "message", content: [] } },
    { type: "response.output_item.added", item: { id: "b", type: "message", content: null } },
    { type: "response.output_text.delta", item_id: "b", delta: "B" },
    { type: "response.output_text.delta", item_id: "a", delta: "A" },
    { type: "response.output_text.delta", item_id: "b", delta: "b" },
  )
  expect(output).toEqual([
    { id: "a", type: "message", content: [{ type: "output_text", text: "A" }] },
    { id: "b", type: "message", content: [{ type: "output_text", text: "Bb" }] },
  ])
})

test("an item that came under an index is found by its id too", () => {
  const added = { type: "response.output_item.added", output_index: 3, item: { id: "fc", type: "function_call" } }
  const delta = { type: "response.function_call_arguments.delta", item_id: "fc", delta: "{}" }
  expect(fold(added, delta).output).toEqual([{ id: "fc", type: "function_call", arguments: "{}" }])
})

test("items stand in the order of their index, whichever began first", () => {
  const item = (output_index: number) => ({
    type: "response.output_item.added",
    output_index,
    item: { id: `i${output_index}` },
  })
  expect(fold(item(2), item(0), item(1)).output).toEqual([{ id: "i0" }, { id: "i1" }, { id: "i2" }])
})

test("a stream that is taken up in the middle goes on with what the response held", () => {
  const { output } = fold(
    {
      type: "response.in_progress",
      response: { output: [{ id: "msg", type: "message", content: [{ type: "output_text", text: "Land" }] }] },
    },
    { type: "response.output_text.delta", item_id: "msg", output_index: 0, content_index: 0, delta: " ho" },
  )
  expect(output).toEqual([{ id: "msg", type: "message", content: [{ type: "output_text", text: "Land ho" }] }])
})

test("an end of a piece that says nothing takes nothing away", () => {
  const at = { item_id: "msg", output_index: 0, content_index: 0 }
  const response = fold(
    { type: "response.output_text.delta", ...at, delta: "Aye" },
    { type: "response.output_text.done", ...at, text: "" },
    { type: "response.output_text.done", ...at },
  )
  expect(toOutputText(response)).toBe("Aye")
})

test("an empty text is a text", () => {
  const { output } = fold({ type: "response.custom_tool_call_input.done", item_id: "c", output_index: 0, input: "" })
  expect(output).toEqual([{ id: "c", type: "custom_tool_call", input: "" }])
})

test("what is no text is passed over, or gives way to text", () => {
  const odd = { toString: null }
  const at = { item_id: "fc", output_index: 0 }
  const { output } = fold(
    { type: odd },
    { type: "response.output_item.added", ...at, item: { id: "fc", type: "function_call", arguments: odd } },
    { type: "response.function_call_arguments.delta", ...at, delta: odd },
    { type: "response.function_call_arguments.delta", ...at, delta: "{}" },
  )
  expect(output).toEqual([{ id: "fc", type: "function_call", arguments: "{}" }])
})

test("sources stand at their text", () => {
  const at = { item_id: "msg", output_index: 0, content_index: 0 }
  const annotation = { type: "url_citation", url: "https://tides.example" }
  expect(fold({ type: "response.output_text.annotation.added", ...at, annotation }).output).toEqual([
    {
      id: "msg",
      type: "message",
      role: "assistant",
      content: [{ type: "output_text", annotations: [annotation] }],
    },
  ])
})

test("no events make an empty response that is under way", () => {
  expect(fold()).toEqual({
    id: "",
    object: "response",
    created_at: 0,
    status: "in_progress",
    error: null,
    incomplete_details: null,
    model: "",
    output: [],
  })
})

test("a last event that carries nothing still says how it ended", () => {
  expect(fold({ type: "response.cancelled" }).status).toBe("cancelled")
  expect(fold({ type: "response.incomplete" }).status).toBe("incomplete")
  expect(fold({ type: "response.completed", response: { id: "r" } })).toMatchObject({ id: "r", status: "completed" })
})

test("a fold is finished when the response says so, and not before", () => {
  for (const name of ["responses-text.sse", "responses-incomplete.sse", "responses-failed.sse"]) {
    const events = readEvents(name)
    const last = events.pop()!
    const folded = createResponseFold()
    for (const event of events) folded.add(event)
    expect(folded.isFinished(), name).toBe(false)
    folded.add(last)
    expect(folded.isFinished(), name).toBe(true)
  }
  const folded = createResponseFold()
  for (const event of readEvents("responses-truncated.sse")) folded.add(event)
  folded.add({ type: "response.web_search_call.completed" } as never)
  expect(folded.isFinished()).toBe(false)
  expect(toOutputText(folded.snapshot())).toBe("The lighthouse")
})

test("the events are not touched, nor a snapshot by what comes after", () => {
  for (const name of wellSpelt) {
    const events = readEvents(name)
    const before = structuredClone(events)
    const folded = createResponseFold()
    const snapshots = events.map((event) => {
      folded.add(event)
      return folded.snapshot()
    })
    expect(events).toEqual(before)
    snapshots.forEach((snapshot, index) => {
      expect(snapshot).toEqual(foldResponseEvents(events.slice(0, index + 1)))
      snapshot.output.length = 0
    })
    expect(events).toEqual(before)
  }
})

interface Piece {
  readonly field: "text" | "refusal" | "arguments" | "input"
  readonly name: string
  readonly list?: "content" | "summary"
  readonly part?: object
}

const pieces: readonly Piece[] = [
  { field: "text", name: "output_text", list: "content", part: { type: "output_text", text: "", annotations: [] } },
  { field: "refusal", name: "refusal", list: "content", part: { type: "refusal", refusal: "" } },
  { field: "text", name: "reasoning_text", list: "content", part: { type: "reasoning_text", text: "" } },
  { field: "text", name: "reasoning_summary_text", list: "summary", part: { type: "summary_text", text: "" } },
  { field: "arguments", name: "function_call_arguments" },
  { field: "input", name: "custom_tool_call_input" },
]

const text = fc.array(fc.string({ unit: "grapheme", maxLength: 4 }), { maxLength: 5 })
const itemOf = fc.record({ piece: fc.constantFrom(...pieces), texts: fc.array(text, { minLength: 1, maxLength: 3 }) })

/** The events of one item, in their order, and the item they make. */
function toItem({ piece, texts }: { piece: Piece; texts: string[][] }, output_index: number) {
  const { field, name, list, part } = piece
  const id = `item_${output_index}`
  const at = { item_id: id, output_index }
  const whole = { id, type: list ? "message" : "call", status: "completed" }
  if (!list) {
    const value = texts.flat().join("")
    return {
      item: { ...whole, [field]: value },
      events: [
        { type: "response.output_item.added", output_index, item: { ...whole, [field]: "" } },
        ...texts.flat().map((delta) => ({ type: `response.${name}.delta`, ...at, delta })),
        { type: `response.${name}.done`, ...at, [field]: value },
      ],
    }
  }
  const index = list === "summary" ? "summary_index" : "content_index"
  return {
    item: { ...whole, [list]: texts.map((deltas) => ({ ...part, [field]: deltas.join("") })) },
    events: [
      { type: "response.output_item.added", output_index, item: { ...whole, [list]: [] } },
      ...texts.flatMap((deltas, place) => [
        {
          type: `response.${list === "summary" ? "reasoning_summary" : "content"}_part.added`,
          ...at,
          [index]: place,
          part,
        },
        ...deltas.map((delta) => ({ type: `response.${name}.delta`, ...at, [index]: place, delta })),
      ]),
    ],
  }
}

test("events folded are the whole, wherever texts are cut and however items take turns", () => {
  fc.assert(
    fc.property(
      fc.array(itemOf, { maxLength: 4 }),
      fc.infiniteStream(fc.nat()),
      fc.boolean(),
      (shapes, turns, repeats) => {
        const made = shapes.map(toItem)
        const output = made.map(({ item }) => item)
        const top = { id: "resp", object: "response", created_at: 1, model: "m", error: null, incomplete_details: null }
        const events: object[] = [{ type: "response.created", response: { ...top, status: "in_progress", output: [] } }]
        const queues = made.map(({ events }) => [...events])
        while (queues.some((queue) => queue.length > 0)) {
          const waiting = queues.filter((queue) => queue.length > 0)
          events.push(waiting[turns.next().value % waiting.length]!.shift()!)
        }
        expect(fold(...events)).toEqual({ ...top, status: "in_progress", output })
        const last = { ...top, status: "completed", output: repeats ? output : [] }
        expect(fold(...events, { type: "response.completed", response: last })).toEqual({
          ...top,
          status: "completed",
          output,
        })
      },
    ),
    { numRuns: 300 },
  )
})

const odd = fc.jsonValue({ maxDepth: 2 })
const indices = fc.oneof(fc.nat(3), fc.constantFrom("__proto__", "length", -1, 1e9, null, 0.5), odd)
const eventTypes = [
  ...pieces.flatMap(({ name }) => [`response.${name}.delta`, `response.${name}.done`]),
  "response.output_item.added",
  "response.output_item.done",
  "response.content_part.added",
  "response.reasoning_summary_part.done",
  "response.output_text.annotation.added",
  "response.created",
  "response.in_progress",
  "response.completed",
  "response.web_search_call.searching",
  "error",
  "keepalive",
]
const oddItem = fc.oneof(
  odd,
  fc.record({ id: odd, type: odd, text: odd, content: odd, summary: odd, arguments: odd }, { requiredKeys: [] }),
)
const oddEvent = fc.record(
  {
    type: fc.oneof(fc.constantFrom(...eventTypes), odd),
    output_index: indices,
    content_index: indices,
    summary_index: indices,
    item_id: odd,
    item: oddItem,
    part: oddItem,
    annotation: odd,
    delta: fc.oneof(fc.string(), odd),
    text: odd,
    response: fc.oneof(odd, fc.record({ output: fc.oneof(odd, fc.array(oddItem)), status: odd }, { requiredKeys: [] })),
  },
  { requiredKeys: ["type"] },
)

test("no event makes a fold or a snapshot throw, and what it makes can be read", () => {
  fc.assert(
    fc.property(fc.array(oddEvent, { maxLength: 8 }), (events) => {
      const before = structuredClone(events)
      const folded = createResponseFold()
      for (const event of events) {
        folded.add(event as never)
        const { output } = folded.snapshot()
        expect(output.length).toBeLessThanOrEqual(50)
        expect(typeof toOutputText(folded.snapshot())).toBe("string")
      }
      expect(events).toEqual(before)
    }),
    { numRuns: 1000 },
  )
})

test("an event cannot reach into the prototypes of this program", () => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  const arrays = Object.getOwnPropertyNames(Array.prototype)
  for (const line of [
    '{"type":"response.output_text.delta","output_index":"__proto__","content_index":"__proto__","delta":"x"}',
    '{"type":"response.output_text.delta","output_index":0,"content_index":"__proto__","delta":"x"}',
    '{"type":"response.function_call_arguments.delta","output_index":"__proto__","delta":"x"}',
    '{"type":"response.function_call_arguments.delta","item_id":"constructor","delta":"x"}',
    '{"type":"response.__proto___text.delta","output_index":0,"content_index":0,"delta":"x"}',
    '{"type":"response.output_item.added","output_index":0,"item":{"__proto__":{"content":[],"text":"x"}}}',
    '{"type":"response.created","response":{"__proto__":{"text":"x"},"constructor":{"prototype":{"text":"x"}}}}',
    '{"type":"response.content_part.added","output_index":0,"content_index":0,"part":{"__proto__":{"text":"x"}}}',
  ]) {
    const folded = fold(JSON.parse(line), JSON.parse(line))
    expect(Object.getPrototypeOf(folded), line).toBe(Object.prototype)
    const { text: found, arguments: call } = {} as { text?: unknown; arguments?: unknown }
    delete (Object.prototype as { text?: unknown }).text
    expect([found, call], line).toEqual([undefined, undefined])
  }
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  expect(Object.getOwnPropertyNames(Array.prototype)).toEqual(arrays)
})
