import type { Issue } from "../schemas/issue.ts"
import type { GatewayOptions } from "./gateway-options.ts"
import { nearestWord } from "./nearest-word.ts"
import type { Surface } from "./surface.ts"

// A kind of value: how it is checked (what is wrong, or nothing), written and read back.
interface Kind {
  readonly check: (value: unknown) => string | undefined
  readonly write: (value: never) => string
  readonly read: (text: string) => unknown
}

const boolean: Kind = {
  check: (value) => (typeof value === "boolean" ? undefined : "must be true or false"),
  write: String,
  read: (text) => text === "true",
}

const text: Kind = {
  check: (value) => (typeof value === "string" && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value) ? undefined : "must be printable ASCII, not empty, no blanks around it"),
  write: String,
  read: String,
}

const integer = (least: number, most: number, wrong: string): Kind => ({
  check: (value) => (Number.isInteger(value) && (value as number) >= least && (value as number) <= most ? undefined : wrong),
  write: String,
  read: Number,
})

const hex = (length: number): Kind => ({
  check: (value) => (typeof value === "string" && value.length === length && /^[0-9a-f]+$/i.test(value) ? undefined : `must be ${length} hexadecimal characters`),
  write: String,
  read: String,
})

const list: Kind = {
  check: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((entry) => text.check(entry) === undefined && !entry.includes(","))
      ? undefined
      : "must be a list of names, not empty, without commas",
  write: (value: readonly string[]) => value.join(","),
  read: (value) => value.split(","),
}

const costKeys = ["per_token_in", "per_token_out", "per_cache_read_token", "per_cache_write_token", "total_cost"]
const cost: Kind = {
  check: (value) =>
    isRecord(value) && Object.entries(value).every(([key, price]) => costKeys.includes(key) && (price === undefined || (Number.isFinite(price) && (price as number) >= 0)))
      ? undefined
      : `must hold US dollars, 0 or more, under ${costKeys.join(", ")}`,
  write: JSON.stringify,
  read: JSON.parse,
}

