import { resolveModel } from "../gateway/resolve-model.ts"
import type { ChatCompletionParams } from "../schemas/chat-completion-params.ts"
import type { UniversalStep, UniversalStepConfig } from "../schemas/universal-steps.ts"

/** What a step needs besides its params. */
export interface ChatStepOptions {
  /** The provider's own key, for this step alone. Header: `Authorization: Bearer …`. @default the client's `providerKey` of the provider, else the stored one */
  providerKey?: string | null | undefined
  /** The gateway's own attempts at this step. */
  config?: UniversalStepConfig | undefined
}

/**
 * A step of the universal endpoint that asks any provider for a chat completion, so that all steps answer in one form. A dynamic route does
 * as a model too.
 *
 * @example
 * const reply = await client.universal([
 *   chatStep({ model: "openai/gpt-5-mini", messages }),
 *   chatStep({ model: "anthropic/claude-sonnet-4-5", messages }),
 * ])
 */
export function chatStep<S extends boolean = false>(
  params: ChatCompletionParams<S>,
  { providerKey, config }: ChatStepOptions = {},
): UniversalStep<S> {
  const resolved = resolveModel(String(params.model))
  return {
    provider: "compat",
    endpoint: "chat/completions",
    ...(providerKey !== undefined && { headers: { authorization: providerKey && `Bearer ${providerKey}` } }),
    query: { ...params, ...("sent" in resolved && { model: resolved.sent }) },
    ...(config && { config }),
  }
}
