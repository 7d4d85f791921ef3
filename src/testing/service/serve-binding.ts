import type { Answer } from "../answer.ts"
import { errorReplies } from "../error-replies.ts"
import { parseJSON } from "../parse-json.ts"
import { admitToGateway } from "./admit-to-gateway.ts"
import { answerRun } from "./answer-run.ts"
import { answerUniversal } from "./answer-universal.ts"
import { findGateway } from "./find-gateway.ts"
import { parseObject, type Incoming } from "./incoming.ts"
import { refuse, withInputProblem } from "./refuse.ts"
import type { Service } from "./service.ts"

/** Whether this is what `env.AI` alone may ask: the host is out of reach for all others. */
export function isOfBinding({ isBinding, url }: Incoming): boolean {
  return isBinding && url.hostname === "workers-binding.ai"
}

/** Answers `env.AI.run` and `env.AI.gateway(id).run`. Nobody is asked for a token: a binding acts for its account. */
export async function serveBinding(service: Service, incoming: Incoming): Promise<Answer> {
  const [, id] = /^\/ai-gateway\/universal\/run\/(.*)$/.exec(incoming.url.pathname) ?? []
  return id === undefined ? run(service, incoming) : runSteps(service, incoming, decodeURIComponent(id))
}

async function run(service: Service, incoming: Incoming): Promise<Answer> {
  const model = incoming.headers.get("cf-consn-model-id")
  const body = parseObject(incoming.text)
  if (!body) return refuse("binding", withInputProblem("the inputs must be an object"))
  const admitted = admitToGateway(service, service.accounts.get(service.accountId)!, incoming, model)
  return "status" in admitted ? refuse("binding", admitted) : answerRun(service, admitted, body, model, true)
}

async function runSteps(service: Service, incoming: Incoming, id: string): Promise<Answer> {
  const account = service.accounts.get(service.accountId)!
  const gateway = findGateway(service, account, id, () => true)
  if (!gateway) return refuse("universal", errorReplies.gateway_not_found!)
  const { rateLimit } = gateway.settings
  if (rateLimit && !gateway.limiter.take("gateway", rateLimit)) return refuse("universal", errorReplies.rate_limited!)
  const admitted = { account, gateway, incoming, headers: incoming.headers }
  return answerUniversal(service, admitted, parseJSON(incoming.text))
}
