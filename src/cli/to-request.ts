import type { GatewayOptions } from "../gateway/gateway-options.ts"
import type { ChatCompletionParams } from "../schemas/chat-completion-params.ts"
import type { ChatMessage } from "../schemas/chat-message.ts"
import type { RequestFlags } from "./request-options.ts"
import type { Terminal } from "./terminal.ts"

const defaultModel = "anthropic/claude-sonnet-4-5"

/** A request as flags describe it. */
export interface Request {
  readonly params: ChatCompletionParams<boolean>
  readonly gateway: GatewayOptions
}

/** The model of the flags, of CF_AIG_MODEL, or the default. */
export function modelOf({ model }: RequestFlags, { env }: Terminal): string {
  return model || env["CF_AIG_MODEL"] || defaultModel
}

/** Where a conversation begins. */
export function firstMessages({ system }: RequestFlags): ChatMessage[] {
  return system ? [{ role: "system", content: system }] : []
}

/** Whether the answer comes in pieces. JSON is one object, and streams are not cached: both come whole. */
export function isStreamed({ stream, json, cacheKey }: RequestFlags): boolean {
  return stream && !json && cacheKey === undefined
}

/** Puts a request together: what is in the body, and what the gateway is to do. */
export function toRequest(messages: readonly ChatMessage[], flags: RequestFlags, terminal: Terminal): Request {
  const { maxTokens, cacheTtl, cacheKey, metadata } = flags
  const model = modelOf(flags, terminal)
  const stream = isStreamed(flags)
  return {
    params: {
      model,
      messages: [...messages],
      // OpenAI's newer models take no `max_tokens`; all of its models take the other.
      ...(maxTokens !== undefined && {
        [/^(azure-)?openai\//.test(model) ? "max_completion_tokens" : "max_tokens"]: maxTokens,
      }),
      ...(stream && { stream, stream_options: { include_usage: true } }),
    },
    gateway: { cacheTtl, cacheKey, metadata },
  }
}
