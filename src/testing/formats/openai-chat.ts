import type { ChatCompletionParams } from "../../schemas/chat-completion-params.ts"
import { toWords } from "../to-words.ts"
import { toChunks } from "../to-chunks.ts"
import { isObjects, readObject, readText } from "./read-json.ts"
import { toOpenAIError } from "./to-openai-error.ts"
import { toServerSentEvent } from "./to-server-sent-event.ts"
import type { JSONObject, WireFormat } from "./wire-format.ts"

/** OpenAI's chat completions, which most providers speak. */
export const openaiChat: WireFormat = {
  name: "openai-chat",
  toModel: toOpenAIModel,
  isStream: (body) => body["stream"] === true,
  toParams: (body, model) =>
    isObjects(body["messages"])
      ? ({ ...body, model } as unknown as ChatCompletionParams)
      : "Invalid type for 'messages': expected an array of objects",
  toBody: (completion) => completion,
  toEvents(completion, body) {
    const wantsUsage = readObject(body["stream_options"])["include_usage"] === true
    const chunks = toChunks(completion, toWords).filter((chunk) => wantsUsage || !chunk.usage)
    return [...chunks.map((chunk) => toServerSentEvent(chunk)), "data: [DONE]\n\n"]
  },
  toError: toOpenAIError,
}

/** The body's model, or the deployment in a path of Azure: `{resource}/{deployment}/chat/completions`. */
export function toOpenAIModel(body: JSONObject, path: string): string {
  const deployment = /^\/?[^/?]+\/(?!v\d)([^/?]+)\/(?:chat\/completions|embeddings)(?:\?|$)/.exec(path)?.[1]
  return readText(body["model"]) || (deployment ?? "")
}
