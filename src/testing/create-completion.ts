import { createCompletionStreamFrom, type ChatCompletionStream } from "../completion/completion-stream.ts"
import { createReply, type ChatCompletionReply } from "../completion/reply.ts"
import { createGatewayRecord, type GatewayRecord } from "../gateway/gateway-record.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import type { ReplyParts } from "./local-reply.ts"
import { toChunks } from "./to-chunks.ts"

/**
 * A finished completion for a fake of your own, with a gateway record. The same parts give the same completion.
 *
 * @example
 * http.post("*\/compat/chat/completions", () => HttpResponse.json(createCompletion("Hello")))
 */
export function createCompletion(reply: string | ReplyParts): ChatCompletionReply {
  const parts = toParts(reply)
  const record = toRecord(parts)
  return createReply(toCompletion(parts, "local/echo"), () => record)
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

/** `"One two three"` as `"One"`, `" two"`, `" three"`. */
export function toWords(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? []
}

/** The wire's completion for these parts. Tokens are counted as words. */
export function toCompletion(parts: ReplyParts, model: string, prompt = ""): ChatCompletion {
  const { text = "", toolCalls = [], usage = {}, completion = {} } = parts
  const input = usage.input ?? toWords(prompt).length
  const output = usage.output ?? toWords(text).length
  return {
    id: "chatcmpl-local",
    object: "chat.completion",
    created: 1_767_225_600,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: text === "" && toolCalls.length > 0 ? null : text,
          refusal: null,
          ...(toolCalls.length > 0 && {
            tool_calls: toolCalls.map((call, index) => ({
              id: call.id ?? `call_local_${index}`,
              type: "function" as const,
              function: { name: call.name, arguments: JSON.stringify(call.input) },
            })),
          }),
        },
        finish_reason: toolCalls.length > 0 ? "tool_calls" : "stop",
        logprobs: null,
      },
    ],
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: usage.total ?? input + output,
      ...(usage.cached !== undefined && { prompt_tokens_details: { cached_tokens: usage.cached } }),
      ...(usage.reasoning !== undefined && { completion_tokens_details: { reasoning_tokens: usage.reasoning } }),
    },
    ...completion,
  }
}

export function toParts(reply: string | ReplyParts): ReplyParts {
  return typeof reply === "string" ? { text: reply } : reply
}

function toRecord({ gateway }: ReplyParts): GatewayRecord {
  return { ...createGatewayRecord({ attempts: [], timings: {} }, 0), status: 200, ...gateway }
}
