import * as fc from "fast-check"
import { expect, test } from "vitest"
import { createMessageFold, foldMessageEvents } from "../../src/messages/fold-message-events.ts"
import { toMessageText } from "../../src/messages/to-message-text.ts"
import type { MessageStreamEvent } from "../../src/schemas/message-event.ts"
import type { MessageObject } from "../../src/schemas/message.ts"
import { createCompletion } from "../../src/testing/create-completion.ts"
import { toMessageEvents } from "../../src/testing/formats/to-message-events.ts"
import { toMessageReply } from "../../src/testing/formats/to-message-reply.ts"
import { fixtureNames, readFixture } from "../support/fixtures.ts"

function eventsOf(text: string): MessageStreamEvent[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!))
}
const readEvents = (name: string): MessageStreamEvent[] => eventsOf(new TextDecoder().decode(readFixture(name)))
const fold = (...events: object[]): MessageObject => foldMessageEvents(events as MessageStreamEvent[])

const start = (content_block: object, index = 0): object => ({ type: "content_block_start", index, content_block })
const delta = (piece: object, index = 0): object => ({ type: "content_block_delta", index, delta: piece })
const text = (words: string, index = 0): object => delta({ type: "text_delta", text: words }, index)
const json = (partial_json: string, index = 0): object => delta({ type: "input_json_delta", partial_json }, index)
const tool = { type: "tool_use", id: "t1", name: "f", input: {} }

test("pieces of text make one message", () => {
  expect(foldMessageEvents(readEvents("messages-text.sse"))).toEqual({
    id: "msg_01",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-4-5-20250929",
    content: [{ type: "text", text: "Two tides a day. 🌊" }],
    stop_reason: "end_turn",
    stop_sequence: null,
    stop_details: null,
    usage: {
      input_tokens: 12,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
      output_tokens: 9,
      service_tier: "standard",
    },
  })
})

test("thinking, its signature and calls are put together", () => {
  expect(foldMessageEvents(readEvents("messages-thinking-and-tools.sse"))).toEqual({
    id: "msg_02",
    type: "message",
    role: "assistant",
    model: "claude-opus-4-5",
    container: null,
    content: [
      { type: "thinking", thinking: "Both buoys are asked for.", signature: "c2lnbmVk" },
      { type: "redacted_thinking", data: "b3BhcXVl" },
      { type: "text", text: "Looking." },
      {
        type: "tool_use",
        id: "toolu_a",
        name: "depth_at",
        input: { buoy: "Nørd", metres: true },
        caller: { type: "direct" },
      },
      { type: "tool_use", id: "toolu_b", name: "list_buoys", input: {}, caller: { type: "direct" } },
    ],
    stop_reason: "tool_use",
    stop_sequence: null,
    usage: { input_tokens: 320, output_tokens: 88 },
  })
})

test("the provider's own search, its results and the citations are kept", () => {
  expect(foldMessageEvents(readEvents("messages-web-search.sse"))).toMatchObject({
    content: [
      { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "tides today" } },
      {
        type: "web_search_tool_result",
        tool_use_id: "srvtoolu_1",
        content: [{ type: "web_search_result", url: "https://tides.example/today", encrypted_content: "ZW5j" }],
      },
      {
        type: "text",
        text: "High water is at 04:12",
        citations: [
          { type: "web_search_result_location", cited_text: "High 04:12", encrypted_index: "aWR4" },
          { type: "web_search_result_location", cited_text: "Low 10:20", encrypted_index: "aWR5" },
        ],
      },
    ],
    // The last word on all of it, not the sum.
    usage: { input_tokens: 10682, output_tokens: 510, server_tool_use: { web_search_requests: 1 } },
  })
})

test("a call that was cut off keeps the text of its input, and invents nothing", () => {
  const { content, stop_reason } = foldMessageEvents(readEvents("messages-cut-in-a-call.sse"))
  expect(stop_reason).toBe("max_tokens")
  expect(content).toEqual([
    { type: "tool_use", id: "toolu_c", name: "write_log", input: {}, partial_json: '{"text": "Fog all' },
  ])
})