const metadata: Kind = {
  check: (value) => {
    if (!isRecord(value)) return "must be a flat object"
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
    if (entries.length > 5) return `has ${entries.length} entries: Cloudflare keeps the first 5 and drops the rest`
    for (const [key, entry] of entries) {
      if (key === "" || key.startsWith("cf.")) return `has the key "${key}": keys must not be empty or begin with "cf.", which is Cloudflare's`
      if (entry === null) return `.${key} is null: Cloudflare then drops all metadata of the request, so leave the key out`
      if (typeof entry !== "string" && typeof entry !== "boolean" && !Number.isFinite(entry)) {
        return `.${key} must be text, a finite number, true or false: Cloudflare drops all metadata that is nested`
      }
    }
    return undefined
  },
  // Header values are bytes, and fetch refuses characters above U+00FF.
  write: (value: object) => JSON.stringify(value).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`),
  read: JSON.parse,
}

const backoff: Kind = {
  check: (value) => (value === "constant" || value === "linear" || value === "exponential" ? undefined : 'must be "constant", "linear" or "exponential"'),
  write: String,
  read: String,
}

const ttl = "must be whole seconds from 60 to 2592000 (30 days)"

// Every option, its header and its documented limit (reference B), in the order they are sent.
const optionHeaders: readonly (readonly [path: string, header: string, kind: Kind])[] = [
  ["cacheTtl", "cf-aig-cache-ttl", integer(60, 2_592_000, ttl)],
  ["cacheKey", "cf-aig-cache-key", text],
  ["skipCache", "cf-aig-skip-cache", boolean],
  ["metadata", "cf-aig-metadata", metadata],
  ["collectLog", "cf-aig-collect-log", boolean],
  ["collectLogPayload", "cf-aig-collect-log-payload", boolean],
  ["eventId", "cf-aig-event-id", text],
  ["requestTimeoutMs", "cf-aig-request-timeout", integer(1, Number.MAX_SAFE_INTEGER, "must be whole milliseconds, 1 or more")],
  ["retries.maxAttempts", "cf-aig-max-attempts", integer(1, 5, "must be a whole number from 1 to 5")],
  ["retries.retryDelayMs", "cf-aig-retry-delay", integer(0, 60_000, "must be whole milliseconds from 0 to 60000")],
  ["retries.backoff", "cf-aig-backoff", backoff],
  ["byokAlias", "cf-aig-byok-alias", text],
  ["customCost", "cf-aig-custom-cost", cost],
  ["zdr", "cf-aig-zdr", boolean],
  ["noWholesale", "cf-aig-no-wholesale", boolean],
  ["otel.traceId", "cf-aig-otel-trace-id", hex(32)],
  ["otel.parentSpanId", "cf-aig-otel-parent-span-id", hex(16)],
  ["sessionId", "cf-aig-session-id", text],
  ["turnId", "cf-aig-turn-id", text],
  ["noSessionAffinity", "cf-aig-no-session-affinity", boolean],
  ["allowedModels", "cf-aig-allowed-models", list],
  ["allowedProviders", "cf-aig-allowed-providers", list],
]

const known = ["id", ...new Set(optionHeaders.map(([path]) => path.split(".")[0]!))]
const inner: Record<string, readonly string[]> = { retries: ["maxAttempts", "retryDelayMs", "backoff"], otel: ["traceId", "parentSpanId"] }

/** The headers that ask the gateway for these options. */
export function toOptionHeaders(options: GatewayOptions): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [path, header, kind] of optionHeaders) {
    const value = at(options, path)
    if (value === undefined || value === null || isEmpty(value)) continue
    headers[header] = kind.write(value as never)
  }
  return headers
}

/** What is wrong with these options: names, limits, and what this surface does not honour. */
export function checkGatewayOptions(options: GatewayOptions, surface: Surface): (Issue & { readonly unsupported?: boolean })[] {
  if (!isRecord(options)) return [{ path: ["gateway"], message: "must be an object" }]
  const issues: (Issue & { unsupported?: boolean })[] = []
  const checkNames = (value: object, names: readonly string[], path: readonly string[]) => {
    for (const key of Object.keys(value)) {
      if (names.includes(key)) continue
      const near = nearestWord(key, names)
      issues.push({ path: [...path, key], message: `is no gateway option${near ? `: did you mean \`${near}\`?` : ""}` })
    }
  }
  checkNames(options, known, ["gateway"])
  for (const [group, names] of Object.entries(inner)) {
    const value = at(options, group)
    if (value === undefined || value === null) continue
    if (isRecord(value)) checkNames(value, names, ["gateway", group])
    else issues.push({ path: ["gateway", group], message: "must be an object" })
  }
  for (const [path, , kind] of optionHeaders) {
    const value = at(options, path)
    if (value === undefined || value === null) continue
    const reason = surface.unsupported[path]
    const wrong = path === "cacheTtl" && value === 0 ? `${ttl}; for "no cache" use \`skipCache: true\`` : kind.check(value)
    if (reason !== undefined) issues.push({ path: ["gateway", path], message: reason, unsupported: true })
    else if (wrong !== undefined) issues.push({ path: ["gateway", ...path.split(".")], message: wrong })
  }
  return issues
}

/** The other way: what options a request's headers ask for. Headers that cannot be read are left out. */
export function readOptionHeaders(headers: Headers): GatewayOptions {
  const options: Record<string, unknown> = {}
  for (const [path, header, kind] of optionHeaders) {
    const value = headers.get(header)
    if (value === null) continue
    const [outer = "", key] = path.split(".")
    const read = tryRead(kind, value)
    if (read === undefined) continue
    if (key === undefined) options[outer] = read
    else options[outer] = { ...(options[outer] as object | undefined), [key]: read }
  }
  return options
}

/** Whether a header is one that an option writes, so that it must not be given by hand. */
export function optionOfHeader(name: string): string | undefined {
  return optionHeaders.find(([, header]) => header === name)?.[0]
}

function at(options: object, path: string): unknown {
  const [outer = "", key] = path.split(".")
  const value = (options as Record<string, unknown>)[outer]
  return key === undefined ? value : isRecord(value) ? value[key] : undefined
}

function tryRead(kind: Kind, value: string): unknown {
  try {
    return kind.read(value)
  } catch {
    return undefined
  }
}

function isEmpty(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((entry) => entry === undefined)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
