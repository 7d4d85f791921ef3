import { foldChunks } from "../../completion/fold-chunks.ts"
import type { ChatCompletionChunk } from "../../schemas/chat-completion-chunk.ts"
import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { parseObject } from "./incoming.ts"

/** What events in OpenAI's words said; nothing where there are none. */
export function foldEvents(text: string): ChatCompletion | undefined {
  const chunks = [...text.matchAll(/^data:(.*)$/gm)]
    .map(([, data = ""]) => parseObject(data))
    .filter((event) => Array.isArray(event?.["choices"]))
  return chunks.length > 0 ? foldChunks(chunks as unknown as ChatCompletionChunk[]) : undefined
}
