import { isRecord } from "../../schemas/is-record.ts"
import type { ChatCompletionParams } from "../../schemas/chat-completion-params.ts"
import { createParams } from "./create-params.ts"
import { isObjects, readObject, readObjects, readText } from "./read-json.ts"
import type { JSONObject } from "./wire-format.ts"

/** A request for Anthropic's messages as chat params. */
export function toMessagesParams(body: JSONObject, model: string): ChatCompletionParams | string {
  const { system, messages, max_tokens } = body
  if (model === "") return "model: Field required"
  if (max_tokens == null) return "max_tokens: Field required"
  if (!Number.isInteger(max_tokens) || (max_tokens as number) < 1)
    return "max_tokens: Input should be a valid integer greater than or equal to 1"
  if (!isObjects(messages)) return "messages: Input should be a valid list"
  if (messages.length === 0) return "messages: at least one message is required"
  const above = system == null ? [] : [{ role: "system", content: toContent(system) }]
  return createParams(model, [...above, ...messages.flatMap(toMessages)], toOptions(body))
}

function toOptions(body: JSONObject): JSONObject {
  const { max_tokens, temperature, top_p, top_k, stream, thinking, service_tier, tools, metadata } = body
  const { format, effort } = readObject(body["output_config"])
  const choice = readObject(body["tool_choice"])
  return {
    max_tokens,
    temperature,
    top_p,
    top_k,
    stream,
    thinking,
    service_tier,
    stop: body["stop_sequences"],
    reasoning_effort: effort,
    // The beta had it at the top.
    response_format: toResponseFormat(format ?? body["output_format"]),
    tools: tools === undefined ? undefined : readObjects(tools).flatMap(toTool),
    tool_choice: toToolChoice(choice),
    parallel_tool_calls: choice["disable_parallel_tool_use"] === true ? false : undefined,
    user: readObject(metadata)["user_id"] ?? undefined,
  }
}

function toResponseFormat(format: unknown): unknown {
  return isRecord(format)
    ? { type: format["type"], json_schema: { name: "output", schema: format["schema"] } }
    : undefined
}

// Tools that run at Anthropic have no schema: they are not for the caller to run, and stay in the body.
function toTool({ name, description, input_schema, cache_control }: JSONObject): JSONObject[] {
  if (!isRecord(input_schema)) return []
  const tool = { name, ...(description !== undefined && { description }), parameters: input_schema }
  return [{ type: "function", function: tool, ...(cache_control !== undefined && { cache_control }) }]
}

function toToolChoice({ type, name }: JSONObject): unknown {
  if (type === "tool") return { type: "function", function: { name } }
  return type === "any" ? "required" : type
}

function toMessages({ role, content }: JSONObject): JSONObject[] {
  if (!Array.isArray(content)) return [{ role, content }]
  const blocks = readObjects(content)
  const are = (type: string) => blocks.filter((block) => block["type"] === type)
  if (role === "assistant") {
    const calls = are("tool_use").map(({ id, name, input }) => ({
      id,
      type: "function",
      function: { name, arguments: JSON.stringify(input ?? {}) },
    }))
    const reasoning = are("thinking").map(({ thinking }) => readText(thinking))
    const said = blocks.filter(({ type }) => !/^(tool_use|thinking|redacted_thinking)$/.test(String(type)))
    return [
      {
        role,
        content: said.length > 0 ? toContent(said) : null,
        ...(reasoning.length > 0 && { reasoning_content: reasoning.join("") }),
        ...(calls.length > 0 && { tool_calls: calls }),
      },
    ]
  }
  const said = blocks.filter(({ type }) => type !== "tool_result")
  const results = are("tool_result").map(({ tool_use_id, content, is_error }) => ({
    role: "tool",
    tool_call_id: tool_use_id,
    content: toContent(content ?? ""),
    ...(is_error === true && { is_error }),
  }))
  return [...results, ...(said.length > 0 || results.length === 0 ? [{ role, content: toContent(said) }] : [])]
}

function toContent(content: unknown): unknown {
  return Array.isArray(content) ? content.map((block) => (isRecord(block) ? toPart(block) : block)) : content
}

// What has no counterpart is kept as it is.
function toPart(block: JSONObject): JSONObject {
  const { type, source, cache_control, title } = block
  const { type: kind, media_type, data, url, file_id } = readObject(source)
  const cached = cache_control === undefined ? {} : { cache_control }
  if (type === "image" && (kind === "base64" || kind === "url"))
    return {
      type: "image_url",
      image_url: { url: kind === "url" ? url : `data:${media_type};base64,${data}` },
      ...cached,
    }
  if (type === "document" && kind === "text") return { type: "text", text: data, ...cached }
  if (type === "document" && kind === "base64")
    return {
      type: "file",
      file: { file_data: `data:${media_type};base64,${data}`, ...(title != null && { filename: title }) },
      ...cached,
    }
  return kind === "file" ? { type: "file", file: { file_id }, ...cached } : block
}
