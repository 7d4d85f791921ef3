import { toOpenAIModel } from "./openai-chat.ts"
import { toResponse } from "./to-response.ts"
import { toResponseEvents } from "./to-response-events.ts"
import { toResponsesParams } from "./to-responses-params.ts"
import { toOpenAIError } from "./to-openai-error.ts"
import type { WireFormat } from "./wire-format.ts"

/** OpenAI's Responses API. */
export const openaiResponses: WireFormat = {
  name: "openai-responses",
  toModel: toOpenAIModel,
  isStream: (body) => body["stream"] === true,
  toParams: toResponsesParams,
  toBody: toResponse,
  toEvents: toResponseEvents,
  toError: toOpenAIError,
}
