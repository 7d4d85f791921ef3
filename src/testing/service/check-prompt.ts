import { errorReplies, errorRows, type ErrorReply } from "../error-replies.ts"
import { checkDlp, type DlpResult } from "../rules/dlp.ts"
import { checkGuardrails, type GuardrailVerdict } from "../rules/guardrails.ts"
import type { ProviderCall } from "./provider-call.ts"
import { saidInMessage } from "./said-in-message.ts"

/** What data loss prevention and guardrails say. */
export interface Judged {
  readonly refusal?: ErrorReply | undefined
  readonly dlp?: DlpResult | undefined
}

/** Judges what is asked: data loss prevention first, then guardrails. */
export function checkPrompt({ gateway, surface, params }: ProviderCall): Judged {
  const text = params.messages.map(saidInMessage).join("\n")
  const dlp = checkDlp(gateway?.settings.dlp, "REQUEST", text)
  if (dlp?.action === "BLOCK") return { dlp, refusal: errorReplies.dlp_blocked }
  const verdict = checkGuardrails(gateway?.settings.guardrails, "prompt", text)
  const blocked = surface === "run" ? errorRows["2017-run-prompt"] : errorReplies.guardrail_prompt_blocked!
  return { dlp, refusal: refusalOf(verdict, blocked) }
}

/** The refusal that a verdict of the guardrails asks for; none where they only flag. */
export function refusalOf(verdict: GuardrailVerdict | undefined, blocked: ErrorReply): ErrorReply | undefined {
  if (verdict?.action === "UNAVAILABLE") return errorReplies.guardrail_unavailable
  if (verdict?.action === "UNPAID") return errorRows["2021-scanner"]
  return verdict?.action === "BLOCK" ? blocked : undefined
}
