import type { LocalRateLimit } from "../local-gateway-options.ts"
import type { Random } from "../random.ts"
import type { RateLimiter } from "../rules/rate-limiter.ts"
import { matchesConditions } from "./matches-conditions.ts"
import { readField, type RouteFacts } from "./read-field.ts"
import type { AnyRouteElement } from "./route-element.ts"

/** What a route is walked with. */
export interface RouteContext extends RouteFacts {
  /** Whose limits these are: elements of two routes may have the same id. */
  readonly routeId: string
  readonly random: Random
  readonly limiter: Pick<RateLimiter, "take" | "add">
}

/** A model to ask. */
export interface RouteModel {
  readonly elementId: string
  readonly provider: string
  readonly model: string
  /** Milliseconds to the first byte. */
  readonly timeout?: number | undefined
  readonly retries?: number | undefined
}

/** Why a route ends without a model: a limit without a way out, or a route that leads nowhere. */
export interface RouteProblem {
  readonly problem: string
  readonly reason: "limit" | "route"
}

/** A walk through a route, model by model. */
export interface RouteWalk {
  /** The first model to ask; then the next, by how the last one did. Nothing at the end. */
  next(outcome?: "success" | "fallback"): RouteModel | RouteProblem | undefined
  /** Counts US dollars against the budgets on the way: who overspends is answered, the next request is not. */
  spend(cost: number): void
}

interface Budget {
  readonly key: string
  readonly rule: LocalRateLimit
}

/** Begins at the start element; nothing happens until `next` is called. */
export function walkRoute(elements: readonly AnyRouteElement[], context: RouteContext): RouteWalk {
  const byId = new Map(elements.map((element) => [element.id, element]))
  const visited = new Set<string>()
  const budgets: Budget[] = []
  const start = elements.find((element) => element.type === "start")
  let isBegun = false
  let last: AnyRouteElement | undefined

  const isAllowed = ({ id, properties = {} }: AnyRouteElement): boolean => {
    const found = readField(String(properties.key), context)
    // Requests without the field share one limit: not documented.
    const key = `route:${context.routeId}:${id}:${found === undefined ? "" : JSON.stringify(found)}`
    // Fixed windows: not documented.
    const rule = { limit: Number(properties.limit), interval: Number(properties.window), technique: "fixed" } as const
    if (properties.limitType !== "cost") return context.limiter.take(key, rule)
    budgets.push({ key, rule })
    return context.limiter.take(key, rule, 0)
  }

  const outputOf = (element: AnyRouteElement): string => {
    const { conditions, condition } = element.properties ?? {}
    switch (element.type) {
      case "conditional":
        // The page said `condition` in spring and `conditions` since.
        return String(matchesConditions(conditions ?? condition, context))
      case "percentage":
        return drawShare(Object.keys(element.outputs), context.random())
      case "rate":
        return isAllowed(element) ? "success" : "fallback"
      default:
        return "next"
    }
  }

  const enter = (id: string): RouteModel | RouteProblem | undefined => {
    for (let target = id; ;) {
      const element = byId.get(target)
      if (!element) return { problem: `The route's element "${target}" is missing`, reason: "route" }
      if (visited.has(target)) return { problem: `The route comes back to "${target}"`, reason: "route" }
      visited.add(target)
      if (element.type === "end") return undefined
      if (element.type === "model") return toModel((last = element))
      const output = outputOf(element)
      const to = element.outputs[output]
      if (!to && element.type === "rate")
        return { problem: `The limit of the route's element "${target}" is reached`, reason: "limit" }
      if (!to) return { problem: `The route's element "${target}" has no output "${output}"`, reason: "route" }
      target = to.elementId
    }
  }

  return {
    next(outcome = "success") {
      if (isBegun) {
        const to = last?.outputs[outcome]
        last = undefined
        return to && enter(to.elementId)
      }
      isBegun = true
      return start ? enter(start.id) : { problem: "The route has no start", reason: "route" }
    },
    spend(cost) {
      for (const { key, rule } of budgets) context.limiter.add(key, rule, cost)
    },
  }
}

function toModel({ id, properties = {} }: AnyRouteElement): RouteModel {
  const { provider, model, timeout, retries } = properties
  return {
    elementId: id,
    provider: String(provider),
    model: String(model),
    ...(typeof timeout === "number" && { timeout }),
    ...(typeof retries === "number" && { retries }),
  }
}

function drawShare(shares: readonly string[], draw: number): string {
  let passed = 0
  return shares.find((share) => (passed += Number.parseFloat(share)) > draw * 100) ?? shares.at(-1) ?? ""
}
