import type { ChatCompletionParams } from "../../schemas/chat-completion-params.ts"
import { createParams } from "./create-params.ts"
import { fromGoogleSchema } from "./from-google-schema.ts"
import { readField } from "./read-field.ts"
import { isObjects, readObject, readObjects, readText } from "./read-json.ts"
import { toContentMessages, toContentPart } from "./to-content-messages.ts"
import type { JSONObject } from "./wire-format.ts"

/** A request for Google's generateContent as chat params. */
export function toContentParams(body: JSONObject, model: string): ChatCompletionParams | string {
  const { contents } = body
  if (!isObjects(contents) || contents.length === 0)
    return "* GenerateContentRequest.contents: contents is not specified\n"
  const { parts } = readObject(readField(body, "systemInstruction"))
  const system = parts === undefined ? [] : [{ role: "system", content: readObjects(parts).map(toContentPart) }]
  return createParams(model, [...system, ...toContentMessages(contents)], toOptions(body))
}

function toOptions(body: JSONObject): JSONObject {
  const config = readObject(readField(body, "generationConfig"))
  const tools = readObjects(body["tools"]).flatMap((tool) => readObjects(readField(tool, "functionDeclarations")))
  const thinking = readObject(readField(config, "thinkingConfig"))
  const budget = readField(thinking, "thinkingBudget")
  const level = readText(readField(thinking, "thinkingLevel"))
  return {
    temperature: config["temperature"],
    top_p: readField(config, "topP"),
    top_k: readField(config, "topK"),
    n: readField(config, "candidateCount"),
    max_tokens: readField(config, "maxOutputTokens"),
    stop: readField(config, "stopSequences"),
    seed: config["seed"],
    presence_penalty: readField(config, "presencePenalty"),
    frequency_penalty: readField(config, "frequencyPenalty"),
    logprobs: readField(config, "responseLogprobs"),
    top_logprobs: config["logprobs"],
    reasoning_effort: level === "" ? undefined : level.toLowerCase(),
    thinking: typeof budget === "number" && budget > 0 ? { type: "enabled", budget_tokens: budget } : undefined,
    response_format: toResponseFormat(config),
    tools: tools.length > 0 ? tools.map(toTool) : undefined,
    tool_choice: toToolChoice(
      readObject(readField(readObject(readField(body, "toolConfig")), "functionCallingConfig")),
    ),
  }
}

function toResponseFormat(config: JSONObject): unknown {
  const given = readField(config, "responseSchema")
  const schema = readField(config, "responseJsonSchema") ?? (given === undefined ? undefined : fromGoogleSchema(given))
  if (schema !== undefined) return { type: "json_schema", json_schema: { name: "response", schema } }
  return readField(config, "responseMimeType") === "application/json" ? { type: "json_object" } : undefined
}

function toTool(declaration: JSONObject): JSONObject {
  const { name, description, parameters } = declaration
  const schema =
    readField(declaration, "parametersJsonSchema") ??
    (parameters === undefined ? undefined : fromGoogleSchema(parameters))
  return {
    type: "function",
    function: {
      name,
      ...(description !== undefined && { description }),
      ...(schema !== undefined && { parameters: schema }),
    },
  }
}

function toToolChoice(config: JSONObject): unknown {
  const { mode } = config
  const allowed = readField(config, "allowedFunctionNames")
  const tools = (Array.isArray(allowed) ? allowed : []).map((name) => ({ type: "function", function: { name } }))
  if (mode === "ANY")
    return tools.length > 1
      ? { type: "allowed_tools", allowed_tools: { mode: "required", tools } }
      : (tools[0] ?? "required")
  return mode === "NONE" ? "none" : mode === "AUTO" || mode === "VALIDATED" ? "auto" : undefined
}
