import { isRecord } from "../../schemas/is-record.ts"
import type { Random } from "../random.ts"

export type Schema = { readonly [key: string]: unknown }

// How far references, choices and what they hold are followed.
const most = 32
// How many parts are looked at: each level may double them.
const mostParts = 400_000

/**
 * Makes a function that takes one level of a schema with its references followed, `allOf` merged, and one of each `anyOf` and `oneOf`
 * taken: any, or when `isDeep` the one that ends soonest.
 */
export function createFlatten(root: unknown, random: Random): (schema: unknown, isDeep: boolean) => Schema {
  const heights = Array.from({ length: most + 1 }, () => new Map<Schema, number>())

  let parts = 0
  const flatten = (schema: unknown, isDeep: boolean, left = most): Schema => {
    if (!isRecord(schema) || left === 0 || ++parts > mostParts) return {}
    const { $ref, allOf, anyOf, oneOf, if: condition, then, const: only, ...own } = schema
    const base: Schema = only === undefined ? own : merge(own, { enum: [only] })
    const choose = (options: unknown) => {
      const choices = listOf(options).filter((option) => option !== false)
      return isDeep
        ? choices.reduce((least, choice) => (heightOf(choice) < heightOf(least) ? choice : least), choices[0])
        : choices[Math.floor(random() * choices.length)]
    }
    const one = choose(oneOf)
    const more = [resolve(root, $ref), ...listOf(allOf), choose(anyOf), one, without(oneOf, one, own), condition, then]
    return more.reduce<Schema>((merged, part) => merge(merged, flatten(part, isDeep, left - 1)), base)
  }

  // How many levels the least value has: what never ends is infinitely high.
  const heightOf = (schema: unknown, left = most): number => {
    if (!isRecord(schema) || "const" in schema || "enum" in schema) return 0
    if (schema["nullable"] === true || listOf(schema["type"]).includes("null")) return 0
    if (left === 0) return Infinity
    const known = heights[left]!.get(schema)
    if (known !== undefined) return known
    const down = (parts: readonly unknown[]) => parts.map((part) => heightOf(part, left - 1))
    const choices = [schema["anyOf"], schema["oneOf"]].map(listOf).filter(({ length }) => length > 0)
    const height = Math.max(
      0,
      ...down(partsOf(schema)).map((part) => part + 1),
      ...down([resolve(root, schema["$ref"]), ...listOf(schema["allOf"])]),
      ...choices.map((options) => Math.min(...down(options))),
    )
    heights[left]!.set(schema, height)
    return height
  }
  return flatten
}

// Where the options of a `oneOf` differ in what they ask for, the members that only the others ask for stay away.
function without(oneOf: unknown, chosen: unknown, own: Schema): Schema {
  if (!isRecord(chosen)) return {}
  const named = isRecord(chosen["properties"]) ? Object.keys(chosen["properties"]) : []
  const kept = [...listOf(own["required"]), ...listOf(chosen["required"]), ...named]
  const asked = listOf(oneOf).flatMap((option) => (isRecord(option) ? listOf(option["required"]) : []))
  const foreign = asked.filter((name) => !kept.includes(name))
  return foreign.length > 0 ? { properties: Object.fromEntries(foreign.map((name) => [name, false])) } : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

// What the least value cannot go without.
function partsOf({ properties, required, items, prefixItems, minItems }: Schema): unknown[] {
  const members = isRecord(properties) ? listOf(required).map((name) => properties[String(name)]) : []
  return [...members, ...listOf(prefixItems), ...(Array.isArray(items) ? items : Number(minItems) > 0 ? [items] : [])]
}

function resolve(root: unknown, reference: unknown): unknown {
  if (typeof reference !== "string" || !reference.startsWith("#")) return undefined
  const steps = reference.slice(1).split("/").slice(1)
  return steps.reduce<unknown>((value, step) => {
    const key = decode(step).replaceAll("~1", "/").replaceAll("~0", "~")
    return (isRecord(value) || Array.isArray(value)) && Object.hasOwn(value, key) ? (value as Schema)[key] : undefined
  }, root)
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

const lower = new Set(["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"])
const higher = new Set(["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"])
const byName = new Set(["properties", "patternProperties", "dependentRequired"])
const both = new Set(["items", "additionalProperties", "contains", "propertyNames"])

// What satisfies both, as far as one schema can say it.
function merge(one: Schema, other: Schema): Schema {
  const merged: Record<string, unknown> = { ...one }
  for (const [key, value] of Object.entries(other))
    merged[key] = Object.hasOwn(one, key) ? mergeKey(key, one[key], value) : value
  return merged
}

function mergeKey(key: string, one: any, other: any): unknown {
  if (key === "required") return [...new Set([...listOf(one), ...listOf(other)])]
  if (key === "enum") return listOf(one).filter((value) => includes(listOf(other), value))
  if (key === "type") return commonTypes([one].flat(), [other].flat())
  if (lower.has(key)) return Math.min(one, other)
  if (higher.has(key)) return Math.max(one, other)
  if (both.has(key)) return mergeMember(one, other)
  if (!byName.has(key) || !isRecord(one) || !isRecord(other)) return other
  const joined = Object.entries(other).map(([name, value]) => [
    name,
    Object.hasOwn(one, name) ? mergeMember(one[name], value) : value,
  ])
  return { ...one, ...Object.fromEntries(joined) }
}

function mergeMember(one: unknown, other: unknown): unknown {
  if (Array.isArray(other)) return [...listOf(one), ...other]
  return one === false || other === false ? false : { allOf: [one, other] }
}

function includes(list: readonly unknown[], value: unknown): boolean {
  return list.some((entry) => JSON.stringify(entry) === JSON.stringify(value))
}

function commonTypes(one: readonly unknown[], other: readonly unknown[]): unknown[] {
  const within = (types: readonly unknown[], others: readonly unknown[]) =>
    types.filter((type) => others.includes(type) || (type === "integer" && others.includes("number")))
  return [...new Set([...within(one, other), ...within(other, one)])]
}
