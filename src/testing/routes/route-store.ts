import { isRecord } from "../../schemas/is-record.ts"
import type { LocalGatewaySettings } from "../local-gateway-options.ts"
import { assertRoute } from "./assert-route.ts"
import type { AnyRouteElement } from "./route-element.ts"

/** One state of a route's elements: a draft until it is deployed. */
export interface RouteVersion {
  readonly version_id: string
  /** ISO 8601. */
  readonly created_at: string
  readonly comment: string | null
  readonly elements: readonly AnyRouteElement[]
}

/** A version put to work; the last one counts. */
export interface RouteDeployment {
  readonly deployment_id: string
  readonly version_id: string
  readonly created_at: string
  readonly comment: string | null
}

/** A dynamic route with its past, oldest first. */
export interface Route {
  readonly id: string
  readonly name: string
  readonly created_at: string
  readonly modified_at: string
  readonly versions: readonly RouteVersion[]
  readonly deployments: readonly RouteDeployment[]
}

/** The dynamic routes of one gateway. */
export interface RouteStore {
  /** The elements that `dynamic/{name}` runs: the deployed version's. */
  find(
    name: string,
  ): { readonly id: string; readonly versionId: string; readonly elements: readonly AnyRouteElement[] } | undefined
  list(): readonly Route[]
  get(id: string): Route | undefined
  /** Its first version is deployed at once. Throws a `TypeError` for elements that cannot run. */
  create(name: string, elements: unknown, comment?: string | null): Route
  rename(id: string, name: string): Route | undefined
  /** A draft. Throws a `TypeError` for elements that cannot run. */
  addVersion(id: string, elements: unknown, comment?: string | null): RouteVersion | undefined
  deploy(id: string, versionId: string, comment?: string | null): RouteDeployment | undefined
  delete(id: string): boolean
}

export interface RouteStoreOptions {
  readonly now: () => number
  readonly id: () => string
  /** Routes of the configuration, deployed from the start. */
  readonly initial: LocalGatewaySettings["routes"]
}

/** Makes a store with the configured routes; a route that cannot run is a `TypeError`. */
export function createRouteStore({ now, id: createId, initial = {} }: RouteStoreOptions): RouteStore {
  const routes = new Map<string, Route>()
  const time = () => new Date(now()).toISOString()
  const toVersion = (elements: readonly AnyRouteElement[], comment: string | null): RouteVersion => ({
    version_id: createId(),
    created_at: time(),
    comment,
    elements: structuredClone(elements),
  })
  const toDeployment = (version_id: string, comment: string | null): RouteDeployment => ({
    deployment_id: createId(),
    version_id,
    created_at: time(),
    comment,
  })
  const change = (route: Route, changes: Partial<Route>): Route => {
    const changed = { ...route, ...changes, modified_at: time() }
    routes.set(route.id, changed)
    return changed
  }

  const create: RouteStore["create"] = (name, elements, comment = null) => {
    assertRoute(name, elements)
    const version = toVersion(elements, comment)
    const route: Route = {
      id: createId(),
      name,
      created_at: time(),
      modified_at: time(),
      versions: [version],
      // That creating deploys is read from the reply's type, which always names a deployment.
      deployments: [toDeployment(version.version_id, comment)],
    }
    routes.set(route.id, route)
    return route
  }
  for (const [name, route] of Object.entries(initial)) create(name, isRecord(route) ? route.elements : route)

  return {
    find(name) {
      const route = [...routes.values()].find((one) => one.name === name)
      if (!route) return undefined
      const { version_id, elements } = deployedVersion(route)
      return { id: route.id, versionId: version_id, elements }
    },
    list: () => [...routes.values()],
    get: (id) => routes.get(id),
    create,
    rename(id, name) {
      const route = routes.get(id)
      if (!route) return undefined
      assertRoute(name, route.versions.at(-1)!.elements)
      return change(route, { name })
    },
    addVersion(id, elements, comment = null) {
      const route = routes.get(id)
      if (!route) return undefined
      assertRoute(route.name, elements)
      const version = toVersion(elements, comment)
      change(route, { versions: [...route.versions, version] })
      return version
    },
    deploy(id, versionId, comment = null) {
      const route = routes.get(id)
      if (!route?.versions.some((version) => version.version_id === versionId)) return undefined
      const deployment = toDeployment(versionId, comment)
      change(route, { deployments: [...route.deployments, deployment] })
      return deployment
    },
    delete: (id) => routes.delete(id),
  }
}

/** The version that runs. */
export function deployedVersion({ versions, deployments }: Route): RouteVersion {
  return versions.find((version) => version.version_id === deployments.at(-1)!.version_id)!
}
