import { textOf } from "../../completion/to-text.ts"
import type { ChatCompletionParams } from "../../schemas/chat-completion-params.ts"
import { isRecord } from "../../schemas/is-record.ts"
import type { ReplyParts } from "../local-reply.ts"
import type { Random } from "../random.ts"
import { forcedTool, toolFunctions, type ToolFunction } from "./forced-tool.ts"
import type { ModelKind } from "./local-model.ts"
import { satisfySchema } from "./satisfy-schema.ts"

type Answerer = (params: ChatCompletionParams, random: Random) => ReplyParts

const answerers: { readonly [kind in ModelKind]: Answerer } = {
  echo: (params, random) => {
    const tool = forcedTool(params)
    if (tool) return callOf(tool, random)
    return {
      text: toJSON(params, random) ?? (isJSON(params) ? JSON.stringify({ answer: echoOf(params) }) : echoOf(params)),
    }
  },
  tools: (params, random) => {
    const results = toolResults(params)
    if (results !== undefined) return { text: results }
    const tool = forcedTool(params) ?? (params.tool_choice === "none" ? undefined : toolFunctions(params)[0])
    return tool ? callOf(tool, random) : answerers.echo(params, random)
  },
  json: (params, random) => ({ text: toJSON(params, random) ?? "{}" }),
  reasoning: (params, random) => ({
    reasoning: `They said: ${echoOf(params)}. I answer with that.`,
    ...answerers.echo(params, random),
  }),
  refusal: () => ({ refusal: "I can't help with that." }),
}

/** What a model of this kind says. */
export function answerAs(kind: ModelKind, params: ChatCompletionParams, random: Random): ReplyParts {
  return answerers[kind](params, random)
}

function echoOf({ messages }: ChatCompletionParams): string {
  return textOf(messages.filter((message) => message.role === "user").at(-1)?.content) || "…"
}

function callOf({ name, parameters }: ToolFunction, random: Random): ReplyParts {
  const input = satisfySchema(parameters, random)
  // Arguments are an object, whatever a schema that says nothing leads to.
  return { toolCalls: [{ name, input: isRecord(input) ? input : {} }] }
}

function toolResults({ messages }: ChatCompletionParams): string | undefined {
  const others = messages.filter(({ role }) => role !== "tool" && role !== "function")
  const results = messages.slice(messages.lastIndexOf(others.at(-1)!) + 1).map(({ content }) => textOf(content))
  return results.length > 0 ? results.join("\n") || "…" : undefined
}

function isJSON({ response_format }: ChatCompletionParams): boolean {
  return response_format?.type === "json_object" || response_format?.type === "json_schema"
}

function toJSON({ response_format: format }: ChatCompletionParams, random: Random): string | undefined {
  if (format?.type !== "json_schema" || !isRecord(format.json_schema)) return undefined
  const { json_schema: named } = format
  // Workers AI takes the schema itself where OpenAI wants a name and a schema.
  const schema = named.schema ?? ("name" in named ? undefined : named)
  return isRecord(schema) ? JSON.stringify(satisfySchema(schema, random)) : undefined
}
