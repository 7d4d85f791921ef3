import type { Answer } from "../answer.ts"
import { errorReplies, errorRows } from "../error-replies.ts"
import { checkDlp } from "../rules/dlp.ts"
import { checkGuardrails } from "../rules/guardrails.ts"
import { refusalOf, type Judged } from "./check-prompt.ts"
import { foldEvents } from "./fold-events.ts"
import { isOfApi } from "./is-of-api.ts"
import type { ProviderCall } from "./provider-call.ts"
import { saidInMessage } from "./said-in-message.ts"

/** Judges what is answered; gives the answer on, whole where it had to be. */
export async function checkAnswer(call: ProviderCall, answer: Answer): Promise<Judged & { readonly answer: Answer }> {
  const { gateway, surface, isStream, format } = call
  const { guardrails, dlp: rules } = gateway?.settings ?? {}
  const isGuarded = Object.keys(guardrails?.response ?? {}).length > 0
  const isScanned =
    rules?.policies.some(({ enabled, check }) => enabled !== false && check.includes("RESPONSE")) ?? false
  // Vectors say nothing.
  if (!(isGuarded || isScanned) || answer.status >= 300 || isEmbedding(call)) return { answer }
  const whole = await readWhole(answer)
  if (!whole) return { answer, refusal: errorReplies.upstream_failed! }
  const text = textOf(whole)
  const dlp = checkDlp(rules, "RESPONSE", text)
  if (dlp?.action === "BLOCK") return { answer: whole, dlp, refusal: errorRows["2030"] }
  // Guardrails pass by what they do not know. On api.cloudflare.com a stream is judged and logged, but goes out (reference G).
  if (!isGuarded || format.name === "plain" || (isStream && isOfApi(surface))) return { answer: whole, dlp }
  const blocked = surface === "run" ? errorRows["2017-run-response"] : errorReplies.guardrail_response_blocked!
  const refusal = refusalOf(checkGuardrails(guardrails, "response", text), blocked)
  return { answer: whole.isStream ? buffered(call, whole) : whole, dlp, refusal }
}

function isEmbedding({ format, body }: ProviderCall): boolean {
  return format.name === "openai-embeddings" || (format.name === "workers-ai" && body["text"] !== undefined)
}

// Both wait for the last byte of a stream from elsewhere; nothing where it breaks off.
async function readWhole(answer: Answer): Promise<Answer | undefined> {
  if (!(answer.pieces instanceof ReadableStream) || !answer.isStream) return answer
  try {
    const text = await new Response(answer.pieces).text()
    return { ...answer, pieces: [text], completion: foldEvents(text) }
  } catch {
    return undefined
  }
}

// Of `n` answers every one.
function textOf({ pieces, completion }: Answer): string {
  if (completion) return completion.choices.map((choice) => saidInMessage(choice?.message)).join("\n")
  return Array.isArray(pieces) ? pieces.join("") : ""
}

// One payload comes although a stream was asked for. Of events in words that are not known it is the events.
function buffered({ format, body }: ProviderCall, answer: Answer): Answer {
  if (!answer.completion) return answer
  return {
    ...answer,
    headers: { ...answer.headers, "content-type": "application/json" },
    pieces: [JSON.stringify(format.toBody(answer.completion, body))],
    isStream: false,
  }
}