test("an input is decoded as soon as its JSON is whole, and goes without the text then", () => {
  const calls = [start(tool), json('{"a":'), json("1"), json("}")]
  expect(calls.map((_, index) => fold(...calls.slice(0, index + 1)).content[0])).toEqual([
    tool,
    { ...tool, partial_json: '{"a":' },
    { ...tool, partial_json: '{"a":1' },
    { ...tool, input: { a: 1 } },
  ])
})

test("an input that came whole with its block stays", () => {
  const whole = { ...tool, input: { a: [1] } }
  expect(fold(start(whole), json("")).content).toEqual([whole])
  expect(fold(start({ type: "tool_use", id: "t1", name: "f" }), json("")).content).toEqual([tool])
})

test("no events make an empty message", () => {
  expect(fold()).toEqual({
    id: "",
    type: "message",
    role: "assistant",
    model: "",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 0, output_tokens: 0 },
  })
})

test("blocks stand in the order of their indexes, also when they grow at once", () => {
  const blank = { type: "text", text: "" }
  const message = fold(start(blank, 2), start(blank, 0), text("a", 0), text("c", 2), text("b", 0), text("d", 2))
  expect(message.content).toEqual([
    { type: "text", text: "ab" },
    { type: "text", text: "cd" },
  ])
})

test("blocks without an index follow each other", () => {
  const bare = (event: object): object => ({ ...event, index: undefined })
  const blank = { type: "text", text: "" }
  expect(
    fold(bare(start(blank)), bare(text("a")), bare(start(tool)), bare(json('{"a":1}')), bare(json(" "))).content,
  ).toEqual([
    { type: "text", text: "a" },
    { ...tool, input: { a: 1 } },
  ])
})

test("what comes for a block that never began is kept", () => {
  expect(fold(text("Hel"), text("lo"), delta({ type: "thinking_delta", thinking: "hm" }, 1)).content).toEqual([
    { type: "text", text: "Hello" },
    { type: "thinking", thinking: "hm" },
  ])
  expect(fold({ ...text("a"), index: undefined }, { ...text("b"), index: null }).content).toEqual([
    { type: "text", text: "ab" },
  ])
})

test("an index or a type that JavaScript cannot read does not break it", () => {
  const odd = { toString: 1, valueOf: 1 }
  expect(
    fold({ type: "content_block_delta", index: odd, delta: { type: odd, text: "a" } }, text("b", 1), text("c")).content,
  ).toEqual([
    { type: odd, text: "ac" },
    { type: "text", text: "b" },
  ])
})

test("a citation is taken where the block began without a list", () => {
  const citation = { type: "char_location", cited_text: "x" }
  for (const citations of [undefined, null, []]) {
    expect(
      fold(start({ type: "text", text: "", citations }), delta({ type: "citations_delta", citation })).content,
    ).toEqual([{ type: "text", text: "", citations: [citation] }])
  }
})

test("a message that came whole with the first event is the message", () => {
  const whole = {
    id: "m",
    type: "message",
    role: "assistant",
    model: "x",
    content: [{ type: "text", text: "all" }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 2 },
  }
  expect(fold({ type: "message_start", message: whole })).toEqual(whole)
})

test("every key that a provider added is kept, at every level", () => {
  const message = fold(
    { type: "message_start", message: { id: "m", vendor: { a: 1 }, usage: { vendor_tokens: 3 } }, gatewayMetadata: 1 },
    start({ type: "text", text: "", vendor_block: [1] }),
    delta({ type: "text_delta", text: "a", vendor_delta: { x: 1, state: "on" } }),
    delta({ type: "text_delta", text: "", vendor_delta: { state: "off" } }),
    delta({ type: "next_years_delta", summary: "so " }),
    delta({ type: "next_years_delta", summary: "far" }),
    {
      type: "message_delta",
      delta: { stop_reason: "end_turn", vendor: { b: 2 } },
      usage: { output_tokens: 2, cost: 0.5 },
      context_management: { applied_edits: [] },
    },
    { type: "message_stop", "vendor-metrics": { latency: 5 } },
  )
  expect(message).toMatchObject({
    id: "m",
    vendor: { a: 1, b: 2 },
    gatewayMetadata: 1,
    context_management: { applied_edits: [] },
    "vendor-metrics": { latency: 5 },
    usage: { vendor_tokens: 3, output_tokens: 2, cost: 0.5 },
    content: [{ type: "text", text: "a", vendor_block: [1], vendor_delta: { x: 1, state: "off" }, summary: "so far" }],
  })
})

