import type { LocalGuardrails } from "../local-gateway-options.ts"

/** What guardrails say to a text: what they found, or that they cannot look. */
export type GuardrailVerdict =
  | { readonly action: "FLAG" | "BLOCK"; readonly category: string }
  /** 503, code 7013. */
  | { readonly action: "UNAVAILABLE" }
  /** 402, code 2021. */
  | { readonly action: "UNPAID" }

/** Checks a prompt or a response; a category to be blocked goes before one to be flagged. */
export function checkGuardrails(
  guardrails: LocalGuardrails | undefined,
  phase: "prompt" | "response",
  text: string,
): GuardrailVerdict | undefined {
  const rules = Object.entries(guardrails?.[phase] ?? {})
  if (!guardrails || rules.length === 0) return undefined
  // A choice: without credits even rules that only flag refuse, since the reference names no exception there.
  if (guardrails.service === "no-credits") return { action: "UNPAID" }
  // Rules that only flag let the request go on (reference D2, 7013).
  if (guardrails.service === "unavailable")
    return rules.some(([, action]) => action === "BLOCK") ? { action: "UNAVAILABLE" } : undefined

  const heard = text.toLowerCase()
  const found = rules.filter(([category]) => wordsFor(guardrails, category).some((word) => heard.includes(word)))
  const [category, action] = found.find(([, action]) => action === "BLOCK") ?? found[0] ?? []
  return category === undefined || action === undefined ? undefined : { action, category }
}

// Words are heard in any case.
function wordsFor({ words }: LocalGuardrails, category: string): string[] {
  return (words?.[category] ?? [`[${category}]`]).map((word) => word.toLowerCase())
}
