import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { createParams } from "./create-params.ts"
import { toOpenAIModel } from "./openai-chat.ts"
import { readAnswer } from "./read-answer.ts"
import { toOpenAIError } from "./to-openai-error.ts"
import { toVector } from "./to-vector.ts"
import type { JSONObject, WireFormat } from "./wire-format.ts"

/** OpenAI's embeddings: the vectors come from the input, whatever the model says. */
export const openaiEmbeddings: WireFormat = {
  name: "openai-embeddings",
  toModel: toOpenAIModel,
  isStream: () => false,
  toParams(body, model) {
    const texts = toTexts(body["input"])
    if (!texts) return "Invalid 'input': expected a non-empty text, or 1 to 2048 texts or lists of tokens"
    const { dimensions, encoding_format, user } = body
    if (dimensions !== undefined && !isDimensions(dimensions))
      return "Invalid 'dimensions': expected a whole number from 1 to 3072"
    const messages = texts.map((content) => ({ role: "user", content }))
    return createParams(model, messages, { dimensions, encoding_format, user })
  },
  toBody,
  toEvents: (completion, body) => [JSON.stringify(toBody(completion, body))],
  toError: toOpenAIError,
}

function toBody(completion: ChatCompletion, body: JSONObject): unknown {
  // 16 where the request names none: enough to tell texts apart, and still to be read.
  const dimensions = isDimensions(body["dimensions"]) ? body["dimensions"] : 16
  const vectors = (toTexts(body["input"]) ?? []).map((text) => toVector(text, dimensions))
  const tokens = readAnswer(completion).usage.input
  return {
    object: "list",
    data: vectors.map((vector, index) => ({
      object: "embedding",
      index,
      embedding: body["encoding_format"] === "base64" ? toBase64(vector) : vector,
    })),
    model: completion.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }
}

// Tokens are written as words: what they stand for is known to their tokenizer alone.
function toTexts(input: unknown): string[] | undefined {
  const entries = Array.isArray(input) && !isTokens(input) ? (input as unknown[]) : [input]
  const isGood =
    entries.length > 0 && entries.length <= 2048 && entries.every((entry) => isText(entry) || isTokens(entry))
  return isGood ? entries.map((entry) => (isText(entry) ? entry : (entry as number[]).join(" "))) : undefined
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== ""
}

function isTokens(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isInteger)
}

function isDimensions(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 3072
}

function toBase64(vector: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(vector.length * 4))
  for (const [index, value] of vector.entries()) view.setFloat32(index * 4, value, true)
  return btoa(Array.from(new Uint8Array(view.buffer), (byte) => String.fromCharCode(byte)).join(""))
}