test("what was told is not untold", () => {
  const message = fold(
    { type: "message_start", message: { id: "m", model: "x", usage: { input_tokens: 7, service_tier: "standard" } } },
    {
      type: "message_delta",
      delta: { stop_reason: "end_turn", container: { id: "c" } },
      usage: { output_tokens: 4, speed: "fast" },
    },
    {
      type: "message_delta",
      delta: { stop_reason: null, container: null },
      usage: { input_tokens: 0, output_tokens: 5, service_tier: null, speed: "fast" },
    },
  )
  expect(message).toMatchObject({
    stop_reason: "end_turn",
    container: { id: "c" },
    usage: { input_tokens: 7, output_tokens: 5, service_tier: "standard", speed: "fast" },
  })
})

test("a message is finished at its end mark or with a stop reason", () => {
  const finished = (...events: object[]): boolean => {
    const folded = createMessageFold()
    for (const event of events) folded.add(event as MessageStreamEvent)
    return folded.isFinished()
  }
  const cut = [{ type: "message_start", message: { stop_reason: null } }, start(tool), json("{}")]
  expect(finished()).toBe(false)
  expect(finished(...cut, { type: "content_block_stop", index: 0 })).toBe(false)
  expect(finished(...cut, { type: "message_delta", delta: { stop_reason: null } })).toBe(false)
  expect(finished(...cut, { type: "message_delta", delta: { stop_reason: "tool_use" } })).toBe(true)
  expect(finished(...cut, { type: "message_stop" })).toBe(true)
})

test("pings, errors and events of next year add nothing", () => {
  const odd = [{ type: "ping" }, { type: "error", error: { message: "x" } }, { type: "next", delta: { text: "x" } }, {}]
  expect(fold(...odd)).toEqual(fold())
})

test("the events are not touched, and a snapshot is a value of its own", () => {
  const events = readEvents("messages-web-search.sse")
  const before = structuredClone(events)
  const folded = createMessageFold()
  for (const event of events) folded.add(event)
  const message = folded.snapshot() as any
  message.content[1].content[0].url = "changed"
  message.content[2].citations.length = 0
  message.usage.server_tool_use.web_search_requests = 9
  expect(events).toEqual(before)
  expect(folded.snapshot()).toEqual(foldMessageEvents(before))
})

test("a key __proto__ reaches no prototype, wherever it stands", () => {
  const evil = '{"polluted":true}'
  const events = eventsOf(
    [
      `{"type":"message_start","__proto__":${evil},"message":{"__proto__":${evil},"usage":{"__proto__":${evil}}}}`,
      `{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","__proto__":${evil},"input":{}}}`,
      `{"type":"content_block_delta","index":0,"delta":{"type":"x_delta","__proto__":${evil},"constructor":${evil}}}`,
      `{"type":"content_block_delta","index":0,"delta":{"type":"x_delta","__proto__":"text","constructor":"text"}}`,
      `{"type":"content_block_delta","index":0,"delta":{"partial_json":"{\\"__proto__\\":{\\"polluted\\":true}}"}}`,
      `{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}`,
      `{"type":"content_block_delta","index":1,"delta":{"type":"x_delta","__proto__":${evil}}}`,
      `{"type":"content_block_delta","index":"__proto__","delta":{"type":"text_delta","text":"a"}}`,
      `{"type":"message_delta","delta":{"__proto__":${evil}},"usage":{"__proto__":${evil},"constructor":${evil}}}`,
    ]
      .map((data) => `data: ${data}`)
      .join("\n"),
  )
  const message = foldMessageEvents(events)
  expect(({} as any).polluted).toBeUndefined()
  expect(message.content).toHaveLength(2)
  for (const value of [message, message.usage, ...message.content, (message.content[0] as any).input]) {
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(value.polluted).toBeUndefined()
    expect(Object.hasOwn(value, "__proto__")).toBe(true)
  }
})

test("what the local gateway streams folds to what it replies", () => {
  const completion = createCompletion({
    model: "anthropic/claude-sonnet-4-5",
    reasoning: "Hm, tides.",
    content: "Two a day, mostly.",
    toolCalls: [{ name: "depth_at", arguments: { buoy: "A" } }],
  } as never)
  expect(foldMessageEvents(toMessageEvents(completion).flatMap(eventsOf))).toEqual(toMessageReply(completion))
})

