import { createGatewayClient } from "../../src/index.ts"
import type createAi from "./ai.ts"
import { callSites, type CallSite } from "./call-sites.ts"
import { clientOptions, type CallSiteSurface, type Meeting } from "./client-options.ts"
import { plans } from "./plans.ts"

/** What the Worker is posted: which call site, and whom its client meets. Over the binding it is the local gateway of `ai.ts`. */
export interface Order {
  readonly site: CallSite
  readonly surface: CallSiteSurface
  readonly meeting: Meeting
}

export default {
  async fetch(request: Request, { AI }: { readonly AI: ReturnType<typeof createAi> }): Promise<Response> {
    const { site, surface, meeting } = (await request.json()) as Order
    AI.local.reset()
    if (surface === "binding") plans[site](AI.local)
    const client = createGatewayClient(clientOptions(surface, { ...meeting, binding: AI }))
    return Response.json(await callSites[site](client))
  },
}
