import { isRecord } from "../../schemas/is-record.ts"
import type { ChatCompletionParams } from "../../schemas/chat-completion-params.ts"
import { createParams } from "./create-params.ts"
import { isObjects, readObject, readObjects } from "./read-json.ts"
import type { JSONObject } from "./wire-format.ts"

/** A request of the Responses API as chat params. */
export function toResponsesParams(body: JSONObject, model: string): ChatCompletionParams | string {
  const { input, instructions } = body
  const isElsewhere = ["prompt", "previous_response_id", "conversation"].some((key) => body[key] != null)
  if (typeof input !== "string" && !isObjects(input) && !(input == null && isElsewhere))
    return "Invalid type for 'input': expected a text or an array of objects"
  const system = typeof instructions === "string" ? [{ role: "system", content: instructions }] : []
  const said = typeof input === "string" ? [{ role: "user", content: input }] : toMessages(readObjects(input))
  return createParams(model, [...system, ...said], toOptions(body))
}

function toOptions(body: JSONObject): JSONObject {
  const { temperature, top_p, top_logprobs, parallel_tool_calls, store, metadata, service_tier, user, stream } = body
  const { prompt_cache_key, prompt_cache_retention, safety_identifier } = body
  const { format, verbosity } = readObject(body["text"])
  return {
    stream,
    temperature,
    top_p,
    top_logprobs,
    parallel_tool_calls,
    store,
    metadata,
    service_tier,
    user,
    prompt_cache_key,
    prompt_cache_retention,
    safety_identifier,
    max_completion_tokens: body["max_output_tokens"],
    reasoning_effort: readObject(body["reasoning"])["effort"],
    verbosity,
    response_format: toResponseFormat(format),
    tools: body["tools"] == null ? undefined : readObjects(body["tools"]).flatMap(toTool),
    tool_choice: toToolChoice(body["tool_choice"]),
  }
}

function toResponseFormat(format: unknown): unknown {
  if (!isRecord(format) || format["type"] !== "json_schema") return format
  const { type, ...json_schema } = format
  return { type, json_schema }
}

// Tools that run at OpenAI (web search, files, code) are not for the caller to run: they stay in the body.
function toTool({ type, ...tool }: JSONObject): JSONObject[] {
  return type === "function" || type === "custom" ? [{ type, [type]: tool }] : []
}

function toToolChoice(choice: unknown): unknown {
  if (!isRecord(choice)) return choice ?? undefined
  const { type, name, mode, tools } = choice
  if (type === "function" || type === "custom") return { type, [type]: { name } }
  return type === "allowed_tools"
    ? { type, allowed_tools: { mode, tools: readObjects(tools).map((tool) => toToolChoice(tool)) } }
    : undefined
}

function toMessages(items: readonly JSONObject[]): JSONObject[] {
  const messages: JSONObject[] = []
  // Thinking, words and calls of one turn are items of their own here, and one message there.
  const say = (more: JSONObject) => {
    const last = messages.at(-1)
    const isSameTurn = last?.["role"] === "assistant" && !("content" in more && last["content"] !== null)
    if (isSameTurn) messages.pop()
    messages.push({ role: "assistant", content: null, ...(isSameTurn && last), ...more })
  }
  const call = (entry: JSONObject) => say({ tool_calls: [...openCalls(messages.at(-1)), entry] })

  for (const item of items) {
    const { type, role, content, call_id, name, output } = item
    if (role === "assistant") say({ content: toContent(content) })
    else if (typeof role === "string") messages.push({ role, content: toContent(content) })
    else if (type === "reasoning")
      say({
        reasoning_content: [...readObjects(item["summary"]), ...readObjects(item["content"])]
          .map(({ text }) => text)
          .join(""),
      })
    else if (type === "function_call")
      call({ id: call_id, type: "function", function: { name, arguments: item["arguments"] } })
    else if (type === "custom_tool_call") call({ id: call_id, type: "custom", custom: { name, input: item["input"] } })
    else if (type === "function_call_output" || type === "custom_tool_call_output")
      messages.push({ role: "tool", tool_call_id: call_id, content: toContent(output) })
    // Other items (a web search, a reference) are no words of a conversation: they stay in the body.
  }
  return messages
}

function openCalls(last: JSONObject | undefined): JSONObject[] {
  return last?.["role"] === "assistant" ? readObjects(last["tool_calls"]) : []
}

function toContent(content: unknown): unknown {
  return Array.isArray(content) ? content.map((part) => (isRecord(part) ? toPart(part) : part)) : content
}

// What has no counterpart is kept as it is.
function toPart(part: JSONObject): JSONObject {
  const { type, ...rest } = part
  switch (type) {
    case "input_text":
    case "output_text":
      return { type: "text", text: rest["text"] }
    case "input_image":
      return typeof rest["image_url"] === "string"
        ? {
            type: "image_url",
            image_url: { url: rest["image_url"], ...(rest["detail"] != null && { detail: rest["detail"] }) },
          }
        : { type: "file", file: { file_id: rest["file_id"] } }
    case "input_file":
      return rest["file_url"] === undefined ? { type: "file", file: rest } : part
    default:
      return part
  }
}
