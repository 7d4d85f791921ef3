import type { ProviderRefusal } from "./wire-format.ts"

/** A refusal as OpenAI spells it, and most others after it. */
export function toOpenAIError({ message, type, code }: ProviderRefusal): unknown {
  return { error: { message, type, param: null, code } }
}
