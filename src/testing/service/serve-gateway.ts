import type { Answer } from "../answer.ts"
import { errorReplies } from "../error-replies.ts"
import { formatOf } from "../formats/format-of.ts"
import { plain } from "../formats/plain.ts"
import { toProvider } from "../to-provider.ts"
import { answerCall } from "./answer-call.ts"
import { isCustomProvider, type Admitted } from "./admitted.ts"
import { admit } from "./authenticate.ts"
import { answerCompat } from "./answer-compat.ts"
import { answerUniversal } from "./answer-universal.ts"
import { createCall } from "./create-call.ts"
import { findGateway } from "./find-gateway.ts"
import { parseJSON } from "../parse-json.ts"
import { parseObject, type Incoming } from "./incoming.ts"
import { listModels } from "./list-models.ts"
import { isProviderSlug } from "./providers.ts"
import { refuse } from "./refuse.ts"
import { refuseBody } from "./refuse-body.ts"
import type { Service } from "./service.ts"

/** Answers `gateway.ai.cloudflare.com/v1/{account}/{gateway}/…`: `path` is what comes after the gateway, with its query. */
export async function serveGateway(
  service: Service,
  names: { readonly account: string; readonly gateway: string; readonly path: string },
  incoming: Incoming,
): Promise<Answer> {
  const account = service.accounts.get(names.account)
  if (!account) return refuse("compat", errorReplies.not_found!)
  const isAuthenticated = () => admit(service, account, undefined, incoming.headers) !== undefined
  const gateway = findGateway(service, account, names.gateway, isAuthenticated)
  if (!gateway) return refuse("compat", errorReplies.gateway_not_found!)
  const headers = admit(service, account, gateway, incoming.headers)
  return answerAdmitted(service, { account, gateway, incoming, headers }, names.path)
}

/** Answers a path of a gateway; refuses who was not let in, for whom there are no headers. */
export async function answerAdmitted(
  service: Service,
  { headers, ...known }: Omit<Admitted, "headers"> & { readonly headers: Headers | undefined },
  path: string,
): Promise<Answer> {
  if (!headers) return refuse("compat", errorReplies.unauthorized!)
  const { limiter, settings } = known.gateway
  if (settings.rateLimit && !limiter.take("gateway", settings.rateLimit))
    return refuse("compat", errorReplies.rate_limited!)
  return route(service, { ...known, headers }, path)
}

async function route(service: Service, admitted: Admitted, path: string): Promise<Answer> {
  const { incoming } = admitted
  const endpoint = `${incoming.method} ${path.replace(/\?.*$/, "")}`
  if (endpoint === "POST ") return answerUniversal(service, admitted, parseJSON(incoming.text))
  if (endpoint === "POST compat/chat/completions") return answerCompat(service, admitted, parseObject(incoming.text))
  // What stands for a HEAD has its body taken off by the router.
  if (/^(GET|HEAD) compat\/models$/.test(endpoint)) return listModels(service)
  const [slug = "", separator = "", rest = ""] = path.split(/(?<=^[^/?]*)([/?])/)
  if (slug === "compat") return refuse("native", errorReplies.not_found!)
  if (!isProvider(admitted, slug)) return refuse("native", errorReplies.provider_rejected!)
  // Fal alone is asked at its bare base (reference A4).
  if (separator !== "/" && slug !== "fal") return refuse("native", errorReplies.not_found!)
  return answerNative(service, admitted, slug, rest)
}

function isProvider({ account, gateway }: Admitted, slug: string): boolean {
  return isProviderSlug(slug) || isCustomProvider(account, gateway, slug)
}

async function answerNative(service: Service, admitted: Admitted, slug: string, path: string): Promise<Answer> {
  const { incoming } = admitted
  // What is read or deleted there has no words of its own here.
  const body = parseObject(incoming.text) ?? {}
  const format = incoming.method === "POST" ? formatOf(slug, path, body) : plain
  const call = createCall(service, {
    ...admitted,
    surface: "native",
    provider: toProvider(slug),
    model: format.toModel(body, path),
    endpoint: path,
    format,
    body,
    text: incoming.text,
  })
  if (typeof call === "string") return refuseBody(call, format)
  return answerCall(service, call)
}
