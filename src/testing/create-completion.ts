import { createCompletionStreamFrom, type ChatCompletionStream } from "../completion/completion-stream.ts"
import type { ChatCompletionReply } from "../completion/reply.ts"
import { attachGateway } from "../gateway/with-gateway.ts"
import { createGatewayRecord, type GatewayRecord } from "../gateway/gateway-record.ts"
import type { ChatCompletion, FinishReason, ReplyToolCall } from "../schemas/chat-completion.ts"
import type { ReplyParts } from "./local-reply.ts"
import { countTokens } from "./models/count-tokens.ts"
import { toChunks } from "./to-chunks.ts"
import { toWords } from "./to-words.ts"

/**
 * A finished completion for a fake of your own, with a gateway record. The same parts give the same completion.
 *
 * @example
 * http.post("*\/compat/chat/completions", () => HttpResponse.json(createCompletion("Hello")))
 */
export function createCompletion(reply: string | ReplyParts): ChatCompletionReply {
  const parts = toParts(reply)
  const record = toRecord(parts)
  return attachGateway(toCompletion(parts, "local/echo"), () => record)
}

/** A finished stream for a fake of your own. A list of texts comes piece by piece as given, a text word by word. */
export function createCompletionStream(reply: string | readonly string[] | ReplyParts): ChatCompletionStream {
  const pieces = Array.isArray(reply) ? (reply as readonly string[]) : undefined
  const parts = toParts(pieces ? pieces.join("") : (reply as string | ReplyParts))
  const chunks = toChunks(toCompletion(parts, "local/echo"), pieces ? () => pieces : toWords)
  return createCompletionStreamFrom(
    { take: () => chunks.shift(), fill: async () => "done", cancel: () => {} },
    toRecord(parts),
  )
}

interface Finish {
  /** How many answers; each says the same. */
  readonly answers?: number
  readonly finishReason?: FinishReason
}

/** The wire's completion for these parts, for a prompt or its tokens. Tokens are counted as words. */
export function toCompletion(
  parts: ReplyParts,
  model: string,
  prompt: string | number = "",
  { answers = 1, finishReason = "stop" }: Finish = {},
): ChatCompletion {
  const { text = "", reasoning = "", refusal, toolCalls = [], usage = {}, completion = {} } = parts
  const thought = answers * countTokens(reasoning)
  const input = usage.input ?? (typeof prompt === "number" ? prompt : countTokens(prompt))
  const output = usage.output ?? thought + answers * countTokens(refusal ?? text)
  const thoughtTokens = usage.reasoning ?? (thought > 0 ? thought : undefined)
  return {
    id: "chatcmpl-local",
    object: "chat.completion",
    created: 1_767_225_600,
    model,
    choices: Array.from({ length: answers }, (_, index) => ({
      index,
      message: {
        role: "assistant",
        content: refusal !== undefined || (text === "" && toolCalls.length > 0) ? null : text,
        refusal: refusal ?? null,
        ...(reasoning !== "" && { reasoning_content: reasoning }),
        ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(toToolCall) }),
      },
      finish_reason: toolCalls.length > 0 ? "tool_calls" : finishReason,
      logprobs: null,
    })),
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: usage.total ?? input + output,
      ...(usage.cached !== undefined && { prompt_tokens_details: { cached_tokens: usage.cached } }),
      ...(thoughtTokens !== undefined && { completion_tokens_details: { reasoning_tokens: thoughtTokens } }),
    },
    ...completion,
  }
}

function toToolCall(call: NonNullable<ReplyParts["toolCalls"]>[number], position: number): ReplyToolCall {
  return {
    id: call.id ?? `call_local_${position}`,
    type: "function",
    function: { name: call.name, arguments: JSON.stringify(call.input) },
  }
}

export function toParts(reply: string | ReplyParts): ReplyParts {
  return typeof reply === "string" ? { text: reply } : reply
}

function toRecord({ gateway }: ReplyParts): GatewayRecord {
  return { ...createGatewayRecord({ attempts: [], timings: {} }, 0), status: 200, ...gateway }
}