const words = fc.string({ unit: "grapheme" })
const input = fc.dictionary(words, fc.jsonValue())
const block = fc.oneof(
  fc.record({ type: fc.constant("text"), text: words }),
  fc.record({ type: fc.constant("thinking"), thinking: words, signature: fc.base64String({ minLength: 4 }) }),
  fc.record({ type: fc.constant("tool_use"), id: fc.uuid(), name: fc.constant("f"), input }),
)

// Cuts text at any place, also between the halves of a character, into pieces that may be empty.
function split(whole: string, cuts: number[]): string[] {
  const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)).toSorted((a, b) => a - b), whole.length]
  return places.slice(1).map((place, index) => whole.slice(places[index], place))
}

function toEvents(content: any[], cuts: number[]): object[] {
  const events = content.flatMap(({ type, ...rest }, index) => [
    start(
      type === "text"
        ? { type, text: "" }
        : type === "thinking"
          ? { type, thinking: "", signature: "" }
          : { type, ...rest, input: {} },
      index,
    ),
    ...(type === "text"
      ? split(rest.text, cuts).map((piece) => text(piece, index))
      : type === "thinking"
        ? [
            ...split(rest.thinking, cuts).map((thinking) => delta({ type: "thinking_delta", thinking }, index)),
            delta({ type: "signature_delta", signature: rest.signature }, index),
          ]
        : split(JSON.stringify(rest.input), cuts).map((piece) => json(piece, index))),
    { type: "content_block_stop", index },
  ])
  return [
    { type: "message_start", message: { id: "m", model: "x", content: [], usage: { input_tokens: 1 } } },
    ...events,
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } },
    { type: "message_stop" },
  ]
}

test("wherever the deltas are cut, they fold to the whole, and texts of events join to its text", () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 8 }), (content, cuts) => {
      const events = toEvents(content, cuts)
      const message = fold(...events)
      expect(message).toEqual({
        id: "m",
        type: "message",
        role: "assistant",
        model: "x",
        // As JSON would have it: no -0, no prototypes.
        content: JSON.parse(JSON.stringify(content)),
        stop_reason: "end_turn",
        stop_sequence: null,
        usage: { input_tokens: 1, output_tokens: 2 },
      })
      expect(events.map((event) => toMessageText(event as MessageStreamEvent)).join("")).toBe(toMessageText(message))
    }),
  )
})

test("a snapshot can be taken of every prefix of a stream", () => {
  for (const name of fixtureNames("messages-").filter((name) => name.endsWith(".sse"))) {
    const folded = createMessageFold()
    let before = ""
    for (const event of readEvents(name)) {
      folded.add(event)
      const now = toMessageText(folded.snapshot())
      expect(now.startsWith(before)).toBe(true)
      before = now
    }
  }
})

test("events of any kind in any order do not break it", () => {
  const odd = fc.jsonValue()
  const piece = fc.oneof(
    odd,
    fc.record(
      { type: odd, text: odd, partial_json: odd, citation: odd, content: odd, input: odd, x: odd },
      { requiredKeys: [] },
    ),
  )
  const event = fc.oneof(
    odd.filter((value) => typeof value === "object" && value !== null),
    fc.record(
      {
        type: fc.constantFrom(
          "message_start",
          "content_block_start",
          "content_block_delta",
          "content_block_stop",
          "message_delta",
          "message_stop",
        ),
        index: fc.oneof(fc.nat(2), odd),
        message: fc.oneof(
          odd,
          fc.record({ content: fc.oneof(odd, fc.array(piece)), usage: odd }, { requiredKeys: [] }),
        ),
        content_block: piece,
        delta: piece,
        usage: odd,
      },
      { requiredKeys: ["type"] },
    ),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), (events) => {
      const folded = createMessageFold()
      const before = structuredClone(events)
      for (const one of events) {
        folded.add(one as never)
        expect(Array.isArray(folded.snapshot().content)).toBe(true)
        folded.isFinished()
      }
      expect(events).toEqual(before)
    }),
    { numRuns: 500 },
  )
})
