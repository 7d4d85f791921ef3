import { expect, test } from "vitest"
import { createClock } from "../../../src/testing/clock.ts"
import { createRandom } from "../../../src/testing/random.ts"
import type { AnyRouteElement } from "../../../src/testing/routes/route-element.ts"
import { walkRoute, type RouteContext } from "../../../src/testing/routes/walk-route.ts"
import { createRateLimiter } from "../../../src/testing/rules/rate-limiter.ts"

const to = (elementId: string) => ({ elementId })
const start = (first: string): AnyRouteElement => ({ id: "start", type: "start", outputs: { next: to(first) } })
const end: AnyRouteElement = { id: "end", type: "end", outputs: {} }
const model = (id: string, outputs: AnyRouteElement["outputs"] = { success: to("end") }): AnyRouteElement => ({
  id,
  type: "model",
  properties: { provider: "openai", model: `${id}-model` },
  outputs,
})

function createContext(more: Partial<RouteContext> = {}) {
  const clock = createClock("manual")
  const context: RouteContext = {
    routeId: "r1",
    body: { model: "dynamic/support" },
    headers: new Headers(),
    metadata: {},
    random: createRandom(0),
    limiter: createRateLimiter(clock.now),
    ...more,
  }
  return { clock, context }
}

/** Which model comes first. */
const first = (elements: readonly AnyRouteElement[], context: RouteContext) => {
  const found = walkRoute(elements, context).next()
  return found && "elementId" in found ? found.elementId : found
}

test("a model that answers leads to the end", () => {
  const walk = walkRoute([start("a"), model("a"), end], createContext().context)
  expect(walk.next()).toEqual({ elementId: "a", provider: "openai", model: "a-model" })
  expect(walk.next("success")).toBeUndefined()
  expect(walk.next("success")).toBeUndefined()
})

test("a model names its timeout and retries", () => {
  const element = { ...model("a"), properties: { provider: "openai", model: "x", timeout: 60_000, retries: 4 } }
  expect(walkRoute([start("a"), element, end], createContext().context).next()).toEqual({
    elementId: "a",
    provider: "openai",
    model: "x",
    timeout: 60_000,
    retries: 4,
  })
})

test("a model that fails leads to its fallback, and that to the end", () => {
  const elements = [start("a"), model("a", { success: to("end"), fallback: to("b") }), model("b"), end]
  const walk = walkRoute(elements, createContext().context)
  walk.next()
  expect(walk.next("fallback")).toMatchObject({ elementId: "b" })
  expect(walk.next("fallback")).toBeUndefined()
  expect(walk.next("fallback")).toBeUndefined()
})

test("a model may follow a model that answered", () => {
  const walk = walkRoute([start("a"), model("a", { success: to("b") }), model("b"), end], createContext().context)
  walk.next()
  expect(walk.next()).toMatchObject({ elementId: "b" })
})

test.each([
  [{ plan: "free" }, "small"],
  [{ plan: "paid" }, "large"],
  [{}, "large"],
])("a condition sends metadata %j to %s", (metadata, expected) => {
  for (const name of ["conditions", "condition"]) {
    const fork: AnyRouteElement = {
      id: "fork",
      type: "conditional",
      properties: { [name]: { "metadata.plan": { $eq: "free" } } },
      outputs: { true: to("small"), false: to("large") },
    }
    expect(first([start("fork"), fork, model("small"), model("large"), end], createContext({ metadata }).context)).toBe(
      expected,
    )
  }
})

const split: AnyRouteElement = {
  id: "split",
  type: "percentage",
  outputs: { "10%": to("a"), "40%": to("b"), "50%": to("c") },
}
const splitRoute = [start("split"), split, model("a"), model("b"), model("c"), end]

test.each([
  [0, "a"],
  [0.0999, "a"],
  [0.1, "b"],
  [0.4999, "b"],
  [0.5, "c"],
  [0.9999, "c"],
])("a draw of %d among shares of 10%%, 40%% and 50%% goes to %s", (draw, expected) => {
  expect(first(splitRoute, createContext({ random: () => draw }).context)).toBe(expected)
})

test("shares are kept over many requests, and the same seed draws the same", () => {
  const draw = () => {
    const { context } = createContext({ random: createRandom(7) })
    return Array.from({ length: 1000 }, () => first(splitRoute, context) as string)
  }
  const drawn = draw()
  expect(draw()).toEqual(drawn)
  const share = (id: string) => drawn.filter((one) => one === id).length / 1000
  expect(share("a")).toBeCloseTo(0.1, 1)
  expect(share("b")).toBeCloseTo(0.4, 1)
  expect(share("c")).toBeCloseTo(0.5, 1)
})

