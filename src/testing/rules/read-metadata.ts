import { isRecord } from "../../schemas/is-record.ts"

/** What a request says about itself, as far as the gateway keeps it. */
export type Metadata = Readonly<Record<string, string | number | boolean>>

// Reference B, limits.
const most = 5

/**
 * The metadata that is kept: the first five entries, none under `cf.`, and nothing at all where one value is null or nested.
 * A user that Cloudflare Access verified is told as `cf.user_id`, in the last entry's place where there are five.
 */
export function readMetadata(header: string | null, userId?: string | undefined): Metadata {
  // A choice: reserved keys go before the five are counted.
  const entries = flatEntries(header).filter(([key]) => !key.startsWith("cf."))
  const user = userId === undefined ? [] : [["cf.user_id", userId] as const]
  return Object.fromEntries([...entries.slice(0, most - user.length), ...user])
}

function flatEntries(header: string | null): (readonly [string, string | number | boolean])[] {
  const given = parse(header)
  if (!isRecord(given)) return []
  const entries = Object.entries(given)
  // A choice: an entry that would be cut off or removed spoils the others too.
  return entries.every(isFlat) ? entries : []
}

function isFlat(entry: [string, unknown]): entry is [string, string | number | boolean] {
  return /^(string|number|boolean)$/.test(typeof entry[1])
}

function parse(header: string | null): unknown {
  try {
    return JSON.parse(header ?? "null")
  } catch {
    return undefined
  }
}
