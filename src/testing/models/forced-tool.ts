import type { ChatCompletionParams } from "../../schemas/chat-completion-params.ts"
import { isRecord } from "../../schemas/is-record.ts"

/** A function that the model may call. */
export interface ToolFunction {
  readonly name: string
  /** A JSON Schema. */
  readonly parameters?: unknown
}

/** The functions among the tools of a request. */
export function toolFunctions({ tools }: ChatCompletionParams): ToolFunction[] {
  return (Array.isArray(tools) ? tools : [])
    .map((tool: unknown) => (isRecord(tool) ? tool["function"] : undefined))
    .filter(
      (tool): tool is Record<string, unknown> & ToolFunction => isRecord(tool) && typeof tool["name"] === "string",
    )
}

/** The function that this request insists on: the named one, else the first. */
export function forcedTool(params: ChatCompletionParams): ToolFunction | undefined {
  const choice: unknown = params.tool_choice
  const tools = toolFunctions(params)
  if (choice === "required" || choice === "any") return tools[0]
  if (!isRecord(choice)) return undefined
  const name = nameOf(choice)
  // A name that no tool has: whoever forces it hears it called, without arguments.
  if (name !== undefined) return tools.find((tool) => tool.name === name) ?? { name }
  return choice["type"] === "any" || choice["type"] === "required" ? tools[0] : undefined
}

// OpenAI's `function`, Anthropic's `tool`, and OpenAI's `allowed_tools`, of which the first is taken.
function nameOf(choice: Record<string, unknown>): string | undefined {
  const { type, function: named, allowed_tools: allowed } = choice
  if (type === "allowed_tools") {
    const first =
      isRecord(allowed) && allowed["mode"] === "required" && Array.isArray(allowed["tools"])
        ? allowed["tools"][0]
        : undefined
    return isRecord(first) ? nameOf({ ...first }) : undefined
  }
  const name = isRecord(named) ? named["name"] : choice["name"]
  return (type === "function" || type === "tool") && typeof name === "string" ? name : undefined
}
