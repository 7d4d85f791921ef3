import type { ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"

/** A message or delta as it may really be, once providers had their way with it. */
export interface LooseMessage {
  readonly role?: unknown
  readonly content?: unknown
  readonly tool_calls?: unknown
  readonly [key: string]: unknown
}

/** The first answer of a completion, or what a chunk adds to it. */
export function firstChoice(completion: ChatCompletion | ChatCompletionChunk): Record<string, unknown> | undefined {
  const choices: unknown = completion.choices
  if (!Array.isArray(choices)) return undefined
  const choice = isChunk(completion) ? choices.find((entry) => (entry?.index ?? 0) === 0) : choices[0]
  return isRecord(choice) ? choice : undefined
}

/** Its message: some providers put a `delta` beside the message of a whole answer, others a `message` beside the delta of a chunk. */
export function firstMessage(completion: ChatCompletion | ChatCompletionChunk): LooseMessage | undefined {
  const choice = firstChoice(completion)
  const [first, second] = isChunk(completion) ? ["delta", "message"] : ["message", "delta"]
  const message = choice?.[first!] ?? choice?.[second!]
  return isRecord(message) ? message : undefined
}

function isChunk(completion: ChatCompletion | ChatCompletionChunk): boolean {
  const object: string | undefined = completion.object
  return object === "chat.completion.chunk" || object === "chat.completion.done"
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
