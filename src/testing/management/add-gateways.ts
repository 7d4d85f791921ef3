import type { GatewayState } from "../service/gateway-state.ts"
import { assertFit } from "./assert-fit.ts"
import { createConflict, orRefuse, toEnvelope } from "./envelope.ts"
import { toGatewayObject, toSettings } from "./gateway-object.ts"
import { gatewaySchema, newGatewaySchema, type GatewayObject } from "./gateway-schema.ts"
import type { ManagementApp, ManagementService } from "./management-service.ts"
import { readBody } from "./read-body.ts"
import { readPage } from "./read-page.ts"

/** Gateways: POST, GET, PUT, DELETE, and their URLs. */
export function addGateways(api: ManagementApp, service: ManagementService): void {
  const sent = new WeakMap<GatewayState, GatewayObject>()

  api.post("/gateways", async (c) => {
    const account = c.get("account")
    const object = await readBody(c.req.raw, newGatewaySchema)
    if (account.gateways.has(object.id)) throw createConflict("Gateway")
    // A new gateway holds no keys; that of the configuration has one for every provider unless it says otherwise.
    const settings = toSettings(object, { byok: {} })
    assertFit(settings)
    const gateway = orRefuse(() => service.createGateway(account, object.id, settings), ["body", "id"])
    sent.set(gateway, object)
    return toEnvelope(toGatewayObject(account, gateway, object))
  })

  api.get("/gateways", (c) => {
    const account = c.get("account")
    const search = c.req.query("search") ?? ""
    const found = [...account.gateways.values()].filter(({ id }) => id.includes(search))
    const { items, info } = readPage(found, new URL(c.req.url).searchParams)
    return toEnvelope(
      items.map((gateway) => toGatewayObject(account, gateway, sent.get(gateway))),
      info,
    )
  })

  api.get("/gateways/:gateway", (c) => {
    const gateway = c.get("gateway")
    return toEnvelope(toGatewayObject(c.get("account"), gateway, sent.get(gateway)))
  })

  api.put("/gateways/:gateway", async (c) => {
    const gateway = c.get("gateway")
    const object = await readBody(c.req.raw, gatewaySchema)
    const settings = toSettings(object, gateway.settings)
    assertFit(settings)
    gateway.settings = settings
    gateway.modifiedAt = service.now()
    if (object.cache_invalidate_on_update) gateway.cache.clear()
    sent.set(gateway, object)
    return toEnvelope(toGatewayObject(c.get("account"), gateway, object))
  })

  api.delete("/gateways/:gateway", (c) => {
    const [account, gateway] = [c.get("account"), c.get("gateway")]
    account.gateways.delete(gateway.id)
    return toEnvelope(toGatewayObject(account, gateway, sent.get(gateway)))
  })

  api.get("/gateways/:gateway/url/:provider", (c) => {
    const { origin, hostname } = new URL(c.req.url)
    // Another host than Cloudflare's is that of `listen`, where the gateway lives too.
    const base = hostname === "api.cloudflare.com" ? "https://gateway.ai.cloudflare.com" : origin
    return toEnvelope(`${base}/v1/${c.get("account").id}/${c.get("gateway").id}/${c.req.param("provider")}`)
  })
}
