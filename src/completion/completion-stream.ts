import type { GatewayRecord } from "../gateway/gateway-record.ts"
import { createStream, type EventSource, type GatewayStream, type StreamEnd } from "../stream/create-stream.ts"
import type { ChatCompletionChunk } from "../schemas/chat-completion-chunk.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import { createFold } from "./fold-chunks.ts"
import { toText } from "./to-text.ts"

/**
 * A streamed answer. Read it once: by `for await`, as `textStream`, by `toResponse()` or `toServerSentEvents()`; `final()` and `snapshot()`
 * go with any of them. `readCompletionStream` is the other end of `toResponse()`. An error that ends it carries `partial`.
 *
 * @example
 * for await (const text of stream.textStream) process.stdout.write(text)
 * const { usage } = await stream.final()
 */
export interface ChatCompletionStream extends GatewayStream<ChatCompletionChunk, ChatCompletion> {}

/** Where chunks come from. */
export type ChunkSource = EventSource<ChatCompletionChunk>

/** Makes a stream of any source of chunks. `answers` is how many have to finish where no end mark comes. */
export function createCompletionStreamFrom(
  source: ChunkSource,
  gateway: GatewayRecord,
  onEnd?: (end: StreamEnd<ChatCompletion>) => void,
  answers = 1,
): ChatCompletionStream {
  return createStream(source, gateway, { fold: createFold(answers), toText, end: "[DONE]" }, onEnd)
}
