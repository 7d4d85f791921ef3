import { isRecord } from "../../schemas/is-record.ts"
import type { ChatCompletionParams } from "../../schemas/chat-completion-params.ts"
import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { toWords } from "../to-words.ts"
import { createParams } from "./create-params.ts"
import { decodePath } from "./decode-path.ts"
import { readAnswer, type SaidAnswer } from "./read-answer.ts"
import { isObjects, readObject, readText } from "./read-json.ts"
import { toResponse } from "./to-response.ts"
import { toResponseEvents } from "./to-response-events.ts"
import { toResponsesParams } from "./to-responses-params.ts"
import { toServerSentEvent } from "./to-server-sent-event.ts"
import { toVector } from "./to-vector.ts"
import type { JSONObject, ProviderRefusal, WireFormat } from "./wire-format.ts"

/** Workers AI's own API: `run/@cf/…` with messages, a prompt, or texts to embed; of gpt-oss also with a Responses `input`. */
export const workersAI: WireFormat = {
  name: "workers-ai",
  toModel: (body, path) => decodePath(/^\/?(?:run\/)?([^?]+)/.exec(path)?.[1] ?? "") || readText(body["model"]),
  isStream: (body) => body["stream"] === true,
  toParams(body, model) {
    if (isResponses(body, model)) return toResponsesParams(body, model)
    const more = { ...body, ...(body["tools"] !== undefined && { tools: toTools(body["tools"]) }), ...toFormat(body) }
    if (isObjects(body["messages"])) return { ...more, model } as unknown as ChatCompletionParams
    const texts = [body["prompt"] ?? body["input"] ?? body["text"]].flat()
    if (!texts.every((text) => typeof text === "string" && text !== ""))
      return "Error: oneOf at '/' not met, 0 matches: required properties at '/' are 'prompt', required properties at '/' are 'messages'"
    return createParams(
      model,
      texts.map((content) => ({ role: "user", content })),
      more,
    )
  },
  toBody: (completion, body) => ({ result: toResult(completion, body), success: true, errors: [], messages: [] }),
  toEvents(completion, body) {
    if (isResponses(body, completion.model)) return toResponseEvents(completion, body)
    const { calls } = readAnswer(completion)
    const called = calls.map(({ id, name, arguments: text }, index) => ({
      index,
      id,
      type: "function",
      function: { name, arguments: text },
    }))
    return [
      ...toWords(toSaid(readAnswer(completion))).map((response) => toServerSentEvent({ response })),
      ...(called.length > 0 ? [toServerSentEvent({ response: "", tool_calls: called })] : []),
      toServerSentEvent({ response: "", usage: toUsage(completion) }),
      "data: [DONE]\n\n",
    ]
  },
  toError: (refusal) => ({
    result: null,
    success: false,
    errors: [{ code: toCode(refusal), message: refusal.message }],
    messages: [],
  }),
}

// Which models take a Responses body is not told but for gpt-oss (reference A1); nor what their answer looks like: a response is a choice.
function isResponses({ input, messages }: JSONObject, model: string): boolean {
  return /gpt-oss/.test(model) && input != null && messages === undefined
}

function toResult(completion: ChatCompletion, body: JSONObject): unknown {
  if (isResponses(body, completion.model)) return toResponse(completion, body)
  // Embedding models have answers of their own. Theirs are of 384 numbers and more; 16 are enough here.
  if (body["text"] !== undefined && /bge|embed/.test(completion.model)) {
    const data = [body["text"]].flat().map((text) => toVector(String(text), 16))
    return { shape: [data.length, 16], data, pooling: "cls" }
  }
  const answer = readAnswer(completion)
  const response = toSaid(answer)
  return {
    response: response === "" && answer.calls.length > 0 ? null : toStructured(response, body),
    ...(answer.calls.length > 0 && {
      tool_calls: answer.calls.map(({ name, input }) => ({ name, arguments: input ?? {} })),
    }),
    usage: toUsage(completion),
  }
}

// The envelope has no place for thinking: models that think write it into their text.
function toSaid({ reasoning, text, refusal }: SaidAnswer): string {
  return `${reasoning === "" ? "" : `<think>\n${reasoning}\n</think>\n\n`}${text || refusal}`
}

// JSON mode answers with the object itself.
function toStructured(response: string, body: JSONObject): unknown {
  if (readObject(body["response_format"])["type"] !== "json_schema") return response
  try {
    return JSON.parse(response)
  } catch {
    return response
  }
}

function toUsage(completion: ChatCompletion): unknown {
  const { input, output, total } = readAnswer(completion).usage
  return { prompt_tokens: input, completion_tokens: output, total_tokens: total }
}

// Both spellings are taken: OpenAI's, and name, description and parameters without a wrapping.
function toTools(tools: unknown): unknown {
  if (!isObjects(tools)) return tools
  return tools.map((tool) => (isRecord(tool["function"]) ? tool : { type: "function", function: tool }))
}

// Here the schema stands where OpenAI has a name beside it.
function toFormat(body: JSONObject): JSONObject {
  const { type, json_schema } = readObject(body["response_format"])
  if (type !== "json_schema" || !isRecord(json_schema) || isRecord(json_schema["schema"])) return {}
  return { response_format: { type, json_schema: { name: "response", schema: json_schema } } }
}

// Reference D2. What a 500 carries is not documented: 3043 is a choice.
const codes: { readonly [status: number]: number } = {
  400: 5006,
  401: 10000,
  403: 5018,
  404: 3042,
  405: 5005,
  408: 3007,
  413: 3006,
  429: 3040,
}

function toCode({ status, code }: ProviderRefusal): number {
  return Number(code) || (codes[status] ?? 3043)
}
