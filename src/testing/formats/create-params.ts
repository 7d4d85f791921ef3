import type { ChatCompletionParams } from "../../schemas/chat-completion-params.ts"
import type { JSONObject } from "./wire-format.ts"

/** Chat params of what a request says in other words; what it leaves out is left out. */
export function createParams(model: string, messages: readonly JSONObject[], more: JSONObject): ChatCompletionParams {
  const said = Object.entries(more).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(said), model, messages } as unknown as ChatCompletionParams
}
