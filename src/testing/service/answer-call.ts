import type { Answer } from "../answer.ts"
import { errorReplies, errorRows } from "../error-replies.ts"
import { replaceAnswer } from "../faults/apply-fault.ts"
import { joinDlp } from "../rules/dlp.ts"
import { readMetadata } from "../rules/read-metadata.ts"
import { wholesaleLimit } from "../rules/rate-limiter.ts"
import { askProvider } from "./ask-provider.ts"
import { authorisePayment } from "./authorise-payment.ts"
import { BrokenModel } from "./broken-model.ts"
import type { CallFacts } from "./call-facts.ts"
import { checkAnswer } from "./check-answer.ts"
import { checkPrompt } from "./check-prompt.ts"
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
  const { isForgotten, bytes, userId } = call.incoming
  const metadata = readMetadata(call.headers.get("cf-aig-metadata"), userId)
  const payment = authorisePayment(call)
  const request = toLocalRequest(call, "credential" in payment ? payment.credential : undefined)
  if (!isForgotten()) service.note(request, bytes.byteLength)
  const planned = isForgotten() ? undefined : service.nextFault()
  const faults = [...(planned ? [planned] : []), ...call.incoming.faults, ...service.takeFaults()]
  const done = (answer: Answer, facts: Omit<CallFacts, "metadata"> = {}) => {
    const headers = { ...answer.headers, ...(facts.dlp && { "cf-aig-dlp": JSON.stringify(facts.dlp) }) }
    // A run of the binding that nobody pays for was seen to have no log (reference C).
    const logged = surface === "binding" && answer.status === 402 ? undefined : gateway
    const told = {
      ...answer,
      headers: { ...(logged && toIdHeaders(call.ids, call.step)), ...headers },
      surface,
      faults,
      model: nameOf(call),
      credential: "credential" in payment ? payment.credential.source : undefined,
    }
    const cacheStatus = answer.headers["cf-aig-cache-status"]
    Object.assign(request, { status: told.status, ...(cacheStatus !== undefined && { cacheStatus }) })
    return logged ? recordLog(service, call, logged, told, { ...facts, metadata }) : told
  }
  const inItsPlace = replaceAnswer({ ...nothing, isStream: call.isStream }, faults, surface)
  if (inItsPlace) return done(inItsPlace)

  const cache = lookUp(call)
  if (cache?.hit) return done(cache.hit, { isCached: true })
  if ("refusal" in payment) return done(refuse(surface, payment.refusal))
  const { credential } = payment
  // Workers AI is on the account's own bill.
  const isBilled = credential.source === "unified" && call.provider !== "workers-ai"
  if (isBilled && gateway?.limiter.take("wholesale", wholesaleLimit) === false)
    return done(refuse(surface, errorRows["2018-throttled"]), { credential })
  const spend = { provider: call.provider, model: call.model, metadata }
  const rules = gateway?.settings.spendLimits ?? []
  const over = gateway?.spending.over(rules, spend)
  if (over) return done(refuse(surface, withMessage(errorReplies.spend_limit!, over.message)), { credential })

  const prompt = checkPrompt(call)
  if (prompt.refusal) return done(refuse(surface, prompt.refusal), { credential, dlp: prompt.dlp })
  // The replies that are planned are for requests after the fault.
  const asked = planned ? { ...service, nextReply: () => undefined } : service
  const said = await askProvider(asked, call, payment)
  const judged = await checkAnswer(call, said)
  const bill = (ended: Answer): number => {
    // What is refused is paid for all the same.
    const answer = judged.refusal ? judged.answer : ended
    if (answer.status >= 300) return 0
    const cost = costOfAnswer(service, nameOf(call), call.options, answer)
    if (isForgotten()) return cost
    gateway?.spending.add(rules, spend, cost)
    // A choice: custom prices change what is told, not what Cloudflare charges.
    if (isBilled) call.account.credits -= costOfAnswer(service, nameOf(call), {}, answer)
    return cost
  }
  const facts = { credential, bill, dlp: joinDlp(prompt.dlp, judged.dlp) }
  if (said.isBroken) throw new BrokenModel(done(said, facts))
  if (judged.refusal) return done(refuse(surface, judged.refusal), facts)
  return done(cache ? await cache.keep(judged.answer) : judged.answer, facts)
}

// Where a fault is to take the place of an answer that is not there yet. A fault midway needs one.
const nothing: Answer = { status: 200, headers: {}, pieces: new ReadableStream(), isStream: false }

function nameOf({ provider, model }: ProviderCall): string {
  return `${provider}/${model}`
}
