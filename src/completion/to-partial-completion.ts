import type { ChatCompletion } from "../schemas/chat-completion.ts"

/** The text of an answer that broke off, as a chat completion: `error.partial` is one whatever was asked. */
export function toPartialCompletion(text: string): ChatCompletion {
  const message = { role: "assistant", content: text, refusal: null } as const
  const choice = { index: 0, message, finish_reason: null as never, logprobs: null }
  return { id: "", object: "chat.completion", created: 0, model: "", choices: [choice] }
}
