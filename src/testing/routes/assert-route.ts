import { nearestWord } from "../../gateway/nearest-word.ts"
import { isRecord } from "../../schemas/is-record.ts"
import { findConditionProblem } from "./matches-conditions.ts"
import { fieldRoots } from "./read-field.ts"
import type { AnyRouteElement } from "./route-element.ts"

/** Throws a `TypeError` that says which element of a route is wrong, and how. */
export function assertRoute(name: string, elements: unknown): asserts elements is readonly AnyRouteElement[] {
  const problem = findNameProblem(name) ?? findRouteProblem(elements)
  if (problem !== undefined) throw new TypeError(`The dynamic route "${name}" cannot run: ${problem}`)
}

// Which names are taken is not documented; these stand in `dynamic/{name}` as they are.
function findNameProblem(name: unknown): string | undefined {
  if (typeof name === "string" && /^[^\s/]{1,64}$/.test(name)) return undefined
  return "its name must be 1 to 64 characters without spaces and slashes"
}

function findRouteProblem(elements: unknown): string | undefined {
  if (!Array.isArray(elements) || elements.length === 0) return "`elements` must be a list with a start element"
  for (const [index, element] of elements.entries()) {
    const problem = findShapeProblem(element)
    if (problem !== undefined)
      return `element ${isRecord(element) ? JSON.stringify(element.id ?? index) : index} ${problem}`
  }
  return findGraphProblem(elements)
}

function findShapeProblem(element: unknown): string | undefined {
  if (!isRecord(element)) return "must be an object { id, type, outputs }"
  const { id, type, outputs, properties } = element
  if (typeof id !== "string" || id === "") return "needs an `id`, a text"
  const types = Object.keys(kinds)
  if (typeof type !== "string" || !types.includes(type)) {
    const near = typeof type === "string" ? nearestWord(type, types) : undefined
    return `has no known \`type\` (${types.join(", ")})${near === undefined ? "" : `, did you mean "${near}"?`}`
  }
  if (!isRecord(outputs)) return "needs `outputs`, an object"
  const loose = Object.entries(outputs).find(
    ([, to]) => to !== undefined && !(isRecord(to) && typeof to.elementId === "string"),
  )
  if (loose) return `has an output "${loose[0]}" that is not { elementId }`
  if (properties !== undefined && !isRecord(properties)) return "has `properties` that are no object"
  return kinds[type as AnyRouteElement["type"]](Object.keys(outputs), properties ?? {})
}

type Rule = (outputs: readonly string[], properties: Readonly<Record<string, unknown>>) => string | undefined

const kinds: { readonly [type in AnyRouteElement["type"]]: Rule } = {
  start: (outputs) => need(outputs, ["next"]),
  conditional: (outputs, properties) => {
    const problem = findConditionProblem(properties.conditions ?? properties.condition ?? {})
    return need(outputs, ["true", "false"]) ?? (problem && `cannot be decided: ${problem}`)
  },
  percentage: (outputs) => {
    const odd = outputs.find((output) => !/^\d+(\.\d+)?%$/.test(output))
    if (odd !== undefined) return `has an output "${odd}" that is no share such as "10%"`
    if (outputs.length < 1 || outputs.length > 5) return "needs 1 to 5 outputs"
    const sum = outputs.reduce((total, output) => total + Number.parseFloat(output), 0)
    return Math.abs(sum - 100) > 1e-9 ? `has shares that sum to ${sum}%, not 100%` : undefined
  },
  rate: (outputs, { limitType, key, limit, window }) => {
    if (limitType !== "count" && limitType !== "cost") return `needs \`limitType\`, "count" or "cost"`
    if (typeof key !== "string" || !fieldRoots.some((root) => key.startsWith(root)))
      return `needs \`key\`, a field such as "metadata.user_id"`
    if (!isAmount(limit)) return "needs `limit`, a number above 0"
    if (!isAmount(window)) return "needs `window`, seconds above 0"
    return need(outputs, ["success"])
  },
  model: (outputs, { provider, model, timeout, retries }) => {
    if (typeof provider !== "string" || provider === "") return "needs `provider`, a text"
    if (typeof model !== "string" || model === "") return "needs `model`, a text"
    if (timeout !== undefined && !isAmount(timeout)) return "has a `timeout` that is no number of milliseconds above 0"
    if (retries !== undefined && !(Number.isInteger(retries) && (retries as number) >= 0))
      return "has `retries` that are no whole number from 0"
    return need(outputs, ["success"])
  },
  end: (outputs) => (outputs.length > 0 ? "is the end and has no outputs: `outputs: {}`" : undefined),
}

// `fallback` alone may be left out (reference G).
function need(outputs: readonly string[], names: readonly string[]): string | undefined {
  const missing = names.find((name) => !outputs.includes(name))
  return missing === undefined ? undefined : `needs the output "${missing}"`
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value > 0
}

function findGraphProblem(elements: readonly AnyRouteElement[]): string | undefined {
  const byId = new Map(elements.map((element) => [element.id, element]))
  if (byId.size < elements.length) {
    const twice = elements.find(({ id }, index) => elements.findIndex((other) => other.id === id) < index)!
    return `there are two elements "${twice.id}"`
  }
  const starts = elements.filter(({ type }) => type === "start").length
  if (starts !== 1) return `there must be one element of type "start", not ${starts}`
  for (const { id, outputs } of elements)
    for (const [output, to] of Object.entries(outputs))
      if (to && !byId.has(to.elementId))
        return `element "${id}" leads by "${output}" to "${to.elementId}", which is missing`
  const loop = findLoop(byId, elements.find(({ type }) => type === "start")!.id, [], new Set())
  return loop && `its elements lead in a circle: ${loop.join(" → ")}`
}

function findLoop(
  byId: ReadonlyMap<string, AnyRouteElement>,
  id: string,
  trail: readonly string[],
  done: Set<string>,
): readonly string[] | undefined {
  const start = trail.indexOf(id)
  if (start >= 0) return [...trail.slice(start), id]
  if (done.has(id)) return undefined
  for (const to of Object.values(byId.get(id)!.outputs)) {
    const loop = to && findLoop(byId, to.elementId, [...trail, id], done)
    if (loop) return loop
  }
  done.add(id)
  return undefined
}
