import type { ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"

type Loose = Record<string, any>

/** The first answer of a completion, or what a chunk adds to it. */
export function firstChoice(completion: ChatCompletion | ChatCompletionChunk): Loose | undefined {
  const { choices, object, then, final } = completion as Loose
  // From JavaScript, "" for a stream that was never read would be the worst of answers.
  if (typeof (then ?? final) === "function")
    throw new TypeError("This is no completion yet: await it, or the stream's `final()`")
  const list: Loose[] = Array.isArray(choices) ? choices : []
  return isChunk(object) ? list.find((choice) => !choice?.["index"]) : list[0]
}

/** Its message: some providers put a `delta` beside the message of a whole answer, others a `message` beside the delta of a chunk. */
export function firstMessage(completion: ChatCompletion | ChatCompletionChunk): Loose | undefined {
  const { delta, message } = firstChoice(completion) ?? {}
  return (isChunk(completion.object) ? (delta ?? message) : (message ?? delta)) ?? undefined
}

function isChunk(object: string | undefined): boolean {
  return object === "chat.completion.chunk" || object === "chat.completion.done"
}
