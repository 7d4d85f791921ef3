import { isRecord } from "../../schemas/is-record.ts"

const counts = ["minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"]

/** A schema in Google's dialect (`"STRING"`, `nullable`, counts as text) as JSON Schema. */
export function fromGoogleSchema(schema: unknown): unknown {
  if (!isRecord(schema)) return schema
  const { type, nullable, propertyOrdering: _, ...rest } = schema
  const entries = Object.entries(rest).map(([key, value]) => [key, toEntry(key, value)])
  const name = typeof type === "string" ? type.toLowerCase() : type
  return {
    ...(name !== undefined && { type: nullable === true ? [name, "null"] : name }),
    ...Object.fromEntries(entries),
  }
}

function toEntry(key: string, value: unknown): unknown {
  if (key === "properties" && isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, fromGoogleSchema(schema)]))
  if (Array.isArray(value) && (key === "anyOf" || key === "prefixItems")) return value.map(fromGoogleSchema)
  if (key === "items") return fromGoogleSchema(value)
  return counts.includes(key) && typeof value === "string" ? Number(value) : value
}
