import { isRecord } from "../../schemas/is-record.ts"

/** What a route may look at. */
export interface RouteFacts {
  readonly body: unknown
  readonly headers: Headers
  readonly metadata: Readonly<Record<string, unknown>>
}

/** Where fields begin. */
export const fieldRoots = ["body.", "headers.", "metadata."] as const

/** The value at `metadata.plan`, `headers.x-team` or `body.messages.0.role`. */
export function readField(path: string, { body, headers, metadata }: RouteFacts): unknown {
  const dot = path.indexOf(".")
  const [root, rest] = [path.slice(0, dot), path.slice(dot + 1)]
  // `get` throws for what cannot be a name.
  if (root === "headers") return /^[\w!#$%&'*+.^`|~-]+$/.test(rest) ? (headers.get(rest) ?? undefined) : undefined
  // Metadata is flat; a dot is part of its key, as in `cf.user_id`.
  if (root === "metadata") return Object.hasOwn(metadata, rest) ? metadata[rest] : undefined
  return root === "body" ? rest.split(".").reduce(step, body) : undefined
}

function step(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)]
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