const limit = (limitType: string, limit: number, outputs = { success: to("a"), fallback: to("b") }) => {
  const properties = { limitType, key: "metadata.user", limit, window: 60 }
  const rate = { id: "rate", type: "rate", properties, outputs } as AnyRouteElement
  return [start("rate"), rate, model("a"), model("b"), end]
}

test("requests over the limit take the fallback until the window is over", () => {
  const { clock, context } = createContext()
  const elements = limit("count", 2)
  expect([1, 2, 3].map(() => first(elements, context))).toEqual(["a", "a", "b"])
  clock.advance(59_999)
  expect(first(elements, context)).toBe("b")
  clock.advance(1)
  expect(first(elements, context)).toBe("a")
})

test("each value of the key has its own limit, and requests without one share one", () => {
  const { context } = createContext()
  const ask = (metadata: RouteContext["metadata"]) => first(limit("count", 1), { ...context, metadata })
  expect(ask({ user: 1 })).toBe("a")
  expect(ask({ user: "1" })).toBe("a")
  expect(ask({ user: 1 })).toBe("b")
  expect(ask({})).toBe("a")
  expect(ask({ other: 1 })).toBe("b")
})

test("two routes do not share a limit though their elements have one id", () => {
  const { context } = createContext()
  expect(first(limit("count", 1), context)).toBe("a")
  expect(first(limit("count", 1), { ...context, routeId: "r2" })).toBe("a")
  expect(first(limit("count", 1), context)).toBe("b")
})

test("two limits of one route count apart, though they look at one field", () => {
  const { context } = createContext()
  const [, rate, ...rest] = limit("count", 1)
  const second: AnyRouteElement = { ...rate!, id: "second" }
  const elements = [start("rate"), { ...rate!, outputs: { success: to("second"), fallback: to("b") } }, second, ...rest]
  expect(first(elements, context)).toBe("a")
  expect(first(elements, context)).toBe("b")
})

test("a limit without fallback ends the route", () => {
  const { context } = createContext()
  const elements = limit("count", 1, { success: to("a") } as never)
  expect(first(elements, context)).toBe("a")
  expect(walkRoute(elements, context).next()).toEqual({
    problem: `The limit of the route's element "rate" is reached`,
    reason: "limit",
  })
})

test("a budget is spent by what models cost: who overspends is answered, the next one falls back", () => {
  const { clock, context } = createContext()
  const elements = limit("cost", 1)
  for (const cost of [0.4, 0.4, 0.4]) {
    const walk = walkRoute(elements, context)
    expect(walk.next()).toMatchObject({ elementId: "a" })
    walk.spend(cost)
  }
  expect(first(elements, context)).toBe("b")
  expect(first(elements, { ...context, metadata: { user: 2 } })).toBe("a")
  clock.advance(60_000)
  expect(first(elements, context)).toBe("a")
})

test("what a request costs is no matter to a limit of requests", () => {
  const { context } = createContext()
  const walk = walkRoute(limit("count", 2), context)
  walk.next()
  walk.spend(5)
  expect(first(limit("count", 2), context)).toBe("a")
})

test.each<[string, AnyRouteElement[]]>([
  ["The route has no start", [end]],
  [`The route's element "start" has no output "next"`, [{ id: "start", type: "start", outputs: {} }]],
  [`The route's element "gone" is missing`, [start("gone")]],
  [
    `The route comes back to "loop"`,
    [start("loop"), { id: "loop", type: "percentage", outputs: { "100%": to("loop") } }],
  ],
  [
    `The route's element "if" has no output "true"`,
    [start("if"), { id: "if", type: "conditional", outputs: { false: to("end") } }, end],
  ],
  [`The route's element "split" has no output ""`, [start("split"), { id: "split", type: "percentage", outputs: {} }]],
])("a route that leads nowhere says so and does not hang: %s", (problem, elements) => {
  expect(walkRoute(elements, createContext().context).next()).toEqual({ problem, reason: "route" })
})

test("models that fall back on each other are asked once each", () => {
  const elements = [
    start("a"),
    model("a", { success: to("end"), fallback: to("b") }),
    model("b", { success: to("end"), fallback: to("a") }),
    end,
  ]
  const walk = walkRoute(elements, createContext().context)
  walk.next()
  walk.next("fallback")
  expect(walk.next("fallback")).toEqual({ problem: `The route comes back to "a"`, reason: "route" })
  expect(walk.next("fallback")).toBeUndefined()
})

test("a walk looks at nothing before it is asked", () => {
  const { context } = createContext({ random: () => Number.NaN })
  expect(walkRoute([], context).next("fallback")).toEqual({ problem: "The route has no start", reason: "route" })
})

test("a route may end before any model", () => {
  expect(walkRoute([start("end"), end], createContext().context).next()).toBeUndefined()
})
