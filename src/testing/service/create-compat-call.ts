import type { GatewayOptions } from "../../gateway/gateway-options.ts"
import { isCompatPrefix, resolveModel } from "../../gateway/resolve-model.ts"
import { isRecord } from "../../schemas/is-record.ts"
import { errorReplies, type ErrorReply } from "../error-replies.ts"
import { openaiChat } from "../formats/openai-chat.ts"
import type { JSONObject } from "../formats/wire-format.ts"
import { isCustomProvider, type Admitted } from "./admitted.ts"
import { createCall } from "./create-call.ts"
import type { ProviderCall } from "./provider-call.ts"
import type { Service } from "./service.ts"

/** Where in a universal request this is one of the steps. */
export interface StepParts {
  readonly surface: "compat" | "universal"
  readonly step: number
  readonly options?: GatewayOptions | undefined
  readonly part?: number | undefined
}

/** The call for a model string, or why there is none. */
export function createCompatCall(
  service: Service,
  admitted: Admitted,
  body: JSONObject | undefined,
  name: unknown,
  step: StepParts,
): ProviderCall | ErrorReply {
  const model = typeof name === "string" ? resolveModel(name) : { problem: "" }
  // The service takes its own spelling alone; an alias that the client should have rewritten is refused here too.
  if (!body || "problem" in model || model.sent !== name || !areMessages(body["messages"]))
    return errorReplies.invalid_params!
  const { provider } = model
  if (!isCompatPrefix(provider) || (provider === "cloudflare" && name !== "cloudflare/auto"))
    return errorReplies.provider_rejected!
  if (provider.startsWith("custom-") && !isCustomProvider(admitted.account, admitted.gateway, provider))
    return errorReplies.provider_rejected!
  const call = createCall(service, {
    ...admitted,
    ...step,
    provider,
    model: name.slice(provider.length + 1),
    modelName: name,
    endpoint: "chat/completions",
    format: openaiChat,
    body: { ...body, model: name },
    text: step.surface === "universal" ? JSON.stringify(body) : admitted.incoming.text,
  })
  return typeof call === "string" ? errorReplies.invalid_params! : call
}

// Empty content is refused (reference D2, 2019). Of the user alone: an assistant's calls come with it.
function areMessages(messages: unknown): boolean {
  return Array.isArray(messages) && messages.every((message) => isRecord(message) && !isEmptyQuestion(message))
}

function isEmptyQuestion({ role, content }: JSONObject): boolean {
  return role === "user" && (content === "" || (Array.isArray(content) && content.length === 0))
}
