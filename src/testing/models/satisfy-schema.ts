import { isRecord } from "../../schemas/is-record.ts"
import type { Random } from "../random.ts"
import { createFlatten, listOf, type Schema } from "./flatten-schema.ts"
import { createWork } from "./create-work.ts"
import { parsePattern, type Pattern } from "./parse-pattern.ts"
import { satisfyNumber } from "./satisfy-number.ts"
import { satisfyPattern } from "./satisfy-pattern.ts"
import { satisfyText } from "./satisfy-text.ts"

// Below this many levels only what must be there is.
const deep = 2
// A schema that no finite value satisfies is given up here.
const deepest = 64

/**
 * A value that satisfies a JSON Schema, the same for the same numbers. Not understood: `not`, `else`, and that only one of `oneOf` may
 * hold where several do.
 */
export function satisfySchema(schema: unknown, random: Random): unknown {
  const flatten = createFlatten(schema, random)
  const work = createWork()
  const mostValues = work.values
  const judges = new Map<string, Pattern | undefined>()
  const between = (few: number, many: number) => few + Math.floor(random() * (Math.max(many, few) - few + 1))
  const pick = <T>(list: readonly T[]) => list[between(0, list.length - 1)] as T

  const make = (part: unknown, level: number): unknown => {
    if (work.values-- <= 0 || level > deepest) return null
    const flat = flatten(part, level > deep)
    const types = typesOf(flat)
    const values = listOf(flat["enum"]).filter((value) => isOfType(value, types))
    if (values.length > 0) return pick(values)
    const type = level > deep && types.includes("null") ? "null" : pick(types)
    if (type === "null") return null
    if (type === "boolean") return random() < 0.5
    if (type === "number" || type === "integer") return satisfyNumber(flat, type === "integer", random)
    if (type === "array") return makeList(flat, level)
    return type === "object" ? makeObject(flat, level) : satisfyText(flat, random, work)
  }

  const makeList = (flat: Schema, level: number): unknown[] => {
    const { items, prefixItems, contains, uniqueItems } = flat
    const first = listOf(prefixItems ?? items)
    const others = Array.isArray(items) ? flat["additionalItems"] : items
    const wanted = contains === undefined ? 0 : numberOr(flat["minContains"], 1)
    const least = Math.max(numberOr(flat["minItems"], 0), first.length + wanted, level > deep ? 0 : between(1, 2))
    const most = Math.min(numberOr(flat["maxItems"], mostValues), others === false ? first.length : mostValues)
    const length = Math.min(least, most)
    const list: unknown[] = []
    const seen = new Set<string>()
    while (list.length < length && work.values > 0) {
      const own = list.length < first.length ? first[list.length] : (others ?? {})
      const isWanted = list.length >= first.length && list.length < first.length + wanted
      const item = isWanted ? { allOf: [own, contains] } : own
      let value = make(item, level + 1)
      for (let attempt = 0; attempt < 50 && uniqueItems === true && seen.has(JSON.stringify(value)); attempt++)
        value = make(item, level + 1)
      seen.add(JSON.stringify(value))
      list.push(value)
    }
    return list
  }

  const makeObject = (flat: Schema, level: number): object => {
    const known = isRecord(flat["properties"]) ? flat["properties"] : {}
    const patterns = isRecord(flat["patternProperties"]) ? flat["patternProperties"] : {}
    const others = flat["additionalProperties"] ?? {}
    const required = withDependents(listOf(flat["required"]).map(String), flat["dependentRequired"])
    const fits = Object.keys(known).filter((name) => known[name] !== false)
    const optional = fits.filter((name) => !required.includes(name))
    // A record that need not hold anything shows one entry.
    const shown = fits.length === 0 && isRecord(flat["additionalProperties"]) && level <= deep ? 1 : 0
    const least = Math.min(Math.max(numberOr(flat["minProperties"], 0), shown), mostValues)
    const room = numberOr(flat["maxProperties"], Infinity) - required.length
    const chosen = optional.filter(() => level <= deep && random() < 0.5).slice(0, Math.max(room, 0))
    const missing = optional.filter((name) => !chosen.includes(name))
    const names = new Set([...fits.filter((name) => required.includes(name) || chosen.includes(name)), ...required])
    for (const name of missing) if (names.size < least) names.add(name)
    for (let attempt = 0; names.size < least && attempt < 50 + least && work.names-- > 0; attempt++)
      names.add(newName(flat, patterns))
    const schemaOf = (name: string) =>
      Object.hasOwn(known, name)
        ? known[name]
        : (Object.entries(patterns).find(([pattern]) => isIn(name, pattern))?.[1] ?? others)
    const all = withDependents([...names], flat["dependentRequired"])
    return Object.fromEntries(all.map((name) => [name, make(schemaOf(name), level + 1)]))
  }

  const newName = (flat: Schema, patterns: Schema): string => {
    const [pattern] = Object.keys(patterns)
    const matching = flat["additionalProperties"] === false && pattern ? newText(pattern) : undefined
    return matching ?? satisfyText(flatten(flat["propertyNames"], true), random, work)
  }
  const newText = (pattern: string) => satisfyPattern(pattern, random, 0, Infinity, work)
  const isIn = (name: string, pattern: string): boolean => {
    if (!judges.has(pattern)) judges.set(pattern, parsePattern(pattern, random, work))
    return judges.get(pattern)?.isIn(name) ?? false
  }

  return make(schema, 0)
}

const textKeys = ["pattern", "format", "minLength", "maxLength"]
const typesByKey: { readonly [type: string]: readonly string[] } = {
  object: ["properties", "required", "additionalProperties", "patternProperties", "minProperties", "propertyNames"],
  array: ["items", "prefixItems", "minItems", "contains"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
}

// Google spells types in capitals, and OpenAPI 3.0 marks what may be null.
function typesOf(schema: Schema): string[] {
  const told = [schema["type"] ?? []].flat().map((type) => String(type).toLowerCase())
  const guessed = Object.keys(typesByKey).filter((type) => typesByKey[type]!.some((key) => key in schema))
  const hasText = textKeys.some((key) => key in schema)
  const types = told.length > 0 ? told : guessed.length > 0 && !hasText ? guessed.slice(0, 1) : ["string"]
  return told.length === 0 && "enum" in schema ? [] : schema["nullable"] === true ? [...types, "null"] : types
}

function isOfType(value: unknown, types: readonly string[]): boolean {
  if (types.length === 0) return true
  const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value
  return types.includes(type) || (type === "number" && types.includes("integer") && Number.isInteger(value))
}

function withDependents(names: readonly string[], dependents: unknown): string[] {
  const all = new Set(names)
  // A set that grows is walked to its end.
  if (isRecord(dependents)) for (const name of all) for (const other of listOf(dependents[name])) all.add(String(other))
  return [...all]
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise
}
