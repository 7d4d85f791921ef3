import { textOf, toText } from "../../completion/to-text.ts"
import type { GatewayOptions } from "../../gateway/gateway-options.ts"
import type { Answer } from "../answer.ts"
import { replaceAnswer } from "../faults/apply-fault.ts"
import { errorReplies, errorRows, type ErrorReply } from "../error-replies.ts"
import { readMetadata } from "../rules/read-metadata.ts"
import { checkDlp, type DlpResult } from "../rules/dlp.ts"
import { checkGuardrails } from "../rules/guardrails.ts"
import { wholesaleLimit } from "../rules/rate-limiter.ts"
import { askProvider } from "./ask-provider.ts"
import { authorisePayment } from "./authorise-payment.ts"
import type { CallFacts } from "./call-facts.ts"
import { costOfAnswer } from "./cost-of-answer.ts"
import { toIdHeaders } from "./create-ids.ts"
import { lookUp } from "./look-up.ts"
import { toLocalRequest, type ProviderCall } from "./provider-call.ts"
import { recordLog } from "./record-log.ts"
import { refuse, withMessage } from "./refuse.ts"
import type { Service } from "./service.ts"

/**
 * The walk of one call: cache, credential, spend limits, guardrails and DLP on the prompt, the provider with its retries, the same
 * checks on the answer, cache, cost, log.
 */
export async function answerCall(service: Service, call: ProviderCall): Promise<Answer> {
  const { gateway, surface } = call
  const metadata = readMetadata(call.headers.get("cf-aig-metadata"))
  const done = (answer: Answer, facts: Omit<CallFacts, "metadata"> = {}) => {
    const headers = { ...answer.headers, ...(facts.dlp && { "cf-aig-dlp": JSON.stringify(facts.dlp) }) }
    const told = {
      ...answer,
      headers: { ...(gateway && toIdHeaders(call.ids, call.step)), ...headers },
      surface,
      faults,
      model: nameOf(call),
      credential: "credential" in payment ? payment.credential.source : undefined,
    }
    return gateway ? recordLog(service, call, gateway, told, { ...facts, metadata }) : told
  }
  const payment = authorisePayment(call)
  service.note(toLocalRequest(call, "credential" in payment ? payment.credential : undefined))
  const faults = service.takeFaults(call.incoming)
  const inItsPlace = replaceAnswer({ ...nothing, isStream: call.isStream }, faults, surface)
  if (inItsPlace) return done(inItsPlace)

  const cache = lookUp(call)
  if (cache?.hit) return done(cache.hit, { isCached: true, cost: 0 })
  if ("refusal" in payment) return done(refuse(surface, payment.refusal))
  const { credential } = payment
  if (credential.source === "unified" && gateway?.limiter.take("wholesale", wholesaleLimit) === false)
    return done(refuse(surface, errorRows["2018-throttled"]), { credential })
  const spend = { provider: call.provider, model: call.model, metadata }
  const rules = gateway?.settings.spendLimits ?? []
  const over = gateway?.spending.over(rules, spend)
  if (over) return done(refuse(surface, withMessage(errorReplies.spend_limit!, over.message)), { credential })

  const asked = checkPrompt(call)
  if (asked.refusal) return done(refuse(surface, asked.refusal), { credential, dlp: asked.dlp })
  const answer = await askProvider(service, call, payment)
  const judged = checkAnswer(call, answer)
  const costAt = (options: GatewayOptions) =>
    answer.status < 300 ? costOfAnswer(service, nameOf(call), options, answer) : 0
  const cost = costAt(call.options)
  const facts = { credential, cost, dlp: judged.dlp ?? asked.dlp }
  gateway?.spending.add(rules, spend, cost)
  // A choice: custom prices change what is told, not what Cloudflare charges.
  if (credential.source === "unified") call.account.credits -= costAt({})
  if (judged.refusal) return done(refuse(surface, judged.refusal), facts)
  return done(cache ? await cache.keep(judged.answer) : judged.answer, facts)
}

// Where a fault is to take the place of an answer that is not there yet. A fault midway needs one.
const nothing: Answer = { status: 200, headers: {}, pieces: new ReadableStream(), isStream: false }

function nameOf({ provider, model }: ProviderCall): string {
  return `${provider}/${model}`
}

interface Judged {
  readonly refusal?: ErrorReply | undefined
  readonly dlp?: DlpResult | undefined
}

function checkPrompt({ gateway, surface, params }: ProviderCall): Judged {
  const text = params.messages.map((message) => textOf(message.content)).join("\n")
  const dlp = checkDlp(gateway?.settings.dlp, "REQUEST", text)
  if (dlp?.action === "BLOCK") return { dlp, refusal: errorReplies.dlp_blocked }
  const guard = checkGuardrails(gateway?.settings.guardrails, "prompt", text)
  if (guard === undefined || guard.action === "FLAG") return { dlp }
  if (guard.action === "UNAVAILABLE") return { dlp, refusal: errorReplies.guardrail_unavailable }
  if (guard.action === "UNPAID") return { dlp, refusal: errorRows["2021-scanner"] }
  return { dlp, refusal: surface === "run" ? errorRows["2017-run-prompt"] : errorReplies.guardrail_prompt_blocked }
}

function checkAnswer(call: ProviderCall, answer: Answer): Judged & { readonly answer: Answer } {
  const { gateway, surface, isStream } = call
  const { guardrails, dlp: rules } = gateway?.settings ?? {}
  const text = answer.completion ? toText(answer.completion) : ""
  const dlp = checkDlp(rules, "RESPONSE", text)
  if (dlp?.action === "BLOCK") return { answer, dlp, refusal: errorRows["2030"] }
  // On api.cloudflare.com a stream is judged and logged, but goes out (reference G).
  const isEnforced = !(isStream && (surface === "rest" || surface === "run"))
  if (!guardrails?.response || !isEnforced || !answer.completion) return { answer, dlp }
  const guard = checkGuardrails(guardrails, "response", text)
  if (guard?.action === "BLOCK")
    return {
      answer,
      dlp,
      refusal: surface === "run" ? errorRows["2017-run-response"] : errorReplies.guardrail_response_blocked,
    }
  return { answer: answer.isStream ? buffered(call, answer) : answer, dlp }
}

// Guardrails need the whole answer: one payload comes although a stream was asked for.
function buffered({ format, body }: ProviderCall, answer: Answer): Answer {
  return {
    ...answer,
    headers: { ...answer.headers, "content-type": "application/json" },
    pieces: [JSON.stringify(format.toBody(answer.completion!, body))],
    isStream: false,
  }
}
