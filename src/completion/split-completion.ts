import type { ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"

/** The chunks that fold to this completion: one that says everything. */
export function splitCompletion({ choices, ...completion }: ChatCompletion): ChatCompletionChunk[] {
  const pieces = (Array.isArray(choices) ? choices : []).map((choice) => {
    const { message, ...rest } = choice ?? {}
    return { ...rest, delta: message }
  })
  return [{ ...completion, object: "chat.completion.chunk", choices: pieces } as unknown as ChatCompletionChunk]
}
