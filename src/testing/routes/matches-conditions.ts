import { isRecord } from "../../schemas/is-record.ts"
import { fieldRoots, readField, type RouteFacts } from "./read-field.ts"

// `$eq`, `$ne`, `$in`, `$and` and `$or` are documented, "such as"; the others mean what they mean in MongoDB.
const operators: Readonly<Record<string, (found: unknown, wanted: unknown) => boolean>> = {
  $eq: (found, wanted) => found === wanted,
  $ne: (found, wanted) => found !== wanted,
  $in: (found, wanted) => (wanted as unknown[]).includes(found),
  $nin: (found, wanted) => !(wanted as unknown[]).includes(found),
  $gt: (found, wanted) => isOrdered(found, wanted) && (found as number) > (wanted as number),
  $gte: (found, wanted) => isOrdered(found, wanted) && (found as number) >= (wanted as number),
  $lt: (found, wanted) => isOrdered(found, wanted) && (found as number) < (wanted as number),
  $lte: (found, wanted) => isOrdered(found, wanted) && (found as number) <= (wanted as number),
  $exists: (found, wanted) => (found !== undefined) === wanted,
}

/** Whether a request meets the conditions, all of them. Types count: `1` is not `"1"`, and headers are text. */
export function matchesConditions(conditions: unknown, facts: RouteFacts): boolean {
  return Object.entries(conditions ?? {}).every(([key, wanted]) => {
    if (key === "$and") return (wanted as unknown[]).every((one) => matchesConditions(one, facts))
    if (key === "$or") return (wanted as unknown[]).some((one) => matchesConditions(one, facts))
    const found = readField(key, facts)
    if (!isRecord(wanted)) return found === wanted
    return Object.entries(wanted).every(([operator, value]) => operators[operator]!(found, value))
  })
}

/** What is wrong with conditions, if anything. */
export function findConditionProblem(conditions: unknown): string | undefined {
  if (!isRecord(conditions)) return `conditions must be an object such as { "metadata.plan": { "$eq": "free" } }`
  return first(Object.entries(conditions), ([key, wanted]) => {
    if (key === "$and" || key === "$or")
      return Array.isArray(wanted) ? first(wanted, findConditionProblem) : `${key} takes a list of conditions`
    if (!fieldRoots.some((root) => key.startsWith(root)))
      return `"${key}" is no field: they begin with ${fieldRoots.map((root) => `"${root}"`).join(", ")}`
    return isRecord(wanted) ? first(Object.entries(wanted), findOperatorProblem) : undefined
  })
}

function findOperatorProblem([operator, value]: [string, unknown]): string | undefined {
  if (!Object.hasOwn(operators, operator))
    return `"${operator}" is no operator: there are ${Object.keys(operators).join(", ")}, $and, $or`
  if (/^\$n?in$/.test(operator) && !Array.isArray(value)) return `${operator} takes a list of values`
  return operator === "$exists" && typeof value !== "boolean" ? "$exists takes true or false" : undefined
}

function first<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  return items.map(find).find((problem) => problem !== undefined)
}

function isOrdered(found: unknown, wanted: unknown): boolean {
  return typeof found === typeof wanted && (typeof found === "number" || typeof found === "string")
}
