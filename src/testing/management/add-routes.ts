import * as z from "zod/mini"
import { deployedVersion, type Route, type RouteVersion } from "../routes/route-store.ts"
import type { AccountState, GatewayState } from "../service/gateway-state.ts"
import { createAbsence, createConflict, orRefuse, toEnvelope } from "./envelope.ts"
import type { ManagementApp } from "./management-service.ts"
import { readBody } from "./read-body.ts"
import { readPage } from "./read-page.ts"

const name = z.string("must be a text")
const elements = z.array(z.unknown(), "must be a list of elements")
const comment = z.optional(z.nullable(z.string("must be a text")))
const newRouteSchema = z.object({ name, elements, comment }, "must be an object")
const renameSchema = z.object({ name }, "must be an object")
const versionSchema = z.object({ elements, comment }, "must be an object")
const deploymentSchema = z.object({ version_id: z.string("must be a text"), comment }, "must be an object")

interface Place {
  readonly account: AccountState
  readonly gateway: GatewayState
}

/** Dynamic routes, their versions and deployments. Lists answer `data` rather than `result`, and a rename `route` (reference A10). */
export function addRoutes(api: ManagementApp): void {
  const base = "/gateways/:gateway/routes"
  const findRoute = (gateway: GatewayState, id: string): Route => {
    const route = gateway.routes.get(id)
    if (!route) throw createAbsence("Route")
    return route
  }
  const assertFree = (gateway: GatewayState, name: string, id?: string) => {
    if (gateway.routes.list().some((route) => route.name === name && route.id !== id)) throw createConflict("Route")
  }

  api.post(base, async (c) => {
    const { name, elements, comment } = await readBody(c.req.raw, newRouteSchema)
    const gateway = c.get("gateway")
    assertFree(gateway, name)
    const route = orRefuse(() => gateway.routes.create(name, elements, comment), ["body", "elements"])
    return toEnvelope(toRoute(c.var, route))
  })

  api.get(base, (c) => {
    const routes = [...c.get("gateway").routes.list()].reverse()
    return toData(c.req.url, "routes", routes, (route) => toRoute(c.var, route))
  })

  api.get(`${base}/:id`, (c) => toEnvelope(toRoute(c.var, findRoute(c.get("gateway"), c.req.param("id")))))

  api.patch(`${base}/:id`, async (c) => {
    const { name } = await readBody(c.req.raw, renameSchema)
    const gateway = c.get("gateway")
    const { id } = findRoute(gateway, c.req.param("id"))
    assertFree(gateway, name, id)
    const route = orRefuse(() => gateway.routes.rename(id, name), ["body", "name"])!
    return Response.json({ success: true, route: toRoute(c.var, route) })
  })

  api.delete(`${base}/:id`, (c) => {
    const gateway = c.get("gateway")
    const route = findRoute(gateway, c.req.param("id"))
    gateway.routes.delete(route.id)
    return toEnvelope(toSummary(c.var, route, deployedVersion(route)))
  })

  api.post(`${base}/:id/versions`, async (c) => {
    const { elements, comment } = await readBody(c.req.raw, versionSchema)
    const { routes } = c.get("gateway")
    const { id } = findRoute(c.get("gateway"), c.req.param("id"))
    const version = orRefuse(() => routes.addVersion(id, elements, comment), ["body", "elements"])!
    return toEnvelope({ ...toSummary(c.var, routes.get(id)!, version), ...toVersion(routes.get(id)!, version) })
  })

  api.get(`${base}/:id/versions`, (c) => {
    const route = findRoute(c.get("gateway"), c.req.param("id"))
    return toData(c.req.url, "versions", [...route.versions].reverse(), (version) => toVersion(route, version))
  })

  api.get(`${base}/:id/versions/:version`, (c) => {
    const route = findRoute(c.get("gateway"), c.req.param("id"))
    const version = route.versions.find((one) => one.version_id === c.req.param("version"))
    if (!version) throw createAbsence("Version")
    return toEnvelope({ ...toSummary(c.var, route, version), ...toVersion(route, version) })
  })

  api.post(`${base}/:id/deployments`, async (c) => {
    const { version_id, comment } = await readBody(c.req.raw, deploymentSchema)
    const { routes } = c.get("gateway")
    const { id } = findRoute(c.get("gateway"), c.req.param("id"))
    const deployment = routes.deploy(id, version_id, comment)
    if (!deployment) throw createAbsence("Version")
    const route = routes.get(id)!
    return toEnvelope({ ...toSummary(c.var, route, deployedVersion(route)), ...deployment })
  })

  api.get(`${base}/:id/deployments`, (c) => {
    const route = findRoute(c.get("gateway"), c.req.param("id"))
    return toData(c.req.url, "deployments", [...route.deployments].reverse(), (deployment) => deployment)
  })
}

function toSummary({ account, gateway }: Place, route: Route, { elements }: RouteVersion): object {
  return {
    id: route.id,
    account_tag: account.id,
    gateway_id: gateway.id,
    name: route.name,
    created_at: route.created_at,
    modified_at: route.modified_at,
    elements,
  }
}

function toRoute(place: Place, route: Route): object {
  const version = deployedVersion(route)
  return {
    ...toSummary(place, route, version),
    version: toVersion(route, version),
    deployment: route.deployments.at(-1),
  }
}

function toVersion(route: Route, { elements, ...version }: RouteVersion): object {
  const isActive = deployedVersion(route).version_id === version.version_id
  return { ...version, active: String(isActive), data: JSON.stringify(elements) }
}

function toData<T>(url: string, key: string, all: readonly T[], toObject: (item: T) => object): Response {
  const { items, info } = readPage(all, new URL(url).searchParams)
  const order = { order_by: "created_at", order_by_direction: "desc", page: info.page, per_page: info.per_page }
  return Response.json({ success: true, data: { [key]: items.map(toObject), ...order } })
}
