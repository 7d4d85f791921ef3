// Ten call sites, unchanged on every surface and wherever they run: what differs is how the client was made.
import { afterAll, beforeAll, expect, test } from "vitest"
import { createGatewayClient } from "../src/index.ts"
import { createLocalGateway } from "../src/testing/index.ts"
import { listen } from "../src/testing/node.ts"
import { callSites, type CallSite } from "./call-sites/call-sites.ts"
import { clientOptions, surfaces, type CallSiteSurface } from "./call-sites/client-options.ts"
import { exchanges } from "./call-sites/exchanges.ts"
import { expected } from "./call-sites/expected.ts"
import { plans } from "./call-sites/plans.ts"
import { identity } from "./call-sites/requests.ts"
import { startWire } from "./call-sites/start-wire.ts"
import { startWorker, type CallSiteWorker } from "./call-sites/start-worker.ts"

let worker: CallSiteWorker
beforeAll(async () => void (worker = await startWorker()), 30_000)
afterAll(() => worker[Symbol.asyncDispose]())

const sites = Object.keys(callSites) as CallSite[]
const cases = sites.flatMap((site) => surfaces.map((surface): [CallSite, CallSiteSurface] => [site, surface]))

/** A local gateway that knows what to say to a call site. */
function planned(site: CallSite) {
  const local = createLocalGateway()
  const { CF_AIG_TOKEN: token, CLOUDFLARE_API_TOKEN: apiToken } = local.env
  plans[site](local)
  return { local, meeting: { accountId: local.options.accountId, gateway: local.options.gateway, token, apiToken } }
}

test("there are ten call sites, on three surfaces", () => {
  expect(cases).toHaveLength(30)
})

test.each(cases)("%s over %s: the local gateway answers as it should", async (site, surface) => {
  const { local, meeting } = planned(site)
  const client = createGatewayClient(clientOptions(surface, { ...meeting, fetch: local.fetch, binding: local.binding }))

  expect(await callSites[site](client)).toEqual(expected[site])
})

test.each(cases)(
  "%s over %s: the wire carries what the surface wants, and its answer is understood",
  async (site, surface) => {
    const script = exchanges[site][surface]
    await using wire = await startWire(script)
    const baseURL = `${wire.url}/v1/${identity.accountId}/${identity.gateway}`
    const client = createGatewayClient(clientOptions(surface, { ...identity, baseURL, binding: wire.binding }))

    const result = await callSites[site](client).catch(String)

    expect(wire.seen).toEqual(script.map(({ request }) => request))
    expect(result).toEqual(expected[site])
    if (site === "aborted") await wire.left
  },
)

test.each(cases)("%s over %s: workerd sees the same", async (site, surface) => {
  const { local, meeting } = planned(site)
  await using listening = await listen(local)
  const { baseURL } = listening.options

  expect(await worker.run({ site, surface, meeting: { ...meeting, baseURL } })).toEqual(expected[site])
})
