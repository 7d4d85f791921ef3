import { Hono } from "hono"
import type { Answer } from "../answer.ts"
import { errorReplies } from "../error-replies.ts"
import { addManagement } from "../management/add-management.ts"
import { may, readBearer } from "./authenticate.ts"
import { findDomain } from "./find-domain.ts"
import type { Incoming } from "./incoming.ts"
import { refuse } from "./refuse.ts"
import { serveApi } from "./serve-api.ts"
import { isOfBinding, serveBinding } from "./serve-binding.ts"
import { serveDomain } from "./serve-domain.ts"
import { serveGateway } from "./serve-gateway.ts"
import type { Service } from "./service.ts"

/** What is made of an answer: headers, faults, the bytes. */
export type Respond = (answer: Answer, incoming: Incoming) => Promise<Response>

/** Leads a request to its part of the service. Both hosts' paths live side by side, so that one port serves both. */
export function createRouter(
  service: Service,
  respond: Respond,
): (incoming: Incoming, request: Request) => Promise<Response> {
  const app = new Hono<{ Bindings: { incoming: Incoming } }>()
  // What the account itself asks for.
  const bound = new WeakSet<Request>()
  app.all("/v1/:account/:gateway/*", async ({ req, env: { incoming } }) =>
    respond(await serveGateway(service, { ...req.param(), path: tail(incoming.url, 4) }, incoming), incoming),
  )
  app.all("/client/v4/accounts/:account/ai/*", async ({ req, env: { incoming } }) =>
    respond(
      await serveApi(service, { account: req.param("account"), path: tail(incoming.url, 6) }, incoming),
      incoming,
    ),
  )
  addManagement(app, {
    account: (id) => service.accounts.get(id),
    createGateway: service.createGateway,
    may: (account, request, permission) =>
      bound.has(request) || may(service, account, readBearer(request.headers), permission),
    now: service.clock.now,
    id: service.createId,
  })
  app.notFound(({ env: { incoming } }) => respond(refuse("compat", errorReplies.not_found!), incoming))
  // What a scripted model throws is the caller's to see, not a 500 of ours.
  app.onError((error) => {
    throw error
  })
  return async (incoming, request) => {
    if (incoming.isBinding) bound.add(request)
    const domain = findDomain(service.accounts, incoming.url.hostname)
    if (domain) {
      const answer = await serveDomain(service, domain, incoming)
      return respond(incoming.method === "HEAD" ? { ...answer, pieces: [] } : answer, incoming)
    }
    return isOfBinding(incoming)
      ? respond(await serveBinding(service, incoming), incoming)
      : app.fetch(request, { incoming })
  }
}

// What follows the first segments of a path, with the query.
function tail({ pathname, search }: URL, segments: number): string {
  return pathname.split("/").slice(segments).join("/") + search
}
