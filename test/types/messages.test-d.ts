import type Anthropic from "@anthropic-ai/sdk"
import { expectTypeOf, test } from "vitest"
import type * as z from "zod/mini"
import { toMessageText } from "../../src/messages/to-message-text.ts"
import type { messageStreamEventSchema, MessageStreamEvent } from "../../src/schemas/message-event.ts"
import type {
  CustomMessageTool,
  MessageBlockParam,
  MessageParams,
  messageParamsSchema,
  MessageTool,
  MessageTurn,
} from "../../src/schemas/message-params.ts"
import type { MessageObject, messageObjectSchema } from "../../src/schemas/message.ts"
import type { MessageBlock } from "../../src/schemas/message-block.ts"

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

declare const message: MessageObject
declare const event: MessageStreamEvent

const model = "anthropic/claude-sonnet-4-5"
const messages: MessageTurn[] = [{ role: "user", content: "Which way?" }]
const take = (params: MessageParams): void => void params

test("params, messages and events as typed are such as their schemas accept", () => {
  expectTypeOf<Plain<MessageParams>>().toExtend<z.input<typeof messageParamsSchema>>()
  expectTypeOf<Plain<MessageObject>>().toExtend<z.input<typeof messageObjectSchema>>()
  expectTypeOf<Plain<MessageStreamEvent>>().toExtend<z.input<typeof messageStreamEventSchema>>()
})

test("a schema of messages knows no key that the interface does not", () => {
  expectTypeOf<KeysOf<z.input<typeof messageParamsSchema>>>().toExtend<keyof MessageParams>()
  expectTypeOf<KeysOf<z.input<typeof messageObjectSchema>>>().toExtend<keyof MessageObject>()
  expectTypeOf<KeysOf<z.input<typeof messageStreamEventSchema>>>().toExtend<keyof MessageStreamEvent>()
})

test("a schema of messages insists on what it is there for", () => {
  expectTypeOf<{ content: "none" }>().not.toExtend<z.input<typeof messageObjectSchema>>()
  expectTypeOf<{ type: 5 }>().not.toExtend<z.input<typeof messageStreamEventSchema>>()
  expectTypeOf<{ model: string; messages: string }>().not.toExtend<z.input<typeof messageParamsSchema>>()
  expectTypeOf<{ model: string; messages: []; max_tokens: string }>().not.toExtend<
    z.input<typeof messageParamsSchema>
  >()
})

test("params of the @anthropic-ai/sdk package fit when the model gets its provider", () => {
  const plain = {} as Anthropic.MessageCreateParamsNonStreaming
  const streaming = {} as Anthropic.MessageCreateParamsStreaming
  expectTypeOf({ ...plain, model }).toExtend<MessageParams<false>>()
  expectTypeOf({ ...streaming, model }).toExtend<MessageParams<true>>()
  expectTypeOf<Anthropic.MessageParam>().toExtend<MessageTurn>()
  expectTypeOf<Anthropic.ContentBlockParam>().toExtend<MessageBlockParam>()
  expectTypeOf<Anthropic.Messages.ToolUnion>().toExtend<MessageTool>()
  expectTypeOf<Anthropic.Tool>().toExtend<CustomMessageTool>()
  // The betas' too.
  expectTypeOf<Anthropic.Beta.BetaToolUnion>().toExtend<MessageTool>()
  expectTypeOf<Anthropic.Beta.BetaContentBlockParam>().toExtend<MessageBlockParam>()
})

test("a message fits functions written for the @anthropic-ai/sdk package, and theirs ours", () => {
  expectTypeOf<MessageObject>().toExtend<Anthropic.Message>()
  expectTypeOf<Anthropic.Message>().toExtend<MessageObject>()
  expectTypeOf<MessageBlock>().toExtend<Anthropic.ContentBlock>()
  expectTypeOf<Anthropic.ContentBlock>().toExtend<MessageBlock>()
  expectTypeOf<Anthropic.RawMessageStreamEvent>().toExtend<MessageStreamEvent>()
  // That package takes pings and errors out of the stream; here they are part of the union.
  expectTypeOf<Exclude<MessageStreamEvent, { type: "ping" | "error" }>>().toExtend<Anthropic.RawMessageStreamEvent>()
  expectTypeOf(toMessageText).toBeCallableWith({} as Anthropic.Message)
  expectTypeOf(toMessageText).toBeCallableWith(event)
})

test("a reply's content can be sent back", () => {
  expectTypeOf<{ role: "assistant"; content: MessageBlock[] }>().toExtend<MessageTurn>()
})

test("events and blocks are told apart by type", () => {
  if (event.type === "content_block_delta" && event.delta.type === "text_delta")
    expectTypeOf(event.delta.text).toEqualTypeOf<string>()
  if (event.type === "message_delta") expectTypeOf(event.usage.output_tokens).toEqualTypeOf<number>()
  if (event.type === "error") expectTypeOf(event.error.message).toEqualTypeOf<string>()
  const [block] = message.content
  if (block?.type === "tool_use") expectTypeOf(block.input).toEqualTypeOf<unknown>()
  if (block?.type === "thinking") expectTypeOf(block.signature).toEqualTypeOf<string>()
})

test("tools of one's own and tools of the provider are taken", () => {
  take({
    model,
    max_tokens: 100,
    messages,
    system: [{ type: "text", text: "Be brief", cache_control: { type: "ephemeral", ttl: "1h" } }],
    tools: [
      { name: "depth_at", description: "Depth at a buoy", input_schema: { type: "object" }, strict: true },
      { type: "web_search_20250305", name: "web_search", max_uses: 3, allowed_domains: ["example.com"] },
      { type: "computer_20250124", name: "computer", display_width_px: 800, display_height_px: 600 },
    ],
    tool_choice: { type: "auto", disable_parallel_tool_use: true },
    thinking: { type: "enabled", budget_tokens: 1024 },
    mcp_servers: [{ type: "url", name: "tides", url: "https://tides.example/mcp" }],
    context_management: { edits: [{ type: "clear_tool_uses_20250919" }] },
  })
  take({ model, max_tokens: 100, messages: [{ role: "user", content: [{ type: "search_result", title: "Tides" }] }] })
})

test("a constant conversation is taken as it is", () => {
  const turns = [{ role: "user", content: [{ type: "text", text: "Which way?" }] }] as const
  take({ model, max_tokens: 100, messages: turns })
})

test("a typo in a parameter of a message is an error", () => {
  // @ts-expect-error temperature is misspelt
  take({ model, max_tokens: 100, messages, temprature: 1 })
  // @ts-expect-error a number, not text
  take({ model, max_tokens: "100", messages })
  // @ts-expect-error Anthropic insists on max_tokens
  take({ model, messages })
  // @ts-expect-error no such role
  take({ model, max_tokens: 100, messages: [{ role: "bot", content: "" }] })
  // @ts-expect-error a text block without its text
  take({ model, max_tokens: 100, messages: [{ role: "user", content: [{ type: "text", txt: "" }] }] })
  // @ts-expect-error no budget
  take({ model, max_tokens: 100, messages, thinking: { type: "enabled" } })
  // @ts-expect-error description is misspelt
  take({ model, max_tokens: 100, messages, tools: [{ name: "a", descripton: "", input_schema: {} }] })
  // @ts-expect-error no schema of its input
  take({ model, max_tokens: 100, messages, tools: [{ name: "a" }] })
})
