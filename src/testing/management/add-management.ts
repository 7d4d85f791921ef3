import { Hono, type Env, type MiddlewareHandler } from "hono"
import { HTTPException } from "hono/http-exception"
import { addCustomProviders } from "./add-custom-providers.ts"
import { addGateways } from "./add-gateways.ts"
import { addLogs } from "./add-logs.ts"
import { addProviderConfigs } from "./add-provider-configs.ts"
import { addRoutes } from "./add-routes.ts"
import { createAbsence, createRefusal } from "./envelope.ts"
import type { ManagementApp, ManagementEnvironment, ManagementService } from "./management-service.ts"

/** Adds `/client/v4/accounts/{account}/ai-gateway` (reference A10). */
export function addManagement<E extends Env>(app: Hono<E>, service: ManagementService): void {
  const api: ManagementApp = new Hono()
  api.onError((error) => {
    if (error instanceof HTTPException) return error.getResponse()
    throw error
  })

  api.use(async (c, next) => {
    const account = service.account(c.req.param("account")!)
    if (!account) throw createWrongPath(c.req.path)
    // Who may edit may read; and a token that may not is refused as one that is none, as on `/ai/*`: both choices.
    const isRead = c.req.method === "GET" || c.req.method === "HEAD"
    const may =
      service.may(account, c.req.raw, "AI Gateway Edit") ||
      (isRead && service.may(account, c.req.raw, "AI Gateway Read"))
    if (!may) throw createRefusal(401, [{ code: 10000, message: "Authentication error" }])
    c.set("account", account)
    await next()
  })
  const findGateway: MiddlewareHandler<ManagementEnvironment> = async (c, next) => {
    const gateway = c.get("account").gateways.get(c.req.param("gateway")!)
    if (!gateway) throw createAbsence("Gateway")
    c.set("gateway", gateway)
    await next()
  }
  api.use("/gateways/:gateway", findGateway)
  api.use("/gateways/:gateway/*", findGateway)

  addGateways(api, service)
  addLogs(api)
  addRoutes(api)
  addProviderConfigs(api, service)
  addCustomProviders(api)
  api.all("*", (c) => {
    throw createWrongPath(c.req.path)
  })

  app.route("/client/v4/accounts/:account/ai-gateway", api)
}

function createWrongPath(path: string): HTTPException {
  const message = `Could not route to ${path}, perhaps your object identifier is invalid?`
  return createRefusal(404, [{ code: 7003, message }])
}
